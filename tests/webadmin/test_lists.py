"""The base of all lists: what Flask-Admin leaves open and ours shuts."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from scoring.store.tables import Page, RefusedRow
from tests.webadmin.conftest import token_of
from webadmin.context import db
from webadmin.organizer import export
from webadmin.organizer.base import Records, search_words
from webadmin.organizer.pages import PagesView

LISTS = (
    "appeals", "awards", "corrections", "files", "findings", "jobs", "journal", "letters", "misuse", "objections", "owners",
    "pages", "people", "refused", "runs",
)  # fmt: skip


def text_of(client: FlaskClient, path: str) -> str:
    """The page at ``path``."""
    return client.get(path).get_data(as_text=True)


def names(client: FlaskClient, query: str) -> list[str]:
    """First cells of the list of pages."""
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', text_of(client, f"/panel/pages/?{query}"))


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    """A downloaded table."""
    return list(csv.reader(io.StringIO(client.get(path).get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))


@contextmanager
def asking(app: Flask) -> Iterator[list[str]]:
    """Collects what the database is asked."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield asked
    event.remove(engine, "before_cursor_execute", hear)


def views(app: Flask) -> list[Records]:
    """All lists of the panel."""
    found = [view for view in app.extensions["admin"][0]._views if isinstance(view, Records)]
    assert sorted(view.address for view in found) == sorted(LISTS)
    return found


@pytest.mark.parametrize("name", [name for name in LISTS if name not in {"people", "refused", "journal"}])
def test_a_row_of_another_season_is_not_found(organizer: FlaskClient, name: str) -> None:
    """Details open only what the list would show: the first row belongs to the season 2025."""
    assert organizer.get(f"/panel/{name}/details/?id=1").status_code == 404


def test_an_id_that_is_none_is_not_found(organizer: FlaskClient) -> None:
    """Nonsense in place of an id is answered like a row that is not there."""
    numbers = ["", "x", "-1", "0", "99999999999999999999", "1 OR 1=1", "²"]
    path = "/panel/pages/details/"
    assert dict.fromkeys(numbers, 404) == {n: organizer.get(path, query_string={"id": n}).status_code for n in numbers}


def test_the_chosen_season_is_shown(organizer: FlaskClient) -> None:
    """After choosing another season the lists show its rows."""
    organizer.post("/panel/season-choice", data={"csrf_token": token_of(organizer), "season": "1"})
    assert (organizer.get("/panel/pages/details/?id=1").status_code, organizer.get("/panel/pages/details/?id=9").status_code) == (
        200,
        404,
    )


def test_the_export_has_the_rows_of_the_season_only(organizer: FlaskClient) -> None:
    """The export goes through the same filter as the list."""
    assert len(rows(organizer, "/panel/pages/export/csv/")) == 1 + 8


def test_the_export_follows_search_and_filters(organizer: FlaskClient) -> None:
    """What is narrowed on the screen is narrowed in the file."""
    header, *found = rows(organizer, "/panel/pages/export/csv/?search=школа&municipality=Мирный")
    assert [row[header.index("Муниципалитет")] for row in found] == ["Мирный", "Мирный"]


def test_no_list_writes(app: Flask) -> None:
    """There is no route to create, edit, delete, act on many rows, or edit in place."""
    paths = {str(rule) for rule in app.url_map.iter_rules()}
    assert set() == {
        f"/panel/{name}/{verb}/"
        for name in LISTS
        for verb in ("edit", "delete", "action", "ajax/update", "ajax/lookup")
        if f"/panel/{name}/{verb}/" in paths
    }


def test_a_page_never_grows(organizer: FlaskClient, app: Flask) -> None:
    """A size in the address changes nothing; no list shows more than 100 rows."""
    grown = len(names(organizer, "page_size=100000"))
    assert (grown, all(view.page_size <= 100 for view in views(app))) == (8, True)


def test_sorting_is_by_indexed_columns(app: Flask) -> None:
    """Every column that can be sorted by leads an index or a key, alone or behind the season."""
    unindexed = []
    for view in views(app):
        table = view.table.__table__
        keys = [list(index.columns.keys()) for index in table.indexes]  # type: ignore[attr-defined]
        keys += [[column.name] for column in table.columns if column.unique or column.primary_key]
        leading = {key[1] if key[0] == "season_id" and len(key) > 1 else key[0] for key in keys}
        unindexed += [(view.address, column) for column in view.column_sortable_list or () if column not in leading]
    assert unindexed == []


def test_sorting_both_ways(organizer: FlaskClient) -> None:
    """A heading's second click turns the order round."""
    up, down = names(organizer, "sort=1"), names(organizer, "sort=1&desc=1")
    assert (len(up), up[0] != down[0]) == (8, True)


def test_the_sorted_heading_says_so(organizer: FlaskClient) -> None:
    """A screen reader hears which column is sorted, and which way."""
    assert 'aria-sort="descending"' in text_of(organizer, "/panel/pages/?sort=1&desc=1")


def test_nonsense_in_the_address_is_harmless(organizer: FlaskClient) -> None:
    """Numbers out of bounds and signs that no database stores are not an error."""
    queries = [
        "sort=99",
        "sort=-1",
        "sort=0",
        "sort=x",
        "page=-5",
        "page=x",
        "page=9999999999",
        "desc=x",
        "sphere=%00",
        "search=%00",
    ]
    assert dict.fromkeys(queries, 200) == {query: organizer.get(f"/panel/pages/?{query}").status_code for query in queries}


def test_unknown_parameters_get_into_no_link(organizer: FlaskClient) -> None:
    """The links of a list are made of the parameters it knows."""
    query = "endpoint=nonsense&_scheme=javascript&_external=1&_anchor=nonsense&_method=nonsense"
    main = text_of(organizer, f"/panel/pages/?{query}").partition("<main")[2]
    assert ("javascript" in main, "http://localhost" in main, "nonsense" in main) == (False, False, False)


def test_search_knows_russian(organizer: FlaskClient) -> None:
    """Letters of either case, ё and е find the same on both databases."""
    searches = ["ШКОЛА № 3", "школа 3 ёлкино", "Школа 3 Елкино", "3 ёЛКИНО"]
    school = "МБОУ «Школа № 3» село Ёлкино"
    assert {search: [school] for search in searches} == {search: names(organizer, f"search={search}") for search in searches}


def test_signs_of_patterns_are_letters(organizer: FlaskClient) -> None:
    """A per cent sign finds itself and not everything."""
    searches = ["%", "_", "\\", "';--", "школа %"]
    assert {} == {search: found for search in searches if (found := names(organizer, f"search={quote(search)}"))}


def test_nothing_found_says_so(organizer: FlaskClient) -> None:
    """An empty answer is a sentence with the way back."""
    page = text_of(organizer, "/panel/pages/?search=нетакого")
    assert ("Ничего не найдено" in page, "Показать всё" in page) == (True, True)


def test_filters_narrow(organizer: FlaskClient) -> None:
    """Each select leaves the rows it names."""
    counts = {"sphere=Образование": 4, "municipality=Мирный": 2, "mark=no": 3, "outcome=winner": 2, "outcome=nonsense": 8}
    assert counts == {query: len(names(organizer, query)) for query in counts}


def test_an_export_is_for_spreadsheets(organizer: FlaskClient) -> None:
    """It begins with the mark of UTF-8, and its Cyrillic name survives."""
    answer = organizer.get("/panel/pages/export/csv/", buffered=True)
    name = answer.headers["Content-Disposition"].rpartition("filename*=UTF-8''")[2]
    assert (b"\xef\xbb\xbf", "Страницы 2026.csv") == (answer.data[:3], unquote(name))


def test_no_cell_runs_in_a_spreadsheet(organizer: FlaskClient) -> None:
    """A formula in a refused row leaves as text."""
    assert "'=1+1" in rows(organizer, "/panel/refused/export/csv/")[1]


@settings(max_examples=100)
@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    """Whatever a text begins with, a spreadsheet takes it for a text."""
    shown = export.cell(text)
    assert not str(shown).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_a_download_can_have_any_name(name: str) -> None:
    """Any name gives one line of plain ASCII."""
    assert export.disposition(name.encode("utf-8", "ignore").decode()).isascii()


def test_numbers_stay_numbers() -> None:
    """A negative number is not quoted: it is no text."""
    assert export.cell(-5) == -5


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_words_of_a_search_are_as_the_column_keeps_them(search: str) -> None:
    """No word has a capital ё or a nought byte, and none is empty."""
    assert all(word and "ё" not in word and "\0" not in word for word in search_words(search))


def test_values_are_escaped(app: Flask, organizer: FlaskClient) -> None:
    """A name with a tag in it is shown as letters."""
    with app.app_context():
        page = db.session.get_one(Page, 9)
        page.name = "<script>alert(1)</script>"
        db.session.commit()
    shown = text_of(organizer, "/panel/pages/")
    assert ("<script>alert" in shown, "&lt;script&gt;alert" in shown) == (False, True)


def test_a_reason_stands_in_words(organizer: FlaskClient) -> None:
    """The report of refused rows names line, column, value and what to do."""
    assert rows(organizer, "/panel/refused/export/csv/")[1] == [
        "Реестр.xlsx",
        "17",
        "ОГРН",
        "'=1+1",
        "это не целое число: оставьте только цифры",
    ]


def test_refused_rows_of_one_file(app: Flask, organizer: FlaskClient) -> None:
    """The report of a file has no row of another."""
    with app.app_context():
        foreign = db.session.scalars(select(RefusedRow.file_id).order_by(RefusedRow.id)).first()
    assert len(rows(organizer, f"/panel/refused/export/csv/?file={foreign}")) == 1


def test_an_error_of_the_database_is_not_shown(organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says that something broke; no line of SQL gets out."""

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("SELECT secret FROM page", {}, Exception("no such column"))

    monkeypatch.setattr(PagesView, "narrowed", broken)
    answer = organizer.get("/panel/pages/")
    text = answer.get_data(as_text=True)
    assert (500, False, False, True) == (answer.status_code, "SELECT" in text, "column" in text, "Ошибка программы" in text)


@pytest.mark.parametrize("name", sorted({*LISTS} - {"appeals", "letters", "misuse", "objections"}))  # none of these are sown
def test_more_rows_need_no_more_queries(app: Flask, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A list asks the database as often for one row as for all."""
    counts = []
    for size in (1, 3):
        monkeypatch.setattr(Records, "page_size", size)
        with asking(app) as asked:
            page = text_of(organizer, f"/panel/{name}/")
        counts.append((len(asked), page.count('<th scope="row">')))
    assert [(counts[0][0], 1), (counts[0][0], 2 if name in {"awards", "people"} else 3)] == counts

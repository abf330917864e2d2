"""Which column is which: known names, a person's word, suggestions, and the signature by which a header is remembered."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InputError, UnreadableFile
from scoring.sources.column_mapping import Layout, checked, field_named, look, said_by_names, signature_of
from scoring.sources.columns import REGISTER
from scoring.sources.headers import labels
from scoring.sources.register import read_register

CITY = (
    "Перечень официальных страниц;;;;\n"
    "№ п/п;Полное название учреждения;Адрес в соцсети;Район города;Рег. номер\n"
    "1;2;3;4;5\n"
    "1;Школа № 1;https://vk.com/school1;Ленинский;1025401234561\n"
    "2;Музей;vk.com/museum;Кировский;1025401234561\n"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "город.csv"
    path.write_text(text, encoding="utf-8")
    return path


def guesses(layout: Layout) -> dict[str, tuple[str, bool]]:
    return {column.title: (column.guess, column.sure) for column in layout.columns if column.how == "none" and column.guess}


def test_a_foreign_header_is_looked_through(tmp_path: Path) -> None:
    """Its row is found below the title; names and cells tell what the columns may be, and vague ones are not sure."""
    layout = look(written(tmp_path, CITY))
    assert (2, False, True, True) == (layout.line, layout.complete, layout.asks, layout.looks_like_register)
    expected = {
        "Полное название учреждения": ("name", True),
        "Адрес в соцсети": ("link", True),
        "Район города": ("municipality", False),
        "Рег. номер": ("ogrn", True),
    }
    assert expected == guesses(layout)


def test_samples_leave_the_row_of_numbers_out(tmp_path: Path) -> None:
    """The first values are those of the first pages."""
    assert ("Школа № 1", "Музей") == look(written(tmp_path, CITY)).columns[1].samples


def test_what_a_person_said_is_read(tmp_path: Path) -> None:
    """The columns that were named, and nothing of the one that was left out."""
    said = said_by_names(("Полное название учреждения=name", "Адрес в соцсети=Ссылка на госпаблик ВК", "Рег. номер=-"))
    batch = read_register(written(tmp_path, CITY), said)
    assert [("vk:school1", "Школа № 1", ""), ("vk:museum", "Музей", "")] == [(r.key, r.name, r.ogrn) for r in batch.rows]
    assert (frozenset({"name", "link"}), 1) == (batch.fields, batch.titles)


def test_a_word_goes_before_a_known_name(tmp_path: Path) -> None:
    """«Ссылка» was said to be the address of the office, so another column is the page."""
    path = written(tmp_path, "Наименование;Ссылка;Паблик\nШкола;ул. Мира, 1;vk.com/one\n")
    row = read_register(path, said_by_names(("Ссылка=address", "Паблик=link"))).rows[0]
    assert ("vk:one", "ул. Мира, 1") == (row.key, row.address)


def test_a_known_column_gives_way_to_the_one_that_was_named(tmp_path: Path) -> None:
    """Two columns could be the link; the word decides without a complaint that one stands twice."""
    path = written(tmp_path, "Наименование;Ссылка;Паблик\nШкола;https://site.example;vk.com/one\n")
    assert ["vk:one"] == [row.key for row in read_register(path, {"паблик": "link"}).rows]


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By their number."""
    path = written(tmp_path, "Наименование;Ссылка;Ссылка\nШкола;https://site.example;vk.com/one\n")
    assert ["vk:one"] == [row.key for row in read_register(path, {"ссылка": "", "ссылка#2": "link"}).rows]


def test_the_error_names_the_nearest_columns(tmp_path: Path) -> None:
    """And the very option that would say it."""
    with pytest.raises(UnreadableFile) as caught:
        read_register(written(tmp_path, CITY))
    assert '--map "Полное название учреждения=name" --map "Адрес в соцсети=link"' in caught.value.ru


@pytest.mark.parametrize("word", ["без равенства", "Столбец=нет такого", "=link"])
def test_a_word_that_makes_no_sense_is_refused(word: str) -> None:
    """With the fields that there are."""
    with pytest.raises(InputError, match="sphere1"):
        said_by_names((word,))


def test_a_field_stands_once() -> None:
    """Two columns cannot be one field."""
    with pytest.raises(InputError, match="two columns"):
        checked({"а": "link", "б": "link", "в": "", "г": ""})


@pytest.mark.parametrize(
    ("text", "field"), [("link", "link"), ("Госметка", "mark"), ("State mark", "mark"), ("-", ""), ("нечто", None)]
)
def test_fields_have_three_names(text: str, field: str | None) -> None:
    """Logical, Russian, English; a dash is none of them, on purpose."""
    assert field == field_named(text)


@settings(max_examples=50)
@given(st.lists(st.text("абв ёЁАБ12№", max_size=12), min_size=1, max_size=6))
def test_a_signature_knows_the_header_again(titles: list[str]) -> None:
    """Whatever the case, the spaces, and the dots over ё; and the labels of a header are distinct."""
    other = [f"  {title.upper().replace('Ё', 'Е')} " for title in titles]
    assert (signature_of(titles), len(titles)) == (signature_of(other), len(set(labels(titles))))


def test_a_signature_forgets_the_order() -> None:
    """The same names in another order are the same header."""
    assert signature_of(["Имя", "Адрес"]) == signature_of(["АДРЕС", "имя "])
    assert signature_of(["Имя", "Адрес"]) != signature_of(["Имя", "Адрес", "Сфера"])


def test_a_whole_register_asks_nothing(tmp_path: Path) -> None:
    """All columns are known by their names."""
    names = [heading.ru for heading in REGISTER]
    layout = look(written(tmp_path, ";".join(names) + "\n" + ";".join("1" for _ in names) + "\n"))
    assert (True, False) == (layout.complete, layout.asks)

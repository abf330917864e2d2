"""Rows of a register: addresses of every kind, numbers of the state, texts that are too long, and what is only doubtful."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import UnreadableFile
from scoring.sources.cells import clean, ogrn_valid
from scoring.sources.register import RegisterBatch, page_aliases, read_register
from scoring.sources.state_numbers import digits_of, doubt_of_inn, doubt_of_ogrn, inn_valid

HEADER = "Наименование;Ссылка;Сфера 1;ОГРН;ИНН"


def read(folder: Path, *lines: str, header: str = HEADER) -> RegisterBatch:
    path = folder / "register.csv"
    path.write_text("\n".join((header, *lines)), encoding="utf-8", errors="surrogatepass")
    return read_register(path)


def told(rows: tuple[object, ...]) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.code) for row in rows]  # type: ignore[attr-defined]  # refusals and doubts alike


def test_a_page_of_another_network_is_taken_and_told(tmp_path: Path) -> None:
    """Its key names the network, and nobody wonders later where it went."""
    batch = read(tmp_path, "Школа;https://ok.ru/group/57000000000001;Образование;;")
    assert (["ok:57000000000001"], [(2, "Ссылка", "other_network")]) == ([r.key for r in batch.rows], told(batch.doubts))


def test_of_several_addresses_the_one_of_vk_is_taken(tmp_path: Path) -> None:
    """The others are named."""
    batch = read(tmp_path, "Школа;https://vk.com/one https://ok.ru/group/12345 t.me/school_1;;;")
    assert ["vk:one"] == [row.key for row in batch.rows]
    assert [(("found", "https://ok.ru/group/12345, https://t.me/school_1"), ("taken", "https://vk.com/one"))] == [
        doubt.params for doubt in batch.doubts
    ]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://vk.com/one https://vk.com/two", "several_pages"),
        ("https://ok.ru/group/12345 t.me/school_1", "several_pages"),
        ("v\u043a.com/school", "look_alikes"),
        ("vk.com/id1", "page_of_person"),
        ("https://vk.com/wall-1_2", "address_of_post"),
        ("t.me/+abcdef", "invitation"),
        ("нет", "not_a_page"),
    ],
)
def test_an_address_that_tells_no_page_is_refused_with_its_reason(tmp_path: Path, link: str, code: str) -> None:
    """The row is refused, with the column and what is wrong."""
    assert [(2, "Ссылка", code)] == told(read(tmp_path, f"Школа;{link};;;").refusals)


def test_a_page_twice_with_different_spheres_is_told(tmp_path: Path) -> None:
    """With the line and the sphere of the first."""
    batch = read(tmp_path, "Школа;vk.com/one;Образование;;", "Школа;club5;Спорт;;", "Школа;vk.com/one;Спорт;;")
    assert [("page_twice_differs", (("line", "2"), ("other", "Образование")))] == [(r.code, r.params) for r in batch.refusals]


@pytest.mark.parametrize(
    ("ogrn", "inn", "codes"),
    [
        ("1025401234561", "5406012345", ["inn_wrong"]),
        ("1025401234562", "", ["ogrn_wrong"]),
        ("102540", "54", ["ogrn_length", "inn_length"]),
        ("7707083893", "", ["ogrn_is_inn"]),
        ("1,02540123456E+12", "", ["ogrn_rounded"]),
        ("1 025 401 234 561", "7707083893", []),
        ("304500116000157", "500100732259", []),
        ("", "", []),
    ],
)
def test_numbers_of_the_state_are_doubted_and_not_refused(tmp_path: Path, ogrn: str, inn: str, codes: list[str]) -> None:
    """The row is taken, and the report says what to look at."""
    batch = read(tmp_path, f"Школа;vk.com/one;;{ogrn};{inn}")
    assert (1, codes) == (len(batch.rows), [doubt.code for doubt in batch.doubts])


@settings(max_examples=60)
@given(st.integers(10**11, 10**12 - 1), st.integers(0, 9))
def test_exactly_one_last_digit_makes_a_number_right(number: int, digit: int) -> None:
    """Of the ten numbers that differ in the last digit one passes, both for organisations and for tax numbers of persons."""
    assert 1 == sum(ogrn_valid(f"{number}{last}") for last in range(10))
    tax = str(number)[:9]
    assert 1 == sum(inn_valid(f"{tax}{last}") for last in range(10))
    assert (doubt_of_ogrn(f"{number}{digit}") is None) == ogrn_valid(f"{number}{digit}")
    assert (doubt_of_inn(f"{tax}{digit}") is None) == inn_valid(f"{tax}{digit}")


def test_digits_are_put_together() -> None:
    """Spaces and the apostrophe of spreadsheets go; what is no number stays as it is."""
    assert ["1025", "1025", "10 а"] == [digits_of(text) for text in ("'1 025", "1025", "10 а")]


@pytest.mark.parametrize(
    ("field", "text"),
    [("Наименование", "Ш" * 100_000), ("Сфера 1", "с" * 101), ("ОГРН", "1" * 41)],
)
def test_a_text_that_is_too_long_is_refused(tmp_path: Path, field: str, text: str) -> None:
    """It would fit no certificate and no column; the report keeps its beginning."""
    cells = {"Наименование": "Школа", "Ссылка": "vk.com/one", "Сфера 1": "", "ОГРН": "", "ИНН": "", field: text}
    refusal = read(tmp_path, ";".join(cells.values())).refusals[0]
    assert (field, "text_too_long", text[:40]) == (refusal.column, refusal.code, refusal.value[:40])
    assert 200 >= len(refusal.value)


def test_a_page_that_moved_is_called_by_both_addresses(tmp_path: Path) -> None:
    """Activity of before and after names the same page."""
    row = replace(read(tmp_path, "Школа;vk.com/one;;;").rows[0], link="https://vk.com/two")
    assert {"vk:one": "vk:one", "vk:two": "vk:one"} == page_aliases([row])


def test_names_with_pictures_and_marks_of_direction_are_read(tmp_path: Path) -> None:
    """Emoji stay, marks that nobody sees go, and nothing that no database stores is left."""
    batch = read(tmp_path, "Школа \U0001f3eb\u202e\u200f № 1;vk.com/one;;;")
    assert "Школа \U0001f3eb № 1" == batch.rows[0].name


def test_a_table_with_a_zero_byte_is_refused(tmp_path: Path) -> None:
    """It is no text."""
    with pytest.raises(UnreadableFile, match=r"register\.csv"):
        read(tmp_path, "Шко\0ла;vk.com/one;;;")


def test_dates_and_numbers_of_a_workbook_stay_readable(tmp_path: Path) -> None:
    """A date typed into a text column becomes its ISO form, a whole number stays whole, yes and no are told."""
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Наименование", "ID госпаблика", "Статус", "Госметка"])
        sheet.write_row("A2", ["Школа", 77])
        sheet.write_datetime("C2", date(2025, 9, 1), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_boolean("D2", True)
    row = read_register(path).rows[0]
    assert (77, "2025-09-01", 1) == (row.group_id, row.status[:10], row.mark)


def test_a_workbook_with_macros_gives_its_values(tmp_path: Path) -> None:
    """The macros lie in a part that nobody opens."""
    path = tmp_path / "register.xlsm"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Наименование", "Ссылка"])
        sheet.write_row("A2", ["Школа", "vk.com/one"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    assert ["vk:one"] == [row.key for row in read_register(path).rows]


_ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Реестр">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def test_a_table_of_libreoffice_is_read(tmp_path: Path) -> None:
    """ODS, with an empty row in between and lines that count it."""

    def row(*texts: str) -> str:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
        )
        return f"<table:table-row>{cells}</table:table-row>"

    content = _ODS.format(rows=row("Наименование", "Ссылка") + row("Школа", "vk.com/one") + row() + row("Музей", "vk.com/two"))
    path = tmp_path / "register.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    assert [("vk:one", 2), ("vk:two", 4)] == [(one.key, one.line) for one in read_register(path).rows]


def _workbook() -> bytes:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", HEADER.split(";"))
        sheet.write_row("A2", ["Школа", "vk.com/one", "Образование", "1025401234561"])
    return raw.getvalue()


_BOOK = _workbook()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(_BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_workbook_with_wrong_bytes_is_read_or_told(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    """Either rows come out of it or a sentence; never another error."""
    raw = bytearray(_BOOK)
    for place, value in changes:
        raw[place] = value
    path = tmp_path / "register.xlsx"
    path.write_bytes(raw)
    try:
        told_by = read_register(path).source
    except UnreadableFile as error:
        told_by = error.ru
    assert "register.xlsx" in told_by


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=30), min_size=5, max_size=5), max_size=6))
def test_whatever_stands_in_the_cells_every_row_is_taken_or_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    """None is lost, none is taken twice, and what is taken fits the database."""
    plain = [[cell.translate({ord(mark): " " for mark in '";,\t\n\r\0'}) for cell in row] for row in rows]
    path = tmp_path / "register.csv"
    path.write_bytes("\n".join((HEADER, *map(";".join, plain))).encode("utf-8", "replace"))
    batch = read_register(path)
    filled = sum(any(clean(cell.encode("utf-8", "replace").decode()) for cell in row) for row in plain)
    assert filled == len(batch.rows) + len(batch.refusals) + batch.titles
    assert len(batch.rows) == len({row.key for row in batch.rows})
    assert all(len(row.key) <= 120 and "\0" not in row.name for row in batch.rows)

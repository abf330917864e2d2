"""Reading the register: good rows, refused rows, and files that cannot be read at all."""

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from scoring.errors import UnreadableFile
from scoring.sources.cells import municipality_of, ogrn_valid
from scoring.sources.columns import REGISTER
from scoring.sources.register import RegisterBatch, page_aliases, read_register
from scoring.sources.workbook import MOST_COLUMNS

RU = {heading.name: heading.ru for heading in REGISTER}
FULL = {
    "level": "Муниципальный",
    "founder": "Управление образования",
    "name": "Школа № 1 «Ёлочка»",
    "ogrn": "1025401234561",
    "sphere1": "Образование",
    "group_id": "77",
    "link": "https://vk.com/School1",
    "address": "Новосибирская область, г. Бердск, ул. Мира, 1",
    "connected": "да",
    "mark": "нет",
    "design_percent": "85,5",
    "widgets": "2",
    "activity_percent": "30%",
    "members": "1 234",
    "weekly_reach": "567",
    "post_reach": "12.5",
}


def csv_of(folder: Path, *rows: dict[str, str], names: tuple[str, ...] | None = None, encoding: str = "utf-8") -> Path:
    names = names or tuple(RU)
    lines = [";".join(f'"{RU[name]}"' for name in names)]
    lines += [";".join('"' + row.get(name, "").replace('"', '""') + '"' for name in names) for row in rows]
    path = folder / "register.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def book_of(folder: Path, draw: Any) -> Path:
    path = folder / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        draw(book, book.add_worksheet("Реестр"))
    return path


def refused(batch: RegisterBatch) -> list[tuple[int, str, str]]:
    return [(refusal.line, refusal.column, refusal.code) for refusal in batch.refusals]


def test_a_full_row_is_read(tmp_path: Path) -> None:
    """Every column arrives, numbers as numbers, the municipality out of the address."""
    row = read_register(csv_of(tmp_path, FULL)).rows[0]
    assert ("vk:school1", "https://vk.com/school1", 77) == (row.key, row.link, row.group_id)
    assert ("Школа № 1 «Ёлочка»", True, "г. Бердск", "Образование") == (row.name, row.ogrn_valid, row.municipality, row.sphere1)
    assert (1, 0, 85.5, 2, 30.0) == (row.connected, row.mark, row.design_percent, row.widgets, row.activity_percent)
    assert (1234, 567.0, 12.5, 2) == (row.members, row.weekly_reach, row.post_reach, row.line)


def test_what_gates_ask_of_the_register_is_read(tmp_path: Path) -> None:
    """«Заявка» and «Победитель прошлого года»: yes, no, and nothing said."""
    path = tmp_path / "register.csv"
    lines = ["Наименование;Ссылка;Заявка;Победитель прошлого года", "А;club1;да;нет", "Б;club2;;да"]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [(1, 0), (UNKNOWN, 1)] == [(row.applied, row.last_winner) for row in read_register(path).rows]


def test_empty_cells_are_unknown(tmp_path: Path) -> None:
    """An empty yes or no is neither, an empty number is not a zero."""
    row = read_register(csv_of(tmp_path, {"name": "Школа", "link": "club5"})).rows[0]
    assert (UNKNOWN, UNKNOWN, UNKNOWN, None) == (row.connected, row.mark, row.members, row.post_reach)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_every_encoding_of_csv_is_read(tmp_path: Path, encoding: str) -> None:
    """The wrong encoding is found out by the header."""
    assert "Школа № 1 «Ёлочка»" == read_register(csv_of(tmp_path, FULL, encoding=encoding)).rows[0].name


@settings(max_examples=25, deadline=None)
@given(st.permutations(tuple(RU)))
def test_columns_may_stand_in_any_order(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    """The order of columns changes nothing."""
    folder = tmp_path_factory.mktemp("order")
    straight = read_register(csv_of(folder, FULL)).rows
    assert straight == read_register(csv_of(folder, FULL, names=tuple(names))).rows


@pytest.mark.parametrize(
    ("link", "number", "key", "group_id"),
    [
        ("vk.com/school", "", "vk:school", UNKNOWN),
        ("vk.com/school", "-77", "vk:school", 77),
        ("club5", "", "vk:club5", 5),
        ("club5", "77", "vk:club77", 77),
        ("", "public77", "vk:club77", 77),
    ],
)
def test_link_and_number_make_one_key(tmp_path: Path, link: str, number: str, key: str, group_id: int) -> None:
    """The ID column wins over a link by number and goes beside a link by name."""
    row = read_register(csv_of(tmp_path, {"name": "Школа", "link": link, "group_id": number})).rows[0]
    assert (key, group_id) == (row.key, row.group_id)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"name": "Школа"}, "link", "no_page"),
        ({"name": "Школа", "exempt": "Постановление № 5"}, "link", "exempt_without_page"),
        ({"link": "club6"}, "name", "missing"),
        ({"name": "Школа", "link": "ok.ru/profile/123456"}, "link", "page_of_person"),
        ({"name": "Школа", "group_id": "школа"}, "group_id", "not_a_page"),
        ({"name": "Школа", "link": "club6", "members": "много"}, "members", "not_a_number"),
        ({"name": "Школа", "link": "club6", "members": "-5"}, "members", "out_of_range"),
        ({"name": "Школа", "link": "club6", "widgets": "3"}, "widgets", "out_of_range"),
        ({"name": "Школа", "link": "club6", "design_percent": "хорошо"}, "design_percent", "not_an_amount"),
        ({"name": "Школа", "link": "club6", "design_percent": "101"}, "design_percent", "out_of_range"),
        ({"name": "Школа", "link": "club6", "mark": "может быть"}, "mark", "not_yes_no"),
    ],
)
def test_a_bad_row_is_refused_beside_a_good_one(tmp_path: Path, row: dict[str, str], column: str, code: str) -> None:
    """The refusal names line, column and reason."""
    batch = read_register(csv_of(tmp_path, row, FULL))
    assert [(2, RU[column], code)] == refused(batch)
    assert ["vk:school1"] == [good.key for good in batch.rows]


@pytest.mark.parametrize("again", [{"link": "vk.ru/SCHOOL1"}, {"link": "club77"}, {"group_id": "77"}])
def test_a_page_stands_once(tmp_path: Path, again: dict[str, str]) -> None:
    """A second row of the same page, by name or by number, names the line of the first."""
    batch = read_register(csv_of(tmp_path, FULL, {"name": "Ещё раз", **again}))
    assert [("page_twice", (("line", "2"),))] == [(refusal.code, refusal.params) for refusal in batch.refusals]


def test_marks_that_nobody_sees_are_taken_out(tmp_path: Path) -> None:
    """Control, zero-width and direction marks go, white space is folded, letters are composed."""
    name = "Шко\u200bла\u202e № 1\u0007  «Е\u0308лка»"
    assert "Школа № 1 «Ёлка»" == read_register(csv_of(tmp_path, {**FULL, "name": name})).rows[0].name


def test_lines_of_csv_are_physical(tmp_path: Path) -> None:
    """A name on two lines moves the lines below it."""
    batch = read_register(csv_of(tmp_path, {**FULL, "name": "Школа\nвторая строка"}, {"name": "Без адреса"}))
    assert [4] == [refusal.line for refusal in batch.refusals]


def test_a_header_below_titles_and_merged_cells_is_found(tmp_path: Path) -> None:
    """Title rows, a header of two rows with merged cells, and a founder merged down over two pages."""

    def draw(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:F1", "Реестр официальных страниц")
        sheet.merge_range("A3:A4", RU["founder"])
        sheet.merge_range("B3:B4", RU["name"])
        sheet.merge_range("C3:D3", "Сфера")
        sheet.write_row("C4", ["1", "2"])
        sheet.merge_range("E3:E4", RU["link"])
        sheet.merge_range("A5:A6", "Министерство")
        sheet.write_row("B5", ["Школа", "Образование", "Спорт", "vk.com/one"])
        sheet.write_row("B6", ["Музей", "Культура", "", "vk.com/two"])

    rows = read_register(book_of(tmp_path, draw)).rows
    expected = [("Министерство", "Школа", "Образование", "Спорт", 5), ("Министерство", "Музей", "Культура", "", 6)]
    assert expected == [(row.founder, row.name, row.sphere1, row.sphere2, row.line) for row in rows]


def test_values_of_formulas_are_read_and_their_errors_refused(tmp_path: Path) -> None:
    """A formula gives what the workbook last computed; #REF! refuses its row and is named."""

    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row("A1", [RU["name"], RU["link"], RU["members"], RU["ogrn"]])
        sheet.write_row("A2", ["Школа", "vk.com/one"])
        sheet.write_formula("C2", "=100+1", None, 101)
        sheet.write_number("D2", 1025401234561)
        sheet.write_row("A3", ["Музей", "vk.com/two"])
        sheet.write_formula("C3", "=#REF!", None, "#REF!")

    batch = read_register(book_of(tmp_path, draw))
    assert [(101, "1025401234561")] == [(row.members, row.ogrn) for row in batch.rows]
    assert [(3, "#REF!", "formula_error")] == [(r.line, r.value, r.code) for r in batch.refusals]


def test_the_sheet_with_the_register_is_found(tmp_path: Path) -> None:
    """A workbook may begin with another sheet."""

    def draw(book: Any, sheet: Any) -> None:
        sheet.write("A1", "Инструкция")
        register = book.add_worksheet("Страницы")
        register.write_row("A1", [RU["name"], RU["link"]])
        register.write_row("A2", ["Школа", "vk.com/one"])

    batch = read_register(book_of(tmp_path, draw))
    assert ("Страницы", 1) == (batch.sheet, len(batch.rows))


def _under_a_password() -> bytes:
    """The least that a workbook under a password is: a compound file with one stream of that name."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<5H", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    table = struct.pack("<2I", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    entries = b""
    for name, kind, child in (("Root Entry", 5, 1), ("EncryptedPackage", 2, 0xFFFFFFFF)):
        raw = f"{name}\0".encode("utf-16-le")
        entry = raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        entries += entry.ljust(116, b"\0") + struct.pack("<IQ", 0xFFFFFFFE, 0)
    return bytes(head) + table + entries.ljust(512, b"\0")


def _zip_that_declares(size: int) -> bytes:
    """A ZIP of a few bytes whose directory says that its part unpacks to ``size`` bytes."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    packed = bytearray(raw.getvalue())
    at = packed.index(b"PK\x01\x02") + 24
    packed[at : at + 4] = size.to_bytes(4, "little")
    return bytes(packed)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "пуст"),
        (_zip_that_declares(2 * 1024**3), "2048 МБ"),
        (_under_a_password(), "защищён паролем"),
        (b"PK\x03\x04" + b"broken" * 50, "не читается"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "не читается"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "не читается"),
        ("Имя;Возраст\nИван;5\n".encode(), "Найдено: «Имя», «Возраст»"),
        (f"{RU['link']};{RU['mark']}\nvk.com/a;да\n".encode(), RU["name"]),
        (f"{RU['name']};{RU['link']};{RU['link']}\nШкола;vk.com/a;b\n".encode(), "дважды"),
    ],
)
def test_an_unreadable_file_says_what_to_do(tmp_path: Path, raw: bytes, says: str) -> None:
    """Nothing of the file is used, and the sentence names the file and the remedy."""
    path = tmp_path / "register.xlsx"
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile) as caught:
        read_register(path)
    assert says in caught.value.ru
    assert "register.xlsx" in caught.value.ru


def test_a_sheet_that_spans_too_much_is_refused(tmp_path: Path) -> None:
    """A lone cell far to the right does not make the reader fill the memory."""
    path = book_of(tmp_path, lambda _book, sheet: sheet.write(0, MOST_COLUMNS + 1, "x"))
    with pytest.raises(UnreadableFile, match="Delete empty rows and columns"):
        read_register(path)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("г. Бердск, ул. Мира, 1", "г. Бердск"),
        ("633010, Новосибирская область, город Бердск, Мира 1", "г. Бердск"),
        ("Искитимский район, с. Лебедёвка", "Искитимский район"),
        ("НСО, Искитимский р-н, г. Искитим", "Искитимский район"),
        ("г. Новосибирск, Ленинский район", "г. Новосибирск"),
        ("городской округ Кольцово, 5", "городской округ Кольцово"),
        ("ул. Мира, 1", ""),
        ("", ""),
    ],
)
def test_the_municipality_comes_out_of_the_address(address: str, expected: str) -> None:
    """The first town or district in the address."""
    assert expected == municipality_of(address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1025401234561", True), ("1025401234564", False), ("102540123456", False), ("", False), ("x" * 13, False)],
)
def test_the_check_digit_of_a_state_number(text: str, expected: bool) -> None:
    """Thirteen digits, the last one computed from the others."""
    assert expected == ogrn_valid(text)


def test_aliases_name_a_page_by_number_too(tmp_path: Path) -> None:
    """An activity file may call a page by its name or by its number."""
    assert {"vk:school1": "vk:school1", "vk:club77": "vk:school1"} == page_aliases(read_register(csv_of(tmp_path, FULL)).rows)


def test_a_number_belongs_to_the_network_of_its_link(tmp_path: Path) -> None:
    """The ID column of a page of OK is its number there, and an activity file may call the page by it."""
    path = tmp_path / "register.csv"
    path.write_text(
        "Наименование;ID госпаблика;Ссылка на госпаблик ВК\nШкола;54321;https://ok.ru/school\nМузей;54321;vk.com/museum\n"
        "Театр;77;https://t.me/teatr\n",
        encoding="utf-8",
    )
    batch = read_register(path)
    assert () == batch.refusals
    assert [("ok:school", 54321), ("vk:museum", 54321), ("tg:teatr", -1)] == [(row.key, row.group_id) for row in batch.rows]
    aliases = page_aliases(batch.rows)
    assert ("ok:school", "vk:museum") == (aliases["ok:54321"], aliases["vk:club54321"])
    assert "" not in aliases

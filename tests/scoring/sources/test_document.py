"""Registers in Word documents: tables as cities publish them, and documents that cannot be read."""

import zipfile
from pathlib import Path

import pytest

from scoring.errors import UnreadableFile
from scoring.sources.register import RegisterBatch, read_register
from tests.scoring.sources.documents import HEADER, document, link, part, saved, with_parts


def told(batch: RegisterBatch) -> list[tuple[str, str, int]]:
    return [(row.key, row.name, row.line) for row in batch.rows]


def test_a_table_of_a_document_is_a_register(tmp_path: Path) -> None:
    """Rows are counted from the beginning of the document."""
    made = document([HEADER, ("Школа", "vk.com/one", "Образование"), ("Музей", "https://m.vk.com/two", "Культура")])
    batch = read_register(saved(made, tmp_path))
    assert [("vk:one", "Школа", 2), ("vk:two", "Музей", 3)] == told(batch)
    assert ("Таблица 1", ()) == (batch.sheet, batch.refusals)


def test_tables_with_the_same_header_go_on_from_one_another(tmp_path: Path) -> None:
    """A table about something else between them is left out."""
    first = [HEADER, ("Школа", "vk.com/one", "Образование")]
    other = [("Телефон", "Кабинет"), ("123", "5")]
    second = [HEADER, ("Музей", "vk.com/two", "Культура"), HEADER, ("Театр", "vk.com/three", "Культура")]
    batch = read_register(saved(document(first, other, second), tmp_path))
    assert [("vk:one", "Школа", 2), ("vk:two", "Музей", 6), ("vk:three", "Театр", 8)] == told(batch)
    assert ("Таблица 1, Таблица 3", 1) == (batch.sheet, batch.titles)


def test_rows_that_number_columns_or_name_sections_are_no_pages(tmp_path: Path) -> None:
    """«1 2 3» below the header, and a title merged over the whole row."""
    made = document([HEADER, ("1", "2", "3"), ("Образование", "", ""), ("Школа", "vk.com/one", "Образование")])
    row = made.tables[0].rows[2]
    row.cells[0].merge(row.cells[2])
    batch = read_register(saved(made, tmp_path))
    assert ([("vk:one", "Школа", 4)], 2, ()) == (told(batch), batch.titles, batch.refusals)


def test_cells_merged_down_hold_for_every_row(tmp_path: Path) -> None:
    """A sphere merged over two rows is the sphere of both; one merged to the right takes its columns."""
    made = document(
        [(*HEADER, "Уровень"), ("Школа", "vk.com/one", "Образование", "Город"), ("Сад", "vk.com/two", "", "Район")],
    )
    table = made.tables[0]
    table.cell(1, 2).merge(table.cell(2, 2))
    batch = read_register(saved(made, tmp_path))
    assert [("Образование", "Город"), ("Образование", "Район")] == [(row.sphere1, row.level) for row in batch.rows]


def test_the_address_may_be_a_hyperlink(tmp_path: Path) -> None:
    """Behind a word in the column of the link, or behind the name where there is no such column; both are told."""
    made = document([HEADER, ("Школа", "", "Образование")])
    link(made, 0, 1, 1, "https://vk.com/public55", "группа")
    named = document([("Наименование", "Сфера 1"), ("", "Культура")])
    link(named, 0, 1, 0, "https://vk.com/museum", "Музей")

    batches = [read_register(saved(made, tmp_path, "a.docx")), read_register(saved(named, tmp_path, "b.docx"))]

    assert [[("vk:club55", "Школа", 2)], [("vk:museum", "Музей", 2)]] == [told(batch) for batch in batches]
    assert [["address_by_hyperlink"]] * 2 == [[doubt.code for doubt in batch.doubts] for batch in batches]


def test_a_hyperlink_in_a_workbook_tells_the_page_too(tmp_path: Path) -> None:
    """The cell shows a word, and the address lies behind it."""
    import xlsxwriter  # noqa: PLC0415  only this test writes a workbook

    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", HEADER)
        sheet.write("A2", "Школа")
        sheet.write_url("B2", "https://vk.com/school1", string="страница")
    assert ["vk:school1"] == [row.key for row in read_register(path).rows]


def _with_doctype(entities: str, text: str) -> bytes:
    plain = part(document([HEADER, ("&text;", "vk.com/one", "")]), "word/document.xml")
    declared = plain.replace(b"&amp;text;", text.encode())
    return declared.replace(b"?>", b"?><!DOCTYPE w [" + entities.encode() + b"]>", 1)


@pytest.mark.parametrize(
    ("entities", "text"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        (
            '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9)),
            "&a8;",
        ),
    ],
)
def test_a_document_with_entities_is_refused(tmp_path: Path, entities: str, text: str) -> None:
    """Neither another file nor a gigabyte of letters comes out of it."""
    path = with_parts(document([HEADER]), tmp_path, {"word/document.xml": _with_doctype(entities, text)})
    with pytest.raises(UnreadableFile, match=r"register\.docx"):
        read_register(path)


def test_a_document_with_macros_is_refused(tmp_path: Path) -> None:
    """Whatever its name ends with; the sentence says how to save it."""
    made = document([HEADER, ("Школа", "vk.com/one", "")])
    types = (
        part(made, "[Content_Types].xml")
        .replace(b"wordprocessingml.document.main+xml", b"x")
        .replace(b"application/vnd.openxmlformats-officedocument.x", b"application/vnd.ms-word.document.macroEnabled.main+xml")
    )
    with pytest.raises(UnreadableFile, match="has macros"):
        read_register(with_parts(made, tmp_path, {"[Content_Types].xml": types}))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A part of 300 MB that packs into 300 KB."""
    path = with_parts(document([HEADER]), tmp_path, {"word/media/image1.bin": bytes(64 * 1024**2)})
    assert path.stat().st_size < 1024**2
    with pytest.raises(UnreadableFile, match="unpacks to"):
        read_register(path)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("word/document.xml", b"<w:document"),
        ("word/document.xml", b""),
        ("word/_rels/document.xml.rels", b"no relations"),
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'),
    ],
)
def test_a_damaged_document_is_told(tmp_path: Path, name: str, raw: bytes) -> None:
    """Whichever part is broken, the sentence names the file and what to do."""
    path = with_parts(document([HEADER, ("Школа", "vk.com/one", "")]), tmp_path, {name: raw})
    with pytest.raises(UnreadableFile) as caught:
        read_register(path)
    assert "register.docx" in caught.value.ru


def test_a_document_without_tables_says_so(tmp_path: Path) -> None:
    """A list is no register."""
    made = document()
    made.add_paragraph("Школа — vk.com/one")
    with pytest.raises(UnreadableFile, match="has no table"):
        read_register(saved(made, tmp_path))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "старого Word"),
        (b"{\\rtf1 text}", "RTF"),
        (b"%PDF-1.7 text", "PDF"),
        (b"\xef\xbb\xbf<html><table></table></html>", "HTML"),
    ],
)
def test_files_that_people_take_for_tables_are_named(tmp_path: Path, raw: bytes, says: str) -> None:
    """Old Word, RTF, PDF and a page of the web, each with what to do."""
    path = tmp_path / "register.doc"
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile) as caught:
        read_register(path)
    assert (True, True) == (says in caught.value.ru, "сохраните таблицу как DOCX или XLSX" in caught.value.ru)


def test_a_truncated_package_is_told(tmp_path: Path) -> None:
    """At every length the answer is a sentence and never a crash."""
    raw = saved(document([HEADER, ("Школа", "vk.com/one", "")]), tmp_path).read_bytes()
    for length in range(4, len(raw), len(raw) // 40):
        path = tmp_path / "cut.docx"
        path.write_bytes(raw[:length])
        with pytest.raises(UnreadableFile):
            read_register(path)


def test_a_part_that_is_packed_wrongly_is_told(tmp_path: Path) -> None:
    """Bytes in the middle of the packed text are turned round."""
    path = saved(document([HEADER, ("Школа", "vk.com/one", "")]), tmp_path)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("word/document.xml")
    raw = bytearray(path.read_bytes())
    for offset in range(info.header_offset + 60, info.header_offset + 90):
        raw[offset] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile):
        read_register(path)

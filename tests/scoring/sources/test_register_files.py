"""The register written back: in its own columns, inert, and the same when it is read again."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from scoring.sources.columns import REGISTER
from scoring.sources.register import RegisterRow, read_register
from scoring.sources.register_files import MIME_TYPES, Form, cells_of, register_file
from scoring.spreadsheet import armoured, bared
from tests.scoring.sources.test_register_statistics import ROW

FORMS: tuple[Form, ...] = ("xlsx", "csv", "docx")
FULL = replace(
    ROW, link="https://vk.com/school_1", key="vk:school_1", group_id=77, founder="=HYPERLINK(\"http://x\")", sphere2="Спорт",
    sphere3="Культура", status="Ведётся", address="г. Яснополь, ул. «Мира»; д. 1", mark=0, design_percent=45.5,
    activity_percent=99.0, weekly_reach=1200.5, post_reach=0.0, level="'-1",
)  # fmt: skip
SPARSE = replace(
    ROW, key="vk:club5", link="https://vk.com/club5", group_id=5, ogrn="", ogrn_valid=False, level="", founder="",
    municipality="", sphere1="", connected=UNKNOWN, mark=UNKNOWN, widgets=UNKNOWN, members=UNKNOWN, exempt="@приказ",
)  # fmt: skip


def read_again(tmp_path: Path, rows: list[RegisterRow], form: Form) -> list[RegisterRow]:
    """What the file gives, its lines aside."""
    path = tmp_path / f"register.{form}"
    path.write_bytes(register_file(rows, form, "Реестр страниц 2025"))
    batch = read_register(path)
    assert () == batch.refusals
    return [replace(row, line=ROW.line) for row in batch.rows]


@pytest.mark.parametrize("form", FORMS)
def test_a_round_trip_changes_nothing(tmp_path: Path, form: Form) -> None:
    """Formulas, quotation marks, commas, empty cells and all."""
    rows = [FULL, SPARSE, ROW]
    assert rows == read_again(tmp_path, rows, form)


_words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).map(
    lambda text: text + "а"
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_words, _words, st.integers(0, 2_000_000), st.floats(0, 100)), min_size=1, max_size=5))
def test_a_round_trip_of_any_words_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, str, int, float]]
) -> None:
    """Whatever letters a founder and a status have, and whatever the numbers are."""
    rows = [
        replace(
            ROW,
            key=f"vk:club{number}",
            link=f"https://vk.com/club{number}",
            group_id=number,
            founder=founder,
            status=status,
            members=members,
            activity_percent=round(percent, 3),
        )
        for number, (founder, status, members, percent) in enumerate(drawn, start=1)
    ]
    folder = tmp_path_factory.mktemp("register")
    once = read_again(folder, rows, "csv")
    assert (once, once) == (read_again(folder, once, "csv"), read_again(folder, once, "xlsx"))


def test_the_columns_are_the_registers_own() -> None:
    """The header of the table, in its order."""
    header = register_file([ROW], "csv", "").decode("utf-8-sig").splitlines()[0]
    assert [heading.ru for heading in REGISTER] == header.split(";")


def test_no_cell_of_a_table_runs() -> None:
    """In CSV an apostrophe stands before a formula."""
    line = register_file([FULL], "csv", "").decode("utf-8-sig").splitlines()[1]
    assert "'=HYPERLINK" in line


def test_no_cell_of_a_workbook_runs() -> None:
    """There is no formula in it: the text is text."""
    with zipfile.ZipFile(io.BytesIO(register_file([FULL], "xlsx", ""))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"=HYPERLINK" in parts.read("xl/sharedStrings.xml")


def test_a_document_lies_on_its_side_and_repeats_its_header() -> None:
    """Landscape, a title, the header marked as such on every page."""
    document = Document(io.BytesIO(register_file([FULL, ROW], "docx", "Реестр страниц 2025")))
    section = document.sections[0]
    header = document.tables[0].rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert (True, "Реестр страниц 2025", 1) == (
        section.page_width > section.page_height,  # type: ignore[operator]  # a section that was written has both
        document.paragraphs[0].text,
        len(header),
    )


@pytest.mark.parametrize("form", FORMS)
def test_the_same_register_gives_the_same_content(form: Form) -> None:
    """Twice the same: bytes of a table, parts of a ZIP."""

    def content() -> dict[str, bytes]:
        made = register_file([FULL, SPARSE], form, "Реестр")
        if form == "csv":
            return {"": made}
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            return {name: parts.read(name) for name in parts.namelist()}

    assert content() == content()


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_register_is_a_header(tmp_path: Path, form: Form) -> None:
    """A file all the same, with no row."""
    path = tmp_path / f"empty.{form}"
    path.write_bytes(register_file([], form, "Реестр"))
    assert () == read_register(path).rows


def test_every_form_has_its_type() -> None:
    """The doors name it."""
    assert set(FORMS) == set(MIME_TYPES)


def test_a_row_has_a_cell_for_each_column() -> None:
    """No column is left out."""
    assert len(REGISTER) == len(list(cells_of(ROW)))


@given(st.text(max_size=20))
def test_the_apostrophe_comes_off_again(text: str) -> None:
    """Whatever was written, formulas too, is read back as it was."""
    assert text == bared(armoured(text))

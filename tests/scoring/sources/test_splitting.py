"""Records and cells: compiled, letter by letter in plain Python, and by Python's own reader, they are the same."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources import blocks
from scoring.sources.activity import import_activity
from scoring.sources.splitting import Form, Split, split
from tests.scoring.sources.samples import PAGES, POSTS, ZONE, post, told, written

_FORM = Form(",", 3, (0, 1, 2))
cells = st.lists(st.sampled_from(['"', ",", "\n", "\r\n", "я", "a", " ", "€", "😀"]), max_size=6).map("".join)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=12)
letters = st.text(st.sampled_from(['"', '"', ",", "\n", "\n", "\r", "a", "b", " "]), min_size=1, max_size=60)

Plain = tuple[int, str, tuple[str, ...] | str]
"""The line of a record counted from 0, its letters, and its cells or the reason why it is refused."""


def looked_at(text: str, *, cut: int | None = None) -> Split:
    """The whole text split, or what can be told of its first ``cut`` letters."""
    data = text.encode() if cut is None else text.encode()[:cut]
    return split(np.frombuffer(bytearray(data), np.uint8), _FORM, len(data), final=cut is None)


def whole(found: Split) -> list[Plain]:
    """The whole records."""
    return [
        (int(found.lines[row]), found.record(row).decode(), tuple(found.cell(column, row).decode() for column in range(3)))
        for row in range(len(found.starts))
    ]


def refused(found: Split) -> list[Plain]:
    """The others."""
    return [(reject.line, reject.text.decode(), reject.code) for reject in found.rejects]


def by_letters(text: str) -> Iterator[Plain]:
    """The rules in plain Python: a pattern for a cell in quotes, one for a bare cell, and what may stand behind."""
    at = line = 0
    while at < len(text):
        start, row, why = at, list[str](), ""
        while True:
            if quoted := re.compile(r' *"((?:[^"]|"")*)"(?!") *').match(text, at):
                row.append(quoted[1].replace('""', '"'))
                at = quoted.end()
            elif re.compile(r' *"').match(text, at):
                at, why = len(text), "open_quote"
            else:
                bare = re.compile(r"[^,\r\n]*").match(text, at)
                assert bare is not None
                row.append(bare[0])
                at = bare.end()
            if text[at : at + 1] != ",":
                break
            at += 1
        if text[at : at + 1] not in ("", "\r", "\n"):
            at, why = min((place for mark in "\r\n" if (place := text.find(mark, at)) >= 0), default=len(text)), "broken_quotes"
        record = text[start:at]
        if record:
            yield line, record if not why else record.rstrip("\r\n"), _judged(record, row, why)
        line += record.count("\n") + 1
        at += 2 if text[at : at + 2] == "\r\n" else 1


def _judged(record: str, row: list[str], why: str) -> tuple[str, ...] | str:
    if why:
        return why if "\n" in record.rstrip("\r\n") or why == "broken_quotes" else "broken_quotes"
    if len(row) == 4 and not row[-1] and not record.endswith('"'):
        row.pop()
    if len(row) == 3:
        return tuple(row)
    return "too_few_cells" if len(row) < 3 else "too_many_cells"


@settings(max_examples=150, deadline=None)
@given(tables, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_a_program_has_written_is_split_as_its_reader_does(table: list[list[str]], end: str, quoting: Literal[0, 1]) -> None:
    """Each record is found with its cells, its line and its bytes."""
    file = io.StringIO()
    csv.writer(file, lineterminator=end, quoting=quoting).writerows(table)
    text = file.getvalue()
    found = looked_at(text)
    assert table == list(csv.reader(io.StringIO(text, newline="")))
    assert table == [list(row) for _, _, row in whole(found)]
    assert [(line, record) for line, record, _ in by_letters(text)] == [(line, record) for line, record, _ in whole(found)]
    assert (len(text.encode()), text.count("\n")) == (found.size, found.passed)


@settings(max_examples=500, deadline=None)
@given(letters)
def test_any_letters_are_split_by_the_rules(text: str) -> None:
    """Of any marks in any order: records, cells, lines and refusals are those found letter by letter."""
    expected = list(by_letters(text))
    found = looked_at(text)
    assert [one for one in expected if isinstance(one[2], tuple)] == whole(found)
    assert [one for one in expected if isinstance(one[2], str)] == refused(found)


@settings(max_examples=200, deadline=None)
@given(letters, st.integers(0, 60))
def test_a_record_of_which_the_end_is_not_seen_is_left_alone(text: str, cut: int) -> None:
    """Of the beginning of a file, what is told is told of the whole file too, and the next record begins where it says."""
    part, all_of_it = looked_at(text, cut=cut), looked_at(text)
    assert whole(part) == whole(all_of_it)[: len(part.starts)]
    assert refused(part) == refused(all_of_it)[: len(part.rejects)]
    rest = looked_at(text[part.size :])
    assert len(whole(all_of_it)) == len(whole(part)) + len(whole(rest))
    assert all_of_it.passed == part.passed + rest.passed


def test_a_record_is_one_letter_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is within the limit is taken."""
    monkeypatch.setattr("scoring.sources.splitting.LONGEST", 7)
    found = looked_at("a,b,xyz\na,b,wxyz\n")
    assert ([(0, "a,b,xyz", ("a", "b", "xyz"))], [(1, "a,b,wxyz", "line_too_long")]) == (whole(found), refused(found))


def test_blocks_of_any_size_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stray quotes, quoted line ends, broken rows and repetitions are told alike wherever blocks begin."""
    lines = [post(number, text=text) for number, text in enumerate(['"a\nb"', 'труба 5"', "плоско", '"«x» ""y"""', '""'] * 8)]
    lines[7:7] = ["club1,7\n", '"club"1,7,x\n', lines[2], "\n", post(100, page="club999")]
    path = written(tmp_path, POSTS + "".join(lines) + post(5, text='"а\nб"'))
    seen = []
    for size in (70, 200, 333, 1000, 10**6):
        monkeypatch.setattr(blocks, "SIZE", size)
        batch = import_activity(path, pages=PAGES, zone=ZONE, year=2025, into=tmp_path / str(size))
        seen.append((batch.rows, batch.refusals))
    assert [seen[0]] * 5 == seen
    assert {"too_few_cells", "broken_quotes", "row_twice", "row_differs", "unknown_page"} == {
        refusal.code for refusal in seen[0][1]
    }


def test_a_quote_that_is_never_closed_does_not_shift_what_stands_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows before it are taken from their blocks, and it is told how many lines it swallowed, however many those are."""
    monkeypatch.setattr(blocks, "SIZE", 300)
    good = "".join(post(number) for number in range(20))
    path = written(tmp_path, POSTS + good + post(99, text='"открыта') + good)
    batch = import_activity(path, pages=PAGES, zone=ZONE, year=2025, into=tmp_path / "out")
    assert (20, [(22, "open_quote")]) == (batch.rows, told(batch))
    assert (("lines", "21"),) == batch.refusals[0].params

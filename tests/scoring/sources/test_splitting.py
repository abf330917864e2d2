"""Records and cells: split all at once, letter by letter, and by Python's own reader, they are the same."""

import csv
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources import blocks, careful_splitting, utf8
from scoring.sources.activity import import_activity
from scoring.sources.blocks import ROOM, Block
from scoring.sources.careful_splitting import records, split_carefully
from scoring.sources.splitting import Split, split
from tests.scoring.sources.samples import PAGES, POSTS, ZONE, post, told, written

_WIDTH = 3
_USED = (0, 1, 2)
cells = st.lists(st.sampled_from(['"', ",", "\n", "\r\n", "я", "a", " ", "€", "😀"]), max_size=6).map("".join)
tables = st.lists(st.lists(cells, min_size=_WIDTH, max_size=_WIDTH), min_size=1, max_size=12)
parts = [
    *(b"a", b"\xd0", b"\xb0", b"\xe2\x82", b"\xac", b"\xf0\x9f\x98", b"\x80", b"\xed\xa0", b"\xc0", b"\xf4", b"\x90", b"\xff"),
    *("я€😀".encode(), b"\xe0\x80"),
]
letters = st.text(st.sampled_from(['"', '"', ",", "\n", "\n", "\r", "a", "b", " "]), min_size=1, max_size=60)


def block_of(data: bytes) -> Block:
    whole = data if data.endswith(b"\n") else data + b"\n"
    return Block(0, bytearray(bytes(ROOM - 1) + b"\n" + whole + bytes(ROOM)), len(whole))


def texts(found: Split) -> list[list[str]]:
    """Every cell as text, row by row."""
    columns = []
    for column in _USED:
        places = zip(found.cells[column].begin.tolist(), found.cells[column].end.tolist(), strict=True)
        raw = [found.raw[begin:end].decode() for begin, end in places]
        columns.append([text.replace('""', '"') for text in raw] if found.doubled else raw)
    return [list(row) for row in zip(*columns, strict=True)]


@settings(max_examples=150, deadline=None)
@given(tables, st.sampled_from(["\n", "\r\n"]), st.sampled_from([0, 1]))
def test_what_a_program_has_written_is_split_at_once(table: list[list[str]], end: str, quoting: Literal[0, 1]) -> None:
    """Each record is found with its cells, its line and its bytes, and the careful splitting finds the same."""
    file = io.StringIO()
    csv.writer(file, lineterminator=end, quoting=quoting).writerows(table)
    data = file.getvalue().encode()
    quick = split(block_of(data), ",", _WIDTH, _USED)
    careful = split_carefully(data, 0, ",", _WIDTH, _USED)
    assert quick is not None
    assert table == texts(quick) == texts(careful)
    starts = [data.count(b"\n", 0, record.start) for record in records(data, 0, ",")]
    assert starts == [quick.line(row) for row in range(len(table))] == [careful.line(row) for row in range(len(table))]
    assert [quick.record(row) for row in range(len(table))] == [careful.record(row) for row in range(len(table))]


@settings(max_examples=400, deadline=None)
@given(letters)
def test_splitting_at_once_agrees_with_the_careful_splitting_or_gives_way(text: str) -> None:
    """Of any marks in any order: what is split at once has the same records, lines and refusals as letter by letter."""
    data = text.encode()
    quick = split(block_of(data), ",", _WIDTH, _USED)
    if quick is None:
        return
    careful = split_carefully(data, 0, ",", _WIDTH, _USED)
    assert texts(careful) == texts(quick)
    assert careful.rejects == quick.rejects
    count = len(careful.starts)
    assert [careful.line(row) for row in range(count)] == [quick.line(row) for row in range(count)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(parts), max_size=12).map(b"".join))
def test_broken_utf8_is_seen(data: bytes) -> None:
    """A place is found exactly when Python does not decode the bytes."""
    try:
        data.decode()
        good = True
    except UnicodeDecodeError:
        good = False
    raw = bytearray(ROOM) + data + bytearray(ROOM)
    assert good == (len(utf8.broken(raw, utf8.continuing(raw))) == 0)


def test_blocks_of_any_size_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stray quotes, quoted line ends, broken rows and repetitions are told alike wherever blocks begin."""
    lines = [post(number, text=text) for number, text in enumerate(['"a\nb"', 'труба 5"', "плоско", '"«x» ""y"""', '""'] * 8)]
    lines[7:7] = ["club1,7\n", '"club"1,7,x\n', lines[2], "\n", post(100, page="club999")]
    path = written(tmp_path, POSTS + "".join(lines) + post(5, text='"а\nб"'))
    seen = []
    for size in (200, 333, 1000, 10**6):
        for module in (blocks, careful_splitting):
            monkeypatch.setattr(module, "SIZE", size)
        batch = import_activity(path, pages=PAGES, zone=ZONE, year=2025, into=tmp_path / str(size))
        seen.append((batch.rows, batch.refusals))
    assert [seen[0]] * 4 == seen
    assert {"too_few_cells", "broken_quotes", "row_twice", "row_differs", "unknown_page"} == {
        refusal.code for refusal in seen[0][1]
    }


def test_a_quote_that_is_never_closed_does_not_shift_what_stands_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows before it are taken from their blocks, and it is told how many lines it swallowed, however many those are."""
    for module in (blocks, careful_splitting):
        monkeypatch.setattr(module, "SIZE", 300)
    good = "".join(post(number) for number in range(20))
    path = written(tmp_path, POSTS + good + post(99, text='"открыта') + good)
    batch = import_activity(path, pages=PAGES, zone=ZONE, year=2025, into=tmp_path / "out")
    assert (20, [(22, "open_quote")]) == (batch.rows, told(batch))
    assert (("lines", "21"),) == batch.refusals[0].params

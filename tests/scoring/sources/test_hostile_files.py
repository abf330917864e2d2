"""Files that nobody would write on purpose: nothing crashes, and every row is either taken or told."""

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import UnreadableFile
from scoring.sources import blocks
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.plain_text import first_lines
from tests.scoring.sources.samples import PAGES, POSTS, ZONE, imported, post, told, written

cells = st.sampled_from(
    ["5", "-5", "да", "нет", "club1", "vk.com/school", "2025-03-01 10:00", "01.03.2025 10:00:00", "45717.5", "\u202eclub1\u202c",
     "\x00", "🙂", '"', '""', '"а\nб"', "а\rб", "ё" * 100, "=1+1", "\ufeff", "1e3", "1_0", "٥", "９", "", " ", "\u00a0"]
) | st.text(max_size=20)  # fmt: skip
rows = st.lists(cells, min_size=1, max_size=11).map(",".join)
any_bytes = st.binary(max_size=400) | st.lists(rows, max_size=30).map(lambda lines: "\n".join(lines).encode("utf-8", "replace"))
ends = st.sampled_from([b"\n", b"\r\n", b"\r"])


def accounted(batch: ActivityBatch, raw: bytes) -> None:
    """Every refusal has a line of the file and a reason, in order; no more rows than lines are taken."""
    lines = len(raw.splitlines()) + 1
    assert batch.rows + batch.refused <= lines
    assert [refusal.line for refusal in batch.refusals] == sorted(refusal.line for refusal in batch.refusals)
    assert all(2 <= refusal.line <= lines and refusal.code for refusal in batch.refusals)


@settings(max_examples=150, deadline=None)
@given(any_bytes, st.integers(60, 2000))
def test_any_bytes_below_a_header_are_taken_or_told(tmp_path_factory: pytest.TempPathFactory, raw: bytes, size: int) -> None:
    """Random bytes and random rows, in blocks of any size; what stands above them is not touched by them."""
    folder = tmp_path_factory.mktemp("any")
    text = (POSTS + post(1_000_001)).encode() + raw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "SIZE", size)
        batch = imported(folder, text, "posts")
    accounted(batch, text)
    assert batch.rows >= 1
    assert all(refusal.line > 2 for refusal in batch.refusals)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.none(), rows.filter(lambda row: '"' not in row and "\n" not in row and "\r" not in row)), max_size=40)
)
def test_good_and_refused_rows_are_all_rows(tmp_path_factory: pytest.TempPathFactory, lines: list[str | None]) -> None:
    """Without quotes a line is a row: none is lost, and none of the good ones is refused."""
    folder = tmp_path_factory.mktemp("count")
    made = [post(number) if line is None else line + "\n" for number, line in enumerate([None, *lines], start=10**7)]
    batch = imported(folder, (POSTS + "".join(made)).encode("utf-8", "replace"), "posts")
    assert sum(row != "\n" for row in made) == batch.rows + batch.refused
    good = {number for number, line in enumerate([None, *lines], start=2) if line is None}
    assert not good & {refusal.line for refusal in batch.refusals}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=30))
def test_packed_files_that_are_cut_or_spoiled_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, at: int, spoiled: bytes
) -> None:
    """A torn archive is refused as a whole, and nothing is left behind."""
    folder = tmp_path_factory.mktemp("packed")
    whole = gzip.compress((POSTS + "".join(post(number) for number in range(200))).encode(), mtime=0)
    torn = whole[: at % len(whole)] + spoiled
    try:
        batch = import_activity(
            written(folder, torn, "f.csv.gz"), "posts", pages=PAGES, zone=ZONE, year=2025, into=folder / "out"
        )
    except UnreadableFile:
        assert not (folder / "out").exists() or [] == list((folder / "out").iterdir())
        return
    assert torn == whole + spoiled or not torn.startswith(b"\x1f\x8b")
    assert batch.rows + batch.refused


def zeros(path: Path, megabytes: int) -> None:
    """A gzip that unpacks to so many megabytes of zeros below a header, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    part = bytes(1_000_000)
    with path.open("wb") as file:
        file.write(packer.compress((POSTS + post(1)).encode()))
        for _ in range(megabytes):
            file.write(packer.compress(part))
        file.write(packer.flush())


def test_a_bomb_of_zeros_is_stopped_by_its_size(tmp_path: Path) -> None:
    """Not by its end: hardly more than the limit is unpacked, and nothing is left."""
    path = tmp_path / "bomb.csv.gz"
    zeros(path, 300)
    assert path.stat().st_size < 400_000
    with pytest.raises(UnreadableFile, match=r"more than 0\.01 GB"):
        import_activity(path, "posts", pages=PAGES, zone=ZONE, year=2025, into=tmp_path / "out", largest=10_737_418)
    assert [] == list((tmp_path / "out").iterdir())


def test_zeros_below_the_limit_are_one_refused_row(tmp_path: Path) -> None:
    """They are no line, only a very long one."""
    path = tmp_path / "zeros.csv.gz"
    zeros(path, 9)
    batch = import_activity(path, "posts", pages=PAGES, zone=ZONE, year=2025, into=tmp_path / "out")
    assert (1, [(3, "line_too_long")]) == (batch.rows, told(batch))


@pytest.mark.parametrize(
    "text",
    ["\u202e" + "евтсиж" + "\u202c", "🙂" * 25_000, "ё" * 100_000, "\x00", "а\x00б", "x" * 1_900_000, "\ufeff", "\U0010ffff"],
    ids=["right to left", "emoji", "100,000 letters", "nul", "nul inside", "nearly two million bytes", "mark", "last character"],
)
def test_any_text_is_a_text(tmp_path: Path, text: str) -> None:
    """Texts are never judged: whatever they hold, the row is good and the length right."""
    batch = imported(tmp_path, POSTS + post(1, text=text) + post(2))
    assert (2, 0) == (batch.rows, batch.refused)


@pytest.mark.parametrize(
    "cell", ["45717.4166", "45717", "20250301", "1740798000", "Mar 1, 2025", "1 марта 2025", "2025/03/01 10:00"]
)
def test_numbers_and_words_for_a_time_are_refused_with_the_cell(tmp_path: Path, cell: str) -> None:
    """Excel's serial numbers too: a number may be a day, a second or an error, and nobody can tell."""
    quoted = f'"{cell}"' if "," in cell else cell
    batch = imported(tmp_path, POSTS + post(1, time=quoted) + post(2))
    assert [(2, "Опубликовано", cell, "not_a_time")] == [(r.line, r.column, r.value, r.code) for r in batch.refusals]


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    """A file that begins in UTF-8 is UTF-8: rows in another encoding are refused by line, the others are taken."""
    good = "".join(post(number) for number in range(30_000)).encode()
    batch = imported(tmp_path, POSTS.encode() + good + post(40_000, text="Новость").encode("cp1251") + post(40_001).encode())
    assert (30_001, [(30_002, "not_utf8")]) == (batch.rows, told(batch))


def test_names_of_pages_may_be_endless(tmp_path: Path) -> None:
    """100,000 letters for a page are refused, and shortened where they are told."""
    batch = imported(tmp_path, POSTS + post(1, page="к" * 100_000) + post(2))
    assert [(2, "not_a_page")] == told(batch)
    assert len(batch.refusals[0].value) < 500


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, min_size=1, max_size=12), ends)
def test_the_same_file_twice_gives_the_same(tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: bytes) -> None:
    """The same rows, the same refusals, the same bytes."""
    folder = tmp_path_factory.mktemp("twice")
    raw = end.join(line.encode("utf-8", "replace") for line in [POSTS.strip(), post(7).strip(), *lines])
    one = imported(folder, raw, "posts")
    before = one.path.read_bytes()
    assert one == imported(folder, raw, "posts")
    assert before == one.path.read_bytes()
    assert first_lines(folder / "file.csv").startswith("Страница")

"""Frozen evidence: one content, one name; unchanged for ever; read in blocks and page by page."""

import gzip
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from scoring.errors import BrokenEvidence, InputError
from scoring.evidence import schema
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import Snapshot, freeze
from scoring.evidence.manifest import Source
from scoring.evidence.reader import open_snapshot
from scoring.evidence.schema import ACTIVITY, TABLES
from scoring.evidence.snapshot import verify
from scoring.sources import duck
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.register import RegisterRow, page_aliases

ZONE = "Asia/Novosibirsk"
DAYS_OFF = days_off(2025)


def row(key: str, **changes: object) -> RegisterRow:
    """A register row with nothing but its key and a name."""
    plain = RegisterRow(
        key=key, link=f"https://vk.com/{key[3:]}", group_id=UNKNOWN, name=f"Школа {key}", ogrn="", ogrn_valid=False, level="",
        founder="", municipality="", sphere1="Образование", sphere2="", sphere3="", status="", exempt="", address="",
        connected=UNKNOWN, mark=UNKNOWN, design_percent=None, widgets=UNKNOWN, activity_percent=None, members=UNKNOWN,
        weekly_reach=None, post_reach=None, line=2,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests name real columns


ROWS = [row("vk:bb", members=50, mark=1), row("vk:aa", exempt="Постановление"), row("vk:cc", group_id=7)]
POSTS = [f"{page},{number},2025-03-{day:02d}T10:00:00Z,нет,Текст {number},0" for number, (page, day) in enumerate(
    [("aa", 5), ("bb", 3), ("bb", 2), ("club7", 9), ("aa", 4), ("cc", 9), ("bb", 7)], start=1)]  # fmt: skip
HEADER = "Страница,ID записи,Опубликовано,Репост,Текст,Вложения"
MESSAGES = "Страница,ID сообщения,Задано,Отвечено\naa,1,2025-03-05T10:00:00Z,\nbb,2,2025-03-05T10:00:00Z,2025-03-05T11:00:00Z\n"
CHECKS = "Страница,Дата проверки,Аватар\nbb,2025-03-03,да\nbb,2025-03-10,нет\n"
STREAMS = 'Страница,ID видео,Начало,"Длительность, мин",Название\ncc,1,2025-03-05T10:00:00Z,20,Эфир\n'


def batch(folder: Path, text: str, name: str = "file.csv") -> ActivityBatch:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if name.endswith(".gz") else text.encode())
    return import_activity(path, pages=page_aliases(ROWS), zone=ZONE, year=2025, into=folder / "batches")


def posts(folder: Path, lines: Sequence[str], name: str = "file.csv") -> ActivityBatch:
    return batch(folder, "\n".join((HEADER, *lines)) + "\n", name)


def all_batches(folder: Path) -> list[ActivityBatch]:
    return [posts(folder, POSTS), *(batch(folder, text) for text in (MESSAGES, CHECKS, STREAMS))]


def frozen(folder: Path, batches: Sequence[ActivityBatch], rows: Sequence[RegisterRow] = ROWS, threads: int = 2) -> Snapshot:
    return freeze(rows, batches, year=2025, zone=ZONE, days_off=DAYS_OFF, into=folder / "evidence", threads=threads)


@settings(max_examples=8, deadline=None)
@given(st.permutations(POSTS), st.integers(1, 3), st.integers(0, len(POSTS)))
def test_the_name_is_of_the_content_only(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], threads: int, cut: int
) -> None:
    """Order of rows, threads, packing, and how rows are spread over files do not change the name."""
    folder = tmp_path_factory.mktemp("name")
    straight = frozen(folder, [posts(folder, POSTS)], threads=1)
    parts = [posts(folder, part, name) for part, name in ((lines[:cut], "a.csv"), (lines[cut:], "b.csv.gz")) if part]
    assert straight.name == frozen(folder, parts, threads=threads).name
    assert straight.name == frozen(folder, parts[::-1], threads=threads).name


@pytest.mark.parametrize("change", [{"members": 51}, {"name": "Школа «Ё»"}, {"mark": 0}])
def test_a_changed_cell_changes_the_name(tmp_path: Path, change: dict[str, object]) -> None:
    """One cell of the register is enough."""
    made = all_batches(tmp_path)
    other = [replace(ROWS[0], **change), *ROWS[1:]]  # type: ignore[arg-type]  # real columns
    assert frozen(tmp_path, made).name != frozen(tmp_path, made, other).name


def test_zone_and_calendar_are_part_of_the_name(tmp_path: Path) -> None:
    """The same rows under another calendar or zone are other evidence."""
    one = freeze(ROWS, [], year=2025, zone=ZONE, days_off=DAYS_OFF, into=tmp_path)
    two = freeze(ROWS, [], year=2025, zone="Europe/Moscow", days_off=DAYS_OFF, into=tmp_path)
    three = freeze(ROWS, [], year=2025, zone=ZONE, days_off=DAYS_OFF[1:], into=tmp_path)
    assert len({one.name, two.name, three.name}) == 3


def test_freezing_again_writes_nothing(tmp_path: Path) -> None:
    """The same content gives the same folder, untouched, and nothing is left beside it."""
    first = frozen(tmp_path, all_batches(tmp_path))
    before = {path.name: path.stat().st_mtime_ns for path in first.folder.iterdir()}
    second = frozen(tmp_path, all_batches(tmp_path))
    assert (first.name, True, False) == (second.name, first.new, second.new)
    assert before == {path.name: path.stat().st_mtime_ns for path in second.folder.iterdir()}
    assert [first.name] == [path.name for path in (tmp_path / "evidence").iterdir()]


def test_what_a_killed_freeze_left_does_no_harm(tmp_path: Path) -> None:
    """A half-made folder beside the snapshots is neither read nor in the way."""
    left = tmp_path / "evidence" / ".freezing-left"
    left.mkdir(parents=True)
    (left / "posts.parquet").write_bytes(b"half")
    assert frozen(tmp_path, all_batches(tmp_path)).new
    assert (left / "posts.parquet").exists()


def test_a_failed_freeze_leaves_nothing(tmp_path: Path) -> None:
    """When the work is stopped midway, no snapshot and no rest of one stands there."""

    def stop(stage: str, done: int, total: int) -> None:
        if (stage, done, total) == ("freeze", 3, len(TABLES) + 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        freeze(ROWS, [], year=2025, zone=ZONE, days_off=DAYS_OFF, into=tmp_path / "evidence", progress=stop)
    assert [] == list((tmp_path / "evidence").iterdir())


def test_the_later_batch_counts(tmp_path: Path) -> None:
    """Where two files hold the same post, the one that came later wins and the manifest counts it."""
    old = posts(tmp_path, POSTS, "old.csv")
    new = posts(tmp_path, [POSTS[1].replace("нет", "да")], "new.csv")
    snapshot = frozen(tmp_path, [old, new])
    assert 1 == snapshot.manifest.findings["posts_replaced"]
    with open_snapshot(snapshot.folder) as evidence:
        assert [False, True, False] == evidence.rows_of(schema.POSTS, 1)["repost"].tolist()
        assert [3, 2, 7] == evidence.rows_of(schema.POSTS, 1)["id"].tolist()


def test_rows_of_pages_that_left_the_register_are_counted(tmp_path: Path) -> None:
    """A page taken out of the register after its posts came takes them along, and the manifest says so."""
    snapshot = frozen(tmp_path, all_batches(tmp_path), ROWS[:2])
    assert 2 == snapshot.manifest.findings["posts_of_unknown_pages"]
    assert 1 == snapshot.manifest.findings["streams_of_unknown_pages"]


def test_a_page_twice_in_the_register_is_an_error(tmp_path: Path) -> None:
    """A key names one page."""
    with pytest.raises(InputError, match="vk:aa stands in the register twice"):
        frozen(tmp_path, [], [*ROWS, row("vk:aa")])


def test_the_second_page_of_an_organisation_in_a_sphere_is_a_duplicate(tmp_path: Path) -> None:
    """The order of the register decides, not the alphabet; another sphere is no duplicate."""
    number = {"ogrn": "1025401234561", "ogrn_valid": True}
    rows = [row("vk:zz", **number), row("vk:aa", **number), row("vk:mm", **number, sphere1="Спорт"), row("vk:nn", name="Музей")]
    with open_snapshot(frozen(tmp_path, [], rows).folder) as evidence:
        assert ["vk:aa", "vk:mm", "vk:nn", "vk:zz"] == evidence.pages.key.tolist()
        assert [True, False, False, False] == evidence.pages.duplicate.tolist()


def test_the_manifest_names_sources_and_rows(tmp_path: Path) -> None:
    """Provenance stands beside the counts."""
    source = Source(kind="register", source="реестр.xlsx", sha256="0" * 64, rows=3, refused=1)
    made = all_batches(tmp_path)
    snapshot = freeze(ROWS, made, year=2025, zone=ZONE, days_off=DAYS_OFF, into=tmp_path / "evidence", register_sources=[source])
    assert ["register", "posts", "messages", "checks", "streams"] == [entry.kind for entry in snapshot.manifest.sources]
    assert [3, 7, 2, 1, 2] == [snapshot.manifest.rows(name) for name in ("pages", "posts", "messages", "streams", "checks")]
    assert snapshot.manifest == verify(snapshot.folder)


@pytest.mark.parametrize(
    ("table", "column", "change"),
    [("posts", "time", "time + (id = 3)::INTEGER"), ("pages", "name", "name || ' '"), ("checks", "avatar", "1 - avatar")],
)
def test_one_changed_cell_is_found(tmp_path: Path, table: str, column: str, change: str) -> None:
    """Verification names the table and the column that were changed after freezing."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    path = folder / f"{table}.parquet"
    spoilt = tmp_path / "spoilt.parquet"
    with duck.connect() as base:
        base.execute(
            f"COPY (SELECT * REPLACE (({change}) AS {column}) FROM read_parquet({duck.quoted(path)})) "
            f"TO {duck.quoted(spoilt)} (FORMAT parquet)"
        )
    spoilt.replace(path)
    with pytest.raises(BrokenEvidence, match=f"table {table}, columns: {column}"):
        verify(folder)


def test_a_lost_table_is_found(tmp_path: Path) -> None:
    """A file that is gone or cut is named."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    (folder / "messages.parquet").write_bytes(b"PAR1")
    with pytest.raises(BrokenEvidence, match="table messages"):
        verify(folder)


def test_a_renamed_snapshot_is_found(tmp_path: Path) -> None:
    """The folder's name is part of what is verified."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    with pytest.raises(BrokenEvidence, match="does not match its name"):
        verify(folder.rename(folder.with_name("0" * 64)))


def test_a_folder_without_evidence_is_told(tmp_path: Path) -> None:
    """An empty folder and a broken manifest are no evidence."""
    with pytest.raises(BrokenEvidence, match="holds no evidence"):
        open_snapshot(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(BrokenEvidence, match="damaged or of another version"):
        open_snapshot(tmp_path)


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Reading a snapshot with a lost file says so in words."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    (folder / "columns" / "posts.time").unlink()
    with open_snapshot(folder) as evidence, pytest.raises(BrokenEvidence, match="cannot be read"):
        evidence.rows_of(schema.POSTS, 0)


def test_a_plain_column_that_is_cut_is_told(tmp_path: Path) -> None:
    """A file that ends before its rows do is broken, whatever it still holds."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    os.truncate(folder / "columns" / "posts.time", 17)
    with open_snapshot(folder) as evidence, pytest.raises(BrokenEvidence, match="cannot be read"):
        evidence.block(0, 3, np.zeros(3, np.int16))


def test_a_changed_plain_column_is_found(tmp_path: Path) -> None:
    """Plain columns are verified by the digests of the manifest, as the tables are."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    path = folder / "columns" / "checks.avatar"
    path.write_bytes(bytes(1 - byte for byte in path.read_bytes()))
    with pytest.raises(BrokenEvidence, match="table checks, columns: avatar"):
        verify(folder)


def test_plain_columns_are_made_again(tmp_path: Path) -> None:
    """A snapshot without plain columns, as older versions froze it, gets the same ones when it is opened."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    before = {path.name: path.read_bytes() for path in (folder / "columns").iterdir()}
    shutil.rmtree(folder / "columns")
    verify(folder)
    open_snapshot(folder).close()
    assert before == {path.name: path.read_bytes() for path in (folder / "columns").iterdir()}
    assert sum(len(table.columns) + 1 for table in ACTIVITY) + 1 == len(before)  # bounds of each, and what is repeated


def test_pages_out_of_order_are_told(tmp_path: Path) -> None:
    """Blocks are cut at page borders, so rows of a page must lie together."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    shutil.rmtree(folder / "columns")
    turned = tmp_path / "turned.parquet"
    with duck.connect() as base:
        source = f"read_parquet({duck.quoted(folder / 'posts.parquet')})"
        base.execute(f"COPY (SELECT * FROM {source} ORDER BY page DESC) TO {duck.quoted(turned)} (FORMAT parquet)")
    turned.replace(folder / "posts.parquet")
    with pytest.raises(BrokenEvidence, match="not in the order of pages"):
        open_snapshot(folder)


def test_wrong_bounds_are_found(tmp_path: Path) -> None:
    """The bounds of pages follow from the column of pages, and are verified by it."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    path = folder / "columns" / "posts.bounds"
    (np.fromfile(path, np.int64) + 1).tofile(path)
    with pytest.raises(BrokenEvidence, match="table posts, columns: bounds"):
        verify(folder)


@pytest.mark.parametrize("rows_per_block", [1, 4, 1_000_000])
def test_blocks_hold_every_row_once_and_in_order(tmp_path: Path, rows_per_block: int) -> None:
    """However pages are cut into blocks, the rows are the same, sorted by page, time and number."""
    snapshot = frozen(tmp_path, all_batches(tmp_path))
    nomination = np.array([0, 1, -1], np.int16)
    with open_snapshot(snapshot.folder) as evidence:
        blocks = list(evidence.blocks(nomination, rows_per_block=rows_per_block))
        times = np.concatenate([evidence.rows_of(schema.POSTS, page)["time"] for page in range(3)])
    assert [0, *np.cumsum([block.count for block in blocks])][:-1] == [block.first for block in blocks]
    assert times.tolist() == np.concatenate([block.posts.time for block in blocks]).tolist()
    assert [2, 3, 2] == np.concatenate([np.diff(block.posts.bounds) for block in blocks]).tolist()
    assert [0, 1, -1] == np.concatenate([block.pages.nomination for block in blocks]).tolist()
    assert [True, False, False] == np.concatenate([block.pages.exempt for block in blocks]).tolist()


def test_a_block_is_read_only_and_typed(tmp_path: Path) -> None:
    """A metric cannot change what another one reads, and columns have the kinds of the schema."""
    with open_snapshot(frozen(tmp_path, all_batches(tmp_path)).folder) as evidence:
        block = evidence.block(0, 3, np.zeros(3, np.int16))
    columns = (block.posts.time, block.posts.repost, block.posts.attachments, block.checks.avatar)
    assert ["int64", "bool", "int16", "int8"] == [str(column.dtype) for column in columns]
    with pytest.raises(ValueError, match="read-only"):
        block.posts.time[0] = 0
    assert [1200] == block.streams.duration.tolist()
    assert [0, 1741172400] == block.messages.answered.tolist()


def test_texts_of_many_pages_are_found(tmp_path: Path) -> None:
    """Only texts that enough different pages posted come back, sorted by text, time and page."""
    lines = [f"{page},{number},2025-03-{day:02d}T10:00:00Z,нет,{text},0" for number, (page, day, text) in enumerate(
        [("aa", 5, "Общий"), ("bb", 4, "Общий "), ("cc", 6, "Свой"), ("cc", 7, "Свой"), ("aa", 8, "")])]  # fmt: skip
    with open_snapshot(frozen(tmp_path, [posts(tmp_path, lines)]).folder) as evidence:
        key, page, time = evidence.text_postings(2)
        assert [1, 0] == page.tolist()
        assert 1 == len(set(key.tolist()))
        assert (np.diff(time) > 0).all()
        assert 0 == len(evidence.text_postings(3)[0])


def test_the_days_off_come_with_the_evidence(tmp_path: Path) -> None:
    """The calendar read back is the one that was frozen."""
    with open_snapshot(frozen(tmp_path, []).folder) as evidence:
        assert DAYS_OFF == evidence.days_off
        assert ("Asia/Novosibirsk", 2025, 3) == (evidence.zone, evidence.year, evidence.count)


def test_evidence_without_activity_is_read(tmp_path: Path) -> None:
    """A season that has a register only gives empty columns."""
    with open_snapshot(frozen(tmp_path, []).folder) as evidence:
        (block,) = evidence.blocks(np.zeros(3, np.int16))
    assert (3, [0, 0, 0, 0]) == (block.count, block.posts.bounds.tolist())


def test_a_snapshot_may_be_moved(tmp_path: Path) -> None:
    """Nothing in it knows where it lies."""
    folder = frozen(tmp_path, all_batches(tmp_path)).folder
    moved = Path(shutil.copytree(folder, tmp_path / "elsewhere" / folder.name))
    assert len(TABLES) == len(verify(moved).tables)


@pytest.mark.parametrize(
    ("day", "shut"),
    [
        (date(2025, 1, 8), True), (date(2025, 1, 9), False), (date(2025, 5, 2), True), (date(2025, 11, 1), False),
        (date(2025, 12, 31), True), (date(2025, 7, 5), True), (date(2024, 12, 28), False), (date(2026, 1, 9), True),
    ],
)  # fmt: skip
def test_the_production_calendar_knows_transfers(day: date, shut: bool) -> None:
    """Transferred days off are off, working Saturdays are not, and the margins reach into the neighbouring years."""
    assert shut == (day in DAYS_OFF)

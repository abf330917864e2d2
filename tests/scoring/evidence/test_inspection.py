"""Files and snapshots from elsewhere, checked: the worked example of the documents, and what is said of damage."""

import json
from pathlib import Path

import duckdb
import pytest

from criteria import loading
from scoring.engine.run import evaluate
from scoring.errors import BrokenEvidence, UnreadableFile
from scoring.evidence.inspection import EvidenceFault, inspect_snapshot
from scoring.evidence.ranges import MOMENTS, RANGES
from scoring.evidence.reader import open_snapshot
from scoring.evidence.schema import TABLES
from scoring.evidence.statistics import EvidenceStatistics, evidence_statistics
from scoring.services.handing_over import HandedOver, frozen_for_a_look, read_handed_over

EXAMPLE = Path(__file__).parents[3] / "docs" / "example-evidence"
ZONE = "Asia/Novosibirsk"


@pytest.fixture(name="taken", scope="module")
def _taken(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    return read_handed_over(EXAMPLE, year=2025, zone=ZONE, working=tmp_path_factory.mktemp("batches"))


@pytest.fixture(name="snapshot", scope="module")
def _snapshot(taken: HandedOver, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return frozen_for_a_look(taken, year=2025, zone=ZONE, working=tmp_path_factory.mktemp("frozen"))


@pytest.fixture(name="figures", scope="module")
def _figures(snapshot: Path) -> EvidenceStatistics:
    return evidence_statistics(snapshot)


def test_the_worked_example_of_the_documents_has_no_fault(taken: HandedOver) -> None:
    """Every row of it is taken."""
    rows = {"register.csv": 2, "posts.csv": 4, "messages.csv": 2, "streams.csv": 1, "checks.csv": 2}
    assert ((), rows) == (taken.faults, taken.rows)


def test_a_sound_snapshot_has_no_fault(snapshot: Path) -> None:
    """As it was frozen."""
    assert [] == inspect_snapshot(snapshot)


def test_the_examples_figures_are_those_counted_by_hand(figures: EvidenceStatistics) -> None:
    """Rows, spans in local time, unknown cells."""
    posts, messages = figures.tables[1], figures.tables[2]
    assert (4, 2, "2025-01-13 09:00+07:00", "2025-01-17 10:15+07:00", {"comments_open": 1}) == (
        posts.rows,
        posts.pages,
        posts.first,
        posts.last,
        posts.unknown,
    )
    assert (2, {"post": 0, "needs_answer": 0}) == (messages.rows, messages.unknown)


def test_the_examples_months_are_those_counted_by_hand(figures: EvidenceStatistics) -> None:
    """Three posts of the school in January, its stream in February."""
    posts, streams = figures.months["posts"]["Образование"], figures.months["streams"]["Образование"]
    assert ({"Образование": 1, "Культура": 1}, [3] + [0] * 11, [0, 1] + [0] * 10) == (figures.spheres, posts, streams)


def test_the_example_comes_to_what_the_document_says(snapshot: Path) -> None:
    """The house of culture, then the school: own posts, reposts, messages, answers, working minutes."""
    with open_snapshot(snapshot) as evidence:
        leaves = {leaf.code: leaf.facts for leaf in evaluate(loading.packaged("regional"), evidence).leaves}
    told = [
        leaves[code][name].tolist() for code, name in (("R3", "own"), ("R3", "reposts"), ("A2", "messages"), ("A2", "answered"))
    ]
    assert ([[0, 2], [0, 1], [1, 1], [0, 1]], [0, 70]) == (told, [seconds // 60 for seconds in leaves["A2"]["seconds"].tolist()])


def test_figures_are_told_to_programs(figures: EvidenceStatistics) -> None:
    """As plain JSON."""
    assert ["pages", "posts", "messages", "streams", "checks", "calendar"] == [
        table["name"] for table in json.loads(json.dumps(figures.as_json()))["tables"]
    ]


def copied(folder: Path, into: Path) -> Path:
    """A copy of a folder to do harm to, under the same name."""
    copy = into / folder.name
    copy.mkdir()
    for path in folder.rglob("*"):
        target = copy / path.relative_to(folder)
        if path.is_dir():
            target.mkdir()
        else:
            target.write_bytes(path.read_bytes())
    return copy


def rewritten(snapshot: Path, into: Path, table: str, query: str) -> list[EvidenceFault]:
    """The faults of a copy in which ``query`` over ``t`` makes a table."""
    copy = copied(snapshot, into)
    path = copy / f"{table}.parquet"
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE t AS SELECT * FROM read_parquet('{path}')")
        base.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return inspect_snapshot(copy)


@pytest.mark.parametrize(
    ("table", "query", "row", "column", "value", "words"),
    [
        ("posts", "SELECT * REPLACE (7::TINYINT AS comments_open) FROM t", 1, "comments_open", "7", "от -1 до 1"),
        ("posts", "SELECT * REPLACE (page + 5 AS page) FROM t", 1, "page", "5", "такой страницы"),
        ("posts", "SELECT * FROM t ORDER BY page DESC, time", 4, "page", "", "по порядку"),
        ("posts", "SELECT * FROM t UNION ALL SELECT * FROM t ORDER BY page, time, id", 2, "id", "1", "уже есть"),
        ("posts", "SELECT * REPLACE (time * 1000 AS time) FROM t", 1, "time", "1736830800000", "проверьте единицы"),
        ("checks", "SELECT * REPLACE (250::SMALLINT AS name_match) FROM t", 1, "name_match", "250", "от -1 до 100"),
        ("messages", "SELECT * REPLACE (NULL::TINYINT AS interim) FROM t", 1, "interim", "", "NULL"),
        ("streams", "SELECT * EXCLUDE (duration) FROM t", 0, "duration", "", "столбца нет"),
        ("streams", "SELECT * REPLACE (duration::BIGINT AS duration) FROM t", 0, "duration", "BIGINT", "вида int32"),
        ("streams", "SELECT *, 1 AS likes FROM t", 0, "likes", "", "уберите"),
        ("pages", "SELECT * FROM t UNION ALL SELECT * FROM t ORDER BY key", 2, "key", "vk:club102", "дважды"),
        ("calendar", "SELECT * FROM t UNION ALL SELECT * FROM t ORDER BY day", 2, "day", "20029", "дважды"),
    ],
)
def test_each_fault_is_named_with_its_place(
    snapshot: Path, tmp_path: Path, table: str, query: str, row: int, column: str, value: str, words: str
) -> None:
    """File, row, column, value, what is wrong and what to do."""
    faults = [fault for fault in rewritten(snapshot, tmp_path, table, query) if words in fault.ru]
    first = faults[0]
    assert (f"{table}.parquet", row, column, value) == (first.file, first.row, first.column, first.value)


def test_a_changed_value_is_found_by_its_hash(snapshot: Path, tmp_path: Path) -> None:
    """It is within its range, in order, and yet not what was frozen; the snapshot's name is not right either."""
    faults = rewritten(snapshot, tmp_path, "posts", "SELECT * REPLACE (text_length + 1 AS text_length) FROM t")
    assert [("posts.parquet", "text_length"), ("manifest.json", "name")] == [(fault.file, fault.column) for fault in faults]


def test_a_damaged_plain_column_is_found(snapshot: Path, tmp_path: Path) -> None:
    """The engine reads those."""
    copy = copied(snapshot, tmp_path)
    path = next(path for path in sorted((copy / "columns").iterdir()) if path.stat().st_size)
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert [True] == [fault.file.startswith("columns/") for fault in inspect_snapshot(copy)]


def test_a_missing_table_is_told(snapshot: Path, tmp_path: Path) -> None:
    """By its file."""
    copy = copied(snapshot, tmp_path)
    (copy / "streams.parquet").unlink()
    assert ["streams.parquet"] == [fault.file for fault in inspect_snapshot(copy)]


def test_of_many_rows_the_first_are_named(snapshot: Path, tmp_path: Path) -> None:
    """A thousand rows with the same fault say no more than twenty."""
    many = "SELECT * REPLACE (9::TINYINT AS comments_open, range AS id) FROM t, range(1, 50) ORDER BY page, time, id"
    copy = copied(snapshot, tmp_path)
    path = copy / "posts.parquet"
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE t AS SELECT * FROM read_parquet('{path}')")
        base.execute(f"COPY (SELECT * EXCLUDE (range) FROM ({many})) TO '{path}' (FORMAT parquet)")
    assert 20 == sum(fault.column == "comments_open" and fault.row > 0 for fault in inspect_snapshot(copy))


def test_a_folder_without_a_manifest_is_no_snapshot(tmp_path: Path) -> None:
    """Nothing can be held against it."""
    with pytest.raises(BrokenEvidence):
        inspect_snapshot(tmp_path)


def test_faults_of_files_are_named_with_their_place(tmp_path: Path) -> None:
    """A wrong cell, a page that is not in the register, a file that holds nothing known."""
    copy = copied(EXAMPLE, tmp_path)
    posts = copy / "posts.csv"
    text = posts.read_text(encoding="utf-8").replace("club102;1;", "club999;1;").replace("80;18;0", "80;18;много")
    posts.write_text(text, encoding="utf-8")
    (copy / "other.csv").write_text("а;б\n1;2\n", encoding="utf-8")
    found = read_handed_over(copy, year=2025, zone=ZONE, working=tmp_path / "batches")
    assert [("other.csv", 0, ""), ("posts.csv", 3, "Вложения"), ("posts.csv", 5, "Страница")] == [
        (fault.file, fault.row, fault.column) for fault in found.faults
    ]


def test_a_folder_needs_its_register(tmp_path: Path) -> None:
    """Without it nobody knows whose the rows are."""
    copy = copied(EXAMPLE, tmp_path)
    (copy / "register.csv").unlink()
    with pytest.raises(UnreadableFile, match="exactly one register"):
        read_handed_over(copy, year=2025, zone=ZONE, working=tmp_path / "batches")


def test_every_column_with_a_range_is_in_the_format() -> None:
    """A range of a column that does not exist would hold nothing."""
    columns = {table.name: {column.name for column in table.columns} for table in TABLES}
    assert set(columns) == set(RANGES)
    assert all(set(ranges) <= columns[table] for table, ranges in RANGES.items())
    assert all(moment in columns[table] for table, moment in MOMENTS.items())

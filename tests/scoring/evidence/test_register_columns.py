"""The register's numbers in frozen evidence: exact, found by any of their names, unknown in older evidence."""

from pathlib import Path

import numpy as np
import pytest

from criteria.evidence import UNKNOWN
from scoring.evidence.freeze import digest_of, freeze
from scoring.evidence.hashing import evidence_name
from scoring.evidence.manifest import ColumnEntry, read_manifest, write_manifest
from scoring.evidence.reader import Evidence, open_snapshot
from scoring.evidence.schema import TABLES
from scoring.evidence.snapshot import verify
from scoring.sources import duck
from tests.scoring.evidence.test_evidence import DAYS_OFF, ZONE, row

ROWS = (
    row("vk:a", connected=1, mark=0, design_percent=85.5, widgets=2, activity_percent=33.3333, members=1200, weekly_reach=567.0,
        applied=1, last_winner=0),
    row("vk:b", post_reach=12.0005, sphere1="Культура"),
)  # fmt: skip


def frozen(folder: Path) -> Evidence:
    """The evidence of two pages without activity."""
    snapshot = freeze(ROWS, (), year=2025, zone=ZONE, days_off=DAYS_OFF, into=folder)
    return open_snapshot(snapshot.folder)


def older(folder: Path, version: int) -> Path:
    """The same evidence as an earlier version had it: without the columns that came later."""
    evidence = frozen(folder)
    evidence.close()
    path, manifest = evidence.folder, evidence.manifest
    with duck.connect() as base:
        names = ", ".join(column.name for column in TABLES[0].columns_of(version))
        pages = path / "pages.parquet"
        base.execute(f"CREATE TABLE old AS SELECT {names} FROM read_parquet({duck.quoted(pages)})")
        base.execute(f"COPY old TO {duck.quoted(pages)} (FORMAT parquet)")
        digests = {table.name: digest_of(base, path, table, version) for table in TABLES}
    tables = [
        entry.model_copy(
            update={
                "columns": tuple(
                    ColumnEntry(name=column.name, kind=column.kind, sha256=digests[table.name].columns[column.name])
                    for column in table.columns_of(version)
                )
            }
        )
        for entry, table in zip(manifest.tables, TABLES, strict=True)
    ]
    name = evidence_name(2025, ZONE, digests, version)
    write_manifest(path, manifest.model_copy(update={"version": version, "name": name, "tables": tuple(tables)}))
    return path.rename(path.with_name(name))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Количество подписчиков", ([1200, 0], [1, 0])),
        ("Subscribers", ([1200, 0], [1, 0])),
        ("members", ([1200, 0], [1, 0])),
        ("Общий охват аудитории за неделю", ([567_000, 0], [1000, 0])),
        ("Средний охват одной публикации", ([0, 12_001], [0, 1000])),
        ("Оформление (%)", ([85_500, 0], [1000, 0])),
        ("оформление, %", ([85_500, 0], [1000, 0])),
        ("Виджеты (0/1/2)", ([2, 0], [1, 0])),
        ("Активность (%)", ([33_333, 0], [1000, 0])),
        ("Подключение к компоненту «Госпаблики» (да/нет)", ([1, 0], [1, 0])),
        ("Госметка", ([0, 0], [1, 0])),
    ],
)
def test_a_number_is_found_by_any_of_its_names(tmp_path: Path, name: str, expected: tuple[list[int], list[int]]) -> None:
    """Each is an exact fraction, thousandths half-up where it has a fraction, and 0 / 0 where the register is silent."""
    with frozen(tmp_path) as evidence:
        found = evidence.column(name)

    assert found is not None
    assert expected == (found[0].tolist(), found[1].tolist())
    assert ["int64", "int64"] == [str(numbers.dtype) for numbers in found]


@pytest.mark.parametrize("name", ["Сфера 1", "sphere", "Высота потолка", ""])
def test_what_is_no_number_of_the_register_is_none(tmp_path: Path, name: str) -> None:
    """Texts of the register and foreign names are no numbers."""
    with frozen(tmp_path) as evidence:
        assert None is evidence.column(name)


def test_a_text_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    """«Сфера» and «sphere» are the same column; a number is no text."""
    with frozen(tmp_path) as evidence:
        found = [evidence.text_column(name) for name in ("Сфера", "sphere")]
        number = evidence.text_column("Госметка")

    assert [["Образование", "Культура"]] * 2 == [texts.tolist() for texts in found if texts is not None]
    assert number is None


@pytest.mark.parametrize("version", [1, 2])
def test_older_evidence_keeps_its_name_and_is_whole(tmp_path: Path, version: int) -> None:
    """Evidence is verified by the columns that its version had."""
    assert version == verify(older(tmp_path, version)).version


def test_older_evidence_does_not_know_the_younger_columns(tmp_path: Path) -> None:
    """What was not kept then is unknown now; what was kept is read."""
    path = older(tmp_path, 1)
    with open_snapshot(path) as evidence:
        assert [UNKNOWN, UNKNOWN] == evidence.pages.design_percent.tolist()
        assert [1200, UNKNOWN] == evidence.pages.members.tolist()
    assert 1 == read_manifest(path).version


def test_applications_and_last_years_winners_reach_the_gates(tmp_path: Path) -> None:
    """A block has what the register says; evidence of version 2 knew neither."""
    with frozen(tmp_path / "now") as evidence:
        pages = evidence.block(0, 2, np.zeros(2, np.int16)).pages
        assert ([1, UNKNOWN], [0, UNKNOWN]) == (pages.applied.tolist(), pages.last_winner.tolist())
    with open_snapshot(older(tmp_path / "before", 2)) as evidence:
        pages = evidence.block(0, 2, np.zeros(2, np.int16)).pages
        assert [[UNKNOWN] * 2] * 2 == [pages.applied.tolist(), pages.last_winner.tolist()]


def test_every_name_it_tells_is_found(tmp_path: Path) -> None:
    """A person may copy any of the names into a rule book."""
    with frozen(tmp_path) as evidence:
        names = evidence.column_names
        lost = [name for name in names if evidence.column(name) is None and evidence.text_column(name) is None]

    assert "Количество подписчиков" in names
    assert [] == lost

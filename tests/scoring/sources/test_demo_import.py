"""The ordinary import takes the demo's files, and refuses exactly the rows that were spoiled on purpose."""

from collections import Counter
from pathlib import Path

import pytest

from criteria.evidence import UNKNOWN
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.columns import ActivityKind
from scoring.sources.demo import DemoFiles, Written, write_season
from scoring.sources.register import RegisterBatch, page_aliases, read_register
from scoring.sources.report import Refusal


def refused(refusals: tuple[Refusal, ...]) -> dict[str, int]:
    return dict(Counter(refusal.code for refusal in refusals))


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_season(tmp_path_factory.mktemp("season"), scale="small", seed=5, year=2025)


@pytest.fixture(scope="module")
def register(season: DemoFiles) -> RegisterBatch:
    return read_register(season.register)


def imported(season: DemoFiles, register: RegisterBatch, path: Path, into: Path) -> ActivityBatch:
    return import_activity(path, pages=page_aliases(register.rows), zone=season.zone, year=season.year, into=into)


def test_the_register_is_read_as_the_truth_says(season: DemoFiles, register: RegisterBatch) -> None:
    """Good rows and refusals of the register are those written."""
    assert season.written["register"] == Written(len(register.rows), refused(register.refusals))


def test_every_good_row_of_the_register_has_a_number_of_its_community(register: RegisterBatch) -> None:
    """Both pages with a short name and pages with a number keep the ID column."""
    assert [] == [row.key for row in register.rows if row.group_id == UNKNOWN]


@pytest.mark.parametrize("kind", ["posts", "messages", "streams", "checks"])
def test_an_activity_file_is_read_as_the_truth_says(
    season: DemoFiles, register: RegisterBatch, kind: ActivityKind, tmp_path: Path
) -> None:
    """The columns tell the kind; good rows and refusals by reason are those written."""
    batch = imported(season, register, getattr(season, kind), tmp_path)
    assert (kind, season.written[kind]) == (batch.kind, Written(batch.rows, refused(batch.refusals)))

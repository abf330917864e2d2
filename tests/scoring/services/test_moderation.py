"""The queue of what nobody has labelled, and labels beside other corrections."""

from pathlib import Path

import pytest

from criteria.evidence import UNKNOWN
from scoring.errors import Conflict, InputError, NotAllowed
from scoring.evidence.corrections import Correction
from scoring.services import moderation
from scoring.store.database import transaction
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page
from scoring.store.vocabulary import CorrectionSource, Outcome
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER
from tests.scoring.services.conftest import WORLD, Frozen


def unlabelled(key: str) -> tuple[int, int]:
    """How many streams and messages of a page say nothing."""
    return (
        sum(row["confirmed"] == UNKNOWN for (page, _), row in WORLD.tables["streams"].items() if page == key),
        sum(row["needs_answer"] == UNKNOWN for (page, _), row in WORLD.tables["messages"].items() if page == key),
    )


def waiting() -> str:
    """A page with a stream that nobody has seen."""
    return next(page for (page, _), row in WORLD.tables["streams"].items() if row["confirmed"] == UNKNOWN)


def stream_of(key: str) -> int:
    """Its number."""
    return next(number for (page, number), row in WORLD.tables["streams"].items() if page == key and row["confirmed"] == UNKNOWN)


def test_the_queue_counts_what_nobody_has_labelled(season: Frozen) -> None:
    """Of every page that has some."""
    with transaction(season.ground.engine) as session:
        found = moderation.queue(session, season.home, season.ground.season_id)
        counts = {one.page.key: (one.streams, one.messages) for one in found}
    assert {key: unlabelled(key) for key in WORLD.register if any(unlabelled(key))} == counts


def test_pages_near_the_line_come_first(season: Frozen) -> None:
    """Whether above or below it; pages without a total last."""
    with transaction(season.ground.engine) as session:
        keys = [one.page.key for one in moderation.queue(session, season.home, season.ground.season_id)]
        run = ScoreRun(
            season_id=season.ground.season_id, name="a" * 64, evidence=season.folder.name, rulebook="b" * 64, rulebook_text="…",
            code="1", ranking="c" * 64, cuts=[{"nomination": "Спорт", "line": 500_000}], official=True, created_at=NOW,
        )  # fmt: skip
        session.add(run)
        session.flush()
        for key, total in zip(keys[:3], (900_000, 499_000, 502_000), strict=True):
            page = session.query(Page).filter(Page.key == key).one()
            session.add(Score(run_id=run.id, page_id=page.id, nomination="Спорт", place=1, total=total, outcome=Outcome.NONE,
                              points={}, detail={}))  # fmt: skip
    with transaction(season.ground.engine) as session:
        found = moderation.queue(session, season.home, season.ground.season_id)
        assert [keys[1], keys[2], keys[0]] == [one.page.key for one in found[:3]]
        assert [-1_000, 2_000, 400_000, None] == [one.gap for one in found[:4]]


def _label(season: Frozen, key: str, row: int, was: int, value: int, **more: object) -> None:
    with transaction(season.ground.engine) as session:
        page = session.query(Page).filter(Page.key == key).one()
        given = {"table": "streams", "column": "confirmed", "actor": ORGANIZER, **more}
        actor = given.pop("actor")
        moderation.label(session, actor, page, home=season.home, row=row, was=was, value=value, now=NOW, **given)  # type: ignore[arg-type]  # as named


def test_a_label_takes_the_item_out_of_the_queue(season: Frozen) -> None:
    """And stands first no more on its page."""
    key = waiting()
    row = stream_of(key)
    _label(season, key, row, UNKNOWN, 1)
    assert (Correction("streams", key, row, "confirmed", UNKNOWN, 1),) == season.active()
    with transaction(season.ground.engine) as session:
        found = moderation.queue(session, season.home, season.ground.season_id)
        counts = {one.page.key: one.streams for one in found}
        page = session.query(Page).filter(Page.key == key).one()
        items = moderation.items_of(session, season.home, page)
    assert unlabelled(key)[0] - 1 == counts.get(key, 0)
    assert sorted(not item.waits for item in items) == [not item.waits for item in items]


def test_what_is_no_label_and_who_may_not(season: Frozen) -> None:
    """Other columns are corrected on their own screen; an observer labels nothing."""
    key = waiting()
    with pytest.raises(InputError):
        _label(season, key, stream_of(key), 1, 5, column="duration")
    with pytest.raises(NotAllowed):
        _label(season, key, stream_of(key), UNKNOWN, 1, actor=OBSERVER)


def test_a_label_does_not_overrule_an_objection(season: Frozen) -> None:
    """What was accepted is withdrawn in its own place."""
    key = waiting()
    row = stream_of(key)
    season.correct(Correction("streams", key, row, "confirmed", UNKNOWN, 1), source=CorrectionSource.OBJECTION)
    with pytest.raises(Conflict, match="otherwise than by a label"):
        _label(season, key, row, 1, 0)


def test_without_the_snapshot_nothing_waits(season: Frozen, tmp_path: Path) -> None:
    """Another machine may have no files."""
    (tmp_path / "evidence" / season.folder.name).unlink()
    with transaction(season.ground.engine) as session:
        assert [] == moderation.queue(session, season.home, season.ground.season_id)

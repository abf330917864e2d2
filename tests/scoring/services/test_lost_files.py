"""Files that no row needs any more."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.services.checking.covers import covers_are_there
from scoring.services.checking.look import Look
from scoring.services.covers import path_of
from scoring.services.lost_files import forget_lost
from scoring.store.covers import PageCover
from scoring.store.database import transaction
from scoring.store.seasons import Page, Season
from tests.scoring.conftest import NOW, Ground

LATER = NOW + timedelta(days=1200)
PICTURE = "a" * 64


def _cover(session: Session, season_id: int) -> None:
    """A page and its cover."""
    page = Page(
        season_id=season_id, key="vk:1", name="Школа № 1", link="https://vk.com/school1", ogrn_valid=True,
        register_line=2, search="школа № 1",
    )  # fmt: skip
    session.add(page)
    session.flush()
    session.add(
        PageCover(season_id=season_id, page_id=page.id, sha256=PICTURE, width=1, height=1, source="demo", seen_at=NOW,
                  made_at=NOW)
    )  # fmt: skip


@pytest.mark.parametrize(("state", "there"), [(State.CLOSED, True), (State.ARCHIVED, False)])
def test_pictures_of_covers_go_with_the_archive(ground: Ground, tmp_path: Path, state: State, there: bool) -> None:
    """The row stays, which the snapshot's seal counts; a picture that no row names goes in any case, a fresh one stays."""
    home = Home(home=tmp_path)
    home.covers.mkdir(parents=True)
    for name, age in ((PICTURE, 2), ("b" * 64, 2), ("c" * 64, 0)):
        path_of(home, name).write_bytes(b"x")
        since = (LATER - timedelta(hours=age)).timestamp()
        os.utime(path_of(home, name), (since, since))
    with transaction(ground.engine) as session:
        _cover(session, ground.season_id)
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence, season.published_at = state, "e" * 64, NOW
        session.flush()
        forget_lost(session, home, now=LATER)
        rows = session.scalars(select(PageCover.sha256)).all()
    left = [path_of(home, name).exists() for name in (PICTURE, "b" * 64, "c" * 64)]
    assert ([PICTURE], [there, False, True]) == (rows, left)


@pytest.mark.parametrize(("state", "missed"), [(State.CLOSED, ["vk:1"]), (State.ARCHIVED, [])])
def test_the_check_misses_pictures_but_in_the_archive(ground: Ground, tmp_path: Path, state: State, missed: list[str]) -> None:
    """There their absence is as it should be."""
    with transaction(ground.engine) as session:
        _cover(session, ground.season_id)
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence, season.published_at = state, "e" * 64, NOW
        session.flush()
        told = [one.row for one in covers_are_there(Look(session, Home(home=tmp_path), season))]
    assert missed == told

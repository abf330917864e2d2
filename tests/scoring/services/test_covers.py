"""Covers are kept once while a season collects, belong to its frozen evidence, and are missed when they are gone."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DatabaseError

from scoring.errors import Conflict, NotAllowed
from scoring.home import Home
from scoring.season.course import State
from scoring.services import course, covers, sealing
from scoring.services.acting import Actor
from scoring.services.covers import Seen, Small
from scoring.sources.demo.covers import cover_of
from scoring.store.covers import PageCover
from scoring.store.database import transaction
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import CoverSource, SealKind
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground
from tests.scoring.services.test_course import EVIDENCE, with_files


def picture(key: str) -> Small:
    """A drawn cover."""
    drawn = cover_of("Спорт", key, 1)
    return Small(drawn.width, drawn.height, drawn.jpeg)


FIRST = picture("vk:club1")
OTHER = next(one for one in (picture(f"vk:club{number}") for number in range(2, 20)) if one != FIRST)


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    return Home(home=tmp_path)


@pytest.fixture(name="page")
def _page(ground: Ground) -> int:
    with transaction(ground.engine) as session:
        page = Page(
            season_id=ground.season_id, key="vk:club7", name="Школа", link="https://vk.com/club7", ogrn_valid=False,
            sphere="Спорт", search="школа", register_line=2,
        )  # fmt: skip
        session.add(page)
        session.flush()
        return page.id


def keep(ground: Ground, home: Home, page: int, cover: Small = FIRST, actor: Actor = ORGANIZER) -> int:
    """Keep a cover of the page."""
    with transaction(ground.engine) as session:
        return covers.keep(session, home, actor, ground.season_id, [Seen(page, cover, NOW)], source=CoverSource.FOLDER, now=NOW)


def test_a_picture_is_a_file_named_by_its_hash(ground: Ground, home: Home, page: int) -> None:
    """And the page's row names it."""
    keep(ground, home, page)
    name = hashlib.sha256(FIRST.jpeg).hexdigest()
    assert FIRST.jpeg == covers.path_of(home, name).read_bytes()
    with transaction(ground.engine) as session:
        assert (name, 720, 288) == (
            covers.standing(session, ground.season_id)[page].sha256,
            covers.standing(session, ground.season_id)[page].width,
            covers.standing(session, ground.season_id)[page].height,
        )


def test_the_same_picture_again_adds_nothing_and_a_newer_one_counts(ground: Ground, home: Home, page: int) -> None:
    """Rows are only added; the last one stands."""
    assert [1, 0, 1] == [keep(ground, home, page), keep(ground, home, page), keep(ground, home, page, OTHER)]
    with transaction(ground.engine) as session:
        assert hashlib.sha256(OTHER.jpeg).hexdigest() == covers.standing(session, ground.season_id)[page].sha256
        assert 2 == session.scalar(select(func.count()).select_from(PageCover))


def test_only_organizers_keep_covers_and_only_while_the_season_collects(ground: Ground, home: Home, page: int) -> None:
    """Afterwards they are part of what is frozen."""
    with pytest.raises(NotAllowed):
        keep(ground, home, page, actor=OBSERVER)
    with transaction(ground.engine) as session:
        session.get_one(Season, ground.season_id).state = State.OBJECTIONS
    with pytest.raises(Conflict):
        keep(ground, home, page)


def test_a_picture_that_is_not_ours_is_no_cover(ground: Ground, home: Home, page: int) -> None:
    """Nothing but a small JPEG is written into the folder."""
    with pytest.raises(ValueError, match="small JPEG"):
        keep(ground, home, page, Small(1, 1, b"<svg/>"))


def test_rows_of_covers_cannot_be_changed(ground: Ground, home: Home, page: int) -> None:
    """Not even past the services."""
    keep(ground, home, page)
    with pytest.raises(DatabaseError), transaction(ground.engine) as session:
        session.execute(text("UPDATE page_cover SET sha256 = 'x'"))
    with pytest.raises(DatabaseError), transaction(ground.engine) as session:
        session.execute(delete(PageCover))


def test_freezing_seals_the_covers_that_count(ground: Ground, home: Home, page: int) -> None:
    """The seal of the snapshot names them all by one digest; another picture would make another one."""
    keep(ground, home, page)
    with transaction(ground.engine) as session:
        session.get_one(Season, ground.season_id).state = State.OBJECTIONS
    with_files(ground)
    with transaction(ground.engine) as session:
        told = covers.sealed(session, ground.season_id)
        course.advance(session, ORGANIZER, ground.season_id, State.FROZEN, now=NOW, evidence=EVIDENCE)
        seal = sealing.current(session, ground.season_id, SealKind.SNAPSHOT)
    assert seal is not None
    assert (1, sealing.lines([{"evidence": EVIDENCE, **told}])) == (told["pictures"], seal.content)


def test_without_covers_the_seal_is_what_it_was(ground: Ground) -> None:
    """Seasons from before there were covers keep their seals."""
    with transaction(ground.engine) as session:
        assert {} == covers.sealed(session, ground.season_id)


def test_a_lost_and_a_changed_picture_are_missed(ground: Ground, home: Home, page: int) -> None:
    """By the page's key."""
    keep(ground, home, page)
    file = covers.path_of(home, hashlib.sha256(FIRST.jpeg).hexdigest())
    with transaction(ground.engine) as session:
        assert () == covers.damaged(session, home, ground.season_id)
        file.write_bytes(OTHER.jpeg)
        assert ("vk:club7",) == covers.damaged(session, home, ground.season_id)
        file.unlink()
        assert ("vk:club7",) == covers.damaged(session, home, ground.season_id)


def test_a_rehearsal_gets_the_pictures(ground: Ground, home: Home, page: int, tmp_path: Path) -> None:
    """Another home has the same files."""
    keep(ground, home, page)
    made = home.model_copy(update={"home": tmp_path / "other"})
    with transaction(ground.engine) as session:
        covers.copy(session, home, made, ground.season_id)
    assert [FIRST.jpeg] == [path.read_bytes() for path in made.covers.iterdir()]


def test_drawn_covers_are_the_same_every_time_and_differ_by_page() -> None:
    """By the seed, the sphere and the page's key."""
    drawn = {cover_of("Спорт", f"vk:club{number}", 1).jpeg for number in range(40)}
    assert cover_of("Спорт", "vk:club1", 1) == replace(cover_of("Спорт", "vk:club1", 1))
    assert (6, True) == (len(drawn), cover_of("Культура", "vk:club1", 1).jpeg not in drawn)

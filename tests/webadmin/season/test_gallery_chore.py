"""The chore that draws the shared pictures before somebody asks for them."""

import pytest

from certificates import gallery
from certificates.badge import BadgeKey
from certificates.errors import CannotIssue
from scoring.cli.gallery_work import DrawPictures
from scoring.jobs.worker import Workshop
from scoring.season.course import State
from scoring.store.database import open_engine
from tests.webadmin.season.conftest import Site, SiteOf
from webadmin.context import wall_clock


def looks(site: Site, chore: DrawPictures, times: int) -> list[int]:
    """How many badges have their pictures after each look."""
    engine = open_engine(site.home.url)
    shop = Workshop(engine, site.home, wall_clock)
    seen = []
    for _ in range(times):
        chore(shop)
        seen.append(len(list((site.home.awards / "pictures").glob("*/a.svg"))))
    engine.dispose()
    return seen


def test_one_badge_is_drawn_at_a_look(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look by look, until every badge of the season has its pictures."""
    monkeypatch.setattr(gallery, "pictures", lambda: {"a.svg": lambda _key: b"<svg/>"})
    seen = looks(site, DrawPictures(), 40)
    assert ([1, 2], True) == (seen[:2], seen[-1] == seen[-2] > 2)


def test_a_badge_that_cannot_be_drawn_holds_up_no_other(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault goes to the log, and the next look goes on."""
    drawn: list[BadgeKey] = []

    def second(key: BadgeKey) -> bytes:
        drawn.append(key)
        if len(drawn) == 1:
            raise CannotIssue("Не рисуется.", "Cannot be drawn.")
        return b"<svg/>"

    monkeypatch.setattr(gallery, "pictures", lambda: {"a.svg": second})
    assert [0, 1] == looks(site, DrawPictures(), 2)


def test_without_awards_there_is_nothing_to_draw(site_of: SiteOf) -> None:
    """A season that has not come so far costs nothing."""
    assert [0] == looks(site_of(State.SCORED), DrawPictures(), 1)

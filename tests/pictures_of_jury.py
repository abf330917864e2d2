"""Pictures of the jury's year: desk, meeting, protocol, speaker's cards, diary, and a rehearsal; called by ``tests.pictures``."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import select

from scoring.cli.paper_work import print_papers
from scoring.home import Home
from scoring.jobs.worker import Worker, Workshop
from scoring.services import people, rehearsal_clock
from scoring.services.acting import Actor
from scoring.services.jury.jurors import standing
from scoring.store.database import open_engine, transaction
from scoring.store.people import Membership
from scoring.store.vocabulary import JobKind, Role, Via

Shot = Callable[..., None]
Document = Callable[[Path, str], None]
_MACHINE: Final = Actor(None, "Организатор", Role.ADMIN, Via.COMMAND_LINE)
_PHONE: Final = ViewportSize(width=390, height=800)


def meeting(page: Page, home: Home, year: int, shot: Shot, document: Document) -> None:
    """The chair's table, what differs and why, the papers of the decision, and what everybody reads of it."""
    shot(page, "/panel/decisions/?sphere=Образование", "decisions", height=1100)
    shot(page, "/panel/deviations/", "deviations")
    shot(page, f"/diary/{year}", "diary", height=1150)
    page.goto("/panel/protocol/protocol.pdf")
    if ordering := page.query_selector("main form button"):
        ordering.click()
        _print(home)
    with TemporaryDirectory() as apart:
        for path, name in (("/panel/protocol/protocol.pdf", "protocol"), ("/panel/protocol/cards-1.pdf", "speaker-cards")):
            file = Path(apart) / f"{name}.pdf"
            file.write_bytes(page.request.get(path).body())
            document(file, name)


def _print(home: Home) -> None:
    """What the worker does."""
    engine = open_engine(home.url)
    Worker(Workshop(engine, home, lambda: datetime.now(UTC)), {JobKind.PAPERS: print_papers}, "pictures").work_once()
    engine.dispose()


def rehearsal(browser: Browser, address: str, home: Home, year: int, shot: Shot, take: Shot) -> None:
    """A rehearsal's clock, and a card in a juror's hand, on his phone."""
    made = home.rehearsal_of(year)
    admin, juror = _links(made)
    for secret, pictures in ((admin, _clock), (juror, _card)):
        context = browser.new_context(
            base_url=address, locale="ru-RU", timezone_id="Asia/Novosibirsk", color_scheme="light", reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{made.path}/in/{secret}")
        page.click("main form button")
        page.wait_for_load_state()
        pictures(page, made.path, shot, take)
        context.close()


def _clock(page: Page, base: str, shot: Shot, _take: Shot) -> None:
    shot(page, f"{base}/panel/rehearsal/", "rehearsal")


def _card(page: Page, base: str, _shot: Shot, take: Shot) -> None:
    """The desk's first card; whoever is new agrees to the rules and declares no tie first."""
    page.set_viewport_size(_PHONE)
    page.goto(f"{base}/jury/")
    page.locator("main form button[name=minutes], main form button").first.click()
    page.wait_for_load_state()
    take(page, "jury-card", width=_PHONE["width"], height=_PHONE["height"])


def _links(made: Home) -> tuple[str, str]:
    """One-time links of the rehearsal's admin and of one of its jurors."""
    engine = open_engine(made.url)
    with transaction(engine) as session:
        season = rehearsal_clock.rehearsed(session)
        now = rehearsal_clock.present(season, datetime.now(UTC))
        admin = session.scalars(select(Membership.user_id).where(Membership.role == Role.ADMIN)).first()
        juror = standing(session, season.id)[0]
        if admin is None:
            raise SystemExit("the rehearsal has no admin")
        links = [people.issue_link(session, _MACHINE, user_id=number, now=now) for number in (admin, juror.user_id)]
    engine.dispose()
    return links[0], links[1]

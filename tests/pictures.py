"""The pictures of the documents, made by the program: ``python -m tests.pictures FOLDER`` takes them of a finished demo."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NoReturn

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.services import drafts, people, robustness
from scoring.services.acting import Actor
from scoring.store.database import open_engine, transaction
from scoring.store.people import User
from scoring.store.results import Award, Score, ScoreRun
from scoring.store.seasons import Season
from scoring.store.vocabulary import Outcome, Role, Via
from tests.fixtures.browser import chromium, serving
from webadmin.app import create_app

PICTURES: Final = Path(__file__).parent.parent / "docs" / "pictures"
_WIDTH, _HEIGHT = 1280, 860
_COLOURS: Final = 128
"""A palette keeps flat screens sharp and files small."""
_DRAFT: Final = "Ответить важнее, чем ответить быстро"
_CHANGES: Final = (
    ('points = 10\nmetric = "answered_share"', 'points = 20\nmetric = "answered_share"'),
    ('points = 15\nmetric = "timeliness"', 'points = 5\nmetric = "timeliness"'),
)
"""What the draft has otherwise than the season's rule book."""


def main(folder: Path) -> None:
    """Serve the demo in ``folder``, walk through it, and save what is seen."""
    home = Home(home=folder.absolute())
    engine = open_engine(home.url)
    with transaction(engine) as session:
        secret = _link(session)
        award = _first_winner(session)
        card, token, serial = award.page_id, award.token, award.serial
        near = _nearest_loser(session)
        paths = {file.kind: home.awards / file.path for file in award.files}
        draft = _draft(session)
        _check_robustness(session, home)
    engine.dispose()
    PICTURES.mkdir(exist_ok=True)
    _document(paths["certificate"], "certificate")
    _save(Image.open(paths["badge-400"]), "badge", colours=256)
    with serving(create_app(home)) as address, chromium() as browser:
        context = _context(browser, address)
        page = _signed_in(context, secret)
        _screens(page, card, near)
        _trials(page, near, draft)
        _public(page, token, serial)
        context.close()
    with TemporaryDirectory() as apart, chromium() as browser:
        copy = Home(home=Path(apart)).make()
        secret = _undecided(home, copy)
        with serving(create_app(copy)) as address:
            context = _context(browser, address)
            _shot(_signed_in(context, secret), "/panel/findings/", "findings")
            context.close()


def _undecided(home: Home, copy: Home) -> str:
    """Copy the demo's database as it stood before the decision, when findings are decided; returns a link's secret."""
    name = "lavr.sqlite3"
    with closing(sqlite3.connect(home.home / name)) as source, closing(sqlite3.connect(copy.home / name)) as target:
        source.backup(target)
    engine = open_engine(copy.url)
    with transaction(engine) as session:
        for season in session.scalars(select(Season)):
            season.state, season.published_at = State.SCORED, None
        secret = _link(session)
    engine.dispose()
    return secret


def _screens(page: Page, card: int, near: int) -> None:
    _shot(page, "/panel/", "home", height=1100)
    _shot(page, "/panel/files/", "files")
    _shot(page, "/panel/files/upload/", "upload")
    page.goto("/panel/files/")
    _shot(page, "/panel/pages/", "pages")
    _shot(page, "/panel/rulebook/", "rulebook")
    _shot(page, "/panel/results/", "results", height=1150)
    _shot(page, f"/panel/card/{card}", "card", height=1400)
    _shot(page, f"/panel/card/{near}", "card-below", height=1400)
    _shot(page, "/panel/winners/", "winners")
    _shot(page, "/panel/jobs/", "jobs")
    _shot(page, "/panel/downloads/", "downloads")


def _trials(page: Page, near: int, draft: int) -> None:
    """What a person may try, check and decide."""
    _shot(page, f"/panel/drafts/{draft}/#section-criteria", "draft", height=1100)
    _shot(page, f"/panel/what-if/?after=draft-{draft}", "what-if", height=1150)
    _shot(page, "/panel/robustness/", "robustness", height=1250)
    page.goto(f"/panel/card/{near}")
    _save(Image.open(BytesIO(page.locator("section", has=page.locator("#levers")).screenshot())), "levers")


def _public(page: Page, token: str, serial: str) -> None:
    _shot(page, "/", "public", height=1000)
    _shot(page, f"/v/{serial}", "check")
    _shot(page, f"/w/{token}", "winner", height=1200)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/w/{token}")
    _save(Image.open(BytesIO(page.screenshot())), "winner-phone")


def _shot(page: Page, path: str, name: str, *, height: int = _HEIGHT) -> None:
    page.set_viewport_size({"width": _WIDTH, "height": height})
    page.goto(path)
    _load_pictures(page)
    page.wait_for_load_state("networkidle")
    _save(Image.open(BytesIO(page.screenshot())), name)


def _load_pictures(page: Page) -> None:
    """Scroll to the pictures that load only when they are near, and back to where the page stood."""
    top = page.evaluate("scrollY")
    for picture in page.locator("img[loading=lazy]:visible").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("picture => picture.decode()")
    page.evaluate("top => scrollTo(0, top)", top)


def _document(pdf: Path, name: str) -> None:
    subprocess.run(["pdftoppm", "-r", "75", "-png", "-singlefile", str(pdf), str(PICTURES / name)], check=True)
    _save(Image.open(PICTURES / f"{name}.png"), name, colours=256)


def _save(picture: Image.Image, name: str, *, colours: int = _COLOURS) -> None:
    mode = picture.convert("RGBA") if "A" in picture.getbands() else picture.convert("RGB")
    method = Image.Quantize.FASTOCTREE if mode.mode == "RGBA" else Image.Quantize.MEDIANCUT
    mode.quantize(colours, method=method).save(PICTURES / f"{name}.png", optimize=True)


def _context(browser: Browser, address: str) -> BrowserContext:
    return browser.new_context(
        base_url=address, locale="ru-RU", timezone_id="Asia/Novosibirsk", color_scheme="light", reduced_motion="reduce"
    )


def _signed_in(context: BrowserContext, secret: str) -> Page:
    page = context.new_page()
    page.goto(f"/in/{secret}")
    page.click("main form button")
    page.wait_for_load_state()
    return page


def _link(session: Session) -> str:
    user = session.scalars(select(User).where(User.role == Role.ADMIN)).first()
    if user is None:
        raise SystemExit("the demo has no organizer")
    actor = Actor(None, "pictures", Role.ADMIN, Via.COMMAND_LINE)
    return people.issue_link(session, actor, user_id=user.id, now=datetime.now(UTC))


def _draft(session: Session) -> int:
    """A draft in which more depends on being answered at all, and less on how soon."""
    season = session.scalars(select(Season).order_by(Season.year.desc())).first() or _nothing()
    found = next((one for one in drafts.of_season(session, season.id) if one.title == _DRAFT), None)
    if found is None:
        text = season.rulebook
        for before, after in _CHANGES:
            if before not in text:
                raise SystemExit(f"the demo's rule book has no «{before}»")
            text = text.replace(before, after)
        actor = Actor(None, "pictures", Role.ADMIN, Via.COMMAND_LINE)
        found = drafts.make(session, actor, season.id, title=_DRAFT, text=text, now=datetime.now(UTC))
    return found.id


def _check_robustness(session: Session, home: Home) -> None:
    run = session.scalars(select(ScoreRun).where(ScoreRun.official).order_by(ScoreRun.id.desc())).first() or _nothing()
    if robustness.kept(session, run.id) is None:
        actor = Actor(None, "pictures", Role.ADMIN, Via.COMMAND_LINE)
        told = robustness.compute(home, robustness.sources_of(session, run.season_id), lambda *_: None)
        robustness.keep(session, actor, run.season_id, run.id, told, now=datetime.now(UTC))


def _first_winner(session: Session) -> Award:
    order = (Award.kind.desc(), Award.total.desc())
    return session.scalars(select(Award).order_by(*order)).first() or _nothing()


def _nearest_loser(session: Session) -> int:
    """The best page that got nothing: what «почему не мы?» is asked about."""
    query = (
        select(Score.page_id)
        .join(ScoreRun)
        .where(ScoreRun.official, Score.outcome == Outcome.NONE)
        .order_by(Score.total.desc(), Score.page_id)
    )
    return session.scalars(query).first() or _nothing()


def _nothing() -> NoReturn:
    raise SystemExit("the demo is not finished: run lavr demo --no-serve --out FOLDER first")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The pictures of the documents, made by the program: ``python -m tests.pictures FOLDER`` takes them of a finished demo."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final, NoReturn

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.services import people
from scoring.services.acting import Actor
from scoring.store.database import open_engine, transaction
from scoring.store.people import User
from scoring.store.results import Award, Score, ScoreRun
from scoring.store.vocabulary import Outcome, Role, Via
from tests.fixtures.browser import chromium, serving
from webadmin.app import create_app

PICTURES: Final = Path(__file__).parent.parent / "docs" / "pictures"
_WIDTH, _HEIGHT = 1280, 860
_COLOURS: Final = 128
"""A palette keeps flat screens sharp and files small."""


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
    engine.dispose()
    PICTURES.mkdir(exist_ok=True)
    _document(paths["certificate"], "certificate")
    _save(Image.open(paths["badge-400"]), "badge", colours=256)
    with serving(create_app(home)) as address, chromium() as browser:
        context = _context(browser, address)
        page = _signed_in(context, secret)
        _screens(page, card, near)
        _public(page, token, serial)
        context.close()


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
    page.wait_for_load_state("networkidle")
    _save(Image.open(BytesIO(page.screenshot())), name)


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
    user = session.scalars(select(User).where(User.role == Role.ORGANIZER)).first()
    if user is None:
        raise SystemExit("the demo has no organizer")
    actor = Actor(None, "pictures", Role.ORGANIZER, Via.COMMAND_LINE)
    return people.issue_link(session, actor, user_id=user.id, now=datetime.now(UTC))


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

"""The pictures of the documents, made by the program: ``python -m tests.pictures FOLDER`` takes them of a finished demo."""

import csv
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NoReturn

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.evidence import NEVER
from scoring.home import Home
from scoring.season.course import State
from scoring.season.objecting import Ground, Way
from scoring.services import drafts, moderation, objections, owners, robustness
from scoring.services.acting import Actor
from scoring.services.register_reports import register_export
from scoring.store.database import open_engine, transaction
from scoring.store.people import Membership, User
from scoring.store.results import Award, Score, ScoreRun
from scoring.store.seasons import Page as Entry
from scoring.store.seasons import Season
from scoring.store.vocabulary import Outcome, Role, Via
from tests import pictures_of_jury
from tests.fixtures.browser import chromium, serving
from tests.people import one_time_link
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
        card, token, serial, year = award.page_id, award.token, award.serial, award.season.year
        near = _nearest_loser(session)
        owner = _invited(session, award.season_id, near)
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
        pictures_of_jury.meeting(page, home, year, _shot, _document)
        _public(page, token, serial)
        _result(page, owner)
        context.close()
        pictures_of_jury.rehearsal(browser, address, home, year, _shot, _take)
    _earlier(home)


def _earlier(home: Home) -> None:
    """What is seen in the states before the demo's last one, in copies of it."""
    for state, screens in ((State.COLLECTING, _collecting), (State.SCORED, _undecided)):
        with TemporaryDirectory() as apart, chromium() as browser:
            copy = Home(home=Path(apart))
            secret = _copied(home, copy, state)
            with serving(create_app(copy)) as address:
                context = _context(browser, address)
                screens(_signed_in(context, secret), copy)
                context.close()


def _collecting(page: Page, home: Home) -> None:
    """Files are handed in, and a register of a month later is compared."""
    _shot(page, "/panel/files/upload/", "upload")
    engine = open_engine(home.url)
    with transaction(engine) as session:
        season = session.scalars(select(Season).order_by(Season.year.desc())).first() or _nothing()
        _, _, exported = register_export(session, season.id, "csv", "ru")
    engine.dispose()
    file = home.home / "Реестр госпабликов, декабрь.csv"
    file.write_text(_a_month_later(exported.decode("utf-8-sig")), encoding="utf-8")
    page.goto("/panel/register-import/")
    page.set_input_files("#file", file)
    page.click("form:has(#file) button")
    page.wait_for_url("**/register-import/*/")
    _take(page, "register-changes", height=1250)


def _undecided(page: Page, home: Home) -> None:
    """What is put right before the decision: findings, labels, incidents, objections."""
    _shot(page, "/panel/findings/", "findings")
    page.goto("/panel/incidents/")
    page.fill("[name=begins]", "2025-03-03")
    page.fill("[name=ends]", "2025-03-05")
    page.fill("[name=reason]", "Сеть не отвечала три дня")
    page.click("button[value=try]")
    page.wait_for_load_state()
    _take(page, "incident", height=1150)
    engine = open_engine(home.url)
    with transaction(engine) as session:
        waiting, secret, objection = _objected(session, home)
    engine.dispose()
    _shot(page, f"/panel/moderation/{waiting}", "moderation")
    _shot(page, f"/panel/objections/details/?id={objection}", "objection", height=1150)
    page.goto(f"/my/in/{secret}")
    page.click("main form button")
    page.wait_for_load_state()
    _take(page, "owner", height=1150)


def _a_month_later(text: str) -> str:
    """The register with a name and a municipality changed, two pages gone and one new."""
    head, *rows = list(csv.reader(StringIO(text), delimiter=";"))
    place = {title: number for number, title in enumerate(head)}
    name, link = place["Наименование подведомственной организации"], place["Ссылка на госпаблик ВК"]
    rows[0][name] += " имени М. В. Ломоносова"
    rows[1][place["Муниципалитет"]] = "Приозёрский район"
    new = ["" for _ in head]
    new[name], new[link], new[place["Сфера 1"]] = "Детский сад № 412 «Ромашка»", "https://vk.com/romashka412", "Образование"
    out = StringIO()
    csv.writer(out, delimiter=";").writerows([head, *rows[:2], *rows[4:], new])
    return out.getvalue()


def _objected(session: Session, home: Home) -> tuple[int, str, int]:
    """The page whose labels matter most, a link for its owner, and an objection of his to an answer that is missing."""
    actor, now = Actor(None, "Организатор", Role.ADMIN, Via.COMMAND_LINE), datetime.now(UTC)
    season = session.scalars(select(Season).order_by(Season.year.desc())).first() or _nothing()
    page, unanswered = next(_unanswered(session, home, season.id), None) or _nothing()
    today = now.date()
    objections.set_window(session, actor, season.id, first=today, last=today + timedelta(days=6), version=0, now=now)
    access = owners.give_access(session, page=page, way=Way.LINK, who="school@example.org", now=now)
    objection = objections.raise_objection(
        session,
        access,
        form="0" * 32,
        criterion="A1",
        ground=Ground.ANSWER_EXISTS,
        words="Ответ был в тот же вечер, от имени страницы.",
        link=unanswered.href or page.link,
        rows=[f"messages:{unanswered.row}"],
        attachment=None,
        now=now,
    )
    session.flush()
    return page.id, owners.invite(session, actor, season.id, page_id=page.id, now=now).secret, objection.id


def _unanswered(session: Session, home: Home, season_id: int) -> Iterator[tuple[Entry, moderation.Item]]:
    """Pages that wait for labels, the most decisive first, with a message that nobody has answered."""
    for one in moderation.queue(session, home, season_id):
        for item in moderation.items_of(session, home, one.page):
            if item.kind == "messages" and item.values["answered"] == NEVER:
                yield one.page, item


def _copied(home: Home, copy: Home, state: State) -> str:
    """Copy the demo's database as if its season stood in ``state``, beside the same evidence; returns a link's secret."""
    for folder in ("evidence", "runs"):
        (copy.home / folder).symlink_to(home.home / folder, target_is_directory=True)
    copy.make()
    name = "lavr.sqlite3"
    with closing(sqlite3.connect(home.home / name)) as source, closing(sqlite3.connect(copy.home / name)) as target:
        source.backup(target)
    engine = open_engine(copy.url)
    with transaction(engine) as session:
        for season in session.scalars(select(Season)):
            season.state, season.published_at = state, None
            if state is State.COLLECTING:
                season.evidence = None
        secret = _link(session)
    engine.dispose()
    return secret


def _screens(page: Page, card: int, near: int) -> None:
    _shot(page, "/panel/", "home", height=1100)
    _shot(page, "/panel/files/", "files")
    _shot(page, "/panel/rulebook/", "rulebook")
    _shot(page, "/panel/results/", "results", height=1150)
    _shot(page, f"/panel/card/{card}", "card", height=1400)
    _shot(page, f"/panel/card/{near}", "card-below", height=1400)
    _shot(page, "/panel/winners/", "winners")
    _shot(page, "/panel/documents/", "documents")
    _shot(page, "/panel/awards/", "awards")
    _shot(page, "/panel/letters/", "letters")
    _shot(page, "/panel/settings/new/", "season-new", height=1150)


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


def _result(page: Page, secret: str) -> None:
    """What the owner of a page that got nothing reads after the publication."""
    page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
    page.goto(f"/my/in/{secret}")
    page.click("main form button")
    page.wait_for_load_state()
    _take(page, "owner-result")


def _invited(session: Session, season_id: int, page_id: int) -> str:
    """A one-time link for the owner of a page."""
    actor, now = Actor(None, "Организатор", Role.ADMIN, Via.COMMAND_LINE), datetime.now(UTC)
    page = session.get_one(Entry, page_id)
    owners.give_access(session, page=page, way=Way.LINK, who="school@example.org", now=now)
    return owners.invite(session, actor, season_id, page_id=page_id, now=now).secret


def _shot(page: Page, path: str, name: str, *, height: int = _HEIGHT) -> None:
    page.set_viewport_size({"width": _WIDTH, "height": height})
    page.goto(path)
    _take(page, name, height=height)


def _take(page: Page, name: str, *, width: int = _WIDTH, height: int = _HEIGHT) -> None:
    """Save what is seen here."""
    page.set_viewport_size({"width": width, "height": height})
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
    user = session.scalars(select(User).join(Membership).where(Membership.role == Role.ADMIN)).first()
    if user is None:
        raise SystemExit("the demo has no organizer")
    return one_time_link(session, user.id, datetime.now(UTC))


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
        actor = Actor(None, "Организатор", Role.ADMIN, Via.COMMAND_LINE)
        found = drafts.make(session, actor, season.id, title=_DRAFT, text=text, now=datetime.now(UTC))
    return found.id


def _check_robustness(session: Session, home: Home) -> None:
    run = session.scalars(select(ScoreRun).where(ScoreRun.official).order_by(ScoreRun.id.desc())).first() or _nothing()
    if robustness.kept(session, run.id) is None:
        actor = Actor(None, "Организатор", Role.ADMIN, Via.COMMAND_LINE)
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

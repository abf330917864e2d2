"""``lavr demo``: a whole contest of an invented region, with its jury, from files to certificates; and a desk to try."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

import click
from sqlalchemy import select

from criteria import loading
from criteria.phrases import points_text
from scoring.chance import seeded
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.demo_covers import keep_covers
from scoring.cli.demo_keys import make_keys, publish_standings
from scoring.cli.demo_tour import open_trial, tell_tour
from scoring.cli.demo_year import InventedYear
from scoring.cli.imports import import_paths, tell_report
from scoring.cli.people import pass_desk
from scoring.cli.playing import Cast, Play
from scoring.cli.serve import run_server
from scoring.errors import Conflict
from scoring.home import Home
from scoring.progress import Progress
from scoring.season.course import State
from scoring.services import people, sealing, seasons
from scoring.services.accounts import factors
from scoring.services.accounts.memberships import grant
from scoring.services.acting import Actor
from scoring.services.jury.jurors import name_juror
from scoring.services.jury.simulated import names
from scoring.services.results import ranking_file
from scoring.sources.demo import SCALES, ScaleName, write_season
from scoring.store.people import User
from scoring.store.results import ScoreRun
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, SealKind, Via

YEAR: Final = 2025
ZONE: Final = "Asia/Novosibirsk"
JURORS: Final = 12
_MINUTES: Final = 60
_FILES: Final = 5
_PEOPLE: Final = (
    ("organizer@demo.example", "Организатор", Role.ADMIN),
    ("second@demo.example", "Второй организатор", Role.ORGANIZER),
    ("chair@demo.example", "Председатель жюри", Role.CHAIR),
    ("observer@demo.example", "Наблюдатель", Role.OBSERVER),
)


@click.command("demo")
@click.option("--scale", type=click.Choice(sorted(SCALES)), default="region", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--years", type=click.IntRange(1, 3), default=1, show_default=True, help="Сколько лет подряд / Years in a row")
@click.option("--out", type=click.Path(path_type=Path), default=Path("lavr-demo"), show_default=True, help="Куда / Where to")
@click.option("--serve/--no-serve", default=True, help="Открыть панель в конце / Serve the panel at the end")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.pass_context
@pass_desk
def demo(
    desk: Desk, context: click.Context, *, scale: str, seed: int, years: int, out: Path, serve: bool, host: str, port: int
) -> None:
    """Весь конкурс на выдуманном регионе / A whole contest of an invented region.

    С --years 2 те же учреждения встречаются два года подряд, и первый год судят по прежнему регламенту.
    """
    _clear(Home(home=out))
    home = Home(home=out.absolute(), database_url=desk.home.database_url, public_url=f"http://{host}:{port}")
    stage = Desk(home, desk.language, seeded(seed))
    context.obj = stage
    with closing(stage):
        make_keys(stage, YEAR - years + 1)
        for year in range(YEAR - years + 1, YEAR + 1):
            _play(stage, cast("ScaleName", scale), seed, year, YEAR - years + 1)
        publish_standings(stage)
        _open_doors(stage)
        links = _links(stage)
        trial = open_trial(stage, YEAR, seed)
        tell_tour(stage, YEAR, links, trial)
    if serve:
        run_server(stage, host, port)
    else:
        desk.say(f"Открыть панель: ./lavr --home {out} serve", f"Open the panel: ./lavr --home {out} serve")


def _play(stage: Desk, scale: ScaleName, seed: int, year: int, began: int) -> None:
    """Write a year's files, announce, import them, and play the season to its publication; put the ranking beside the files."""
    folder = stage.home.home / "files"
    with Bars(stage.language) as bars:
        files = write_season(
            folder if year == YEAR else folder / str(year),
            scale=scale,
            seed=seed,
            year=year,
            zone=ZONE,
            began=began,
            progress=_as_one(bars),
        )
    time = InventedYear(year, ZONE)
    stage.set_clock(time)
    season_id, cast_ = _open(stage, year, time)
    with Bars(stage.language) as bars:
        play = Play(stage, season_id, cast_, time, bars, seed)
        play.until(State.COLLECTING)
    time.reach(State.OBJECTIONS)
    paths = [files.register, files.posts, files.messages, files.streams, files.checks]
    for report in import_paths(stage, season_id, paths):
        tell_report(stage, report, listed=2)
    keep_covers(stage, season_id, seed)
    with Bars(stage.language) as bars:
        replace(play, bars=bars).until(State.PUBLISHED)
    stage.set_clock(None)
    _tell_results(stage, season_id)


def _as_one(bars: Bars) -> Progress:
    """One bar for all files: each of them is a stage that tells of the same pages."""
    told: dict[str, int] = {}

    def progress(stage: str, done: int, total: int) -> None:
        told[stage] = done
        bars("files", sum(told.values()), _FILES * total)

    return progress


def _open(stage: Desk, year: int, time: InventedYear) -> tuple[int, Cast]:
    """Open the season as a draft and name its people: admin, chair, observer, and an invented jury."""
    with stage.transaction() as session:
        season = seasons.open_season(
            session,
            stage.actor,
            year=year,
            contest="Знак качества госпабликов",
            region="Приозёрская область",
            city="Приозёрск",
            zone=ZONE,
            rulebook=_rulebook(year),
            signers=[
                {"post": "Председатель организационного комитета", "name": "В. А. Светлоярская"},
                {"post": "Председатель экспертного совета", "name": "Л. Н. Берестов"},
            ],
            now=time(),
            settings=time.settings(two_keys=True),
        )
        actors = {}
        for email, name, role in _PEOPLE:
            user = session.scalar(select(User).where(User.email == email))
            if user is None:
                user = people.add_user(session, stage.actor, email=email, name=name, role=role, season_id=season.id, now=time())
            grant(session, season.id, user, role, now=time())
            actors[role] = Actor(user.id, name, role, Via.COMMAND_LINE)
        for email, name in names(JURORS):
            name_juror(session, stage.actor, season.id, email=email, name=name, minutes=_MINUTES, now=time(), chance=stage.luck)
        return season.id, Cast(actors[Role.ADMIN], actors[Role.CHAIR], actors[Role.ORGANIZER])


def _rulebook(year: int) -> str:
    """The packaged rule book; in the years before it asked for two posts a week and not for three."""
    text = loading.packaged_text("regional")
    return text if year == YEAR else text.replace("\nnorm = 3 ", "\nnorm = 2 ", 1)


def _tell_results(stage: Desk, season_id: int) -> None:
    with stage.transaction() as session:
        run = session.scalars(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official)).one()
        decided = sealing.current(session, season_id, SealKind.DECISIONS)
        evidence = str(session.get_one(Season, season_id).evidence)
        for form in ("csv", "xlsx", "json"):
            name, _, content = ranking_file(session, run, form, stage.language)
            (stage.home.results / name).write_bytes(content)
    click.echo()
    for cut in run.cuts:
        line = points_text(cut["line"], stage.language)
        stage.say(
            f"  {cut['nomination']:<20} страниц {cut['pages']:>6}  победителей {cut['winners']:>4}  "
            f"лауреатов {cut['laureates']:>4}  черта {line}",
            f"  {cut['nomination']:<20} pages {cut['pages']:>6}  winners {cut['winners']:>4}  "
            f"laureates {cut['laureates']:>4}  line at {line}",
        )
    click.echo()
    home = stage.home
    stage.say(f"Исходные файлы:      {home.home / 'files'}", f"The files:           {home.home / 'files'}")
    stage.say(f"Рейтинг:             {home.results}", f"The ranking:         {home.results}")
    stage.say(f"Дипломы и знаки:     {home.awards}", f"Certificates:        {home.awards}")
    stage.say(f"Свидетельства:       {evidence}", f"Evidence:            {evidence}")
    stage.say(f"SHA-256 рейтинга:    {run.ranking}", f"Ranking's SHA-256:   {run.ranking}")
    if decided is not None:
        stage.say(f"SHA-256 решений:     {decided.sha256}", f"Decisions' SHA-256:  {decided.sha256}")
    click.echo()


def _open_doors(stage: Desk) -> None:
    """Let the demo's people in without an authenticator app; every page of the panel says that this is so."""
    with stage.transaction() as session:
        factors.require_factor(session, stage.actor, required=False, now=datetime.now(UTC))


def _links(stage: Desk) -> dict[Role, str]:
    """A one-time link for each of the demo's people."""
    now = datetime.now(UTC)
    with stage.transaction() as session:
        found = {}
        for email, _, role in _PEOPLE:
            user = session.scalars(select(User).where(User.email == email)).one()
            found[role] = f"{stage.home.address}/in/{people.issue_link(session, stage.actor, user_id=user.id, now=now)}"
    return found


def _clear(home: Home) -> None:
    """A demo begins afresh: an earlier demo's folder is removed, any other folder with things in it is left alone."""
    out = home.home
    if out.exists() and any(out.iterdir()):
        if not home.demo_file.exists():
            raise Conflict(
                f"Папка «{out}» не пуста, и это не прежний показ. Укажите другую: --out ПАПКА",
                f"The folder «{out}» is not empty, and it is no earlier demo. Name another one: --out DIR",
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    home.demo_file.touch()

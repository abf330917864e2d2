"""A small contest that was really computed: invented activity through the engine, its scores and awards in the database."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.kit import KINDS, write_kit
from certificates.serials import new_serial
from criteria import loading
from criteria.calendar import local_midnight
from scoring.engine.explain import detail_of
from scoring.engine.ranking import Outcome, Standing
from scoring.engine.run import Result, evaluate
from scoring.engine.tree import sums
from scoring.evidence.freeze import KeptBatch, freeze
from scoring.evidence.reader import open_snapshot
from scoring.home import Home
from scoring.season.course import PUBLIC, State
from scoring.services import awards, decisions, seasons
from scoring.services.acting import Actor
from scoring.sources import duck
from scoring.sources.register import RegisterRow
from scoring.sources.rules import SQL_TYPES, TABLE_OF
from scoring.store.tables import Award, ImportedFile, Membership, Page, Score, ScoreRun, Season, User
from scoring.store.vocabulary import FileKind, Role, Via
from tests.criteria import builders
from tests.people import add_person

YEAR = 2025
ZONE = "Asia/Novosibirsk"
NOW = datetime(2026, 1, 22, 9, 0, tzinfo=UTC)
HOSTILE = "МБУ <script>alert(1)</script> «Ёлка & Ко»"
PLACES = ("Ельцовка", "Заречный", "Ёлкино", "Мирный", "Верх-Тула")
ACTOR = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)
RULEBOOK = seasons.without_jury(loading.packaged_text("regional"))
BEFORE_FREEZE = frozenset({State.DRAFT, State.ANNOUNCED, State.COLLECTING, State.OBJECTIONS})


@dataclass(frozen=True, slots=True)
class Held:
    """What a test needs to find its way: ids, and the awards' serials and tokens in the order of their ids."""

    season: int
    run: int
    pages: tuple[int, ...]
    serials: tuple[str, ...]
    tokens: tuple[str, ...]


def weekends() -> list[date]:
    """Saturdays and Sundays of the year and its margins, and the first week of January."""
    first = date(YEAR - 1, 11, 1)
    days = [first + timedelta(days=i) for i in range(500)]
    return [day for day in days if day.weekday() >= 5 or (day.year == YEAR and day.month == 1 and day.day < 9)]


@dataclass(frozen=True, slots=True)
class Computed:
    """A frozen snapshot, the register that went in, and what the engine made of it, in the order of the evidence."""

    folder: Path
    register: Mapping[str, RegisterRow]
    result: Result
    rulebook: str = RULEBOOK


def compute(folder: Path, schools: int = 46, clubs: int = 24, rulebook: str = RULEBOOK) -> Computed:
    """Freeze an invented year into ``folder`` and score it under the packaged rule book or another one.

    Pages go from nearly dead to excellent; the first two of each sphere do exactly the same, so that they tie. The first
    club has a hostile name.
    """
    register, activity = [], []
    for i in range(schools + clubs):
        school = i < schools
        name = HOSTILE if i == schools else f"МБОУ «Школа № {i + 1}»" if school else f"Спортивный клуб № {i + 1}"
        register.append(_row(i, name, "Образование" if school else "Спорт"))
        place, of = (i, schools) if school else (i - schools, clubs)
        dice = Random(0 if place < 2 else i)  # noqa: S311 an invented year keeps no secret
        activity.append(_page(dice, zeal=0.97 if place < 2 else 1.0 - place / of))
    batches = [_batch(folder, kind, register, activity) for kind in ("posts", "messages", "streams", "checks")]
    frozen = freeze(register, batches, year=YEAR, zone=ZONE, days_off=weekends(), into=folder / "evidence")
    with open_snapshot(frozen.folder) as evidence:
        result = evaluate(loading.read(rulebook), evidence)
    return Computed(frozen.folder, {row.key: row for row in register}, result, rulebook)


def _row(number: int, name: str, sphere: str) -> RegisterRow:
    return RegisterRow(
        key=f"vk:club{1000 + number}", link=f"https://vk.com/club{1000 + number}", group_id=1000 + number, name=name,
        ogrn=f"10254{number:08d}", ogrn_valid=True, level="Муниципальный", founder=f"Учредитель {number}",
        municipality=PLACES[number % 5], sphere1=sphere, sphere2="", sphere3="", status="", exempt="", address="", connected=1,
        mark=1, design_percent=None, widgets=2, activity_percent=None, members=500, weekly_reach=None, post_reach=None,
        line=number + 2,
    )  # fmt: skip


def _batch(folder: Path, kind: Any, register: Sequence[RegisterRow], activity: Sequence[builders.Page]) -> KeptBatch:
    """One file of activity as the import keeps it."""
    table = TABLE_OF[kind]
    rows = [
        {"page": row.key, "id": number, "post": -1, **vars(one)}
        for row, page in zip(register, activity, strict=True)
        for number, one in enumerate(getattr(page, kind), start=1)
    ]
    for number, row in enumerate(rows, start=1):
        if row.get("text_key", 0) is None:
            row["text_key"] = number
    names = ["page", *(column.name for column in table.columns if column.name != "page")]
    kinds = {"page": "VARCHAR"} | {column.name: SQL_TYPES[column.kind] for column in table.columns if column.name != "page"}
    cells = ", ".join(f"unnest(${i}::{kinds[name]}[]) AS {name}" for i, name in enumerate(names, start=1))
    path = folder / f"{kind}.parquet"
    with duck.connect() as base:
        base.execute(f"CREATE TABLE rows AS SELECT {cells}", [[row[name] for row in rows] for name in names])
        base.execute(f"COPY rows TO {duck.quoted(path)} (FORMAT parquet)")
    return KeptBatch(kind, path, f"{kind}.csv", "0" * 64, len(rows), 0)


def _page(dice: Random, zeal: float) -> builders.Page:
    start = local_midnight(date(YEAR, 1, 1), ZONE)
    hour, day = 3600, 86_400
    posts = [
        builders.Post(start + (week * 7 + dice.randrange(7)) * day + dice.randrange(9, 20) * hour)
        for week in range(52)
        for _ in range(min(6, max(0, round(dice.gauss(3.6 * zeal, 1.2 * (1.05 - zeal) + 0.2)))))
    ]
    messages = []
    for _ in range(dice.randrange(4, 30)):
        asked = start + dice.randrange(5, 350) * day + dice.randrange(8, 22) * hour
        answered = 0 if dice.random() > zeal else asked + int(dice.expovariate(zeal / (9 * hour)))
        messages.append(builders.Message(asked, answered))
    streams = [builders.Stream(start + dice.randrange(360) * day) for _ in range(round(5 * zeal))]
    first = (date(YEAR, 1, 6) - date(1970, 1, 1)).days
    checks = [
        builders.Check(
            first + 7 * week, avatar=1, cover_width=1920 if dice.random() < zeal else 795, phone=int(dice.random() < zeal)
        )
        for week in range(51)
    ]
    for check in checks:
        check.mark = int(zeal > 0.12)
    return builders.Page([*posts, builders.Post(start + hour)], messages, streams, checks)


def hold(session: Session, home: Home, computed: Computed, *, state: State = State.PUBLISHED, documents: bool = True) -> Held:
    """The whole season in one state; flushed, not committed."""
    text = computed.rulebook
    season = Season(
        year=YEAR, contest="Лучшая официальная страница", region="Новосибирская область", city="Новосибирск", zone=ZONE,
        state=State.SIGNED if state in PUBLIC else state, rulebook=text,
        signers=[{"post": "Председатель оргкомитета", "name": "И. И. Иванов"}],
        evidence=None if state in BEFORE_FREEZE else computed.folder.name, created_at=NOW, published_at=None,
        settings={"two_keys": False},
    )  # fmt: skip
    shutil.copytree(computed.folder, home.evidence / computed.folder.name, dirs_exist_ok=True)
    session.add(season)
    session.flush()
    people = session.scalars(select(User.id)).all()
    session.add_all(Membership(season_id=season.id, user_id=user, role=Role.ADMIN, given_at=NOW) for user in people)
    pages = [_register_page(season, computed.register[key]) for key in computed.result.key.tolist()]
    session.add_all(pages)
    session.add_all(_files(season, len(pages)))
    run = _run(season, text, computed) if state not in {*BEFORE_FREEZE, State.FROZEN} else None
    if run is not None:
        session.add(run)
        session.flush()
        session.add_all(_scores(run, pages, computed.result))
    session.flush()
    if state in {State.PROPOSED, State.SIGNED, *PUBLIC}:
        decisions.draft(session, ACTOR, season, now=NOW)
    if state in {State.SIGNED, *PUBLIC}:
        _award(session, home, season, documents=documents)
    if state in PUBLIC:
        awards.publish(session, season, now=NOW)
        season.state, season.published_at = state, NOW
    session.flush()
    given = session.scalars(select(Award).where(Award.season_id == season.id).order_by(Award.id)).all()
    return Held(
        season.id,
        run.id if run is not None else 0,
        tuple(page.id for page in pages),
        tuple(award.serial for award in given),
        tuple(award.token for award in given),
    )


def organizer(session: Session) -> User:
    """Somebody who will be the admin of the season that is put in after him."""
    return add_person(session, "org@example.org", "Анна Орлова", None, "a" * 32, NOW)


def _register_page(season: Season, row: RegisterRow) -> Page:
    return Page(
        season_id=season.id, key=row.key, name=row.name, link=row.link, group_id=row.group_id, ogrn=row.ogrn, ogrn_valid=True,
        level=row.level, municipality=row.municipality, sphere=row.sphere1, connected=True, mark=True, members=row.members,
        register_line=row.line, search=f"{row.name} {row.link} {row.municipality}".lower().replace("ё", "е"),
    )  # fmt: skip


def _files(season: Season, pages: int) -> list[ImportedFile]:
    rows = {FileKind.REGISTER: pages, FileKind.POSTS: 9000, FileKind.MESSAGES: 900, FileKind.STREAMS: 150, FileKind.CHECKS: 3500}
    return [
        ImportedFile(
            season_id=season.id, kind=kind, name=f"{kind}.csv", sha256=f"{number}" * 64, size=2048, rows=count, new=count - 2,
            changed=0, same=0, refused=2, batch=None, imported_at=NOW, imported_by=None,
        )
        for number, (kind, count) in enumerate(rows.items())
    ]  # fmt: skip


def _run(season: Season, text: str, computed: Computed) -> ScoreRun:
    result = computed.result
    cuts = [{name: getattr(cut, name) for name in cut.__dataclass_fields__} for cut in result.ranked.cuts]
    return ScoreRun(
        season_id=season.id, name="a1" * 32, evidence=computed.folder.name, rulebook=loading.digest(result.book),
        rulebook_text=text, code="0.1.0", ranking="c" * 64, cuts=cuts, official=True, created_at=NOW,
    )  # fmt: skip


def _scores(run: ScoreRun, pages: Sequence[Page], result: Result) -> list[Score]:
    ranked, by_code = result.ranked, sums(result.book, result.scored.got)
    return [
        Score(
            run_id=run.id,
            page_id=page.id,
            nomination=result.nominations[int(result.nomination[i])],
            place=int(ranked.place[i]) or None,
            total=max(0, int(ranked.shown[i])),
            outcome=Outcome(int(ranked.outcome[i])).word,
            check=bool(ranked.standing[i] == Standing.CHECK),
            points={code: int(column[i]) for code, column in by_code.items()},
            detail=detail_of(result, i),
        )
        for i, page in enumerate(pages)
    ]


def _award(session: Session, home: Home, season: Season, *, documents: bool) -> None:
    awards.draw_up(session, ACTOR, season.id, now=NOW, today=NOW.date(), numbers=_numbers())
    session.flush()
    if not documents:
        return
    for award_id, order in awards.orders(session, season.id, public_url=home.public_url).items():
        folder = home.awards / awards.award_folder(order.year, order.serial)
        awards.take_in(session, award_id, write_kit(order, folder, _contents()), now=NOW)


def _numbers() -> awards.Numbers:
    dice = Random(5)  # noqa: S311 the serials of a test keep no secret
    return awards.Numbers(lambda: new_serial(dice.randrange), len)


@lru_cache(maxsize=1)
def _contents() -> Mapping[str, bytes]:
    """Files that are what their names say, but quickly made."""
    sheet = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page(page_size=(595, 842))
        paper.save(sheet, deterministic_id=True)
    made = {"certificate": sheet.getvalue(), "badge": b'<svg xmlns="http://www.w3.org/2000/svg"/>'}
    made |= {"post": "Наша страница стала победителем!\n".encode()}
    for kind in KINDS:
        if kind.startswith("badge-"):
            buffer = BytesIO()
            Image.new("RGBA", (int(kind[6:]),) * 2, (22, 49, 90, 255)).save(buffer, "PNG")
            made[kind] = buffer.getvalue()
    return made

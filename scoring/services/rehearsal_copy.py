"""What a rehearsal takes over from the contest: the season's words, register and imported files; jurors without addresses."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, Row, insert, select
from sqlalchemy.orm import Session

from scoring.chance import Chance
from scoring.home import Home
from scoring.season.course import State
from scoring.services import covers
from scoring.services.acting import Actor
from scoring.services.imports import refusal_report
from scoring.services.jury.jurors import name_juror, standing
from scoring.services.jury.simulated import INVENTED, names
from scoring.services.rehearsal_clock import morning_of
from scoring.services.seasons import settings_of
from scoring.store.base import Base
from scoring.store.covers import PageCover
from scoring.store.database import transaction
from scoring.store.incidents import SeasonIncident
from scoring.store.jury import Juror
from scoring.store.people import Installation
from scoring.store.seasons import ImportedFile, Page, RefusedRow, Season
from scoring.store.vocabulary import Role, SeasonKind, Via

_CHUNK: Final = 2_000
_PEOPLE: Final = "user_account"
_INVENTED_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """How a season is rehearsed.

    ``jurors``: at least so many, invented ones beside copies. ``one_key``: one person does all. ``data``: with the register and
    the imported files; without them only the words, the rule book and the jury come along.
    """

    jurors: int = 0
    one_key: bool = False
    data: bool = True


def copy_season(
    session: Session, engine: Engine, actor: Actor, found: Season, plan: Plan, *, now: datetime, chance: Chance
) -> None:
    """Copy the season with its rows into the empty database of ``engine``, as a draft; ids stay as they are.

    Not copied: accounts, addresses, contacts of owners, objections, corrections, and everything that was decided.
    """
    with transaction(engine) as into:
        into.add(Installation(id=1, second_factor="off"))
        into.add(_season(found, plan, now))
        into.flush()
        if plan.data:
            _copy_data(session, into, found.id)
    with transaction(engine) as into:
        _seat(into, actor, found, standing(session, found.id), plan, now, chance)


def copy_files(session: Session, home: Home, made: Home, season_id: int) -> None:
    """Give the rehearsal the checked rows of the imported files; they never change, so hard links do where there can be any."""
    for file in session.scalars(select(ImportedFile).where(ImportedFile.season_id == season_id)):
        reports = (refusal_report(home, file, "ru"), refusal_report(home, file, "en"))
        batch = [home.batches / file.batch] if file.batch is not None else []
        for source in (*batch, *(one for one in reports if one.is_file())):
            _link(source, made.batches / source.relative_to(home.batches))
    covers.copy(session, home, made, season_id)


def copy_look(found: Season, home: Home, made: Home) -> None:
    """Give the rehearsal the coat of arms and the facsimiles, so that its sheets look as the contest's will."""
    look = settings_of(found).look
    for name in {look.coat, *look.facsimiles.values()} - {""}:
        source = home.look / f"{name}.png"
        if source.is_file():
            _link(source, made.look / source.name)


def _copy_data(session: Session, into: Session, season_id: int) -> None:
    for table, of_season in (
        (Page, Page.season_id == season_id),
        (PageCover, PageCover.season_id == season_id),
        (ImportedFile, ImportedFile.season_id == season_id),
        (SeasonIncident, SeasonIncident.season_id == season_id),
    ):
        _copy(session.execute(select(*table.__table__.columns).where(of_season)), into, table)
    refused = select(*RefusedRow.__table__.columns).join(ImportedFile).where(ImportedFile.season_id == season_id)
    _copy(session.execute(refused), into, RefusedRow)


def _season(found: Season, plan: Plan, now: datetime) -> Season:
    settings = settings_of(found)
    if plan.one_key:
        settings = settings.model_copy(update={"two_keys": False})
    day = min((one for one in (settings.announce_on, settings.collect_from) if one is not None), default=None)
    return Season(
        id=found.id, year=found.year, kind=SeasonKind.REHEARSAL, contest=found.contest, region=found.region, city=found.city,
        zone=found.zone, state=State.DRAFT, rulebook=found.rulebook, signers=found.signers, evidence=None,
        settings=settings.model_dump(mode="json"), clock=morning_of(found, day) if day is not None else now, created_at=now,
        published_at=None,
    )  # fmt: skip


def _copy(rows: Iterable[Row[Any]], into: Session, table: type[Base]) -> None:
    """Rows as they are, without whoever made them: people do not come along."""
    columns = table.__table__.columns
    blank = {column.name: None for column in columns if any(key.column.table.name == _PEOPLE for key in column.foreign_keys)}
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append({column.name: value for column, value in zip(columns, row, strict=True)} | blank)
        if len(waiting) == _CHUNK:
            into.execute(insert(table), waiting)
            waiting.clear()
    if waiting:
        into.execute(insert(table), waiting)


def _seat(into: Session, actor: Actor, found: Season, jurors: Sequence[Juror], plan: Plan, now: datetime, chance: Chance) -> None:
    """Copies of the jurors, and invented ones up to the number that is wanted or that the season needs."""
    machine = Actor(None, actor.name, Role.ADMIN, Via.COMMAND_LINE)
    for place, juror in enumerate(jurors, 1):
        name_juror(
            into, machine, found.id, email=f"copy{place}{INVENTED}", name=juror.user.name, organisation=juror.organisation,
            municipality=juror.municipality, minutes=juror.minutes, now=now, chance=chance,
        )  # fmt: skip
    wanted = max(plan.jurors, settings_of(found).fewest_jurors) - len(jurors)
    for email, name in names(max(wanted, 0)):
        name_juror(into, machine, found.id, email=email, name=name, minutes=_INVENTED_MINUTES, now=now, chance=chance)


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)

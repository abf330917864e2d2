"""Collecting from VK: what is swept over, how long it will take, setting out on a sweep and going on with one.

The command line and the worker are doors to these functions; recordings are the state, so that either goes on where another
stopped.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from criteria.measurement import Language
from criteria.phrases import NBSP, counted_en, counted_ru, working_time
from scoring.errors import Conflict, InputError
from scoring.home import Home
from scoring.services import queue
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.register import register_rows
from scoring.services.sweeps import Glance, tell_sweeps
from scoring.services.tokens import client_of
from scoring.sources.collecting.calling import Asks
from scoring.sources.collecting.estimate import Estimate, left_of
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.sweeping import Swept, pages_of, require_same, window_start
from scoring.sources.network import Source, Sweeping
from scoring.sources.networks import SOURCES
from scoring.sources.ok.client import Client as OkClient
from scoring.sources.ok.client import keys_of
from scoring.sources.ok.dialect import OK
from scoring.sources.register import RegisterRow
from scoring.sources.telegram.client import Client as TelegramClient
from scoring.sources.telegram.dialect import TELEGRAM
from scoring.sources.vk.dialect import VK
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind
from scoring.store.work import Job


@dataclass(frozen=True, slots=True)
class Ground:
    """What is swept over: the year, its zone, and the register."""

    year: int
    zone: str
    rows: Sequence[RegisterRow]

    def needed(self, source: Source) -> "Ground":
        """Itself; raises ``InputError`` where the register has no pages of the network."""
        if not pages_of(source.network.key, self.rows):
            raise InputError(
                f"В реестре нет страниц сети «{source.network.ru}». Сначала загрузите его: «Файлы» в панели или "
                "lavr import register ФАЙЛ",
                f"The register has no pages of the network «{source.network.en}». Import it first: «Files» in the panel, or "
                "lavr import register FILE",
            )
        return self


class Connection(Asks, Protocol):
    """A connection to a network that can be closed."""

    def close(self) -> None:
        """Let go of it."""
        ...


def ground_of(session: Session, season_id: int) -> Ground:
    """What a season's sweeps go over."""
    season = session.get_one(Season, season_id)
    return Ground(season.year, season.zone, register_rows(session, season_id))


def folder_of(home: Home, year: int, source: Source = VK) -> Folder:
    """Where a season's recordings of a network lie."""
    return Folder(home.collections / f"{source.network.key}-{year}")


def sweep_to_do(source: Source, folder: Folder, ground: Ground, *, now: float, whole: bool = False) -> Path:
    """The sweep that was broken off, or a new one. The folder must be locked."""
    unfinished = folder.unfinished()
    if unfinished is not None:
        return unfinished
    require_same(folder, ground.year, ground.zone, source.network.key)
    return source.begin(folder, ground.needed(source).rows, year=ground.year, zone=ground.zone, now=now, whole=whole)


def sweep(source: Source, path: Path, by: Sweeping) -> Swept:
    """Go on with a sweep where it stands; once it is through, what it brought is told beside its recording."""
    swept = source.sweep(path, by)
    if not swept.left:
        tell_sweeps(source.dialect, by.folder)
    return swept


def estimate(source: Source, folder: Folder, ground: Ground | None, *, now: float, whole: bool = False) -> Estimate:
    """What is left of the sweep under way, or what the next one will take; it only reads, whoever is writing meanwhile."""
    unfinished = folder.unfinished()
    if unfinished is not None:
        return left(folder, Glance(source.dialect, unfinished), now)
    if ground is None:
        return Estimate({}, {}, measured=True, rules=source.rules)
    pages = len(pages_of(source.network.key, ground.rows))
    return source.plan(pages, now - window_start(folder, year=ground.year, zone=ground.zone, whole=whole))


def left(folder: Folder, glance: Glance, now: float) -> Estimate:
    """What a sweep still takes, by its pages so far."""
    return left_of(glance.dialect, glance.header, glance.calls, len(glance.read), folder.calls_before(glance.path), now)


def estimate_words(found: Estimate, language: Language) -> str:
    """«6 215 вызовов, 2 дня по суточному лимиту (wall.get 5 000), около 35 минут без ожидания»."""
    total = f"{found.total:,}".replace(",", NBSP)
    limits = ", ".join(f"{method} {limit:,}".replace(",", NBSP) for method, limit in found.rules.daily.items())
    spent = working_time(found.seconds + 59, language)
    if language == "ru":
        words = counted_ru(found.total, "вызов", "вызова", "вызовов").replace(str(found.total), total, 1)
        days = f", {counted_ru(found.days, 'день', 'дня', 'дней')} по суточному лимиту ({limits})" if found.days > 1 else ""
        return f"{words}{days}, около {spent} без ожидания"
    words = counted_en(found.total, "call", "calls").replace(str(found.total), total, 1)
    days = f", {counted_en(found.days, 'day', 'days')} by the daily limit ({limits})" if found.days > 1 else ""
    return f"{words}{days}, about {spent} without waiting"


def author_of(home: Home) -> Author:
    """The keyed hash of authors; its key lies in the home folder, readable by the owner only, and is made at the first call."""
    path = home.authors_key_file
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(part, path)  # the first of two processes wins, and the file is whole from the beginning
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return Author(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def source_of(params: Mapping[str, Any]) -> Source:
    """The network that an order names; VK where it names none."""
    return SOURCES[params.get("network", VK.network.key)]


def connect(home: Home, source: Source) -> Connection:
    """A connection to a network with what the installation has for it; raises ``TokenMissing`` without that."""
    if source is OK:
        return OkClient(keys_of(os.environ))
    return TelegramClient() if source is TELEGRAM else client_of(home)


def order_sweep(
    session: Session,
    home: Home,
    actor: Actor,
    season_id: int,
    *,
    now: datetime,
    source: Source = VK,
    whole: bool = False,
    then_import: bool = True,
) -> Job:
    """Order a sweep; the worker makes it. What cannot succeed for want of a token is refused now."""
    require_organizer(actor)
    connect(home, source).close()
    params: dict[str, Any] = {"network": source.network.key, "whole": whole, "then_import": then_import}
    return queue.enqueue(session, actor, season_id=season_id, kind=JobKind.COLLECT, params=params, now=now)


def order_evidence(session: Session, home: Home, actor: Actor, season_id: int, *, now: datetime, source: Source = VK) -> Job:
    """Order that the recordings become evidence of the season."""
    require_organizer(actor)
    year = session.get_one(Season, season_id).year
    if not folder_of(home, year, source).sweeps():
        raise Conflict(
            "Записей сбора ещё нет. Сначала соберите страницы: «Сбор», «Собрать».",
            "There are no recordings yet. Collect the pages first: «Collecting», «Collect».",
        )
    return queue.enqueue(
        session, actor, season_id=season_id, kind=JobKind.CONVERT, params={"network": source.network.key}, now=now
    )


def forget_words(session: Session, home: Home, actor: Actor, season_id: int, *, now: datetime, reason: str = "") -> bool:
    """Remove the words of citizens from a season's recordings; whether there were any. Dates, answers and labels stay."""
    require_organizer(actor)
    season = session.get_one(Season, season_id)
    folders = [folder_of(home, season.year, source) for source in SOURCES.values()]
    there = sum(folder.forget_words() for folder in folders) > 0
    if there:
        record(session, actor, "words.forget", season, season_id=season_id, now=now, reason=reason)
    return there

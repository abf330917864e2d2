"""Collecting from VK: what is swept over, how long it will take, setting out on a sweep and going on with one.

The command line and the worker are doors to these functions; recordings are the state, so that either goes on where another
stopped.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

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
from scoring.services.tokens import find_token
from scoring.sources.collecting.estimate import Estimate, left_of
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.source import SweptSource
from scoring.sources.collecting.sweeping import Swept, pages_of, require_same, window_start
from scoring.sources.network import Sweeping
from scoring.sources.register import RegisterRow
from scoring.sources.vk.client import checked_token
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

    def needed(self, source: SweptSource) -> "Ground":
        """Itself; raises ``InputError`` where the register has no pages of the network."""
        if not pages_of(source.network.key, self.rows):
            raise InputError(
                f"В реестре нет страниц сети «{source.network.ru}». Сначала загрузите его: «Файлы» в панели или "
                "lavr import register ФАЙЛ",
                f"The register has no pages of the network «{source.network.en}». Import it first: «Files» in the panel, or "
                "lavr import register FILE",
            )
        return self


def ground_of(session: Session, season_id: int) -> Ground:
    """What a season's sweeps go over."""
    season = session.get_one(Season, season_id)
    return Ground(season.year, season.zone, register_rows(session, season_id))


def folder_of(home: Home, year: int, source: SweptSource = VK) -> Folder:
    """Where a season's recordings of a network lie."""
    return Folder(home.collections / f"{source.network.key}-{year}")


def sweep_to_do(source: SweptSource, folder: Folder, ground: Ground, *, now: float, whole: bool = False) -> Path:
    """The sweep that was broken off, or a new one. The folder must be locked."""
    unfinished = folder.unfinished()
    if unfinished is not None:
        return unfinished
    require_same(folder, ground.year, ground.zone, source.network.key)
    return source.begin(folder, ground.needed(source).rows, year=ground.year, zone=ground.zone, now=now, whole=whole)


def sweep(source: SweptSource, path: Path, by: Sweeping) -> Swept:
    """Go on with a sweep where it stands; once it is through, what it brought is told beside its recording."""
    swept = source.sweep(path, by)
    if not swept.left:
        tell_sweeps(source.dialect, by.folder)
    return swept


def estimate(source: SweptSource, folder: Folder, ground: Ground | None, *, now: float, whole: bool = False) -> Estimate:
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


def order_sweep(
    session: Session, home: Home, actor: Actor, season_id: int, *, now: datetime, whole: bool = False, then_import: bool = True
) -> Job:
    """Order a sweep; the worker makes it. What cannot succeed for want of a token is refused now."""
    require_organizer(actor)
    token = find_token(home)
    checked_token(token.secret if token is not None else "")
    params: dict[str, Any] = {"network": VK.network.key, "whole": whole, "then_import": then_import}
    return queue.enqueue(session, actor, season_id=season_id, kind=JobKind.COLLECT, params=params, now=now)


def order_evidence(session: Session, home: Home, actor: Actor, season_id: int, *, now: datetime) -> Job:
    """Order that the recordings become evidence of the season."""
    require_organizer(actor)
    year = session.get_one(Season, season_id).year
    if not folder_of(home, year).sweeps():
        raise Conflict(
            "Записей сбора ещё нет. Сначала соберите страницы: «Сбор», «Собрать».",
            "There are no recordings yet. Collect the pages first: «Collecting», «Collect».",
        )
    return queue.enqueue(session, actor, season_id=season_id, kind=JobKind.CONVERT, params={"network": VK.network.key}, now=now)


def forget_words(session: Session, home: Home, actor: Actor, season_id: int, *, now: datetime, reason: str = "") -> bool:
    """Remove the words of citizens from a season's recordings; whether there were any. Dates, answers and labels stay."""
    require_organizer(actor)
    season = session.get_one(Season, season_id)
    there = folder_of(home, season.year).forget_words()
    if there:
        record(session, actor, "words.forget", season, season_id=season_id, now=now, reason=reason)
    return there

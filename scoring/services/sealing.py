"""Seals: canonical files of what was decided, each named by its SHA-256 and chained to the one before.

Canonical: JSON lines, UTF-8, keys sorted, no spaces, totals as decimal strings, lines in the order of page keys. A seal is
written in the transaction of the step that it belongs to. A later change of any row no longer matches, and the chain is public.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from scoring.store.sealing import Seal
from scoring.store.seasons import Season
from scoring.store.vocabulary import SealKind

FIRST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A seal that does not hold: its number, and what is wrong with it (content, chain, order)."""

    number: int
    kind: str
    what: str


def lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as canonical JSON lines."""
    return b"".join(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n" for row in rows)


def decimal(ten_thousandths: int) -> str:
    """A total as a decimal string, 61.2 as «61.2000»."""
    sign, whole = ("-", -ten_thousandths) if ten_thousandths < 0 else ("", ten_thousandths)
    return f"{sign}{whole // 10_000}.{whole % 10_000:04d}"


def seal(session: Session, season: Season, kind: SealKind, rows: Iterable[Mapping[str, Any]], *, now: datetime) -> Seal:
    """Add a sealed file to the season's chain."""
    listed = list(rows)
    return _add(session, season, kind, lines(listed), len(listed), now)


def void(session: Session, season: Season, kinds: Iterable[SealKind], *, now: datetime) -> None:
    """Say of the seals of these kinds that hold now that they hold no longer."""
    for kind in kinds:
        standing = current(session, season.id, kind)
        if standing is not None:
            row = {"number": standing.number, "kind": kind.value, "sha256": standing.sha256}
            _add(session, season, SealKind.VOID, lines([row]), 1, now)


def current(session: Session, season_id: int, kind: SealKind) -> Seal | None:
    """The last seal of a kind, if it was not voided since."""
    chain = _chain(session, season_id)
    voided = {json.loads(one.content)["number"] for one in chain if one.kind == SealKind.VOID}
    return next((one for one in reversed(chain) if one.kind == kind and one.number not in voided), None)


def voided(session: Session, season_id: int) -> frozenset[int]:
    """Numbers of the seals that hold no longer."""
    voids = session.scalars(
        select(Seal).options(undefer(Seal.content)).where(Seal.season_id == season_id, Seal.kind == SealKind.VOID)
    )
    return frozenset(int(json.loads(one.content)["number"]) for one in voids)


def broken(session: Session, season_id: int) -> list[BrokenSeal]:
    """Every seal of a season that does not hold."""
    found, previous = [], FIRST
    for expected, one in enumerate(_chain(session, season_id), 1):
        if one.number != expected or one.previous != previous:
            found.append(BrokenSeal(one.number, one.kind, "order"))
        if hashlib.sha256(one.content).hexdigest() != one.sha256:
            found.append(BrokenSeal(one.number, one.kind, "content"))
        if link(one.previous, one.number, one.kind, one.sha256, one.at) != one.chained:
            found.append(BrokenSeal(one.number, one.kind, "chain"))
        previous = one.chained
    return found


def _add(session: Session, season: Season, kind: SealKind, content: bytes, rows: int, now: datetime) -> Seal:
    last = session.scalar(select(Seal).where(Seal.season_id == season.id).order_by(Seal.number.desc()).limit(1))
    number, previous = (1, FIRST) if last is None else (last.number + 1, last.chained)
    sha256 = hashlib.sha256(content).hexdigest()
    at = now.replace(microsecond=0)
    made = Seal(
        season_id=season.id,
        number=number,
        kind=kind,
        sha256=sha256,
        rows=rows,
        content=content,
        at=at,
        previous=previous,
        chained=link(previous, number, kind, sha256, at),
    )
    session.add(made)
    session.flush()
    return made


def link(previous: str, number: int, kind: str, sha256: str, at: datetime) -> str:
    """What ties a seal to the one before: SHA-256 over previous, number, kind, hash and moment, a line each."""
    return hashlib.sha256(f"{previous}\n{number}\n{kind}\n{sha256}\n{int(at.timestamp())}".encode()).hexdigest()


def _chain(session: Session, season_id: int) -> list[Seal]:
    return list(
        session.scalars(select(Seal).options(undefer(Seal.content)).where(Seal.season_id == season_id).order_by(Seal.number))
    )

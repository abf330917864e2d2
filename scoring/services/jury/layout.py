"""The cards of a round as the dealer sees them, without what they show. They never change, so that a process reads them once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from scoring.jury.cards import Card, Lane
from scoring.services.jury.conflicts import Mark, marks_of
from scoring.store.jury import JuryRound
from scoring.store.showing_jury import cards_of

_KEPT: Final = 4
"""Rounds of one database that are remembered: seasons whose juries sit at the same time are few."""
_KNOWN: Final[WeakKeyDictionary[Engine, dict[tuple[int, str], "Layout"]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Laid:
    """One card on the table; ``marks``: all that a tie could be to; ``region``: its municipality."""

    id: int
    card: Card
    practice: bool
    region: str
    marks: frozenset[Mark]


@dataclass(frozen=True, eq=False)
class Layout:
    """All cards of a round by their numbers."""

    cards: tuple[Laid, ...]

    @cached_property
    def by_id(self) -> Mapping[int, Laid]:
        """The same by number."""
        return {laid.id: laid for laid in self.cards}

    @cached_property
    def real(self) -> tuple[Laid, ...]:
        """Those that count: practice left out."""
        return tuple(laid for laid in self.cards if not laid.practice)


def layout(session: Session, found: JuryRound) -> Layout:
    """The cards of a round: a query at the first time, none after it. The register cannot change while a round stands."""
    engine = session.get_bind().engine
    known = _KNOWN.setdefault(engine, {})
    name = (found.id, found.key)
    if name not in known:
        while len(known) >= _KEPT:
            known.pop(next(iter(known)))
        known[name] = _read(session, found.id)
    return known[name]


def _read(session: Session, round_id: int) -> Layout:
    return Layout(
        tuple(
            Laid(
                row.id,
                Card(row.key, row.nomination, Lane(row.lane), row.distance),
                row.practice,
                row.municipality,
                frozenset(marks_of(row)),
            )
            for row in cards_of(session, round_id)
        )
    )

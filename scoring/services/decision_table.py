"""The table of the chair's meeting: one nomination's pages by place with points, votes, outcomes and what may be done with each.

Whoever has a conflict with a page sees neither it nor a figure that it went into: places are counted without it, and the band of
places, which cannot be, is left out of its nomination.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from scoring.jury.cards import Lane
from scoring.jury.counting import Tally, tallies
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import robustness
from scoring.services.acting import Actor, require
from scoring.services.decision_changes import Act, acts
from scoring.services.decision_seats import WINNER, Nomination, nomination
from scoring.services.decision_sight import tied_pages
from scoring.services.decisions import last_rows, standing
from scoring.services.verdicts import counted_votes
from scoring.store.decisions import Decision
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome

Filter = Literal["list", "border", "changed", "flags", "all"]
FILTERS: tuple[Filter, ...] = ("list", "border", "changed", "flags", "all")
_SILENT = frozenset({DecisionOutcome.NOT_SELECTED})


@dataclass(frozen=True, slots=True)
class Tab:
    """A nomination: how many of its pages win, and how many outcomes differ from the automatic ones."""

    name: str
    winners: int
    changed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One page. ``place`` as the viewer may know it; ``band``: first and last place that the robustness report allows.

    ``objections``: jurors who named a reason not to award it. ``unclear``: a gate could not be decided.
    """

    decision: Decision
    place: int | None
    band: tuple[int, int] | None
    border: bool
    objections: int
    unclear: bool
    acts: tuple[Act, ...]

    @property
    def changed(self) -> bool:
        """Whether the meeting decided otherwise than points and verdicts."""
        return self.decision.final != self.decision.automatic

    @property
    def flagged(self) -> bool:
        """Whether somebody should look."""
        return bool(self.objections) or self.unclear

    def belongs(self, kind: Filter) -> bool:
        """Whether a filter keeps it."""
        if kind == "list":
            return self.decision.final not in _SILENT or self.border or self.changed or self.flagged
        return {"border": self.border, "changed": self.changed, "flags": self.flagged}.get(kind, True)


@dataclass(frozen=True, slots=True)
class Table:
    """One nomination as somebody sees it; ``seats`` and ``winners`` without the pages that are hidden from him."""

    name: str
    lines: tuple[Line, ...]
    seats: int
    winners: int
    hidden: int
    may_change: bool

    def narrowed(self, kind: Filter) -> tuple[Line, ...]:
        """The lines of one filter; «list» leaves out whom nothing brought near an award."""
        return tuple(line for line in self.lines if line.belongs(kind))


def tabs(session: Session, actor: Actor, season: Season) -> list[Tab]:
    """The nominations that were decided, by name."""
    require(actor, Right.SEE_RANKING, State(season.state))
    hidden = tied_pages(session, actor, season.id)
    rows = last_rows(season.id).subquery()
    counted = session.execute(
        select(
            rows.c.nomination,
            func.sum(case((rows.c.final == WINNER, 1), else_=0)),
            func.sum(case((rows.c.final != rows.c.automatic, 1), else_=0)),
        )
        .where(rows.c.page_id.not_in(hidden))
        .group_by(rows.c.nomination)
        .order_by(rows.c.nomination)
    )
    return [Tab(name, int(winners), int(changed)) for name, winners, changed in counted]


def honoured(session: Session, season_id: int) -> dict[str, tuple[int, int]]:
    """Winners and laureates of each nomination by the decisions that stand; empty before the first draft."""
    rows = last_rows(season_id).subquery()
    counted = session.execute(
        select(
            rows.c.nomination,
            func.sum(case((rows.c.final == WINNER, 1), else_=0)),
            func.sum(case((rows.c.final == DecisionOutcome.LAUREATE, 1), else_=0)),
        ).group_by(rows.c.nomination)
    )
    return {name: (int(winners), int(laureates)) for name, winners, laureates in counted}


def decided_of(session: Session, actor: Actor, season: Season, page_ids: Collection[int]) -> dict[int, DecisionOutcome]:
    """What was decided of pages: of those about which there is a decision, without the ones that the actor has a tie to."""
    require(actor, Right.SEE_RANKING, State(season.state))
    seen = set(page_ids) - tied_pages(session, actor, season.id)
    rows = session.scalars(last_rows(season.id).where(Decision.page_id.in_(seen))) if seen else ()
    return {row.page_id: DecisionOutcome(row.final) for row in rows}


def table(session: Session, actor: Actor, season: Season, name: str) -> Table:
    """One nomination."""
    require(actor, Right.SEE_RANKING, State(season.state))
    found = nomination(session, season, name, tied_pages(session, actor, season.id))
    safety = tallies(counted_votes(session, season.id, Lane.SAFETY))
    bands = _bands(session, found)
    changes = may(actor.role, Right.CHANGE_OUTCOME, State(season.state))
    return Table(
        name,
        tuple(_line(found, one, safety, bands, changes=changes) for one in found.decisions),
        found.seats,
        sum(one.final == WINNER for one in found.decisions),
        found.hidden,
        changes,
    )


def register(session: Session, actor: Actor, season: Season) -> tuple[list[Decision], int]:
    """All deviations that the actor may see, by nomination and place, and how many are hidden from him."""
    require(actor, Right.SEE_RANKING, State(season.state))
    hidden = tied_pages(session, actor, season.id)
    every = [one for one in standing(session, season.id) if one.final != one.automatic]
    shown = [one for one in every if one.page_id not in hidden and one.instead_of not in hidden]
    return shown, len(hidden)


def latest(session: Session, actor: Actor, decision_id: int) -> tuple[Decision, Decision] | None:
    """A decision that was changed meanwhile, and the one that stands now; None where it stands itself or is not there for him."""
    old = session.get(Decision, decision_id)
    if old is None or old.page_id in tied_pages(session, actor, old.season_id):
        return None
    now = session.scalar(last_rows(old.season_id).where(Decision.page_id == old.page_id))
    return (old, now) if now is not None and now.id != old.id else None


def _line(
    found: Nomination, one: Decision, safety: Mapping[str, Tally], bands: Mapping[str, tuple[int, int]], *, changes: bool
) -> Line:
    key = one.page.key
    return Line(
        one,
        _place(found.decisions, one) if found.hidden else one.place,
        bands.get(key),
        key in found.border,
        safety.get(key, Tally()).no,
        key in found.check,
        acts(found, one) if changes else (),
    )


def _place(shown: Sequence[Decision], one: Decision) -> int | None:
    """The place among the pages shown."""
    if one.place is None:
        return None
    return 1 + sum(other.place is not None and other.place < one.place for other in shown)


def _bands(session: Session, found: Nomination) -> dict[str, tuple[int, int]]:
    if not found.decisions or found.hidden:
        return {}
    kept = robustness.kept(session, found.decisions[0].run_id)
    if kept is None:
        return {}
    told: list[dict[str, Any]] = next((one["pages"] for one in kept.report["nominations"] if one["name"] == found.name), [])
    return {page["page"]: (page["band"][0], page["band"][1]) for page in told}


def nomination_of(session: Session, season_id: int, decision_id: int) -> str | None:
    """The nomination of one of a season's decisions."""
    return session.scalar(select(Decision.nomination).where(Decision.id == decision_id, Decision.season_id == season_id))

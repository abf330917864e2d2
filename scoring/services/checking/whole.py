"""The whole check: every rule in turn. It changes nothing and repairs nothing."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.services.checking import appeals, covers, jury, outcome, points, seals, way
from scoring.services.checking.look import Look, Rule, Violation
from scoring.store.seasons import Season

RULES: Final[tuple[Rule, ...]] = (
    way.steps_are_a_path,
    points.points_add_up,
    points.rows_give_the_ranking,
    points.run_is_its_folder,
    jury.no_verdict_of_the_tied,
    jury.no_verdict_too_late,
    outcome.winners_fill_the_quota,
    outcome.deviations_have_reasons,
    outcome.awards_are_decided,
    outcome.winners_have_awards,
    outcome.awards_are_their_history,
    outcome.files_are_whole,
    outcome.letters_were_let_go,
    appeals.appeals_are_decided_by_two,
    appeals.appeals_are_carried_out,
    covers.covers_are_there,
    seals.seals_are_a_chain,
    seals.seals_are_their_rows,
    seals.snapshot_is_its_name,
)
"""What must hold of a season; the journal's chain is the whole database's."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: years that were looked at, how many rules were asked, and what does not hold."""

    years: tuple[int, ...]
    rules: int
    violations: tuple[Violation, ...]


def check(session: Session, home: Home, season_id: int | None = None) -> Checked:
    """Ask every rule of one season, or of all of them, and the journal's chain."""
    wanted = select(Season).order_by(Season.year, Season.id)
    if season_id is not None:
        wanted = wanted.where(Season.id == season_id)
    found = list(way.trail_is_a_chain(session))
    years = []
    for season in session.scalars(wanted).all():
        look = Look(session, home, season)
        found += [violation for rule in RULES for violation in rule(look)]
        years.append(season.year)
    return Checked(tuple(years), len(RULES) + 1, tuple(found))

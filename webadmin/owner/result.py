"""What became of an owner's page once the results are public: total, place, line, what would have raised it, his appeals."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.season.windows import Window
from scoring.services import appeal_effects, appeals
from scoring.services.advice import Advised, advise
from scoring.services.correction_effects import Standing
from scoring.services.owner_figures import Seen
from scoring.store import showing, showing_appeals
from scoring.store.tables import Appeal, Page
from webadmin.appeal_telling import outcome_word
from webadmin.context import db, now
from webadmin.i18n import language


@dataclass(frozen=True, slots=True)
class Told:
    """Where the page stands, its outcome in words, its levers, until when he may appeal, what he has appealed."""

    standing: Standing
    outcome: str
    advice: Advised | None
    window: Window | None
    may_appeal: bool
    appeals: Sequence[Appeal]


def result_of(found: Page, known: Seen | None) -> Told | None:
    """The result of one page; None where the season was published without a run, or the page is in none."""
    season = found.season
    if showing.official_run(db.session, season.id) is None or showing.score_of(db.session, found.id, season.id) is None:
        return None
    standing = appeal_effects.published(db.session, season, found.id)
    return Told(
        standing,
        outcome_word(standing.outcome),
        advise(known.found.ground.result.book, known.found.levers, language()) if known is not None else None,
        appeals.window_of(season),
        appeals.may_appeal(season, now()),
        showing_appeals.appeals_of(db.session, found.id),
    )

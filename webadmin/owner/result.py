"""What became of an owner's page once the results are public: total, place, line, why, what would have raised it, his appeals."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.season.windows import Window
from scoring.services import appeal_effects, appeals
from scoring.services.advice import Advised, advise
from scoring.services.correction_effects import Standing
from scoring.services.own_result import Beside, Moved, OwnResult, own_result
from scoring.services.owner_figures import Seen
from scoring.services.page_evidence import same_as_stored
from scoring.store import showing_appeals
from scoring.store.tables import Appeal, Page
from scoring.store.vocabulary import DecisionOutcome
from webadmin.appeal_telling import outcome_word
from webadmin.context import db, now
from webadmin.i18n import language, t
from webadmin.organizer.decisions_words import OUTCOMES, REASONS
from webadmin.words import word


@dataclass(frozen=True, slots=True)
class Told:
    """Where the page stands and why, its outcome in words, its levers, until when he may appeal, what he has appealed."""

    standing: Standing
    outcome: str
    why: OwnResult
    advice: Advised | None
    window: Window | None
    may_appeal: bool
    appeals: Sequence[Appeal]


def result_of(found: Page, known: Seen | None) -> Told | None:
    """The result of one page; None where the season was published without a run, or the page is in none."""
    season = found.season
    why = own_result(db.session, found.id, season.id, language())
    if why is None:
        return None
    standing = appeal_effects.published(db.session, season, found.id)
    return Told(
        standing,
        outcome_word(standing.outcome),
        why,
        None if standing.outcome == DecisionOutcome.EXCLUDED else _advised(known, why),  # no points would take it in
        appeals.window_of(season),
        appeals.may_appeal(season, now()),
        showing_appeals.appeals_of(db.session, found.id),
    )


def _advised(known: Seen | None, why: OwnResult) -> Advised | None:
    """What would have raised the page; nothing where the evidence would now give other points than were published."""
    if known is None or not same_as_stored(known.found, why.score):
        return None
    return advise(known.found.ground.result.book, known.found.levers, language())


def beside_words(beside: Beside) -> str:
    """«медиана сферы 7,20, у вас выше»."""
    side = {
        1: t("у вас выше", "yours is above"),
        0: t("у вас столько же", "yours is the same"),
        -1: t("у вас ниже", "yours is below"),
    }
    return f"{t('медиана сферы', 'median of the sphere')} {beside.median}, {side[beside.side]}"


def moved_words(moved: Moved) -> str:
    """«Встреча жюри изменила итог: победитель → лауреат. Причина: Накрутка.»."""
    before, after = word(OUTCOMES, moved.before), word(OUTCOMES, moved.after)
    if not moved.code:
        return t(
            f"Ответы жюри изменили итог: {before} → {after}.", f"The jury's verdicts changed the outcome: {before} → {after}."
        )
    reason = word(REASONS, moved.code)
    return t(
        f"Встреча жюри изменила итог: {before} → {after}. Причина: {reason}.",
        f"The jury's meeting changed the outcome: {before} → {after}. Reason: {reason}.",
    )

"""Preparing a round: which pages get cards, how far each lies from its line, what the cards show, and three cards for practice.

The same run gives the same cards; only their public ids and the dealing's key are new each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.chance import SECRET, Chance
from scoring.engine.quotas import POINT
from scoring.errors import Conflict
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import corrections_of
from scoring.home import Home
from scoring.jury.cards import Card, Lane, Place, cards
from scoring.progress import Progress, silent
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services import decisions, robustness
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.covers import standing
from scoring.services.jury.exhibits import Exhibits, exhibits
from scoring.services.seasons import season
from scoring.store.covers import PageCover
from scoring.store.database import transaction
from scoring.store.jury import JuryCard, JuryRound
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Season
from scoring.store.vocabulary import LaneName, Outcome, RoundState

PRACTICE: Final = 3
_TAILS: Final = 2 * 1.645
"""Standard errors between the 5 % and the 95 % of a normal distribution."""
_LEAST_SPREAD: Final = POINT / 10
_PRACTICE_LANES: Final = (Lane.BORDER, Lane.SAFETY, Lane.BORDER)


@dataclass(frozen=True, eq=False)
class _Ground:
    """The official run with its scores, and what the jury's stages need of it."""

    run: ScoreRun
    rule: JuryRule
    scores: Mapping[str, Score]
    places: Sequence[Place]
    covers: Mapping[int, PageCover]


def require_preparable(actor: Actor, found: Season) -> JuryRule:
    """The jury's rule, where cards may be prepared now: the season is scored and its rule book has a jury."""
    require(actor, Right.EDIT_JURY, State(found.state))
    rule = loading.read(found.rulebook).jury
    if rule is None:
        raise Conflict(
            "В регламенте этого сезона нет жюри: решают только баллы.",
            "This season's rule book has no jury: points alone decide.",
        )
    if found.state != State.SCORED:
        raise Conflict(
            "Карточки готовят, когда баллы посчитаны, а жюри ещё не открыто.",
            "Cards are prepared when the points are computed and the jury is not open yet.",
        )
    return rule


def prepare(
    engine: Engine,
    home: Home,
    actor: Actor,
    season_id: int,
    *,
    now: datetime,
    progress: Progress = silent,
    chance: Chance = SECRET,
) -> dict[str, Any]:
    """Prepare the round of the official run; one that was prepared before is void. Tells how many cards of which lane there are.

    ``chance`` draws the dealing's key and the cards' public ids.

    Raises Conflict outside of SCORED, or where another run became official meanwhile; BrokenEvidence without the snapshot.
    """
    with transaction(engine) as session:
        rule = require_preparable(actor, session.get_one(Season, season_id))
        ground = _ground(session, season_id, rule)
    chosen = cards(ground.places, rule)
    drills = practice(ground.places, chosen)
    run = ground.run
    total = len(chosen) + len(drills)
    with open_corrected(home.evidence / run.evidence, corrections_of(run.corrections or [])) as evidence:
        seen = exhibits(evidence, loading.read(run.rulebook_text), tuple(ground.scores.values()), run.cuts, ground.covers)
        made = []
        for done, (card, drill) in enumerate([*((card, False) for card in chosen), *((card, True) for card in drills)]):
            progress("cards", done, total)
            made.append(_card(card, ground, seen, chance.word(16), drill=drill))
    progress("cards", total, total)
    with transaction(engine) as session:
        return _keep(session, actor, season_id, ground, made, chance.hexadecimal(32), now)


def practice(places: Sequence[Place], chosen: Sequence[Card]) -> tuple[Card, ...]:
    """Cards to practise on: pages that no real card asks about, the farthest from their lines."""
    asked = {card.page for card in chosen}
    rest = [place for place in places if place.page not in asked]
    far = sorted(rest, key=lambda place: (-abs(place.total - place.line) / place.spread, place.page))[:PRACTICE]
    return tuple(
        Card(place.page, place.nomination, lane, (place.total - place.line) / place.spread)
        for place, lane in zip(far, _PRACTICE_LANES, strict=False)
    )


def spreads(report: Mapping[str, Any], scores: Sequence[Score]) -> dict[str, float]:
    """Standard errors of totals in ten-thousandths, by page, out of the places that 90 % of the trials reach.

    The totals that stand at the two ends of a page's band are 3.29 standard errors apart. The band is that of resampled years
    where years were resampled, else that of drawn weights. Pages that the report does not name are not in the answer.
    """
    totals: dict[str, dict[int, int]] = {}
    for score in scores:
        if score.place:
            totals.setdefault(score.nomination, {})[score.place] = score.total
    found = {}
    for told in report["nominations"]:
        inside = totals.get(str(told["name"]), {})
        for page in told["pages"] if inside else ():
            first, last = page["year_band"] or page["band"]
            width = _total_at(inside, first) - _total_at(inside, last)
            found[str(page["page"])] = max(width / _TAILS, _LEAST_SPREAD)
    return found


def _total_at(totals: Mapping[int, int], place: int) -> int:
    """The total at a place; equals share one, so the nearest place above that somebody has."""
    return totals[max((one for one in totals if one <= place), default=min(totals))]


def _ground(session: Session, season_id: int, rule: JuryRule) -> _Ground:
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official))
    if run is None:
        raise Conflict("Расчёта ещё нет: сначала посчитайте баллы.", "There is no run yet: compute the points first.")
    scores = session.scalars(
        select(Score).options(joinedload(Score.page)).where(Score.run_id == run.id, Score.outcome != Outcome.OUT)
    ).all()
    report = robustness.kept(session, run.id)
    spread = spreads(report.report, scores) if report is not None else {}
    return _Ground(
        run,
        rule,
        {score.page.key: score for score in scores},
        decisions.places(scores, run, spread=spread),
        standing(session, season_id),
    )


def _card(card: Card, ground: _Ground, seen: Exhibits, public_id: str, *, drill: bool) -> JuryCard:
    score = ground.scores[card.page]
    shown = seen.of(score)
    return JuryCard(
        page_id=score.page_id,
        public_id=public_id,
        lane=LaneName(card.lane),
        nomination=card.nomination,
        distance=card.distance,
        practice=drill,
        shown=shown | {"after": _comment(shown["figures"])} if drill else shown,
    )


def _comment(figures: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What is told after a practice card: what there was to see, and that it counts nothing."""
    sides = ((1, "Выше медианы", "Above the median"), (-1, "Ниже медианы", "Below the median"))
    ru = ["Это учебная карточка, ответ на неё не считается."]
    en = ["This was a card for practice and counts nothing."]
    for side, side_ru, side_en in sides:
        if ones := [one for one in figures if one["compared"] == side]:
            ru.append(f"{side_ru}: {', '.join(one['ru'].lower() for one in ones)}.")
            en.append(f"{side_en}: {', '.join(one['en'].lower() for one in ones)}.")
    ru.append("О странице так далеко от границы жюри не спрашивают.")
    en.append("The jury is not asked about pages so far from the line.")
    return {"ru": " ".join(ru), "en": " ".join(en)}


def _keep(
    session: Session, actor: Actor, season_id: int, ground: _Ground, made: Sequence[JuryCard], key: str, now: datetime
) -> dict[str, Any]:
    """Write the round down, if the season still stands where it stood."""
    found = season(session, season_id)
    require_preparable(actor, found)
    official = session.scalar(select(ScoreRun.id).where(ScoreRun.season_id == season_id, ScoreRun.official))
    if official != ground.run.id:
        raise Conflict(
            "Пока готовились карточки, баллы посчитали заново. Подготовьте карточки ещё раз.",
            "The points were computed again while the cards were made. Prepare the cards once more.",
        )
    for old in session.scalars(select(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state != RoundState.VOID)):
        old.state, old.ended_at = RoundState.VOID, old.ended_at or now
    session.flush()
    new = JuryRound(
        season_id=season_id, run_id=ground.run.id, state=RoundState.PREPARED, rule=ground.rule.model_dump(mode="json"),
        key=key, made_at=now, cards=list(made),
    )  # fmt: skip
    session.add(new)
    session.flush()
    counts = {
        "safety": sum(card.lane == LaneName.SAFETY and not card.practice for card in made),
        "border": sum(card.lane == LaneName.BORDER and not card.practice for card in made),
        "practice": sum(card.practice for card in made),
    }
    record(session, actor, "jury.prepare", new, season_id=season_id, now=now, after={"run": ground.run.name, **counts})
    return counts

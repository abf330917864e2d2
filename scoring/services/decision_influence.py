"""What each juror's verdicts changed, how far the jury agrees, and which two agree too well: numbers of jurors, never names."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from criteria import loading
from scoring.errors import NotAllowed, NotFound
from scoring.jury.agreement import Pair, alpha, too_alike
from scoring.jury.counting import Vote
from scoring.jury.influence import Influence, influences
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services.acting import Actor
from scoring.services.decision_sight import tied_pages
from scoring.services.decisions import places
from scoring.services.verdicts import counted_votes
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import Outcome, Role


@dataclass(frozen=True, slots=True)
class JuryReport:
    """Who weighed how much, the most first. Pages are named; ``hidden``: pages left out, since the viewer has a conflict."""

    influences: tuple[Influence, ...]
    verdicts: int
    pages: int
    alpha: float | None
    alike: tuple[Pair, ...]
    hidden: int


def jury_report(session: Session, actor: Actor, season: Season) -> JuryReport:
    """The report on the closed round, counted without the pages that the viewer has a conflict with."""
    if not may_see_influence(actor, State(season.state)):
        raise NotAllowed(
            "Влияние членов жюри видят аудитор и председатель после закрытия жюри.",
            "The observer and the chair see what jurors' verdicts changed, after the jury is closed.",
        )
    rule = loading.read(season.rulebook).jury
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == season.id, ScoreRun.official))
    if rule is None or run is None:
        raise NotFound("В этом сезоне нет жюри.", "This season has no jury.")
    hidden = tied_pages(session, actor, season.id)
    names = {key: name for page, key, name in _pages(session, season.id) if page not in hidden}
    votes = [vote for vote in counted_votes(session, season.id) if vote.page in names]
    scores = session.scalars(
        select(Score)
        .options(
            load_only(Score.nomination, Score.place, Score.total, Score.outcome, Score.page_id),
            joinedload(Score.page).load_only(Page.key, Page.municipality),
        )
        .where(Score.run_id == run.id, Score.outcome != Outcome.OUT, Score.nomination.in_(_voted_on(session, run.id, votes)))
    ).all()
    found = influences(places([score for score in scores if score.page_id not in hidden], run), votes, rule)
    return JuryReport(
        tuple(_named(one, names) for one in found), len(votes), len({vote.page for vote in votes}), alpha(votes),
        tuple(too_alike(votes)), len(hidden),
    )  # fmt: skip


def may_see_influence(actor: Actor, state: State) -> bool:
    """The observer, and the chair by numbers, once the meeting has begun."""
    return may(actor.role, Right.SEE_VOTES, state) or (actor.role is Role.CHAIR and may(actor.role, Right.SEE_RANKING, state))


def _pages(session: Session, season_id: int) -> list[tuple[int, str, str]]:
    rows = session.execute(select(Page.id, Page.key, Page.name).where(Page.season_id == season_id))
    return [(page, key, name) for page, key, name in rows]


def _voted_on(session: Session, run_id: int, votes: list[Vote]) -> list[str]:
    """Nominations in which somebody answered: elsewhere no juror changes anything."""
    keys = sorted({vote.page for vote in votes})
    rows = select(Score.nomination).join(Score.page).where(Score.run_id == run_id, Page.key.in_(keys)).distinct()
    return list(session.scalars(rows))


def _named(one: Influence, names: dict[str, str]) -> Influence:
    return replace(
        one, enters=tuple(names.get(key, key) for key in one.enters), leaves=tuple(names.get(key, key) for key in one.leaves)
    )

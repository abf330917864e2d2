"""The course: the one place where a season's state changes. A step locks the season, asks its blockers, and does its effects.

Step, transition, effects, seals, letters and journal are one transaction: all of it happens or nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from criteria import loading
from scoring.errors import Blocked, Blocker, InputError, NotAllowed
from scoring.season.course import State, Step, step
from scoring.services import appeals, awards, blockers, covers, decisions, keys, sealing, thinning
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.letters.steps import queue_step
from scoring.services.seasons import flush, has_jury, season, settings_of
from scoring.services.verdicts import sealed_verdicts
from scoring.store.decisions import Protocol, SecondKey
from scoring.store.jury import Deal, JuryCard, JuryRound
from scoring.store.results import Score, ScoreRun
from scoring.store.sealing import SeasonTransition
from scoring.store.seasons import Season
from scoring.store.vocabulary import DealState, ProtocolState, Role, RoundState, SealKind, Via

_USUAL_ROUND: Final = timedelta(days=14)
"""How long a jury is open where the season does not say."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A step that is being taken."""

    session: Session
    season: Season
    actor: Actor
    now: datetime
    evidence: str | None


Effect = Callable[[Taking], None]


def standing(session: Session, found: Season, to: State, *, now: datetime) -> tuple[Blocker, ...]:
    """What stands in the way of the step to ``to``, and the warnings beside it."""
    taken = step(State(found.state), to, jury=has_jury(found))
    if taken is None:
        return (Blocker("no_step", 1, "такого шага отсюда нет", "there is no such step from here"),)
    return blockers.standing(blockers.look(session, found, now), None if taken.reason else to)


def advance(
    session: Session,
    actor: Actor,
    season_id: int,
    to: State,
    *,
    now: datetime,
    version: int | None = None,
    reason: str = "",
    evidence: str | None = None,
    within_job: int | None = None,
) -> Season:
    """Take one step: the only writer of ``Season.state``.

    ``evidence`` names the snapshot when freezing. ``within_job`` is the job that takes the step as its end and so does not
    stand in its own way. Blocked where something stands in the way, NotAllowed without the right or the second key.
    """
    found = season(session, season_id, version=version)
    start = State(found.state)
    taken = require_free(session, actor, found, to, now=now, jobs=within_job is None)
    if taken.reason and not reason.strip():
        raise InputError("Для этого шага нужна причина: напишите её.", "This step needs a reason: write it.")
    key = _key(session, actor, found, taken, now)
    if key is not None:
        keys.use(key)
    for effect in EFFECTS.get((start, to), ()):
        effect(Taking(session, found, actor, now, evidence))
    _take(found, to, evidence, now)
    _write_down(session, actor, found, taken, key, reason.strip(), now)
    queue_step(session, actor, found, start, now=now)
    flush(session)
    return found


def require_free(session: Session, actor: Actor, found: Season, to: State, *, now: datetime, jobs: bool = True) -> Step:
    """The step to ``to``, if this actor may take it now; Blocked or NotAllowed otherwise. ``jobs``: unfinished work counts."""
    taken = step(State(found.state), to, jury=has_jury(found))
    in_the_way = tuple(
        blocker for blocker in standing(session, found, to, now=now) if not blocker.warning and (jobs or blocker.code != "jobs")
    )
    if taken is None or in_the_way:
        raise Blocked(in_the_way)
    _require_role(actor, taken)
    _key(session, actor, found, taken, now)
    return taken


def _require_role(actor: Actor, taken: Step) -> None:
    """The worker finishes what a person has asked for, so that a job's actor is that person."""
    if actor.role not in taken.by and not (actor.via is Via.JOB and actor.id is None):
        if Role.CHAIR in taken.by:
            raise NotAllowed(
                "Этот шаг делает администратор сезона или председатель жюри.", "The season's admin or the chair takes this step."
            )
        raise NotAllowed("Этот шаг делает администратор сезона.", "The season's admin takes this step.")


def _key(session: Session, actor: Actor, found: Season, taken: Step, now: datetime) -> SecondKey | None:
    """The turned second key that the step needs; None where it needs none."""
    if not taken.two_keys or not settings_of(found).two_keys:
        return None
    key = keys.confirmed(session, actor, found.id, taken.act, now)
    if key is None:
        raise NotAllowed(
            "Для этого шага нужен второй человек: попросите о втором ключе на главной странице сезона.",
            "This step needs a second person: ask for the second key on the season's home page.",
        )
    return key


def _take(found: Season, to: State, evidence: str | None, now: datetime) -> None:
    if to in {State.COLLECTING, State.OBJECTIONS}:
        found.evidence = None
    if to is State.FROZEN:
        found.evidence = evidence
    if to is State.PUBLISHED:
        found.published_at = now
    found.state = to


def _write_down(
    session: Session, actor: Actor, found: Season, taken: Step, key: SecondKey | None, reason: str, now: datetime
) -> None:
    second = _second(actor, key)
    session.add(
        SeasonTransition(
            season_id=found.id,
            start=taken.start,
            end=taken.end,
            at=now,
            actor_id=actor.id,
            actor=actor.name,
            second_id=second[0],
            second=second[1],
            one_key=taken.two_keys and key is None,
            reason=reason,
        )
    )
    after = {"state": taken.end} | ({"second": second[1]} if key is not None else {})
    before = {"state": taken.start}
    record(session, actor, "season.step", found, season_id=found.id, now=now, before=before, after=after, reason=reason)


def _second(actor: Actor, key: SecondKey | None) -> tuple[int | None, str]:
    """The other of the two."""
    if key is None:
        return None, ""
    return (key.asked_by, key.asked_name) if actor.id == key.confirmed_by else (key.confirmed_by, key.confirmed_name)


def _seal_rules(taking: Taking) -> None:
    book = loading.read(taking.season.rulebook)
    row = {"year": taking.season.year, "rulebook": loading.digest(book), "text": taking.season.rulebook}
    sealing.seal(taking.session, taking.season, SealKind.RULES, [row], now=taking.now)


def _seal_snapshot(taking: Taking) -> None:
    row = {"evidence": taking.evidence, **covers.sealed(taking.session, taking.season.id)}
    sealing.seal(taking.session, taking.season, SealKind.SNAPSHOT, [row], now=taking.now)


def _seal_run(taking: Taking) -> None:
    """The official run: what it was computed from, and every page's place."""
    rows = run_rows(taking.session, official_run(taking.session, taking.season.id))
    sealing.seal(taking.session, taking.season, SealKind.RUN, rows, now=taking.now)


def _open_round(taking: Taking) -> None:
    found = taking.session.scalars(
        select(JuryRound).where(JuryRound.season_id == taking.season.id, JuryRound.state == RoundState.PREPARED)
    ).one()
    found.state, found.opened_at = RoundState.OPEN, taking.now
    found.closes_at = settings_of(taking.season).jury_closes_at or taking.now + _USUAL_ROUND


def _close_round(taking: Taking) -> None:
    """Verdicts are locked and sealed; an open card without an answer is given back."""
    found = taking.session.scalars(
        select(JuryRound).where(JuryRound.season_id == taking.season.id, JuryRound.state == RoundState.OPEN)
    ).one()
    cards = select(JuryCard.id).where(JuryCard.round_id == found.id)
    _deals(taking.session, cards, DealState.ANSWERED, DealState.LOCKED)
    _deals(taking.session, cards, DealState.OPENED, DealState.RELEASED)
    found.state, found.ended_at = RoundState.CLOSED, taking.now
    rows = sealed_verdicts(taking.session, taking.season.id)
    sealing.seal(taking.session, taking.season, SealKind.VERDICTS, rows, now=taking.now)


def _void_round(taking: Taking) -> None:
    """The verdicts are kept and count no more."""
    for found in taking.session.scalars(
        select(JuryRound).where(JuryRound.season_id == taking.season.id, JuryRound.state != RoundState.VOID)
    ):
        found.ended_at = found.ended_at or taking.now
        found.state = RoundState.VOID
    sealing.void(taking.session, taking.season, (SealKind.RUN, SealKind.VERDICTS), now=taking.now)


def _draft_decisions(taking: Taking) -> None:
    decisions.draft(taking.session, taking.actor, taking.season, now=taking.now)


def _seal_decisions(taking: Taking) -> None:
    rows = decisions.sealed_rows(decisions.standing(taking.session, taking.season.id))
    sealing.seal(taking.session, taking.season, SealKind.DECISIONS, rows, now=taking.now)


def _void_decisions(taking: Taking) -> None:
    """Signatures and awards of a season that goes back hold no longer; numbers of awards are never used again."""
    taking.session.execute(
        update(Protocol)
        .where(Protocol.season_id == taking.season.id, Protocol.state != ProtocolState.VOID)
        .values(state=ProtocolState.VOID, voided_at=taking.now)
    )
    awards.forget(taking.session, taking.season.id)
    sealing.void(taking.session, taking.season, (SealKind.DECISIONS,), now=taking.now)


def _publish_awards(taking: Taking) -> None:
    awards.publish(taking.session, taking.season, now=taking.now)


def _void_protocol(taking: Taking) -> None:
    taking.session.execute(
        update(Protocol)
        .where(Protocol.season_id == taking.season.id, Protocol.state == ProtocolState.DRAFTED)
        .values(state=ProtocolState.VOID, voided_at=taking.now)
    )


def _void_run(taking: Taking) -> None:
    sealing.void(taking.session, taking.season, (SealKind.RUN,), now=taking.now)


def _void_snapshot(taking: Taking) -> None:
    """Also a round that was prepared over what is let go."""
    for found in taking.session.scalars(
        select(JuryRound).where(JuryRound.season_id == taking.season.id, JuryRound.state == RoundState.PREPARED)
    ):
        found.state, found.ended_at = RoundState.VOID, taking.now
    sealing.void(taking.session, taking.season, (SealKind.SNAPSHOT,), now=taking.now)


def run_rows(session: Session, run: ScoreRun) -> list[dict[str, Any]]:
    """A run as the sealed file has it: what it was computed from, then every page by its key."""
    scores = session.scalars(select(Score).options(joinedload(Score.page)).where(Score.run_id == run.id))
    rows = [
        {
            "page": score.page.key,
            "nomination": score.nomination,
            "place": score.place,
            "total": sealing.decimal(score.total),
            "outcome": score.outcome,
        }
        for score in scores
    ]
    head = {"run": run.name, "ranking": run.ranking, "evidence": run.evidence, "rulebook": run.rulebook, "code": run.code}
    return [head, *sorted(rows, key=lambda row: str(row["page"]))]


def official_run(session: Session, season_id: int) -> ScoreRun:
    """The run that counts; there is one once a season is scored."""
    return session.scalars(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official)).one()


def _deals(session: Session, cards: object, start: DealState, end: DealState) -> None:
    session.execute(update(Deal).where(Deal.card_id.in_(cards), Deal.state == start).values(state=end))  # type: ignore[arg-type]  # a query


def _close_appeals(taking: Taking) -> None:
    appeals.close_all(taking.session, taking.actor, taking.season, now=taking.now)


def _thin(taking: Taking) -> None:
    thinning.thin(taking.session, taking.actor, taking.season, now=taking.now)


EFFECTS: Final[Mapping[tuple[State, State], tuple[Effect, ...]]] = MappingProxyType(
    {
        (State.DRAFT, State.ANNOUNCED): (_seal_rules,),
        (State.OBJECTIONS, State.FROZEN): (_seal_snapshot,),
        (State.SCORED, State.JURY_OPEN): (_seal_run, _open_round),
        (State.JURY_OPEN, State.JURY_CLOSED): (_close_round,),
        (State.JURY_CLOSED, State.PROPOSED): (_draft_decisions,),
        (State.SCORED, State.PROPOSED): (_seal_run, _draft_decisions),
        (State.PROPOSED, State.SIGNED): (_seal_decisions,),
        (State.SIGNED, State.PUBLISHED): (_publish_awards,),
        (State.PUBLISHED, State.CLOSED): (_close_appeals,),
        (State.CLOSED, State.ARCHIVED): (_thin,),
        (State.FROZEN, State.OBJECTIONS): (_void_snapshot,),
        (State.SCORED, State.OBJECTIONS): (_void_snapshot,),
        (State.JURY_OPEN, State.SCORED): (_void_round,),
        (State.JURY_CLOSED, State.SCORED): (_void_round,),
        (State.PROPOSED, State.JURY_CLOSED): (_void_protocol,),
        (State.PROPOSED, State.SCORED): (_void_protocol, _void_run),
        (State.SIGNED, State.PROPOSED): (_void_decisions,),
    }
)
"""What else happens in the transaction of a step."""

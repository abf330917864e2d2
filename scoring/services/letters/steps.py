"""Which letters each step of a season queues, and which unsent ones it takes back; told before it, done in its transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session, aliased

from scoring.season.course import State, step
from scoring.season.settings import SeasonSettings
from scoring.services import sealing
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.decisions import last_rows
from scoring.services.letters import people
from scoring.services.letters.drafting import AGAIN, Draft, fields_of, language_of, queue
from scoring.services.letters.kinds import KINDS, Going, Kind
from scoring.services.letters.texts import rendered
from scoring.services.letters.words import SEALS, step_pair
from scoring.store.decisions import Decision
from scoring.store.jury import Deal, JuryCard, JuryRound
from scoring.store.letters import Letter, LetterChoice
from scoring.store.owners import ObjectionWindow, OwnerContact
from scoring.store.sealing import Seal, SeasonTransition
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DealState, DecisionOutcome, LetterState, Role, RoundState, SealKind

_UNSENT: Final = (LetterState.DRAFTED, LetterState.APPROVED, LetterState.FAILED)
_NOT_YET: Final = "…"
"""Stands in a letter that is only foreseen for what nobody knows before the step."""
_NAME: Final = "[имя]"
_REASON: Final = "[причина, которую напишут]"


class Decided(NamedTuple):
    """What was decided of one page."""

    page: int
    final: DecisionOutcome
    nomination: str


@dataclass(frozen=True)
class Telling:
    """A step of which people are told. ``done``: it was taken just now; else it is only looked at from before.

    ``only``: the one address of an institution that an example is wanted for.
    """

    session: Session
    season: Season
    start: State
    end: State
    now: datetime
    done: bool
    only: str | None = None

    @cached_property
    def settings(self) -> SeasonSettings:
        """What the season decides for itself."""
        return SeasonSettings.model_validate(self.season.settings)

    @cached_property
    def owners(self) -> Sequence[people.Owner]:
        """Institutions with an address on file."""
        return people.owners(self.session, self.season.id, email=self.only)

    @cached_property
    def decided(self) -> Sequence[Decided]:
        """The standing decisions, without their texts; none are read where nobody has an address."""
        if not self.owners:
            return ()
        rows = last_rows(self.season.id).with_only_columns(Decision.page_id, Decision.final, Decision.nomination)
        if self.only is not None:
            rows = rows.where(Decision.page_id.in_([page.id for one in self.owners for page in one.pages]))
        return [Decided(page, DecisionOutcome(final), name) for page, final, name in self.session.execute(rows)]

    @cached_property
    def transition(self) -> SeasonTransition | None:
        """The step as it was written down."""
        if not self.done:
            return None
        mine = select(SeasonTransition).where(SeasonTransition.season_id == self.season.id)
        return self.session.scalar(mine.order_by(SeasonTransition.id.desc()).limit(1))

    def staff(self, *roles: Role) -> list[Draft]:
        """Letters without fields to everybody of these roles."""
        return [Draft(one) for one in people.staff(self.session, self.season.id, roles, self.now)]


Maker = Callable[[Telling], list[Draft]]
Finals = frozenset[DecisionOutcome]
EVERY: Final[Finals] = frozenset()
"""All institutions, whatever was decided."""


@dataclass(frozen=True, slots=True)
class StepLetter:
    """Letters of one kind that a step queues. ``version``: as ``queue`` takes it.

    ``finals``: to institutions of pages that were decided so, there may be thousands: foreseen they are counted, not drafted.
    """

    kind: str
    make: Maker
    version: int = 1
    finals: Finals | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Letters that a step would queue: how many, and one of them as an example."""

    kind: Kind
    count: int
    subject: str
    text: str

    @property
    def by_itself(self) -> bool:
        """Whether nobody has to approve them."""
        return self.kind.going is Going.BY_ITSELF


def foresee(session: Session, season: Season, end: State, *, now: datetime) -> list[Foreseen]:
    """The letters of the step to ``end``, before it is taken; changes nothing."""
    telling = Telling(session, season, State(season.state), end, now, done=False)
    letters = _letters_of(telling)
    news = any(KINDS[one.kind].news for one in letters)
    reached = _reached(telling, [one.finals for one in letters if one.finals is not None], news=news)
    found = []
    for one in letters:
        count, first = reached[one.finals] if one.finals is not None else (None, None)
        drafts = [] if count == 0 else one.make(replace(telling, only=first))
        if drafts:
            fields = {"choice_key": _NOT_YET, **fields_of(season, drafts[0])}
            subject, text = rendered(one.kind, language_of(season), fields)
            found.append(Foreseen(KINDS[one.kind], count or len(drafts), subject, text))
    return found


def _reached(telling: Telling, wanted: Sequence[Finals], *, news: bool) -> dict[Finals, tuple[int, str | None]]:
    """How many addresses there are of institutions with a page of these outcomes, and the first of them: one query for all.

    ``news``: whoever declines news is not reached.
    """
    if not wanted:
        return {}
    if wanted == [EVERY]:
        email = OwnerContact.email
        every = select(_distinct(email), func.min(email)).join(Page, Page.id == OwnerContact.page_id)
        every = every.where(Page.season_id == telling.season.id, Page.gone_at.is_(None))
        if news:
            every = every.where(email.not_in(select(LetterChoice.email).where(~LetterChoice.news)))
        count, first = telling.session.execute(every).one()
        return {EVERY: (count, first)}
    later = aliased(Decision)
    mine = [case((Decision.final.in_(finals), OwnerContact.email)) for finals in wanted]
    row = telling.session.execute(
        select(*(function(one) for one in mine for function in (_distinct, func.min)))
        .join(Page, Page.id == OwnerContact.page_id)
        .join(Decision, Decision.page_id == Page.id)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.season_id == telling.season.id, Page.gone_at.is_(None), later.id.is_(None))
        .select_from(OwnerContact)
    ).one()
    return {finals: (row[2 * number], row[2 * number + 1]) for number, finals in enumerate(wanted)}


def _distinct(column: Any) -> ColumnElement[int]:
    return func.count(column.distinct())


def queue_step(session: Session, actor: Actor, season: Season, start: State, *, now: datetime) -> None:
    """Queue the letters of the step that was taken just now from ``start``, and cancel those that it makes wrong."""
    telling = Telling(session, season, start, State(season.state), now, done=True)
    withdraw(session, actor, season, _cancelled_by(start, telling.end), now=now)
    for one in _letters_of(telling):
        queue(session, actor, season, one.kind, one.make(telling), now=now, version=one.version)


def withdraw(session: Session, actor: Actor, season: Season, kinds: Collection[str], *, now: datetime) -> int:
    """Cancel all letters of these kinds that have not left; tells how many."""
    if not kinds:
        return 0
    gone = session.execute(
        update(Letter)
        .where(Letter.season_id == season.id, Letter.kind.in_(kinds), Letter.state.in_(_UNSENT))
        .values(state=LetterState.CANCELLED)
        .execution_options(synchronize_session="fetch")
    ).rowcount  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
    if gone:
        record(session, actor, "letters.withdraw", season, season_id=season.id, now=now, after={"letters": gone})
    return int(gone)


def _letters_of(telling: Telling) -> tuple[StepLetter, ...]:
    """Of the table, and of every step that takes something back with two keys: those who watch are told."""
    taken = step(telling.start, telling.end)
    back = taken is not None and taken.back and taken.two_keys
    return (*((StepLetter("unsealed", _unsealed, AGAIN),) if back else ()), *STEP_LETTERS.get((telling.start, telling.end), ()))


def _cancelled_by(start: State, end: State) -> frozenset[str]:
    if end is State.CANCELLED:
        return frozenset(KINDS)
    return CANCELS.get((start, end), frozenset())


def _to_owners(telling: Telling, **fields: Any) -> list[Draft]:
    """To every institution about all of its pages."""
    return [Draft(one.addressee(one.pages), {"pages": people.about(one), **fields}) for one in telling.owners]


def _announced(telling: Telling) -> list[Draft]:
    return _to_owners(telling)


def _data_ready(telling: Telling) -> list[Draft]:
    window = telling.session.get(ObjectionWindow, telling.season.id)
    last = window.last_day if window is not None else telling.settings.objections_until
    return _to_owners(telling, until=last.strftime("%d.%m.%Y") if last is not None else "")


def _jury_opens(telling: Telling) -> list[Draft]:
    closes = telling.settings.jury_closes_at
    return [Draft(to, {"closes": closes}) for _, to in people.jurors(telling.session, telling.season.id)]


def _receipts(telling: Telling) -> list[Draft]:
    """To the jurors who have answered anything."""
    rows = telling.session.execute(
        select(Deal.juror_id, func.count())
        .join(JuryCard, JuryCard.id == Deal.card_id)
        .join(JuryRound, JuryRound.id == JuryCard.round_id)
        .where(
            JuryRound.season_id == telling.season.id,
            JuryRound.state != RoundState.VOID,
            ~JuryCard.practice,
            Deal.repeat == 0,
            Deal.state.in_((DealState.ANSWERED, DealState.LOCKED)),
        )
        .group_by(Deal.juror_id)
    )
    answered: dict[int, int] = {juror_id: count for juror_id, count in rows}  # noqa: C416 rows are no pairs to mypy
    seal = sealing.current(telling.session, telling.season.id, SealKind.VERDICTS) if telling.done else None
    sha256 = seal.sha256 if seal is not None else _NOT_YET
    return [
        Draft(to, {"answered": answered[juror.id], "number": juror.number, "sha256": sha256})
        for juror, to in people.jurors(telling.session, telling.season.id)
        if answered.get(juror.id)
    ]


def _void(telling: Telling) -> list[Draft]:
    reason = telling.transition.reason if telling.transition is not None else _REASON
    return [Draft(to, {"reason": reason}) for _, to in people.jurors(telling.session, telling.season.id)]


def _sealed(kind: SealKind, telling: Telling) -> list[Draft]:
    """The hashes of what the step seals, to those who keep them away from the server."""
    seal = sealing.current(telling.session, telling.season.id, kind) if telling.done else None
    told = [_told(kind, seal)]
    return [Draft(one.to, {"seals": told}) for one in telling.staff(Role.CHAIR, Role.OBSERVER)]


def _told(kind: SealKind, seal: Seal | None) -> dict[str, Any]:
    ru, en = SEALS[kind]
    number, sha256, previous = (seal.number, seal.sha256, seal.previous) if seal is not None else (_NOT_YET, _NOT_YET, "")
    return {"number": number, "title_ru": ru, "title_en": en, "sha256": sha256, "previous": previous}


def _unsealed(telling: Telling) -> list[Draft]:
    ru, en = step_pair(telling.start, telling.end)
    taken = telling.transition
    fields = {
        "at": telling.now,
        "step_ru": ru,
        "step_en": en,
        "two": taken is None or not taken.one_key,
        "who": taken.actor if taken is not None else _NAME,
        "second": taken.second if taken is not None else _NAME,
        "reason": taken.reason if taken is not None else _REASON,
    }
    return [Draft(one.to, fields) for one in telling.staff(Role.CHAIR, Role.OBSERVER)]


def _sign_first(telling: Telling) -> list[Draft]:
    """The chair signs first; a season of one key is signed by its admin alone."""
    role = Role.CHAIR if telling.settings.two_keys else Role.ADMIN
    return [Draft(one.to, {"first": True, "first_name": ""}) for one in telling.staff(role)]


def _of_outcome(finals: Collection[DecisionOutcome], telling: Telling) -> list[Draft]:
    """To institutions about those of their pages that were decided so."""
    spheres = {one.page: one.nomination for one in telling.decided if one.final in finals}
    days = telling.settings.appeal_days
    return [
        Draft(
            one.addressee([page for page in one.pages if page.id in spheres]),
            {"pages": people.about(one, spheres), "appeal_days": days},
        )
        for one in telling.owners
        if any(page.id in spheres for page in one.pages)
    ]


_WON: Final = DecisionOutcome.WINNER
_LAUREATE: Final = DecisionOutcome.LAUREATE
_RESERVE: Final = DecisionOutcome.RESERVE
_OTHERS: Final = (DecisionOutcome.NOT_SELECTED, DecisionOutcome.EXCLUDED)


def _results(kind: str, *finals: DecisionOutcome) -> StepLetter:
    return StepLetter(kind, partial(_of_outcome, finals), finals=frozenset(finals))


_RESULTS: Final = (
    _results("name_check", _WON, _LAUREATE, _RESERVE),
    _results("winner", _WON),
    _results("laureate", _LAUREATE),
    _results("reserve", _RESERVE),
    _results("not_selected", *_OTHERS),
)
_SIGN: Final = StepLetter("sign_request", _sign_first, AGAIN)
_VOIDED: Final = (StepLetter("juror_void", _void, AGAIN), StepLetter("juror_open", _jury_opens, AGAIN))


def _seals(kind: SealKind) -> StepLetter:
    return StepLetter("sealed", partial(_sealed, kind), AGAIN)


STEP_LETTERS: Final[Mapping[tuple[State, State], tuple[StepLetter, ...]]] = MappingProxyType(
    {
        (State.DRAFT, State.ANNOUNCED): (StepLetter("season_announced", _announced, finals=EVERY), _seals(SealKind.RULES)),
        (State.COLLECTING, State.OBJECTIONS): (StepLetter("data_ready", _data_ready, finals=EVERY),),
        (State.OBJECTIONS, State.FROZEN): (_seals(SealKind.SNAPSHOT),),
        (State.FROZEN, State.SCORED): (StepLetter("juror_open", _jury_opens),),
        (State.SCORED, State.JURY_OPEN): (_seals(SealKind.RUN), StepLetter("juror_open", _jury_opens)),
        (State.JURY_OPEN, State.JURY_CLOSED): (StepLetter("juror_receipt", _receipts, AGAIN), _seals(SealKind.VERDICTS)),
        (State.JURY_CLOSED, State.PROPOSED): (_SIGN,),
        (State.SCORED, State.PROPOSED): (_seals(SealKind.RUN), _SIGN),
        (State.PROPOSED, State.SIGNED): (_seals(SealKind.DECISIONS), *_RESULTS),
        (State.JURY_OPEN, State.SCORED): _VOIDED,
        (State.JURY_CLOSED, State.SCORED): _VOIDED,
    }
)
"""What a step queues. Letters about results are drafted with the signature, approved under embargo, and leave once published."""

_JURY: Final = frozenset({"juror_open", "juror_half", "juror_2days", "juror_last_day"})
_EMBARGO: Final = frozenset({"name_check", "winner", "laureate", "reserve", "not_selected"})

CANCELS: Final[Mapping[tuple[State, State], frozenset[str]]] = MappingProxyType(
    {
        (State.OBJECTIONS, State.COLLECTING): frozenset({"data_ready"}),
        (State.OBJECTIONS, State.FROZEN): frozenset({"data_ready"}),
        (State.JURY_OPEN, State.JURY_CLOSED): _JURY | {"juror_invite"},
        (State.JURY_OPEN, State.SCORED): _JURY,
        (State.JURY_CLOSED, State.SCORED): _JURY,
        (State.PROPOSED, State.JURY_CLOSED): frozenset({"sign_request"}),
        (State.PROPOSED, State.SCORED): frozenset({"sign_request"}),
        (State.PROPOSED, State.SIGNED): frozenset({"sign_request"}),
        (State.SIGNED, State.PROPOSED): _EMBARGO,
        (State.SIGNED, State.PUBLISHED): frozenset({"name_check"}),
    }
)
"""Unsent letters that a step makes wrong or late."""

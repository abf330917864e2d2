"""Ties of people to pages: suggesting them, declaring them, adding and removing them. They hold for every role.

A tie to a page that somebody has answered makes his verdict on it uncounted, as long as the verdicts are not decided upon.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import keys, sealing
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.jury.jurors import juror_of
from scoring.services.seasons import season
from scoring.services.verdicts import sealed_verdicts
from scoring.store.jury import Conflict as Tie
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound
from scoring.store.people import User
from scoring.store.seasons import Page, Season
from scoring.store.showing_jury import standing_round
from scoring.store.vocabulary import ConflictSource, ConflictTarget, DealState, Role, RoundState, SealKind

_MOST_TIES: Final = 300
_MOST_SUGGESTED: Final = 12
_SHORTEST: Final = 4
"""Letters of a word of an organisation's name that tell something of it."""
_COLUMNS: Final = {
    ConflictTarget.PAGE: (Page.key,),
    ConflictTarget.FOUNDER: (Page.founder,),
    ConflictTarget.MUNICIPALITY: (Page.municipality,),
    ConflictTarget.SPHERE: (Page.sphere, Page.sphere2, Page.sphere3),
}
"""Where the register says what a tie may be to."""
Mark = tuple[ConflictTarget, str]
"""What a tie is to: its kind, and the words of the register, folded."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A tie that a juror may have. ``why``: one sentence in Russian and English; ``preticked``: it is very likely one."""

    target: ConflictTarget
    value: str
    title: str
    why_ru: str
    why_en: str
    preticked: bool


@dataclass(frozen=True, slots=True)
class Ties:
    """What one person is tied to, values folded as ``folded`` does."""

    values: frozenset[Mark]

    def touch(self, page: Page) -> bool:
        """Whether the page is one of those."""
        return self.meet(marks_of(page))

    def meet(self, marks: Iterable[Mark]) -> bool:
        """Whether a page of these marks is one of those."""
        return not self.values.isdisjoint(marks)


def folded(text: str) -> str:
    """Words as they are compared: lower case, ё as е, white space folded."""
    return " ".join(text.lower().replace("ё", "е").split())


def ties_of(session: Session, season_id: int, user_id: int) -> Ties:
    """The standing ties of one person."""
    rows = session.execute(
        select(Tie.target, Tie.value).where(Tie.season_id == season_id, Tie.user_id == user_id, Tie.removed_at.is_(None))
    )
    return Ties(frozenset((ConflictTarget(target), folded(value)) for target, value in rows))


def listed(session: Session, season_id: int, user_id: int) -> list[Tie]:
    """The standing ties of one person as they were given, the oldest first."""
    query = select(Tie).where(Tie.season_id == season_id, Tie.user_id == user_id, Tie.removed_at.is_(None)).order_by(Tie.id)
    return list(session.scalars(query))


def has_conflict(session: Session, season_id: int, user_id: int | None, page: Page) -> bool:
    """Whether a person, whatever his role, is tied to a page; the machine is tied to none."""
    return user_id is not None and ties_of(session, season_id, user_id).touch(page)


def suggestions(session: Session, juror: Juror) -> tuple[Suggested, ...]:
    """What the form of conflicts offers from where the juror works: own pages, their founder, his municipality."""
    pages = session.scalars(
        select(Page).where(Page.season_id == juror.season_id, Page.gone_at.is_(None)).order_by(Page.key)
    ).all()
    own = folded(juror.organisation)
    found: dict[tuple[ConflictTarget, str], Suggested] = {}
    if own:
        for page in pages:
            for suggested in _of_organisation(page, own):
                found.setdefault((suggested.target, folded(suggested.value)), suggested)
    place = folded(juror.municipality)
    at_home = next((page.municipality for page in pages if place and folded(page.municipality) == place), None)
    offered = list(found.values())[:_MOST_SUGGESTED]
    if at_home is not None:
        why = ("Вы указали этот муниципалитет.", "You named this municipality.")
        offered.append(Suggested(ConflictTarget.MUNICIPALITY, at_home, at_home, *why, preticked=True))
    return tuple(offered)


def takes_declarations(session: Session, found: Season, now: datetime) -> bool:
    """Whether jurors may fill in their form still: until the voting closes, by its state and by the clock."""
    if not may(Role.JUROR, Right.DECLARE_CONFLICTS, State(found.state)):
        return False
    asked = standing_round(session, found.id)
    return asked is None or asked.closes_at is None or now < asked.closes_at


def declare(
    session: Session, actor: Actor, season_id: int, ties: Sequence[tuple[ConflictTarget, str]], *, now: datetime
) -> Juror:
    """Complete one's own form, also with no tie at all. Ties may be added later; whoever has one cannot take it back.

    Conflict once the voting is closed: what comes out then, an organizer writes down by ``add_conflict``.
    """
    juror = juror_of(session, actor, season_id)
    found = season(session, season_id)
    if not takes_declarations(session, found, now):
        raise Conflict(
            "Голосование закрыто, и анкета вместе с ним. О связи, которую вы не назвали, напишите организатору сезона.",
            "The voting is closed, and the form with it. Tell the season's organizer of a tie that you did not name.",
        )
    if len(ties) > _MOST_TIES:
        raise InputError(
            f"В анкете больше {_MOST_TIES} строк: отметьте сферы и муниципалитеты целиком.",
            f"The form has more than {_MOST_TIES} lines: tick spheres and municipalities as a whole.",
        )
    offered = {(one.target, folded(one.value)) for one in suggestions(session, juror)}
    for target, value in ties:
        source = ConflictSource.SUGGESTED if (target, folded(value)) in offered else ConflictSource.SELF
        add_tie(session, actor, found, juror.user_id, target, value, source, now=now)
    if juror.declared_at is None:
        juror.declared_at = now
        session.flush()
        record(session, actor, "juror.declare", juror, season_id=season_id, now=now, after={"ties": len(ties)})
    return juror


def add_conflict(
    session: Session,
    actor: Actor,
    season_id: int,
    user_id: int,
    target: ConflictTarget,
    value: str,
    *,
    reason: str = "",
    public: bool = False,
    now: datetime,
) -> Tie:
    """Write down somebody else's tie, or one's own. ``public``: it was reported from outside.

    Said again of a tie that stands already it changes nothing but leaves out verdicts that were given meanwhile.
    """
    found = season(session, season_id)
    require(actor, Right.ADD_CONFLICT, State(found.state))
    if actor.role in {Role.JUROR, Role.OBSERVER} and actor.id != user_id:
        raise NotAllowed(
            "О конфликте другого человека пишет председатель или организатор.",
            "The chair or an organizer writes down somebody else's conflict.",
        )
    if session.get(User, user_id) is None:
        raise NotFound("Такого человека нет.", "There is no such person.")
    source = ConflictSource.CHAIR if actor.role is Role.CHAIR else ConflictSource.ORGANIZER
    if actor.id == user_id:
        source = ConflictSource.SELF
    return add_tie(
        session, actor, found, user_id, target, value, ConflictSource.PUBLIC if public else source, now=now, reason=reason
    )


def remove_conflict(session: Session, actor: Actor, conflict_id: int, *, reason: str, now: datetime) -> None:
    """Take a tie away: by two people, neither of them its bearer.

    Two keys are asked and turned for the act ``removal(conflict_id)`` first; recused cards stay recused.
    """
    tie = session.get(Tie, conflict_id)
    if tie is None or tie.removed_at is not None:
        raise NotFound("Такого конфликта нет.", "There is no such conflict.")
    found = season(session, tie.season_id)
    require(actor, Right.REMOVE_CONFLICT, State(found.state))
    key = keys.confirmed(session, actor, found.id, removal(conflict_id), now)
    if key is None:
        raise NotAllowed(
            "Конфликт снимают двое: попросите о втором ключе.", "Two people take a conflict away: ask for the second key."
        )
    if tie.user_id in {key.asked_by, key.confirmed_by}:
        raise NotAllowed("Свой конфликт снять нельзя: это делают двое других.", "One's own conflict is taken away by two others.")
    keys.use(key)
    tie.removed_by, tie.removed_second, tie.removed_at = key.asked_by, key.confirmed_by, now
    session.flush()
    record(session, actor, "conflict.remove", tie, season_id=found.id, now=now, before=_words(tie), reason=reason.strip())


def removal(conflict_id: int) -> str:
    """The act of two keys that takes a tie away."""
    return f"conflict:{conflict_id}"


def add_tie(
    session: Session,
    actor: Actor,
    found: Season,
    user_id: int,
    target: ConflictTarget,
    value: str,
    source: ConflictSource,
    *,
    now: datetime,
    reason: str = "",
) -> Tie:
    """Write a tie down once and leave out what its bearer has answered; the caller has asked for the right."""
    words = " ".join(value.split())
    known = {(ConflictTarget(one.target), folded(one.value)): one for one in listed(session, found.id, user_id)}
    tie = known.get((target, folded(words)))
    if tie is None:
        _require_known(session, found.id, target, words)
        tie = Tie(
            season_id=found.id, user_id=user_id, target=target, value=words, source=source, made_by=actor.id, made_at=now,
            reason=reason.strip(),
        )  # fmt: skip
        session.add(tie)
        session.flush()
        record(session, actor, "conflict.add", tie, season_id=found.id, now=now, after=_words(tie), reason=reason.strip())
    _leave_out(session, found, user_id, now)
    return tie


def _leave_out(session: Session, found: Season, user_id: int, now: datetime) -> None:
    """Verdicts on pages that their giver is tied to count no more; verdicts that are sealed already are sealed anew."""
    if found.state not in {State.JURY_OPEN, State.JURY_CLOSED}:
        return
    ties = ties_of(session, found.id, user_id)
    held = session.execute(
        select(Deal.id, Page)
        .join(Juror, Juror.id == Deal.juror_id)
        .join(JuryCard, JuryCard.id == Deal.card_id)
        .join(JuryRound, JuryRound.id == JuryCard.round_id)
        .join(Page, Page.id == JuryCard.page_id)
        .where(
            Juror.season_id == found.id,
            Juror.user_id == user_id,
            JuryRound.state.in_((RoundState.OPEN, RoundState.CLOSED)),
            Deal.state != DealState.RECUSED,
        )
    )
    tied = [deal_id for deal_id, page in held if ties.touch(page)]
    if not tied:
        return
    session.execute(update(Deal).where(Deal.id.in_(tied)).values(state=DealState.RECUSED, version=Deal.version + 1))
    if found.state == State.JURY_CLOSED:
        sealing.void(session, found, (SealKind.VERDICTS,), now=now)
        sealing.seal(session, found, SealKind.VERDICTS, sealed_verdicts(session, found.id), now=now)


def marks_of(page: Any) -> Iterable[Mark]:
    """All that a tie to this page, or to a row with the register's columns of it, could be to."""
    for target, columns in _COLUMNS.items():
        for column in columns:
            value = getattr(page, column.key)
            if value:
                yield target, folded(value)


def _require_known(session: Session, season_id: int, target: ConflictTarget, value: str) -> None:
    """A tie to nothing would protect from nothing."""
    columns = _COLUMNS[target]
    known = {
        folded(said)
        for column in columns
        for said in session.scalars(select(column).where(Page.season_id == season_id).distinct())
    }
    if not value or folded(value) not in known:
        raise InputError(
            f"«{value}» в реестре сезона нет. Выберите страницу, учредителя, муниципалитет или сферу из реестра.",
            f"«{value}» is not in the season's register. Choose a page, a founder, a municipality or a sphere from it.",
        )


def _of_organisation(page: Page, own: str) -> Iterable[Suggested]:
    name, founder = folded(page.name), folded(page.founder)
    if _same_body(own, name):
        why = ("Похоже на вашу организацию.", "It looks like your organisation.")
        yield Suggested(ConflictTarget.PAGE, page.key, page.name, *why, preticked=True)
    if founder and _same_body(own, founder):
        why = ("Ваша организация, похоже, учредитель страниц.", "Your organisation seems to be the founder of pages.")
        yield Suggested(ConflictTarget.FOUNDER, page.founder, page.founder, *why, preticked=True)
    if founder and _same_body(own, name):
        why = ("Тот же учредитель, что у вашей организации.", "The same founder as your organisation has.")
        yield Suggested(ConflictTarget.FOUNDER, page.founder, page.founder, *why, preticked=False)


def _same_body(one: str, other: str) -> bool:
    """Whether two names are likely the same body's: one holds all telling words of the other, two at least."""
    first, second = _telling(one), _telling(other)
    return one == other or (min(len(first), len(second)) > 1 and (first <= second or second <= first))


def _telling(name: str) -> frozenset[str]:
    letters = "".join(character if character.isalnum() else " " for character in name)
    return frozenset(word for word in letters.split() if len(word) >= _SHORTEST or word.isdigit())


def _words(tie: Tie) -> dict[str, str | int]:
    return {"user": tie.user_id, "target": tie.target, "value": tie.value, "source": tie.source}

"""Two keys: an act that one person asks for, another confirms by reading numbers out of the data, and that is then done once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.letters import events
from scoring.store.decisions import SecondKey
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import KeyState

LASTS: Final = timedelta(hours=24)
MOST_WRONG: Final = 3
_SHORTEST_REASON: Final = 10


def ask(session: Session, actor: Actor, season: Season, act: str, *, reason: str, now: datetime, **params: Any) -> SecondKey:
    """Ask for a second person; the same act asked for again while it waits is the same asking."""
    require(actor, Right.BE_A_KEY, State(season.state))
    if actor.id is None:
        raise NotAllowed(
            "Для действия с двумя ключами нужен человек, а не учётная запись машины: добавьте --as ПОЧТА.",
            "An act of two keys needs a person and not the machine's account: add --as EMAIL.",
        )
    if len(reason.strip()) < _SHORTEST_REASON:
        raise InputError(
            f"Напишите причину, хотя бы {_SHORTEST_REASON} знаков: её прочтёт второй человек.",
            f"Write the reason, at least {_SHORTEST_REASON} characters: the second person reads it.",
        )
    waiting = _of(session, season.id, act, KeyState.ASKED, now)
    if waiting is not None:
        return waiting
    key = SecondKey(
        season_id=season.id,
        act=act,
        params=params,
        reason=reason.strip(),
        asked_by=actor.id,
        asked_name=actor.name,
        asked_at=now,
        expires_at=now + LASTS,
    )
    session.add(key)
    session.flush()
    record(session, actor, "key.ask", key, season_id=season.id, now=now, after={"act": act}, reason=reason.strip())
    events.second_key(session, actor, season, key, now=now)
    return key


def numbers(session: Session, season: Season) -> dict[str, str]:
    """What the second person has to read out of the data: the year, and how many pages the register has."""
    pages = session.scalar(select(func.count()).where(Page.season_id == season.id)) or 0
    return {"year": str(season.year), "pages": str(pages)}


def confirm(session: Session, actor: Actor, key_id: int, *, read: Mapping[str, str], now: datetime) -> SecondKey:
    """Turn the second key. Numbers that were read wrong are counted, and the third wrong reading ends the asking.

    The caller commits also what a refusal has written: the count of wrong readings.
    """
    key, season = _waiting(session, actor, key_id, now)
    if actor.id is None or actor.id == key.asked_by:
        raise NotAllowed(
            "Второй ключ поворачивает другой человек, а не тот, кто просил.",
            "Another person turns the second key.",
        )
    right = numbers(session, season)
    if {name: read.get(name, "").replace("\u00a0", "").replace(" ", "") for name in right} != right:
        key.wrong_numbers += 1
        if key.wrong_numbers >= MOST_WRONG:
            key.state = KeyState.REFUSED
        record(session, actor, "key.wrong", key, season_id=season.id, now=now, after={"act": key.act, "times": key.wrong_numbers})
        session.flush()
        return key
    key.state, key.confirmed_by, key.confirmed_name, key.confirmed_at = KeyState.CONFIRMED, actor.id, actor.name, now
    record(session, actor, "key.confirm", key, season_id=season.id, now=now, after={"act": key.act})
    session.flush()
    return key


def refuse(session: Session, actor: Actor, key_id: int, *, now: datetime) -> None:
    """Say no; whoever asked may take his asking back so too."""
    key, season = _waiting(session, actor, key_id, now)
    key.state = KeyState.REFUSED
    record(session, actor, "key.refuse", key, season_id=season.id, now=now, after={"act": key.act})
    session.flush()


def confirmed(session: Session, actor: Actor, season_id: int, act: str, now: datetime) -> SecondKey | None:
    """The confirmed asking for an act in which the actor is one of the two, if it has not run out."""
    key = _of(session, season_id, act, KeyState.CONFIRMED, now)
    return key if key is not None and actor.id in {key.asked_by, key.confirmed_by} else None


def use(key: SecondKey) -> None:
    """Both keys are turned; they open once."""
    key.state = KeyState.USED


def waiting(session: Session, season_id: int, now: datetime) -> list[SecondKey]:
    """Askings that wait for a second person."""
    return list(
        session.scalars(
            select(SecondKey)
            .where(SecondKey.season_id == season_id, SecondKey.state == KeyState.ASKED, SecondKey.expires_at > now)
            .order_by(SecondKey.id)
        )
    )


def _waiting(session: Session, actor: Actor, key_id: int, now: datetime) -> tuple[SecondKey, Season]:
    key = session.get(SecondKey, key_id, with_for_update=True, populate_existing=True)
    if key is None:
        raise NotFound("Такой просьбы нет.", "There is no such asking.")
    season = session.get_one(Season, key.season_id)
    require(actor, Right.BE_A_KEY, State(season.state))
    if key.state != KeyState.ASKED or key.expires_at <= now:
        raise Conflict("Эта просьба уже решена или истекла.", "This asking is decided already or has run out.")
    return key, season


def _of(session: Session, season_id: int, act: str, state: KeyState, now: datetime) -> SecondKey | None:
    return session.scalar(
        select(SecondKey)
        .where(SecondKey.season_id == season_id, SecondKey.act == act, SecondKey.state == state, SecondKey.expires_at > now)
        .order_by(SecondKey.id.desc())
        .limit(1)
    )

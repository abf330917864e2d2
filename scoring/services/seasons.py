"""Seasons: opening one, amending its words, its settings and its rule book. Its steps are taken by ``services.course``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from criteria import loading
from scoring.errors import Conflict, InputError, NotFound
from scoring.season.course import WRITABLE, State
from scoring.season.rights import Right
from scoring.season.settings import SeasonSettings
from scoring.services.accounts.memberships import grant
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.store.people import User
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role, SeasonKind

_LONGEST_WORDS = 200
"""Characters of a title, a region or a city; longer ones fit neither a certificate nor their columns."""
Signers = Sequence[dict[str, str]]
MOST_SIGNERS: Final = 3


def open_season(
    session: Session,
    actor: Actor,
    *,
    year: int,
    contest: str,
    region: str,
    city: str,
    zone: str,
    rulebook: str,
    signers: Signers,
    now: datetime,
    settings: SeasonSettings | None = None,
) -> Season:
    """Open the season of a year; it starts as a draft, in which the rules are still written."""
    if not actor.keeps_accounts:
        require(actor, Right.ADVANCE, State.DRAFT)
    check_zone(zone)
    if not 2000 <= year <= 2100:
        raise InputError(f"Год {year} вне пределов 2000–2100.", f"The year {year} is outside 2000–2100.")
    if session.scalar(select(Season.id).where(Season.year == year, Season.kind == SeasonKind.CONTEST)) is not None:
        raise Conflict(f"Сезон {year} года уже есть.", f"There is a season of {year} already.")
    loading.read(rulebook)
    season = Season(
        year=year,
        contest=_needed(contest, "название конкурса", "the contest's title"),
        region=_short(region, "регион", "the region"),
        city=_short(city, "город", "the city"),
        zone=zone,
        state=State.DRAFT,
        settings=(settings or SeasonSettings()).model_dump(mode="json"),
        rulebook=rulebook,
        signers=_clean(signers),
        evidence=None,
        created_at=now,
        published_at=None,
    )
    session.add(season)
    session.flush()
    _first_admins(session, actor, season, now)
    record(session, actor, "season.open", season, season_id=season.id, now=now, after={"year": year, "contest": contest})
    return season


def _first_admins(session: Session, actor: Actor, opened: Season, now: datetime) -> None:
    """Whoever opens a season is its admin; one opened on the command line has the installation's administrators."""
    chosen = User.id == actor.id if actor.id is not None else User.sysadmin & User.active
    for user in session.scalars(select(User).where(chosen)):
        grant(session, opened.id, user, Role.ADMIN, now=now)


def season(session: Session, season_id: int, *, version: int | None = None) -> Season:
    """The season, locked for this transaction; a ``version`` that is not the row's means somebody was faster."""
    found = session.get(Season, season_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Такого сезона нет.", "There is no such season.")
    if version is not None and found.version != version:
        raise stale()
    return found


def amend_season(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    version: int,
    contest: str,
    region: str,
    city: str,
    signers: Signers,
    now: datetime,
) -> Season:
    """Change the words that stand on certificates."""
    found = season(session, season_id, version=version)
    require_writable(found, "signers")
    require(actor, Right.EDIT_SIGNERS, State(found.state))
    before = _words(found)
    found.contest = _needed(contest, "название конкурса", "the contest's title")
    found.region, found.city = _short(region, "регион", "the region"), _short(city, "город", "the city")
    found.signers = _clean(signers)
    record(session, actor, "season.amend", found, season_id=found.id, now=now, before=before, after=_words(found))
    return found


def put_rulebook(session: Session, actor: Actor, season_id: int, *, version: int, text: str, now: datetime) -> Season:
    """Put another rule book in. A broken one changes nothing and tells all of its faults."""
    found = season(session, season_id, version=version)
    require_writable(found, "rulebook")
    require(actor, Right.EDIT_RULES, State(found.state))
    book = loading.read(text)
    before = loading.digest(loading.read(found.rulebook))
    found.rulebook = text
    record(
        session,
        actor,
        "season.rulebook",
        found,
        season_id=found.id,
        now=now,
        before={"sha256": before},
        after={"sha256": loading.digest(book), "version": book.version},
    )
    return found


def amend_settings(
    session: Session, actor: Actor, season_id: int, *, version: int, settings: SeasonSettings, now: datetime
) -> Season:
    """Change the season's dates and what it decides for itself. Whether two keys are needed is settled with the rules.

    The documents' look stays as it is: ``document_look`` changes it.
    """
    found = season(session, season_id, version=version)
    require(actor, Right.EDIT_SIGNERS, State(found.state))
    before = settings_of(found)
    if settings.two_keys != before.two_keys and found.state != State.DRAFT:
        raise Conflict(
            "Сколько нужно ключей, решают до объявления правил.",
            "How many keys are needed is decided before the announcement.",
        )
    if not settings.in_order():
        raise InputError("Даты идут не по порядку.", "The dates are out of order.")
    found.settings = settings.model_copy(update={"look": before.look}).model_dump(mode="json")
    record(
        session, actor, "season.settings", found, season_id=found.id, now=now,
        before=before.model_dump(mode="json"), after=found.settings,
    )  # fmt: skip
    return found


def settings_of(found: Season) -> SeasonSettings:
    """What the season decides for itself."""
    return SeasonSettings.model_validate(found.settings)


def has_jury(found: Season) -> bool:
    """Whether the season's rule book has a jury."""
    return loading.read(found.rulebook).jury is not None


def without_jury(text: str) -> str:
    """The same rule book without its jury, so that points alone decide; everything else stays as it is written."""
    document = tomlkit.parse(text)
    document.pop("jury", None)
    return tomlkit.dumps(document)


def require_writable(found: Season, what: str) -> None:
    """Refuse a change that the season's state does not allow."""
    if found.state not in WRITABLE[what]:
        order = tuple(State)
        if order.index(State(found.state)) < min(order.index(state) for state in WRITABLE[what]):
            raise Conflict(
                "Для этого ещё рано: сначала сделайте следующий шаг сезона на его главной странице.",
                "It is too early for this: take the season's next step on its home page first.",
            )
        raise Conflict(
            "В этом состоянии сезона менять это нельзя. Сначала верните сезон на шаг назад на его главной странице.",
            "The season's state does not allow this change. Take the season a step back on its home page first.",
        )


def flush(session: Session) -> None:
    """Write to the database; a row that somebody else has changed meanwhile is a Conflict."""
    try:
        session.flush()
    except StaleDataError as error:
        raise stale() from error


def stale() -> Conflict:
    """What the second editor is told."""
    return Conflict(
        "Пока вы смотрели на страницу, сезон изменил кто-то другой. Откройте страницу заново и повторите.",
        "Somebody else changed the season while you were looking. Open the page again and repeat.",
    )


def check_zone(zone: str) -> None:
    """Refuse a time zone that nobody knows."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(
            f"Часового пояса «{zone}» нет. Пример верного имени: Asia/Novosibirsk.",
            f"There is no time zone «{zone}». A right one looks like Asia/Novosibirsk.",
        ) from error


def _needed(value: str, ru: str, en: str) -> str:
    if not value.strip():
        raise InputError(f"Заполните поле: {ru}.", f"Fill in: {en}.")
    return _short(value, ru, en)


def _short(value: str, ru: str, en: str) -> str:
    if len(value.strip()) > _LONGEST_WORDS:
        raise InputError(
            f"Сократите поле до {_LONGEST_WORDS} знаков: {ru}.", f"Shorten the field to {_LONGEST_WORDS} characters: {en}."
        )
    return value.strip()


def _clean(signers: Signers) -> list[dict[str, str]]:
    rows = [{"post": row.get("post", "").strip(), "name": row.get("name", "").strip()} for row in signers]
    named = [row for row in rows if row["name"]]
    if len(named) > MOST_SIGNERS:
        raise InputError(
            f"На дипломе место для трёх подписей, а названо {len(named)}. Оставьте трёх.",
            f"A certificate has room for three signatures, and {len(named)} are named. Keep three.",
        )
    return named


def _words(found: Season) -> dict[str, Any]:
    return {"contest": found.contest, "region": found.region, "city": found.city, "signers": found.signers}

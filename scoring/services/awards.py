"""Awards: drawing them up out of the signed decisions, and taking in the files that the press has made."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from criteria import loading
from criteria.phrases import points_text
from criteria.rulebook import RuleBook
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.decisions import standing
from scoring.services.seasons import require_writable, season
from scoring.store.decisions import Decision
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome, Outcome, SeasonKind

KINDS: Final = frozenset({DecisionOutcome.WINNER, DecisionOutcome.LAUREATE})
"""Decisions that are honoured with an award."""
PRINTED_PLACES: Final = 3
"""Only the first three places stand on a document: «87-е место» would honour nobody."""


@dataclass(frozen=True, slots=True)
class AwardOrder:
    """Everything that stands on the documents of one award, as plain values."""

    serial: str
    kind: Literal["winner", "laureate", "thanks", "participant"]
    year: int
    place: int | None
    nomination: str
    nomination_en: str
    name: str
    municipality: str
    region: str
    contest: str
    points: str
    issued_on: date
    check_url: str
    page_link: str
    signers: tuple[tuple[str, str], ...]
    city: str
    language: Literal["ru", "en", "bilingual"]
    person: str = ""
    rehearsal: bool = False
    """Whom a letter of thanks is addressed to; printed and written nowhere else."""


class MadeFile(Protocol):
    """A file as the press hands it over."""

    @property
    def kind(self) -> str:
        """Certificate, badge, kit and so on."""
        ...

    @property
    def path(self) -> str:
        """File name in the award's folder."""
        ...

    @property
    def name(self) -> str:
        """Name under which it is downloaded."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        ...


def draw_up(session: Session, actor: Actor, season_id: int, *, now: datetime, today: date, new_serial: Callable[[], str]) -> int:
    """Write an award for everybody who was decided to win or to be a laureate; those there are stay. Tells how many there are."""
    found = season(session, season_id)
    require(actor, Right.ISSUE_AWARDS, State(found.state))
    there = set(session.scalars(select(Award.page_id).where(Award.season_id == season_id)))
    honoured = [one for one in standing(session, season_id) if one.final in KINDS]
    for decision in honoured:
        if decision.page_id not in there:
            session.add(_award(decision, today, new_serial()))
    record(session, actor, "awards.draw_up", found, season_id=season_id, now=now, after={"awards": len(honoured)})
    return len(honoured)


def orders(session: Session, season_id: int, *, public_url: str) -> dict[int, AwardOrder]:
    """Orders for all awards whose documents are not made yet, by the award's id."""
    found = session.get_one(Season, season_id)
    book = loading.read(found.rulebook)
    waiting = session.scalars(
        select(Award)
        .options(joinedload(Award.page))
        .where(Award.season_id == season_id, Award.made_at.is_(None))
        .order_by(Award.id)
    )
    return {award.id: _order(award, found, book, public_url) for award in waiting}


def take_in(session: Session, award_id: int, files: Sequence[MadeFile], *, now: datetime) -> None:
    """Note the files of one award, all of them at once."""
    award = session.get_one(Award, award_id, with_for_update=True)
    require_writable(award.season, "awards")
    session.execute(delete(AwardFile).where(AwardFile.award_id == award_id))
    folder = award_folder(award.season.year, award.serial)
    session.add_all(
        AwardFile(
            award_id=award_id,
            kind=made.kind,
            path=f"{folder}/{made.path}",
            name=made.name,
            size=made.size,
            sha256=made.sha256,
        )
        for made in files
    )
    award.made_at = now


def award_folder(year: int, serial: str) -> str:
    """Where an award's files lie below the awards' folder."""
    return f"{year}/{serial}"


def _award(decision: Decision, today: date, serial: str) -> Award:
    return Award(
        season_id=decision.season_id,
        run_id=decision.run_id,
        page_id=decision.page_id,
        kind=str(decision.final),
        nomination=decision.nomination,
        place=decision.place,
        total=decision.total,
        serial=serial,
        token=secrets.token_urlsafe(24),
        issued_on=today,
        made_at=None,
    )


def _order(award: Award, found: Season, book: RuleBook, public_url: str) -> AwardOrder:
    english: Mapping[str, str] = {rule.name: rule.title_en for rule in book.nominations.known}
    return AwardOrder(
        serial=award.serial,
        kind="winner" if award.kind == Outcome.WINNER else "laureate",
        year=found.year,
        place=award.place if award.place <= PRINTED_PLACES else None,
        nomination=award.nomination,
        nomination_en=english.get(award.nomination, award.nomination),
        name=award.page.name,
        municipality=award.page.municipality,
        region=found.region,
        contest=found.contest,
        points=points_text(award.total, "ru"),
        issued_on=award.issued_on,
        check_url=f"{public_url}/v/{award.serial}",
        page_link=award.page.link,
        signers=tuple((row["post"], row["name"]) for row in found.signers),
        city=found.city,
        language="ru",
        rehearsal=found.kind == SeasonKind.REHEARSAL,
    )

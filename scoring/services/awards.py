"""Awards: drawing them up out of the signed decisions, and taking in the files that the press has made."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from criteria import loading
from criteria.phrases import points_text
from criteria.rulebook import RuleBook
from scoring.chance import SECRET, Chance
from scoring.errors import Conflict
from scoring.season.awarding import LIVE, STANDING, AwardAct, AwardKind, AwardStatus, badge_term
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.decisions import standing
from scoring.services.seasons import season, settings_of
from scoring.store.awards import AwardChange, AwardEvent, AwardSample
from scoring.store.decisions import Decision
from scoring.store.owners import OwnerContact
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DecisionOutcome, SeasonKind

KINDS: Final[Mapping[DecisionOutcome, AwardKind]] = {
    DecisionOutcome.WINNER: AwardKind.WINNER,
    DecisionOutcome.LAUREATE: AwardKind.LAUREATE,
}
"""Decisions that are honoured with an award, and with which."""
_DECIDED: Final = (*KINDS.values(), AwardKind.PARTICIPANT)
"""Awards that say what became of a page; a page has one of them at a time."""
_TOOK_PART: Final = frozenset({DecisionOutcome.RESERVE, DecisionOutcome.NOT_SELECTED})
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
    """Whom a letter of thanks is addressed to; printed and written nowhere else."""
    rehearsal: bool = False
    status_index: int = 0
    badge_valid_to: date | None = None


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


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is drawn by chance for a new award: its serial, its secret, its place in the status lists."""

    new_serial: Callable[[], str]
    free_index: Callable[[Collection[int]], int]
    """Given those that are taken."""
    chance: Chance = SECRET


def draw_up(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    now: datetime,
    today: date,
    numbers: Numbers,
    kinds: Collection[AwardKind] = (),
) -> int:
    """Write an award for everybody who was decided to win or to be a laureate; those there are stay. Tells how many there are.

    ``kinds`` asks for more: letters of thanks to those who keep honoured pages, where an address on file has their name, and
    certificates for those who took part.
    """
    found = season(session, season_id)
    require(actor, Right.ISSUE_AWARDS, State(found.state))
    rows = session.execute(select(Award.page_id, Award.kind).where(Award.season_id == season_id))
    there = {(page_id, kind) for page_id, kind in rows}
    keepers = _keepers(session, season_id) if AwardKind.THANKS in kinds else {}
    decided = [(decision, kind) for decision in standing(session, season_id) for kind in _kinds_of(decision, kinds)]
    wanted = [(decision, kind) for decision, kind in decided if kind is not AwardKind.THANKS or decision.page_id in keepers]
    taken = taken_indexes(session)
    for decision, kind in wanted:
        if (decision.page_id, kind) not in there:
            award = _award(decision, kind, found, today, numbers, taken)
            award.person = keepers.get(decision.page_id, "") if kind is AwardKind.THANKS else ""
            session.add(award)
    record(session, actor, "awards.draw_up", found, season_id=season_id, now=now, after={"awards": len(wanted)})
    return len(wanted)


def draw_put_right(session: Session, season_id: int, *, now: datetime, numbers: Numbers) -> int:
    """Write an award for every page that an appeal has put among the honoured and that has none; tells how many."""
    found, taken = session.get_one(Season, season_id), taken_indexes(session)
    there = set(session.scalars(select(Award.page_id).where(Award.season_id == season_id, Award.kind.in_(tuple(_DECIDED)))))
    late = [one for one in standing(session, season_id) if one.corrected is not None and DecisionOutcome(one.final) in KINDS]
    new = [one for one in late if one.page_id not in there]
    today = now.astimezone(ZoneInfo(found.zone)).date()
    session.add_all([_award(one, KINDS[DecisionOutcome(one.final)], found, today, numbers, taken) for one in new])
    session.flush()
    return len(new)


def taken_indexes(session: Session) -> set[int]:
    """Places in the status lists that are somebody's."""
    return set(session.scalars(select(Award.status_index)))


def orders(session: Session, season_id: int, *, public_url: str) -> dict[int, AwardOrder]:
    """Orders for all awards whose documents are not made yet, by the award's id; of two versions the later one."""
    found = session.get_one(Season, season_id)
    book, later = loading.read(found.rulebook), aliased(Award)
    waiting = session.scalars(
        select(Award)
        .options(joinedload(Award.page))
        .where(
            Award.season_id == season_id,
            Award.made_at.is_(None),
            Award.status.in_(STANDING),
            ~exists().where(later.supersedes_id == Award.id),
        )
        .order_by(Award.id)
    )
    return {award.id: _order(award, found, book, public_url) for award in waiting}


def order_of(award: Award, *, public_url: str, name: str = "", person: str = "") -> AwardOrder:
    """The order of one award as it is, or as it would be with another name: for a preview, and to see whether it fits."""
    order = _order(award, award.season, loading.read(award.season.rulebook), public_url)
    return replace(order, name=name or order.name, person=person or order.person)


def mark_overflow(session: Session, award_id: int) -> None:
    """Note that something of an award does not fit on the paper; the next batch asks again."""
    session.get_one(Award, award_id).overflows = True


def take_in(session: Session, award_id: int, files: Sequence[MadeFile], *, now: datetime) -> None:
    """Note the files of one award, all of them at once. What was released already is never exchanged."""
    award = session.get_one(Award, award_id, with_for_update=True)
    released = award.made_at is not None and award.status in LIVE
    if released or award.season.state not in PUBLIC | {State.SIGNED}:
        raise Conflict(
            "Файлы этой награды уже выпущены: они не меняются. Ошибку исправляют новой версией.",
            "The files of this award are released already and do not change. A mistake is mended by a new version.",
        )
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
    award.made_at, award.overflows = now, False


def publish(session: Session, found: Season, *, now: datetime) -> None:
    """Let all awards that wait for the publication be true from now on: within the step that publishes the season."""
    today = now.astimezone(ZoneInfo(found.zone)).date()
    waiting = (Award.season_id == found.id, Award.status == AwardStatus.CONFIRMED)
    steps = [
        {
            "award_id": award_id,
            "act": AwardAct.PUBLISH,
            "before": AwardStatus.CONFIRMED,
            "after": AwardStatus.ACTIVE,
            "effective_on": today,
            "at": now,
        }
        for award_id in session.scalars(select(Award.id).where(*waiting).order_by(Award.id))
    ]
    if steps:
        session.execute(insert(AwardEvent), steps)
        session.execute(update(Award).where(*waiting).values(status=AwardStatus.ACTIVE))


def forget(session: Session, season_id: int) -> None:
    """Take the awards of a season away that goes back before its publication; their numbers are never used again."""
    mine = select(Award.id).where(Award.season_id == season_id)
    for table in (AwardSample, AwardEvent, AwardChange, AwardFile):
        session.execute(delete(table).where(table.award_id.in_(mine)))
    session.execute(delete(Award).where(Award.season_id == season_id, Award.supersedes_id.is_not(None)))
    session.execute(delete(Award).where(Award.season_id == season_id))


def award_folder(year: int, serial: str) -> str:
    """Where an award's files lie below the awards' folder."""
    return f"{year}/{serial}"


def _kinds_of(decision: Decision, more: Collection[AwardKind]) -> list[AwardKind]:
    """The awards that a decision gives."""
    final = DecisionOutcome(decision.final)
    if final in KINDS:
        return [KINDS[final], *([AwardKind.THANKS] if AwardKind.THANKS in more else [])]
    return [AwardKind.PARTICIPANT] if final in _TOOK_PART and AwardKind.PARTICIPANT in more else []


def _keepers(session: Session, season_id: int) -> dict[int, str]:
    """Who keeps a page, by the first address on file that has a name."""
    contacts = (
        select(OwnerContact.page_id, OwnerContact.name)
        .join(OwnerContact.page)
        .where(Page.season_id == season_id, OwnerContact.name != "")
        .order_by(OwnerContact.id.desc())
    )
    return {row.page_id: row.name for row in session.execute(contacts)}


def _award(decision: Decision, kind: AwardKind, found: Season, today: date, numbers: Numbers, taken: set[int]) -> Award:
    honoured, index = kind in KINDS.values(), numbers.free_index(taken)
    taken.add(index)
    right = decision.corrected or {"nomination": decision.nomination, "place": decision.place, "total": decision.total}
    return Award(
        season_id=decision.season_id,
        run_id=decision.run_id,
        page_id=decision.page_id,
        kind=kind,
        status=AwardStatus.CONFIRMED,
        name=decision.page.name,
        nomination=right["nomination"],
        place=right["place"] if honoured else None,
        total=right["total"],
        serial=numbers.new_serial(),
        token=numbers.chance.word(24),
        status_index=index,
        issued_on=today,
        badge_valid_to=badge_term(today, settings_of(found).badge_years) if honoured else None,
        made_at=None,
    )


def _order(award: Award, found: Season, book: RuleBook, public_url: str) -> AwardOrder:
    english: Mapping[str, str] = {rule.name: rule.title_en for rule in book.nominations.known}
    return AwardOrder(
        serial=award.serial,
        kind=AwardKind(award.kind).value,
        year=found.year,
        place=award.place if award.place is not None and award.place <= PRINTED_PLACES else None,
        nomination=award.nomination,
        nomination_en=english.get(award.nomination, award.nomination),
        name=award.name,
        municipality=award.page.municipality,
        region=found.region,
        contest=found.contest,
        points=points_text(award.total, "ru") if award.place is not None else "",
        issued_on=award.issued_on,
        check_url=f"{public_url}/v/{award.serial}",
        page_link=award.page.link,
        signers=tuple((row["post"], row["name"]) for row in found.signers),
        city=found.city,
        language=settings_of(found).look.wording,
        person=award.person,
        rehearsal=found.kind == SeasonKind.REHEARSAL,
        status_index=award.status_index,
        badge_valid_to=award.badge_valid_to,
    )

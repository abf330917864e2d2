"""Letters that acts give rise to which are no steps: a second key, a signature, an objection, an appeal, an award's change.

Each is called by the service of the act, in its transaction.
"""

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from criteria.measurement import Language
from criteria.phrases import points_text
from scoring.season.rights import Right, may
from scoring.services.acting import Actor
from scoring.services.letters import people
from scoring.services.letters.drafting import AGAIN, Draft, queue
from scoring.services.letters.words import APPEAL_ENDS, APPEAL_GROUNDS, OUTCOMES, step_pair
from scoring.store.appeals import Appeal
from scoring.store.decisions import SecondKey
from scoring.store.jury import Juror
from scoring.store.letters import Letter
from scoring.store.owners import Objection
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import Role

LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")
AwardLetter = Literal["award_notice", "award_corrected", "award_suspended", "award_restored", "award_revoked"]


def second_key(session: Session, actor: Actor, season: Season, key: SecondKey, *, now: datetime) -> list[Letter]:
    """To everybody who may be the second key, but for whoever asks."""
    ru, en = step_pair(*key.act.split(">")) if ">" in key.act else (key.act, key.act)
    roles = [role for role in Role if may(role, Right.BE_A_KEY, season.state)]
    fields = {"asked_by": key.asked_name, "act_ru": ru, "act_en": en, "reason": key.reason, "until": key.expires_at}
    to = [one for one in people.staff(session, season.id, roles, now) if one.user_id != key.asked_by]
    return queue(session, actor, season, "second_key", [Draft(one, fields) for one in to], now=now, version=AGAIN)


def second_signature(session: Session, actor: Actor, season: Season, first_name: str, *, now: datetime) -> list[Letter]:
    """To the admins, once the chair has signed."""
    to = [one for one in people.staff(session, season.id, (Role.ADMIN,), now) if one.user_id != actor.id]
    fields = {"first": False, "first_name": first_name}
    return queue(session, actor, season, "sign_request", [Draft(one, fields) for one in to], now=now, version=AGAIN)


def juror_named(session: Session, actor: Actor, season: Season, juror: Juror, *, now: datetime) -> list[Letter]:
    """The invitation of one juror, for a person to approve."""
    draft = Draft(people.addressee(juror.user), {"minutes": juror.minutes})
    return queue(session, actor, season, "juror_invite", [draft], now=now)


def objection_received(session: Session, actor: Actor, objection: Objection, *, now: datetime) -> list[Letter]:
    """To the institution of the page."""
    return _of_objection(session, actor, objection, "objection_received", {}, now)


def objection_decided(session: Session, actor: Actor, objection: Objection, *, accepted: bool, now: datetime) -> list[Letter]:
    """The organizer's answer, to the institution of the page."""
    fields = {"accepted": accepted, "answer_text": objection.answer}
    return _of_objection(session, actor, objection, "objection_decided", fields, now)


def appeal_received(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> list[Letter]:
    """To the institution of the page: the appeal's number and until when it is answered."""
    fields = {"decide_by": appeal.decide_by.strftime("%d.%m.%Y")}
    return _of_appeal(session, actor, appeal, "appeal_received", fields, now)


def appeal_asked(session: Session, actor: Actor, appeal: Appeal, question: str, *, now: datetime) -> list[Letter]:
    """The reviewer's question, to the institution of the page."""
    return _of_appeal(session, actor, appeal, "appeal_asked", {"question_text": question}, now)


def appeal_decided(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> list[Letter]:
    """How it was decided, and what the shadow run gave, to the institution of the page."""
    end = APPEAL_ENDS[appeal.inadmissible or appeal.outcome]
    shift = None
    if appeal.effect is not None and appeal.run is not None:
        before, after = appeal.effect["before"], appeal.effect["after"]
        totals = {
            f"{side}_{language}": points_text(told["total"], language)
            for side, told in (("before", before), ("after", after))
            for language in LANGUAGES
        }
        places = {"place_before": before["place"] or "—", "place_after": after["place"] or "—"}
        shift = {**totals, **places, "run": appeal.run.name}
    becomes = OUTCOMES[appeal.becomes] if appeal.becomes else ("", "")
    fields = {
        "end_ru": end[0],
        "end_en": end[1],
        "shift": shift,
        "becomes_ru": becomes[0],
        "becomes_en": becomes[1],
        "answer_text": appeal.answer,
    }
    return _of_appeal(session, actor, appeal, "appeal_decided", fields, now)


def award_changed(
    session: Session, actor: Actor, season: Season, kind: AwardLetter, page: Page, *, serial: str, reason: str, now: datetime
) -> list[Letter]:
    """To the institution of the page, by the word of whoever approved the change."""
    fields = {"page": page.name, "serial": serial, "reason_text": reason}
    drafts = [Draft(one.addressee(one.pages), fields) for one in people.owners(session, season.id, page.id)]
    return queue(session, actor, season, kind, drafts, now=now, version=AGAIN)


def _of_objection(
    session: Session, actor: Actor, objection: Objection, kind: str, more: dict[str, Any], now: datetime
) -> list[Letter]:
    return _to_institution(session, actor, objection, kind, {"criterion": objection.criterion, **more}, now)


def _of_appeal(session: Session, actor: Actor, appeal: Appeal, kind: str, more: dict[str, Any], now: datetime) -> list[Letter]:
    ru, en = APPEAL_GROUNDS[appeal.ground]
    return _to_institution(session, actor, appeal, kind, {"ground_ru": ru, "ground_en": en, **more}, now)


def _to_institution(
    session: Session, actor: Actor, about: Objection | Appeal, kind: str, more: dict[str, Any], now: datetime
) -> list[Letter]:
    fields = {"number": about.id, "page": about.page.name, **more}
    owners = people.owners(session, about.season_id, about.page_id)
    drafts = [Draft(one.addressee(one.pages), fields) for one in owners]
    return queue(session, actor, about.season, kind, drafts, now=now, version=AGAIN)

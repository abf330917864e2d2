"""What recipients choose: their language, and no news; decisions come all the same."""

from email import message_from_bytes

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.errors import InputError, NotFound
from scoring.mail.message import mime
from scoring.season.course import State
from scoring.services.letters import choices
from scoring.services.letters.drafting import Addressee, Draft, message_of, queue
from scoring.services.letters.steps import foresee, queue_step
from scoring.services.sealing import seal
from scoring.store.database import transaction
from scoring.store.letters import LetterChoice
from scoring.store.seasons import Season
from scoring.store.vocabulary import SealKind
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import ADMIN, Outbox

SCHOOL = "school@example.org"


def choose(outbox: Outbox, email: str, **wish: object) -> str:
    """Choose for an address; its key."""
    with transaction(outbox.engine) as session:
        return choices.choose(session, ADMIN, email, now=NOW, **wish).key  # type: ignore[arg-type]  # passed through


def announce(outbox: Outbox) -> int:
    """The letters of the announcement; how many were foreseen."""
    with transaction(outbox.engine) as session:
        found = session.get_one(Season, outbox.season_id)
        found.state, found.evidence = State.DRAFT, None
        foreseen = {one.kind.code: one.count for one in foresee(session, found, State.ANNOUNCED, now=NOW)}
        seal(session, found, SealKind.RULES, [{"year": 2025}], now=NOW)
        found.state = State.ANNOUNCED
        queue_step(session, ADMIN, found, State.DRAFT, now=NOW)
    return foreseen["season_announced"]


def test_each_recipient_is_written_to_in_his_language(outbox: Outbox) -> None:
    """Who has chosen none gets the season's."""
    choose(outbox, "School@Example.org ", language="en")
    announce(outbox)
    told = {one.recipient: (one.language, one.subject) for one in outbox.letters("season_announced")}
    assert ("en", "Знак качества 2025: the rules are announced") == told[SCHOOL]
    assert {"ru"} == {language for recipient, (language, _) in told.items() if recipient != SCHOOL}


def test_who_declines_news_is_neither_counted_nor_written_to(outbox: Outbox) -> None:
    """What is foreseen is what comes."""
    choose(outbox, SCHOOL, news=False)
    foreseen = announce(outbox)
    assert (3, 3, False) == (
        foreseen,
        len(outbox.letters("season_announced")),
        SCHOOL in {one.recipient for one in outbox.letters("season_announced")},
    )


def test_decisions_come_to_who_declines_news(outbox: Outbox) -> None:
    """And letters about his data."""
    choose(outbox, SCHOOL, news=False)
    fields = {"pages": [], "until": "", "appeal_days": 5}
    with transaction(outbox.engine) as session:
        season = session.get_one(Season, outbox.season_id)
        for kind in ("season_announced", "data_ready", "winner"):
            queue(session, ADMIN, season, kind, [Draft(Addressee(SCHOOL, pages=(1,)), fields)], now=NOW)
    assert ["data_ready", "winner"] == [one.kind for one in outbox.letters()]


def test_news_name_the_way_out_and_nothing_else_does(outbox: Outbox) -> None:
    """In the text and in the header that mail programs know; every recipient has a key of his own."""
    announce(outbox)
    with Session(outbox.engine) as session:
        season = session.get_one(Season, outbox.season_id)
        sent = [message_of(outbox.home, letter, season, NOW) for letter in outbox.letters("season_announced")]
        other = [message_of(outbox.home, letter, season, NOW).choice for letter in outbox.letters("sealed")]
        keys = session.scalars(select(LetterChoice.key)).all()
    ways = {f"https://lavr.example/my/letters/{key}" for key in keys}
    headers = {str(message_from_bytes(mime(one, address="a@example.org"))["List-Unsubscribe"]) for one in sent}
    assert ({f"<{way}>" for way in ways}, 4, {""}) == (headers, len(ways), set(other))
    assert all(one.choice in one.text for one in sent)


def test_a_choice_is_changed_by_its_key(outbox: Outbox) -> None:
    """The journal names no address; a choice that is as before leaves no entry; an unknown key opens nothing."""
    key = choose(outbox, SCHOOL, news=False)
    for news in (True, True):
        with transaction(outbox.engine) as session:
            found = choices.by_key(session, key)
            choices.choose(session, choices.stranger(found), found.email, news=news, now=NOW)
    with transaction(outbox.engine) as session:
        events = session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "letters.choose")).all()
        with pytest.raises(NotFound):
            choices.by_key(session, "x")
        with pytest.raises(InputError):
            choices.choose(session, ADMIN, SCHOOL, language="de", now=NOW)
    assert ["Анна Орлова", "s…@example.org"] == events


def test_a_choice_is_forgotten_with_its_address(outbox: Outbox) -> None:
    """Not while the address is on file, and never the wish for no news."""
    for email, news in (("gone@example.com", True), ("refused@example.com", False), (SCHOOL, True)):
        choose(outbox, email, news=news)
    with transaction(outbox.engine) as session:
        gone = choices.forget(session, ["gone@example.com", "refused@example.com", SCHOOL])
        left = session.scalar(select(func.count()).select_from(LetterChoice))
    assert (1, 2) == (gone, left)

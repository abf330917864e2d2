"""Sending: each letter once, however often it runs and wherever it is killed; what fails is told and waits as it should."""

import email
import email.policy
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from scoring.errors import Refused, Unreached, Unsure
from scoring.season.course import State
from scoring.services.letters import sending
from scoring.services.letters.drafting import Addressee, Draft, queue
from scoring.services.letters.sending import Sent
from scoring.store.database import transaction
from scoring.store.letters import Letter
from scoring.store.owners import OwnerContact
from scoring.store.people import User
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState, SeasonKind
from tests.post import Post, let_go
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import ADMIN, Outbox

BUSY = Refused("занято", "busy", lasting=False)
NOBODY = Refused("550 нет такого", "550 nobody", lasting=True)
AWAY = Unreached("нет сервера", "no server")
BROKEN = Unsure("прервалось", "broke")


def _ready(outbox: Outbox, people: int = 3, kind: str = "name_check") -> None:
    outbox.draft(kind, people)
    with transaction(outbox.engine) as session:
        let_go(session, ADMIN, outbox.season_id, NOW)


def _release(outbox: Outbox, post: Post | None, now: datetime = NOW, wait: Callable[[float], None] | None = None) -> Sent:
    return sending.release(
        outbox.engine, outbox.home, outbox.season_id, clock=lambda: now, wait=wait or (lambda _: None), transport=post
    )


def test_running_the_release_twice_sends_once(outbox: Outbox) -> None:
    """The second finds nothing to send."""
    _ready(outbox)
    post = Post()

    first, second = _release(outbox, post), _release(outbox, post)

    assert (Sent(3, 0, 0, 0), Sent(0, 0, 0, 0), 3) == (first, second, len(post.left))


def test_a_letter_that_nobody_approved_does_not_leave(outbox: Outbox) -> None:
    """It waits."""
    outbox.draft()
    post = Post()

    _release(outbox, post)

    assert ([], [LetterState.DRAFTED] * 3) == (post.left, outbox.states())


def test_an_approved_letter_leaves_when_its_moment_has_come(outbox: Outbox) -> None:
    """And not before."""
    _ready(outbox, 1)
    with transaction(outbox.engine) as session:
        session.get_one(Letter, 1).release_at = NOW + timedelta(hours=1)
    post = Post()

    before = _release(outbox, post).left
    after = _release(outbox, post, NOW + timedelta(hours=1)).left

    assert (0, 1) == (before, after)


def test_letters_about_results_leave_after_the_publication_alone(outbox: Outbox) -> None:
    """Whoever approved them, and whenever."""
    _ready(outbox, 1, "winner")
    post = Post()

    before = _release(outbox, post).left
    outbox.stand(State.PUBLISHED)
    after = _release(outbox, post).left

    assert (0, 1) == (before, after)


def test_what_has_left_is_kept_as_it_left(outbox: Outbox) -> None:
    """With the address that its links had then."""
    _ready(outbox, 1)
    post = Post()

    _release(outbox, post)

    letter = outbox.letters()[0]
    assert (post.left[0].text, NOW, "files", True) == (
        letter.text,
        letter.sent_at,
        letter.transport,
        "https://lavr.example" in letter.text,
    )


def test_a_letter_that_is_refused_for_good_has_failed(outbox: Outbox) -> None:
    """With the server's reason in both languages; the others leave."""
    _ready(outbox, 2)

    sent = _release(outbox, Post(NOBODY))

    states = [(one.state, one.error, one.error_en) for one in outbox.letters()]
    assert (Sent(1, 1, 0, 0), [("failed", "550 нет такого", "550 nobody"), ("sent", "", "")]) == (sent, states)


def test_a_letter_that_is_refused_for_now_is_tried_later(outbox: Outbox) -> None:
    """After a pause that grows."""
    _ready(outbox, 1)
    post = Post(BUSY, BUSY)

    _release(outbox, post)
    first = outbox.letters()[0].release_at
    _release(outbox, post, NOW + timedelta(minutes=5))
    second = outbox.letters()[0].release_at

    assert (NOW + timedelta(minutes=5), NOW + timedelta(minutes=35)) == (first, second)


def test_after_five_attempts_a_letter_has_failed(outbox: Outbox) -> None:
    """It does not try for ever."""
    _ready(outbox, 1)
    post = Post(*[BUSY] * 5)

    for days in range(5):
        _release(outbox, post, NOW + timedelta(days=days))

    assert [(LetterState.FAILED, 5)] == [(one.state, one.attempts) for one in outbox.letters()]


def test_while_the_server_is_away_all_wait_as_they_were(outbox: Outbox) -> None:
    """The attempt counts for none of them."""
    _ready(outbox, 2)

    with pytest.raises(Unreached):
        _release(outbox, Post(AWAY))

    assert [(LetterState.APPROVED, 0)] * 2 == [(one.state, one.attempts) for one in outbox.letters()]


class Silent(Post):
    """A mail server: it does not tell what it has taken."""

    name = "smtp"

    def has(self, message_id: str, label: str) -> bool | None:  # noqa: ARG002 the protocol's
        """Nobody knows."""
        return None


def test_a_letter_in_doubt_is_not_sent_again_by_itself(outbox: Outbox) -> None:
    """It stays «sending» with the reason, and the next one goes on."""
    _ready(outbox, 2)
    post = Silent(BROKEN)

    first = _release(outbox, post)
    second = _release(outbox, post, NOW + timedelta(days=1))

    assert (Sent(1, 0, 0, 1), Sent(0, 0, 0, 0), ["sending", "sent"]) == (first, second, outbox.states())


class Killed(BaseException):
    """What a kill looks like from inside."""


class Dies(Post):
    """A transport in whose hands the worker dies: before it has taken the letter, or after."""

    def __init__(self, *, taken: bool) -> None:
        super().__init__()
        self.taken = taken

    def send(self, message: object) -> None:
        """Take it or not, and die once."""
        if self.taken:
            super().send(message)  # type: ignore[arg-type]  # a message all the same
        raise Killed


@pytest.mark.parametrize("taken", [True, False], ids=["after", "before"])
def test_a_worker_that_dies_with_a_letter_in_hand_sends_it_once(outbox: Outbox, taken: bool) -> None:
    """The folder knows whether it is there: then it has left, else it goes again."""
    _ready(outbox, 1)
    dying = Dies(taken=taken)
    with pytest.raises(Killed):
        _release(outbox, dying)
    post = Post()
    post.left = dying.left

    at_once = (_release(outbox, post), outbox.states())
    _release(outbox, post, NOW + sending.DOUBTFUL_AFTER + timedelta(seconds=1))

    assert ((Sent(0, 0, 0, 0), ["sending"]), 1, ["sent"]) == (at_once, len(post.left), outbox.states())


def test_the_same_letter_has_the_same_id_at_each_attempt(outbox: Outbox) -> None:
    """So a server's log can be asked for it."""
    _ready(outbox, 1)
    ids = []

    class Notes(Post):
        def send(self, message: object) -> None:
            ids.append(message.id)  # type: ignore[attr-defined]  # a message
            raise BUSY

    for days in range(2):
        _release(outbox, Notes(), NOW + timedelta(days=days))

    assert ["lavr.2025-name_check-000001@lavr.example"] * 2 == ids


def test_letters_leave_at_the_pace_of_the_settings(outbox: Outbox) -> None:
    """One a second at sixty a minute, and no waiting before the first."""
    _ready(outbox, 3)
    pauses: list[float] = []

    _release(outbox, Post(), wait=pauses.append)

    assert [1.0, 1.0] == pauses


def test_letters_of_a_rehearsal_are_trapped(outbox: Outbox) -> None:
    """They become files that say so, whatever server the settings name."""
    _ready(outbox, 1)
    with transaction(outbox.engine) as session:
        session.get_one(Season, outbox.season_id).kind = SeasonKind.REHEARSAL
    home = outbox.home.model_copy(update={"mail_host": "mail.invalid", "mail_from": "lavr@example.org"})

    sent = sending.release(outbox.engine, home, outbox.season_id, clock=lambda: NOW, wait=lambda _: None)

    file = next(home.mail.glob("*.eml"))
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (
        1,
        "rehearsal-2025-name_check-000001.eml",
        "РЕПЕТИЦИЯ: Проверьте, как написано ваше название: Знак качества 2025",
    ) == (
        sent.left,
        file.name,
        message["Subject"],
    )


def test_how_many_may_leave_now(outbox: Outbox) -> None:
    """Only approved ones whose moment and state have come."""
    _ready(outbox, 2)
    _ready(outbox, 1, "winner")

    with Session(outbox.engine) as session:
        assert 2 == sending.due(session, outbox.season_id, NOW)


def test_two_workers_at_once_send_each_letter_once(outbox: Outbox) -> None:
    """Whichever takes a letter first has it."""
    _ready(outbox, 12)
    posts = [Post(), Post()]
    begin = threading.Barrier(2)

    def work(post: Post) -> Sent:
        begin.wait()
        return _release(outbox, post)

    with ThreadPoolExecutor(2) as pool:
        sent = [one.left for one in pool.map(work, posts)]

    ids = [message.id for post in posts for message in post.left]
    assert (12, 12, ["sent"] * 12) == (sum(sent), len(set(ids)), outbox.states())


@pytest.mark.parametrize("gone", ["account", "address", "juror"])
def test_nobody_gets_a_letter_who_is_no_longer_there(outbox: Outbox, gone: str) -> None:
    """It is cancelled when its turn comes, with the reason."""
    to = {
        "account": Addressee("obs@example.org", user_id=3),
        "address": Addressee("garden@example.org", pages=(3,)),
        "juror": Addressee("team@example.org", user_id=2),
    }[gone]
    kind = "juror_invite" if gone == "juror" else "name_check"
    with transaction(outbox.engine) as session:
        fields = {"pages": [], "minutes": 5, "appeal_days": 5}
        queue(session, ADMIN, session.get_one(Season, outbox.season_id), kind, [Draft(to, fields)], now=NOW)
        let_go(session, ADMIN, outbox.season_id, NOW)
        session.get_one(User, 3).active = False
        session.execute(delete(OwnerContact).where(OwnerContact.email == "garden@example.org"))
    post = Post()

    _release(outbox, post)

    assert ([], [("cancelled", True)]) == (post.left, [(one.state, bool(one.error)) for one in outbox.letters()])


def test_an_address_on_file_gets_its_letter(outbox: Outbox) -> None:
    """As long as it is there."""
    with transaction(outbox.engine) as session:
        to = Addressee("garden@example.org", pages=(3,))
        season = session.get_one(Season, outbox.season_id)
        queue(session, ADMIN, season, "name_check", [Draft(to, {"pages": [], "appeal_days": 5})], now=NOW)
        let_go(session, ADMIN, outbox.season_id, NOW)

    assert 1 == _release(outbox, Post()).left

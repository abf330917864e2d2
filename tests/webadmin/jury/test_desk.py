"""The desk over HTTP: what an answer brings, what is refused and how, and that a recused card leaves no trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.vocabulary import AnswerWord, DealState
from tests.webadmin.conftest import Clock
from tests.webadmin.jury.conftest import NEW, READY, Enter, Lookout
from webadmin.context import db


@pytest.fixture
def cards(lookout: Lookout) -> list[str]:
    """A hand of ten cards of a portion of ten minutes."""
    lookout.client.post("/jury/portion", data={"csrf_token": lookout.key, "minutes": "10"})
    return [card["id"] for card in lookout.post("/jury/hand").json["cards"]]


def verdicts(app: Flask) -> list[tuple[str, int, str]]:
    """All verdicts: card, revision, answer."""
    with app.app_context():
        rows = db.session.execute(select(Deal.public_id, Verdict.revision, Verdict.answer).join(Verdict).order_by(Verdict.id))
        return [(card, revision, answer) for card, revision, answer in rows]


def test_an_answer_tells_when_it_was_saved_and_what_comes_next(lookout: Lookout, cards: list[str]) -> None:
    """200 with the moment, the season's time of day, the version for the next change, and the next card's address."""
    expected = {
        "saved_at": "2026-11-22T09:00:00+00:00",
        "saved": "16:00:00",
        "version": 2,
        "next": f"/jury/deal/{cards[1]}",
    }
    assert expected == lookout.put(cards[0]).json


def test_the_same_request_again_changes_nothing(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """A request repeated by a bad network is known by its id."""
    first = lookout.put(cards[0])
    again = lookout.put(cards[0])
    assert (200, first.json["saved_at"]) == (again.status_code, again.json["saved_at"])
    assert [(cards[0], 1, "yes")] == verdicts(app)


def test_an_older_view_gets_both_answers(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """Another tab has answered since: 409 with what stands there and the version to answer with; nothing is written over."""
    lookout.put(cards[0], answer="no", reason="weak", comment="мало")
    refused = lookout.put(cards[0], answer="yes", client_id="another-tab")
    newer = refused.json["newer"]
    expected = {
        "told": "Нет: слабое содержание",
        "answer": "no",
        "reason": "weak",
        "comment": "мало",
        "at": "16:00:00",
        "version": 2,
    }
    assert (409, expected) == (refused.status_code, newer)
    assert [(cards[0], 1, "no")] == verdicts(app)


def test_a_closed_round_says_so(lookout: Lookout, cards: list[str], clock: Clock) -> None:
    """Behind the round's end and its grace: 410, told in words."""
    clock.advance(timedelta(days=6))
    with lookout.client.session_transaction() as session:
        session["since"] = int(clock().timestamp())
    refused = lookout.put(cards[0])
    assert (410, True) == (refused.status_code, "закрыто" in refused.json["error"])


def test_a_foreign_card_answers_like_an_unknown_one(app: Flask, enter: Enter, cards: list[str]) -> None:
    """404 with the same body, by PUT and by GET."""
    other = enter(NEW)
    page = other.get("/jury/agreement").get_data(as_text=True)
    stranger = Lookout(other, page.split('data-key="')[1].split('"')[0])
    foreign, unknown = stranger.put(cards[0]), stranger.put("x" * 22)
    assert (404, foreign.data) == (unknown.status_code, unknown.data)
    assert foreign.status_code == 404
    assert [404, 404] == [other.get(f"/jury/deal/{one}").status_code for one in (cards[0], "x" * 22)]
    assert verdicts(app) == []


def test_a_put_without_its_key_is_refused(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """An answer that does not come from our own page gets 400."""
    sent = {"answer": "yes", "reason": "", "comment": "", "client_id": "12345678", "version": 1}
    assert lookout.client.put(f"/jury/deal/{cards[0]}", json=sent).status_code == 400
    assert verdicts(app) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"version": "1"},
        {"version": True},
        {"version": None},
        {"answer": 1},
        {"comment": ["x"]},
        {"answer": "perhaps"},
        {"answer": "no", "reason": "other"},
        {"answer": "no", "reason": "ugly"},
        {"client_id": "<script>"},
        {"comment": "x" * 2_001},
    ],
)
def test_a_wrong_answer_is_a_fault_that_repeating_does_not_mend(
    app: Flask, lookout: Lookout, cards: list[str], sent: dict[str, object]
) -> None:
    """400 with a sentence, marked so that the queue does not send it again."""
    refused = lookout.put(cards[0], **sent)
    assert (400, True) == (refused.status_code, refused.json["fault"])
    assert verdicts(app) == []


def test_undo_opens_the_card_again(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """The answer stays as history and counts no more; the card can be answered anew."""
    version = lookout.put(cards[0]).json["version"]
    undone = lookout.post(f"/jury/deal/{cards[0]}/undo", client_id="undo-0001", version=version)
    lookout.put(cards[0], answer="unsure", client_id="answer-02", version=undone.json["version"])
    assert [(cards[0], 1, "yes"), (cards[0], 2, AnswerWord.WITHDRAWN), (cards[0], 3, "unsure")] == verdicts(app)


def test_a_card_put_aside_is_counted_as_such(lookout: Lookout, cards: list[str]) -> None:
    """It stands on the home page until it is answered."""
    lookout.post(f"/jury/deal/{cards[0]}/aside", version=1)
    page = lookout.client.get("/jury/").get_data(as_text=True)
    assert "<dt>Отложено</dt><dd>1</dd>" in page


def test_a_recused_card_leaves_no_trace(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """After one tap no page of the juror names it, no hand holds it, and its address does not exist."""
    with app.app_context():
        held = db.session.scalars(select(Deal).where(Deal.public_id == cards[0])).one()
        marker = "МЕТКА-КОНФЛИКТА"
        held.card.page.name, held.card.shown = marker, held.card.shown | {"name": marker}
        db.session.commit()
    lookout.put(cards[0])
    assert marker in lookout.client.get("/jury/answers").get_data(as_text=True)
    assert lookout.post(f"/jury/deal/{cards[0]}/recuse", version=2).status_code == 200
    paths = ("/jury/", "/jury/answers", "/jury/end", "/jury/conflicts", "/jury/receipt", f"/jury/deal/{cards[1]}")
    pages = [lookout.client.get(path).get_data(as_text=True) for path in paths]
    pages.append(lookout.post("/jury/hand").get_data(as_text=True))
    assert [] == [page for page in pages if marker in page or cards[0] in page]
    assert lookout.client.get(f"/jury/deal/{cards[0]}").status_code == 404


def test_a_hand_never_tells_place_total_or_line(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """What the machine computed is in no answer of the desk; the distance from the line neither."""
    with app.app_context():
        distances = {str(one) for one in db.session.scalars(select(JuryCard.distance)) if one > 1}
    lookout.put(cards[0])
    said = lookout.post("/jury/hand").get_data(as_text=True)
    assert [] == [word for word in ("distance", "total", "place", "outcome") if f'"{word}"' in said]
    assert [] == [one for one in distances if f">{one}<" in said]


def test_reading_deals_nothing(app: Flask, lookout: Lookout) -> None:
    """No page that is opened by GET reserves a card."""
    for path in ("/jury/", "/jury/answers", "/jury/end", "/jury/rules", "/jury/conflicts", "/jury/receipt"):
        lookout.client.get(path)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Deal)) == 0


# Without scripts


def form(lookout: Lookout, public_id: str, **fields: str) -> tuple[int, str]:
    """A plain form's answer: status and where it leads."""
    sent = {"csrf_token": lookout.key, "client_id": public_id.replace("_", "-"), "version": "1"} | fields
    answered = lookout.client.post(f"/jury/deal/{public_id}", data=sent)
    return answered.status_code, answered.headers.get("Location", "") or answered.get_data(as_text=True)


def test_a_plain_form_answers_and_leads_on(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """Each button of the bar works as a form: yes leads to the next card."""
    assert (303, f"/jury/deal/{cards[1]}") == form(lookout, cards[0], answer="yes")
    assert [(cards[0], 1, "yes")] == verdicts(app)


def test_a_plain_no_asks_for_the_reason_first(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """No shows the reasons; a reason writes the answer."""
    status, page = form(lookout, cards[0], answer="no")
    assert (200, [], True) == (status, verdicts(app), "data-reasons role=" in page)
    assert form(lookout, cards[0], because="dead")[0] == 303
    assert [(cards[0], 1, "no")] == verdicts(app)


def test_other_needs_words_and_keeps_what_was_typed(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """Without a comment «other» is refused with the reasons still open."""
    status, page = form(lookout, cards[0], because="other", comment="  ")
    assert (400, True, []) == (status, "data-reasons role=" in page, verdicts(app))


def test_a_plain_undo_goes_back_to_the_last_card(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """The bar's undo takes the last answer of this session back."""
    form(lookout, cards[0], answer="yes")
    assert (303, f"/jury/deal/{cards[0]}") == form(lookout, cards[1], answer="undo")
    assert AnswerWord.WITHDRAWN == verdicts(app)[-1][2]


def test_a_plain_conflict_leads_on(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """The card is gone, another one comes."""
    assert (303, f"/jury/deal/{cards[1]}") == form(lookout, cards[0], answer="recuse")
    with app.app_context():
        state = db.session.scalar(select(Deal.state).where(Deal.public_id == cards[0]))
    assert state == DealState.RECUSED


def test_a_plain_stale_form_shows_both_answers(lookout: Lookout, cards: list[str]) -> None:
    """409 with the saved and the new answer side by side."""
    lookout.put(cards[0], answer="unsure")
    status, page = form(lookout, cards[0], answer="yes", client_id="stale-form")
    both = page[page.index('<dl class="both">') :]
    assert (409, True) == (status, both.index("Не могу решить") < both.index("Да</dd>"))


def test_the_end_of_a_portion_tells_what_was_done(lookout: Lookout, cards: list[str], clock: Clock) -> None:
    """Cards and minutes, counted from the verdicts."""
    for number, card in enumerate(cards[:3]):
        lookout.put(card, client_id=f"client-{number}")
    clock.advance(timedelta(seconds=95))
    assert "3 карточки за 1:35." in lookout.client.get("/jury/end").get_data(as_text=True)


# The first two minutes, one's own answers, the receipt


def test_a_new_juror_is_led_through_his_two_minutes(app: Flask, enter: Enter) -> None:
    """Home leads to the agreement, then to the ties, then stays."""
    client = enter(NEW)
    key = client.get("/jury/agreement").get_data(as_text=True).split('data-key="')[1].split('"')[0]
    led = [client.get("/jury/").headers["Location"]]
    client.post("/jury/agreement", data={"csrf_token": key, "agreed": "1"})
    led.append(client.get("/jury/").headers["Location"])
    client.post("/jury/conflicts", data={"csrf_token": key, "do": "declare", "tie": "page:vk:101"})
    assert ["/jury/agreement", "/jury/conflicts", 200] == [*led, client.get("/jury/").status_code]
    with app.app_context():
        juror = db.session.scalars(select(Juror).where(Juror.number == 102)).one()
        assert None not in (juror.agreed_at, juror.declared_at)


def test_agreeing_needs_the_tick(enter: Enter) -> None:
    """Without it the page says so."""
    client = enter(NEW)
    key = client.get("/jury/agreement").get_data(as_text=True).split('data-key="')[1].split('"')[0]
    assert client.post("/jury/agreement", data={"csrf_token": key}).status_code == 400


def test_the_search_of_ties_keeps_what_is_ticked(lookout: Lookout) -> None:
    """Searching finds institutions by name, tells nothing else of them, and loses no tick."""
    sent = {"csrf_token": lookout.key, "do": "find", "find": "школа 17", "tie": "page:vk:105"}
    page = lookout.client.post("/jury/conflicts", data=sent).get_data(as_text=True)
    assert '<input type="checkbox" name="tie" value="page:vk:105" checked>' in page
    assert '<input type="checkbox" name="tie" value="page:vk:116">' in page


def test_likely_ties_are_ticked(lookout: Lookout) -> None:
    """The juror works at school 3: its page is ticked before he touches anything."""
    page = lookout.client.get("/jury/conflicts").get_data(as_text=True)
    assert '<input type="checkbox" name="tie" value="page:vk:102" checked>' in page


def test_own_answers_can_be_narrowed(lookout: Lookout, cards: list[str]) -> None:
    """The list shows the answer asked for and no other."""
    lookout.put(cards[0], answer="yes")
    lookout.put(cards[1], answer="unsure")
    page = lookout.client.get("/jury/answers?answer=unsure").get_data(as_text=True)
    assert (False, True) == (f"/jury/deal/{cards[0]}" in page, f"/jury/deal/{cards[1]}" in page)


def test_nobody_else_has_a_desk(enter: Enter) -> None:
    """For the season's admin the desk does not exist, and the panel does not for a juror."""
    statuses = [enter("org@example.org").get("/jury/").status_code, enter(READY).get("/panel/jury-desk/").status_code]
    assert [404, 403] == statuses


# What it costs


@contextmanager
def asked(app: Flask) -> Iterator[list[str]]:
    """Statements that go to the database meanwhile."""
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_verdict_takes_five_statements_however_many_there_are(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """Who he is, his seat, his card, the deal, the verdict: with nothing answered, with one and with three answers."""
    counts = []
    for card in cards[:4]:
        with asked(app) as said:
            assert lookout.put(card).status_code == 200
        counts.append(len(said))
    assert [5, 5, 5, 5] == counts


def test_dealing_takes_as_many_statements_for_ten_cards_as_for_one(app: Flask, lookout: Lookout) -> None:
    """Also once some are answered; the round's cards themselves are read once in a process."""
    form = {"csrf_token": lookout.key, "minutes": "10"}
    lookout.client.post("/jury/portion", data=form)
    counts = []
    for answers in (0, 1, 3):
        hand = lookout.post("/jury/hand").json["cards"]
        for card in hand[:answers]:
            lookout.put(card["id"])
        with asked(app) as said:
            lookout.post("/jury/hand")
        counts.append(len(said))
    assert [17, 17] == counts[1:]
    assert counts[0] < 17


def test_a_card_is_shown_by_few_statements(app: Flask, lookout: Lookout, cards: list[str]) -> None:
    """As many with three answers behind as with none."""
    counts = []
    for done in (0, 1, 3):
        for card in cards[:done]:
            lookout.put(card)
        with asked(app) as said:
            lookout.client.get(f"/jury/deal/{cards[5]}")
        counts.append(len(said))
    assert [6, 6, 6] == counts


def test_behind_the_end_the_form_of_ties_is_closed(app: Flask, lookout: Lookout, clock: Clock) -> None:
    """It says so and has no button, and a form that was open is refused with whom to tell."""
    with app.app_context():
        db.session.scalars(select(JuryRound)).one().closes_at = clock()
        db.session.commit()
    page = lookout.client.get("/jury/conflicts").get_data(as_text=True)
    sent = {"csrf_token": lookout.key, "do": "declare", "tie": "page:vk:105"}
    answer = lookout.client.post("/jury/conflicts", data=sent)
    assert (True, False, 409, True) == (
        "Голосование закрыто, и анкета вместе с ним" in page,
        'name="tie"' in page,
        answer.status_code,
        "напишите организатору" in answer.get_data(as_text=True),
    )

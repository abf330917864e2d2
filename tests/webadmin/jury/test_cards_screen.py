"""The jury's cards for those who keep or lead it: evidence and counts, never an answer, and nothing that tells the ranking."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scoring.store.jury import Conflict, JuryCard
from scoring.store.tables import Page
from scoring.store.vocabulary import ConflictSource, ConflictTarget, LaneName, Role
from tests.people import add_person
from tests.webadmin import seeding
from tests.webadmin.jury.conftest import READY, Enter, Lookout
from tests.webadmin.season.conftest import plain
from webadmin.context import db

CARDS = "/panel/jury-cards/"
CARD = "card-0000000000000000"


def text_of(client: FlaskClient, path: str = CARDS) -> str:
    """The page at the path."""
    return client.get(path).get_data(as_text=True)


@pytest.fixture
def chair(app: Flask, enter: Enter) -> FlaskClient:
    """The chair, whose club is the second page."""
    with app.app_context():
        user = add_person(db.session, "chair@example.org", "Вера Мостовая", Role.CHAIR, "f" * 32, seeding.NOW)
        page = db.session.scalars(select(Page).order_by(Page.id)).all()[1]
        tie = Conflict(season_id=1, user_id=user.id, target=ConflictTarget.PAGE, value=page.key, source=ConflictSource.SELF,
                       made_at=seeding.NOW)  # fmt: skip
        db.session.add(tie)
        db.session.commit()
    return enter("chair@example.org")


def test_an_admin_sees_which_pages_lack_answers(enter: Enter, lookout: Lookout) -> None:
    """How many, and never what was said."""
    lookout.client.post("/jury/portion", data={"csrf_token": lookout.key, "minutes": "5"})
    card = lookout.post("/jury/hand").json["cards"][0]["id"]
    lookout.put(card, answer="no", reason="weak", comment="МЕТКА-ОТВЕТА")
    page = text_of(enter("org@example.org"))
    assert (True, 9, 30) == ("собран" in page, page.count("не хватает 1<"), page.count("не хватает 3<"))
    assert (False, False) == ("МЕТКА-ОТВЕТА" in page, "слабое содержание" in page)


def test_who_may_not_know_the_ranking_sees_evidence_alone(chair: FlaskClient) -> None:
    """No question and no count stands beside a page's name, nor on its card."""
    page = text_of(chair)
    listed = page.partition('id="all"')[2]
    card = text_of(chair, f"{CARDS}{CARD}0/")
    assert (39, False, False) == (listed.count(CARDS), "не хватает" in listed, "граница" in listed)
    assert (True, False, False, False) == ("Отвечают на комментарии" in card, "Достойна" in card, "НЕ награждать" in card,
                                           "граница" in card)  # fmt: skip


def test_a_card_with_a_conflict_is_as_good_as_none(chair: FlaskClient) -> None:
    """It is neither in the list nor in the figures, and answers like one that there is not."""
    page = text_of(chair)
    answers = [chair.get(f"{CARDS}{number}/") for number in (f"{CARD}1", "card-99999999999999999")]
    bodies = {plain(answer.get_data(as_text=True), f"{CARD}1", "card-99999999999999999") for answer in answers}
    assert ([404, 404], 1, False, True) == (
        [answer.status_code for answer in answers], len(bodies), f"{CARDS}{CARD}1" in page, "Скрыто карточек" in page
    )  # fmt: skip


def test_a_juror_has_his_own_desk_alone(enter: Enter) -> None:
    """Cards that are not dealt to him are not his to see."""
    client = enter(READY)
    assert [403, 403] == [client.get(path).status_code for path in (CARDS, f"{CARDS}{CARD}0/")]


def test_a_page_that_is_asked_of_twice_stands_there_once(app: Flask, chair: FlaskClient) -> None:
    """Twice would tell that it wins by points and stands near the line."""
    with app.app_context():
        one = db.session.get_one(JuryCard, 3)
        again = JuryCard(round_id=one.round_id, page_id=one.page_id, public_id="card-again", lane=LaneName.SAFETY,
                         nomination=one.nomination, distance=0.0, shown=one.shown)  # fmt: skip
        db.session.add(again)
        db.session.commit()
    assert 39 == text_of(chair).partition('id="all"')[2].count(CARDS)

"""The cover on a card: a file of our own for its juror alone, with words for who cannot see it, and words where there is none."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import select

from scoring.home import Home
from scoring.services import covers
from scoring.sources.demo.covers import cover_of
from scoring.store.jury import Deal
from tests.webadmin.jury.conftest import NEW, Enter, Lookout
from webadmin.context import db

PICTURE = cover_of("Спорт", "vk:club1", 1)
NAME = hashlib.sha256(PICTURE.jpeg).hexdigest()


@pytest.fixture
def card(app: Flask, home: Home, lookout: Lookout) -> str:
    """A dealt card whose page had a cover."""
    lookout.client.post("/jury/portion", data={"csrf_token": lookout.key, "minutes": "10"})
    public_id: str = lookout.post("/jury/hand").json["cards"][0]["id"]
    with app.app_context():
        held = db.session.scalars(select(Deal).where(Deal.public_id == public_id)).one()
        seen = {"sha256": NAME, "width": PICTURE.width, "height": PICTURE.height, "seen": "2026-11-01"}
        held.card.shown = held.card.shown | {"cover": seen}
        db.session.commit()
    path = covers.path_of(home, NAME)
    path.parent.mkdir()
    path.write_bytes(PICTURE.jpeg)
    return public_id


def test_the_card_shows_its_cover_with_words(lookout: Lookout, card: str) -> None:
    """The picture comes from our own server, tells its size and its day; the script gets the address to fetch it ahead."""
    page = lookout.client.get(f"/jury/deal/{card}").get_data(as_text=True)
    shown = f'src="/jury/deal/{card}/cover" width="720" height="288" alt="Обложка страницы, какой она была 1 ноября 2026"'
    first = lookout.post("/jury/hand").json["cards"][0]
    assert (True, f"/jury/deal/{card}/cover") == (shown in page, first["cover"])


def test_the_picture_is_the_juror_s_alone(lookout: Lookout, enter: Enter, card: str) -> None:
    """The browser may keep it and nobody between; another juror's request and an unknown card answer alike."""
    own = lookout.client.get(f"/jury/deal/{card}/cover")
    assert (200, "image/jpeg", PICTURE.jpeg) == (own.status_code, own.mimetype, own.data)
    assert (True, None, 43_200) == (own.cache_control.private, own.cache_control.public or None, own.cache_control.max_age)
    foreign, unknown = (enter(NEW).get(f"/jury/deal/{one}/cover") for one in (card, "x" * 22))
    assert (404, 404) == (foreign.status_code, unknown.status_code)


def test_a_recused_card_has_no_picture(lookout: Lookout, card: str) -> None:
    """As if it had never been dealt."""
    lookout.post(f"/jury/deal/{card}/recuse", version=1)
    assert lookout.client.get(f"/jury/deal/{card}/cover").status_code == 404


@pytest.mark.parametrize(
    ("width", "told"),
    [(0, "Обложки у страницы нет."), (1920, "картинка не собрана"), (None, "Об обложке ничего не известно.")],
)
def test_without_a_picture_the_card_says_why(app: Flask, lookout: Lookout, card: str, width: int | None, told: str) -> None:
    """And its address has none."""
    with app.app_context():
        held = db.session.scalars(select(Deal).where(Deal.public_id == card)).one()
        looks = held.card.shown["looks"] | {"cover_width": width}
        held.card.shown = held.card.shown | {"cover": None, "looks": looks}
        db.session.commit()
    page = lookout.client.get(f"/jury/deal/{card}").get_data(as_text=True)
    assert (True, False) == (told in page, "/cover" in page)
    assert lookout.client.get(f"/jury/deal/{card}/cover").status_code == 404


def test_a_picture_that_is_kept_no_more_is_said_to_be_gone(home: Home, lookout: Lookout, card: str) -> None:
    """No broken picture stands in its place."""
    covers.path_of(home, NAME).unlink()
    page = lookout.client.get(f"/jury/deal/{card}").get_data(as_text=True)
    assert (True, False) == ("картинка больше не хранится" in page, "/cover" in page)

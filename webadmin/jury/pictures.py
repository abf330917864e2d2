"""The cover on a card as a file, for whoever may see the card."""

from typing import Final

from flask import Response, request

from scoring.errors import NotFound
from scoring.services import covers
from scoring.store.jury import JuryCard
from webadmin.context import home

_SECONDS: Final = 12 * 3600
"""For so long the browser keeps a picture, so that a hand of cards shows its covers without a network."""


def cover_of(card: JuryCard) -> Response:
    """The picture that was kept before the freeze; NotFound where the card has none."""
    kept = card.shown.get("cover")
    path = covers.path_of(home(), kept["sha256"]) if kept is not None else None
    if kept is None or path is None or not path.is_file():
        raise NotFound("Картинки на этой карточке нет.", "There is no picture on this card.")
    answer = Response(path.read_bytes(), mimetype="image/jpeg")
    answer.set_etag(kept["sha256"])
    answer.cache_control.private, answer.cache_control.max_age = True, _SECONDS
    answer.make_conditional(request)
    return answer

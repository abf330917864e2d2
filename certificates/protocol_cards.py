"""The speaker's cards: one A5 sheet a winner, large type, in the order in which they are called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates.award import Tongue
from certificates.fonts import need_fonts
from certificates.protocol_words import WORDS
from certificates.typography import typographic

_SIZES = ((45, 40), (80, 31), (140, 24), (220, 19), (100_000, 14))
"""Letters of a name up to which a size in points holds three lines."""


@dataclass(frozen=True, slots=True)
class SpeakersCard:
    """One winner; ``place`` and ``points`` are ready to print, or empty."""

    nomination: str
    name: str
    municipality: str
    place: str
    points: str
    citation: str


@dataclass(frozen=True, slots=True)
class CardDeck:
    """All cards of one evening; ``decisions``: SHA-256 of the sealed decisions that they were printed from.

    ``reader``: whose copy it is, on every card, before the results are public.
    """

    contest: str
    year: int
    cards: tuple[SpeakersCard, ...]
    decisions: str
    rehearsal: bool
    at: datetime
    language: Tongue = "ru"
    reader: str = ""


def cards_pdf(deck: CardDeck) -> bytes:
    """The cards as one PDF, a page a card; the same values give the same bytes."""
    need_fonts()
    from certificates.paper import print_paper  # noqa: PLC0415 - WeasyPrint loads slowly, and values do not need it

    words = WORDS[deck.language]
    title = words["cards"].format(contest=deck.contest, year=deck.year)
    by_nomination: dict[str, int] = {}
    for card in deck.cards:
        by_nomination[card.nomination] = by_nomination.get(card.nomination, 0) + 1
    seen: dict[str, int] = {}
    views: list[dict[str, Any]] = []
    for card in deck.cards:
        seen[card.nomination] = seen.get(card.nomination, 0) + 1
        number = words["card_number"].format(number=seen[card.nomination], of=by_nomination[card.nomination])
        name = typographic(card.name)
        views.append({"card": card, "name": name, "size": _size(name), "number": number, "said": typographic(card.citation)})
    values = {"deck": deck, "views": views, "words": words, "title": title, "language": deck.language}
    return print_paper("protocol", "cards", values, title=title, at=deck.at, about=deck.decisions)


def _size(name: str) -> int:
    return next(size for letters, size in _SIZES if len(name) <= letters)

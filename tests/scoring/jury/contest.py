"""Nominations for the tests of the jury: pages by place, so many of which win."""

from collections.abc import Mapping

from scoring.jury.cards import Place
from scoring.jury.counting import Answer, Vote

POINT = 10_000


def placed(pages: int, winners: int, nomination: str = "Культура", *, floor: int | None = None) -> list[Place]:
    """``pages`` pages p1, p2, … a point apart; ``floor``: the last place from which a page could win."""
    prefix = nomination[:1].lower()
    line = 100 * POINT - winners * POINT
    return [
        Place(
            page=f"{prefix}{place}",
            nomination=nomination,
            place=place,
            total=100 * POINT - place * POINT,
            line=line,
            wins=place <= winners,
            able=floor is None or place <= floor,
            spread=2.0 * POINT,
        )
        for place in range(1, pages + 1)
    ]


def said(answers: Mapping[str, str]) -> list[Vote]:
    """Votes out of «yyn»: the letters of a page are the answers of jurors 1, 2, 3 and so on."""
    words = {"y": Answer.YES, "n": Answer.NO, "u": Answer.UNSURE}
    return [Vote(str(juror), page, words[letter]) for page, letters in answers.items() for juror, letter in enumerate(letters, 1)]

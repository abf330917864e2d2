"""Papers of the signed decision: the press table, the speaker's cards, the open file. All are printed from the sealed files.

Outcomes and citations come from the sealed decisions, points from the sealed run, names from the register by the page's key.
What an appeal has put right stands in the sealed decision itself.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from criteria.measurement import Language
from scoring.errors import NotAllowed, NotFound
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right
from scoring.services import sealing
from scoring.services.acting import Actor, require
from scoring.services.decision_sight import tied_pages
from scoring.services.seasons import settings_of
from scoring.services.table_files import csv_file, workbook_file
from scoring.store.sealing import Seal
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DecisionOutcome, SealKind

Form = Literal["csv", "xlsx"]
MIME_TYPES: Final[dict[Form, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HONOURED: Final = (DecisionOutcome.WINNER, DecisionOutcome.LAUREATE)
_OUTCOMES: Final = {
    DecisionOutcome.WINNER: ("победитель", "winner"),
    DecisionOutcome.LAUREATE: ("лауреат", "laureate"),
    DecisionOutcome.RESERVE: ("резерв", "reserve"),
    DecisionOutcome.NOT_SELECTED: ("участник", "participant"),
    DecisionOutcome.EXCLUDED: ("исключена", "excluded"),
}
_PRESS: Final = {
    "ru": ("Сфера", "Место", "Название", "Муниципалитет", "Баллы", "Итог", "За что"),
    "en": ("Sphere", "Place", "Name", "Municipality", "Points", "Outcome", "Citation"),
}
_OPEN: Final = ("nomination", "place", "page", "name", "municipality", "points", "outcome")
_WIDTHS: Final = (28, 8, 60, 24, 10, 14, 60)


@dataclass(frozen=True, slots=True)
class Honoured:
    """One page of the signed decision; ``place`` None where places are not public; ``points`` as a decimal string."""

    page: str
    nomination: str
    place: int | None
    name: str
    municipality: str
    points: str
    outcome: DecisionOutcome
    citation: str
    rank: int
    """The place, public or not: for order only."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed decision as its sealed file has it, with that file's SHA-256."""

    sha256: str
    rows: tuple[Honoured, ...]


def signed(session: Session, season: Season) -> Signed:
    """All decided pages in the order of the protocol: by nomination, winners first, by place."""
    decisions, run = _sealed(session, season.id, SealKind.DECISIONS), _sealed(session, season.id, SealKind.RUN)
    totals = {row["page"]: str(row["total"]) for row in _rows(run) if "page" in row}
    shown = settings_of(season).places_public
    named = {page.key: page for page in session.scalars(select(Page).where(Page.season_id == season.id))}
    rows = [_honoured(row, totals, named[row["page"]], places=shown) for row in _rows(decisions)]
    order = {outcome: number for number, outcome in enumerate(_OUTCOMES)}
    rows.sort(key=lambda row: (row.nomination, order[row.outcome], row.rank, row.name, row.page))
    return Signed(decisions.sha256, tuple(rows))


def winners_for_press(session: Session, actor: Actor, season: Season) -> Signed:
    """Winners and laureates, for those who may know the ranking. Before publication not for one who has a conflict with any."""
    require_whole(session, actor, season)
    found = signed(session, season)
    return Signed(found.sha256, tuple(row for row in found.rows if row.outcome in _HONOURED))


def require_whole(session: Session, actor: Actor, season: Season) -> None:
    """Papers hold every page: who may not see some of them reads them after publication."""
    require(actor, Right.SEE_RANKING, State(season.state))
    if season.state not in PUBLIC and tied_pages(session, actor, season.id):
        raise NotAllowed(
            "У вас конфликт интересов со страницами этого сезона: бумаги со всеми итогами откроются вам после публикации.",
            "You have a conflict with pages of this season: papers with all outcomes open to you after publication.",
        )


def spoken(found: Signed) -> list[Honoured]:
    """Winners in the order in which they are called: the last place first where places are public, otherwise by name."""
    won = [row for row in found.rows if row.outcome == DecisionOutcome.WINNER]
    return sorted(won, key=lambda row: (row.nomination, -row.rank if row.place is not None else 0, row.name))


def press_file(found: Signed, year: int, form: Form, language: Language, *, reader: str = "") -> tuple[str, str, bytes]:
    """Name, MIME type and bytes of the press table; the last row names the sealed file, before it ``reader`` whose copy it is."""
    at = 0 if language == "ru" else 1
    rows: list[Sequence[object]] = [
        (row.nomination, row.place, row.name, row.municipality, float(row.points), _OUTCOMES[row.outcome][at], row.citation)
        for row in found.rows
    ]
    if reader:
        rows.append((("Экземпляр", "Copy of")[at], None, reader, "", None, "", ""))
    note = ("SHA-256 подписанного решения", "SHA-256 of the signed decision")[at]
    rows.append((note, None, found.sha256, "", None, "", ""))
    stem = f"Победители {year}" if language == "ru" else f"Winners {year}"
    body = csv_file(_PRESS[language], rows) if form == "csv" else workbook_file(stem, _PRESS[language], rows, _WIDTHS)
    return f"{stem}.{form}", MIME_TYPES[form], body


def open_file(session: Session, season: Season) -> bytes:
    """The public file as CSV: winners and laureates, every page where the season shows all, and the cut line of each nomination.

    A cut line is a row of the outcome ``cut_line`` without a page: the points of the nomination's last winner.
    """
    if season.state not in PUBLIC:
        raise NotFound("Итоги ещё не опубликованы.", "The results are not published yet.")
    every, found = settings_of(season).list_public, signed(session, season)
    rows = [
        (row.nomination, row.place, row.page, row.name, row.municipality, row.points, row.outcome.value)
        for row in found.rows
        if every or row.outcome in _HONOURED
    ]
    return csv_file(_OPEN, [*rows, *_cut_lines(found)])


def _cut_lines(found: Signed) -> Iterator[tuple[object, ...]]:
    last: dict[str, str] = {}
    for row in found.rows:
        if row.outcome == DecisionOutcome.WINNER:
            last[row.nomination] = min(row.points, last.get(row.nomination, row.points), key=float)
    return ((nomination, None, "", "", "", points, "cut_line") for nomination, points in last.items())


def digest(body: bytes) -> str:
    """SHA-256 in hexadecimal, as ``sha256sum`` prints it."""
    return hashlib.sha256(body).hexdigest()


def _sealed(session: Session, season_id: int, kind: SealKind) -> Seal:
    found = sealing.current(session, season_id, kind)
    if found is None:
        raise NotFound(
            "Решение ещё не подписано и не запечатано: подпишите протокол.", "The decision is not signed and sealed yet: sign it."
        )
    return session.scalars(select(Seal).options(undefer(Seal.content)).where(Seal.id == found.id)).one()


def _rows(seal: Seal) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in seal.content.splitlines())


def _honoured(row: dict[str, Any], totals: dict[str, str], page: Page, *, places: bool) -> Honoured:
    right = row.get("corrected") or {**row, "total": totals[row["page"]]}
    return Honoured(
        page=row["page"],
        nomination=right["nomination"],
        place=right["place"] if places else None,
        name=page.name,
        municipality=page.municipality,
        points=_shown(right["total"]),
        outcome=DecisionOutcome(row["final"]),
        citation=row["citation"],
        rank=right["place"] or 0,
    )


def _shown(total: str) -> str:
    """A sealed total as it is shown: half up to hundredths."""
    hundredths = (int(total.replace(".", "")) + 50) // 100
    return f"{hundredths // 100}.{hundredths % 100:02d}"

"""Counting a season again from its sealed files alone: rules, run, verdicts, and what they come to, against the decisions.

The run is recomputed from the snapshot; its places and the sealed verdicts give the seats; a decision may differ from them only
with a reason that is sealed beside it. Files are compared byte for byte, and the rows that differ are named.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from criteria import loading
from criteria.evidence import UNKNOWN
from criteria.jury_rule import JuryRule
from scoring.engine.quotas import floor_of
from scoring.engine.ranking import Outcome as Ranked
from scoring.engine.run import Result
from scoring.engine.table import Row, ranking_rows
from scoring.engine.terms import terms_for
from scoring.evidence.sealed_run import RunEntry
from scoring.jury.cards import Lane, Place
from scoring.jury.counting import Answer, Seat, Vote, seats
from scoring.services.sealed_files import SealedFile, broken, current
from scoring.services.sealing import decimal, lines
from scoring.store.vocabulary import DecisionOutcome, SealKind

Rows = list[dict[str, Any]]
_MACHINE: Final = {
    Ranked.WINNER: DecisionOutcome.WINNER,
    Ranked.LAUREATE: DecisionOutcome.LAUREATE,
    Ranked.NONE: DecisionOutcome.NOT_SELECTED,
}


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row of a sealed file that does not come out again: the file, the row, what is sealed there, and what came out."""

    file: str
    row: str
    sealed: str
    found: str


def replayed_seals(files: Sequence[SealedFile], entry: RunEntry, text: str, result: Result) -> tuple[WrongRow, ...]:
    """What does not come out again; nothing where all of it does. ``entry``, ``text``: the sealed run and its rule book."""
    wrong = [WrongRow(one.name, "", one.sha256, one.chained) for one in broken(files)]
    rules, snapshot, run = (current(files, kind) for kind in (SealKind.RULES, SealKind.SNAPSHOT, SealKind.RUN))
    verdicts, decided = current(files, SealKind.VERDICTS), current(files, SealKind.DECISIONS)
    table = [row for row in ranking_rows(result) if row.page is not None]
    if rules is not None:
        wrong += _compared(rules, [{"year": entry.year, "rulebook": loading.digest(result.book), "text": text}])
    if snapshot is not None:
        wrong += _compared(snapshot, [{"evidence": entry.evidence}])
    if run is not None:
        wrong += _compared(run, _run_rows(entry, table))
    if decided is not None:
        counted = _counted(table, result, verdicts.rows if verdicts is not None else [])
        rows = [_decided(*matched) for matched in _matched(decided, table, counted)]
        wrong += _compared(decided, sorted([*rows, *_let_in(decided, table)], key=lambda row: str(row["page"])))
    return tuple(wrong)


def _run_rows(entry: RunEntry, table: Iterable[Row]) -> Rows:
    head = {name: getattr(entry, name) for name in ("ranking", "evidence", "rulebook", "code")} | {"run": entry.name}
    rows: Rows = [
        {
            "page": row.key,
            "nomination": row.nomination,
            "place": row.place,
            "total": decimal(max(0, row.total if row.total is not None else UNKNOWN)),
            "outcome": row.outcome.word,
        }
        for row in table
    ]
    return [head, *sorted(rows, key=lambda row: str(row["page"]))]


def _counted(table: Sequence[Row], result: Result, verdicts: Rows) -> dict[str, Seat]:
    """What becomes of each page that has a place, by points and the sealed verdicts."""
    rule = result.book.jury
    border = [row for row in verdicts if row["lane"] == Lane.BORDER.value] if rule is not None else []
    votes = [Vote(str(row["juror"]), row["page"], Answer(row["answer"])) for row in border]
    found = seats(_places(table, result), votes, rule or JuryRule(band=0, safety=False))
    return {seat.place.page: seat for seat in found}


def _places(table: Sequence[Row], result: Result) -> list[Place]:
    quotas = {cut.nomination: terms_for(result.book, cut.nomination).quota for cut in result.ranked.cuts}
    cuts = {cut.nomination: cut.line for cut in result.ranked.cuts}
    won = Counter((row.nomination, row.municipality) for row in table if row.outcome is Ranked.WINNER)
    places = []
    for row in table:
        if not row.place or row.total is None:
            continue
        quota, wins = quotas[row.nomination], row.outcome is Ranked.WINNER
        most = quota.per_municipality
        full = most is not None and bool(row.municipality) and won[row.nomination, row.municipality] >= most
        able = row.total >= floor_of(quota.floor) and (wins or not full)
        places.append(Place(row.key, row.nomination, row.place, row.total, cuts[row.nomination], wins, able, 1.0))
    return places


def _matched(decided: SealedFile, table: Sequence[Row], counted: dict[str, Seat]) -> Iterable[tuple[dict[str, Any], Row, Seat]]:
    """Every page that took part, with its sealed decision (empty where it has none) and its seat, by key."""
    sealed = {row["page"]: row for row in decided.rows}
    for row in sorted(table, key=lambda row: row.key):
        if row.outcome is not Ranked.OUT:
            yield sealed.get(row.key, {}), row, counted[row.key]


def _let_in(decided: SealedFile, table: Sequence[Row]) -> Rows:
    """Pages that were out of the contest and that an appeal has put into the list: there is nothing to count again."""
    out = {row.key for row in table if row.outcome is Ranked.OUT}
    return [row for row in decided.rows if row["page"] in out and "corrected" in row]


def _decided(sealed: dict[str, Any], row: Row, seat: Seat) -> dict[str, Any]:
    """The decision as it must stand: machine and automatic outcome computed anew, a person's word only with its reason."""
    machine = _MACHINE[row.outcome]
    if row.reserve and row.outcome is Ranked.NONE:
        machine = DecisionOutcome.RESERVE
    automatic = DecisionOutcome.WINNER if seat.wins else machine
    if machine == DecisionOutcome.WINNER and not seat.wins:
        automatic = DecisionOutcome.LAUREATE
    tally = seat.tally
    votes: dict[str, Any] = {}
    if seat.settled is not None:
        votes = {"yes": tally.yes, "no": tally.no, "unsure": tally.unsure, "settled": seat.settled.value}
    return {
        **sealed,
        "page": row.key,
        "nomination": row.nomination,
        "place": row.place,
        "machine": machine.value,
        "automatic": automatic.value,
        "final": sealed.get("final") if sealed.get("reason_code") else automatic.value,
        "reserve": row.reserve,
        "votes": votes,
    }


def _compared(file: SealedFile, rows: Rows) -> list[WrongRow]:
    """The lines that differ, by the page or the head that they are of."""
    if file.content == lines(rows):
        return []
    if "page" not in rows[-1]:
        pairs = zip_longest(file.content.splitlines(keepends=True), (lines([row]) for row in rows))
        return [WrongRow(file.name, "", _shown(a), _shown(b)) for a, b in pairs if a != b]
    sealed = {_key(json.loads(line)): line for line in file.content.splitlines(keepends=True)}
    found = {_key(row): lines([row]) for row in rows}
    keys = [*found, *(key for key in sealed if key not in found)]
    wrong = [WrongRow(file.name, key, _shown(sealed.get(key)), _shown(found.get(key))) for key in keys
             if sealed.get(key) != found.get(key)]  # fmt: skip
    return wrong or [WrongRow(file.name, "", "порядок строк / order of rows", "")]


def _key(row: dict[str, Any]) -> str:
    return str(row.get("page", ""))


def _shown(line: bytes | None) -> str:
    return (line or b"").decode(errors="replace").rstrip("\n")

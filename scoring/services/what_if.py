"""What another rule book would change: the same evidence under two of them, who enters, who leaves, and why. Writes nothing."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from criteria import loading
from criteria.evidence import UNKNOWN, Bool
from criteria.measurement import Language
from criteria.phrases import points_text
from criteria.rulebook import RuleBook
from scoring.engine.explain import detail_of, explain
from scoring.engine.findings import Findings
from scoring.engine.incidents import NO_INCIDENTS, Incidents
from scoring.engine.ranking import Outcome
from scoring.engine.run import NO_FINDINGS, Result, evaluate
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import Correction, corrections_hash

KEPT: Final = 8
"""Results kept in memory: two rule books, and those looked at a moment ago."""
REASONS: Final = 3
MOVES: Final = 20
SHOWN: Final = 20
"""Pages of one nomination that are named when they enter or leave."""


class Evaluations:
    """Results by (evidence, corrections, rule book, findings, incidents), the last few. One may be shared by several threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._found: OrderedDict[tuple[str, ...], Result] = OrderedDict()
        self._lock = threading.Lock()

    def of(
        self,
        folder: Path,
        book: RuleBook,
        findings: Findings = NO_FINDINGS,
        incidents: Incidents = NO_INCIDENTS,
        corrections: Sequence[Correction] = (),
    ) -> Result:
        """The result of ``book`` over the snapshot in ``folder`` with its corrections, computed only where it is not kept."""
        name = (folder.name, corrections_hash(corrections), loading.digest(book), findings.digest, incidents.digest)
        with self._lock:
            if name in self._found:
                self._found.move_to_end(name)
                return self._found[name]
        with open_corrected(folder, corrections) as evidence:
            result = evaluate(book, evidence, findings=findings, incidents=incidents)
        with self._lock:
            self._found[name] = result
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        return result


@dataclass(frozen=True, slots=True)
class Shift:
    """A criterion whose points are other ones: before and after in ten-thousandths, None where one book does not have it."""

    code: str
    title: str
    before: int | None
    after: int | None

    @property
    def by(self) -> int:
        """How many more."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a page stands under one rule book. ``total`` in ten-thousandths; ``place`` 0 and ``total`` None where it has none."""

    nomination: str
    outcome: Outcome
    place: int
    total: int | None
    line: int
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A page under both rule books. ``shifts``: the criteria that changed its points most, the weightiest first."""

    key: str
    name: str
    before: Standing
    after: Standing
    shifts: tuple[Shift, ...]

    @property
    def by(self) -> int:
        """Places won (above 0) or lost within the nomination; 0 where it has a place under one of them only."""
        both = self.before.place and self.after.place and self.before.nomination == self.after.nomination
        return self.before.place - self.after.place if both else 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many pages, and the first of them in the order of places."""

    count: int
    first: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """A nomination under both rule books: pages, winners, laureates, places in the quota, the line in ten-thousandths.

    Each is a pair (before, after), None where one of them does not have the nomination.
    """

    nomination: str
    pages: tuple[int | None, int | None]
    winners: tuple[int | None, int | None]
    laureates: tuple[int | None, int | None]
    quota: tuple[int | None, int | None]
    line: tuple[int | None, int | None]
    entering: "Crowd"
    leaving: "Crowd"
    becoming: "Crowd"
    """Laureates who were none."""
    ceasing: "Crowd"
    """Laureates who are none any more, and did not win."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the two rule books do not have alike; None where one of them has nothing there.

    ``path`` names rows by their code or name, «criteria[R1].points»; ``at`` is the place in each of the two by number.
    """

    path: str
    before: Any
    after: Any
    at: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """All that one rule book would change against another over the same evidence."""

    differences: tuple[Difference, ...]
    balances: tuple[Balance, ...]
    moved: int
    """Pages with another place, outcome or nomination."""
    pages: int
    biggest: tuple[Moved, ...]
    """The largest moves among pages whose outcome stays."""

    @property
    def entering(self) -> int:
        """Winners who were none."""
        return sum(balance.entering.count for balance in self.balances)

    @property
    def leaving(self) -> int:
        """Winners who are none any more."""
        return sum(balance.leaving.count for balance in self.balances)


def compare(before: Result, after: Result, language: Language) -> Compared:
    """What changes from ``before`` to ``after``, two results over the same evidence.

    ValueError where they are not about the same pages.
    """
    sides = (_Side(before, language), _Side(after, language))
    outcome, place, named = _unlike(before, after)
    rest = np.flatnonzero(place & ~outcome & ~named & (before.ranked.place > 0) & (after.ranked.place > 0))
    step = np.abs(before.ranked.place[rest].astype(np.int64) - after.ranked.place[rest])
    biggest = rest[np.lexsort((before.ranked.place[rest], -step))][:MOVES]
    return Compared(
        differences=differences(before.book, after.book),
        balances=tuple(_balances(sides)),
        moved=int((outcome | place | named).sum()),
        pages=before.pages,
        biggest=tuple(_moved(sides, row) for row in biggest.tolist()),
    )


def every_move(before: Result, after: Result, language: Language) -> Iterator[Moved]:
    """All pages with another outcome, place or nomination, in the order of nominations and of places afterwards."""
    sides = (_Side(before, language), _Side(after, language))
    rows = np.flatnonzero(np.logical_or.reduce(_unlike(before, after)))
    place = after.ranked.place[rows].astype(np.int64)
    order = np.lexsort((np.where(place > 0, place, np.iinfo(np.int64).max), after.nomination[rows]))
    return (_moved(sides, row) for row in rows[order].tolist())


def _unlike(before: Result, after: Result) -> tuple[Bool, Bool, Bool]:
    """(pages,) each: another outcome, another place, another nomination; ValueError for results over other pages."""
    if not np.array_equal(before.key, after.key):
        msg = "two results can be compared over the same evidence only"
        raise ValueError(msg)
    one, other = before.ranked, after.ranked
    return one.outcome != other.outcome, one.place != other.place, _names(before) != _names(after)


class _Side:
    """One result, with what is looked up of it again and again."""

    def __init__(self, result: Result, language: Language) -> None:
        self.result = result
        self.language = language
        self.points = {leaf.code: row for leaf, row in zip(result.book.leaves, result.scored.got, strict=True)}
        self.titles = {criterion.code: getattr(criterion.title, language) for criterion in result.book.criteria}
        self.cuts = {cut.nomination: cut for cut in result.ranked.cuts}

    def standing(self, row: int) -> Standing:
        """Where a page stands; the sentences of gates only for a page that is out."""
        ranked, nomination = self.result.ranked, self.nomination(row)
        outcome = Outcome(int(ranked.outcome[row]))
        shown = int(ranked.shown[row])
        cut = self.cuts.get(nomination)
        return Standing(
            nomination,
            outcome,
            int(ranked.place[row]),
            None if shown == UNKNOWN else shown,
            cut.line if cut else 0,
            self._reasons(row) if outcome is Outcome.OUT else (),
        )

    def nomination(self, row: int) -> str:
        """The nomination by name, empty for none."""
        index = int(self.result.nomination[row])
        return "" if index == UNKNOWN else self.result.nominations[index]

    def _reasons(self, row: int) -> tuple[str, ...]:
        return explain(self.result.book, detail_of(self.result, row), self.language).reasons


def _names(result: Result) -> Any:
    """(pages,) the nomination's name of each page."""
    return np.array([*result.nominations, ""], object)[result.nomination]


def _moved(sides: tuple[_Side, _Side], row: int) -> Moved:
    before, after = sides
    codes = dict.fromkeys([*after.points, *before.points])
    shifts = []
    for code in codes:
        old = int(before.points[code][row]) if code in before.points else None
        new = int(after.points[code][row]) if code in after.points else None
        if (old or 0) != (new or 0):
            shifts.append(Shift(code, str(after.titles.get(code) or before.titles.get(code)), old, new))
    shifts.sort(key=lambda shift: -abs(shift.by))
    result = before.result
    return Moved(str(result.key[row]), str(result.name[row]), before.standing(row), after.standing(row), tuple(shifts[:REASONS]))


def _balances(sides: tuple[_Side, _Side]) -> Iterator[Balance]:
    before, after = sides
    names = (_names(before.result), _names(after.result))
    outcomes = (before.result.ranked.outcome, after.result.ranked.outcome)
    changed = outcomes[0] != outcomes[1]
    for name in dict.fromkeys([*after.cuts, *before.cuts]):
        cuts = (before.cuts.get(name), after.cuts.get(name))

        def pair(read: Callable[[Any], int], cuts: tuple[Any, Any] = cuts) -> tuple[int | None, int | None]:
            return (read(cuts[0]) if cuts[0] else None, read(cuts[1]) if cuts[1] else None)

        def crowd(which: Bool, side: int) -> Crowd:
            rows = np.flatnonzero(which)
            rows = rows[np.argsort(sides[side].result.ranked.place[rows], kind="stable")]
            return Crowd(len(rows), tuple(_moved(sides, row) for row in rows[:SHOWN].tolist()))

        yield Balance(
            nomination=name,
            pages=pair(lambda cut: cut.pages),
            winners=pair(lambda cut: cut.winners),
            laureates=pair(lambda cut: cut.laureates),
            quota=pair(lambda cut: cut.quota),
            line=pair(lambda cut: cut.line),
            entering=crowd(changed & (names[1] == name) & (outcomes[1] == Outcome.WINNER), 1),
            leaving=crowd(changed & (names[0] == name) & (outcomes[0] == Outcome.WINNER), 0),
            becoming=crowd(changed & (names[1] == name) & (outcomes[1] == Outcome.LAUREATE), 1),
            ceasing=crowd(changed & (names[0] == name) & (outcomes[0] == Outcome.LAUREATE) & (outcomes[1] != Outcome.WINNER), 0),
        )


def differences(before: RuleBook, after: RuleBook) -> tuple[Difference, ...]:
    """The fields that are not alike, in the order of the first book; parts with a code are matched by their code."""
    one, other = _flat(before.model_dump(mode="json")), _flat(after.model_dump(mode="json"))
    nothing = ("", None)
    found = ((path, one.get(path, nothing), other.get(path, nothing)) for path in dict.fromkeys([*one, *other]))
    return tuple(Difference(path, a[1], b[1], (a[0], b[0])) for path, a, b in found if a[1] != b[1])


def _flat(value: Any, path: str = "", at: str = "") -> dict[str, tuple[str, Any]]:
    """Every value with its place by number, by its path: «criteria[R1].points» gives («criteria[8].points», 15)."""
    found: dict[str, tuple[str, Any]] = {}
    if isinstance(value, Mapping):
        for key, one in value.items():
            found |= _flat(one, f"{path}.{key}" if path else str(key), f"{at}.{key}" if at else str(key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            name = (one.get("code") or one.get("name")) if isinstance(one, Mapping) else None
            found |= _flat(one, f"{path}[{name or number + 1}]", f"{at}[{number}]")
    elif value is not None:
        found[path] = (at, value)
    return found


def reasons(moved: Moved, language: Language) -> tuple[str, ...]:
    """Why a page enters or leaves, in sentences, the weightiest first."""
    before, after = moved.before, moved.after
    told = []
    if after.outcome is Outcome.OUT and before.outcome is not Outcome.OUT:
        told += [_told(language, f"не допущена: {reason}", f"not admitted: {reason}") for reason in after.gates]
    if before.outcome is Outcome.OUT and after.outcome is not Outcome.OUT:
        told += [
            _told(language, f"теперь допущена; раньше: {reason}", f"admitted now; before: {reason}") for reason in before.gates
        ]
    if before.nomination != after.nomination:
        told.append(_told(language, f"номинация теперь «{after.nomination}»", f"the nomination is now «{after.nomination}»"))
    told += [_shift(shift, language) for shift in moved.shifts]
    steps = before.outcome is not after.outcome and Outcome.OUT not in (before.outcome, after.outcome)
    if steps and before.nomination == after.nomination and before.line != after.line:
        old, new = points_text(before.line, language), points_text(after.line, language)
        told.append(_told(language, f"черта номинации {old} → {new}", f"the nomination's line {old} → {new}"))
    if not told:
        told.append(_told(language, "изменилось число мест или разбор равных", "the number of places or the tie-break changed"))
    return tuple(told)


def _shift(shift: Shift, language: Language) -> str:
    if shift.before is None:
        new = points_text(shift.after or 0, language)
        return _told(language, f"новый критерий «{shift.title}»: {new}", f"the new criterion «{shift.title}»: {new}")
    if shift.after is None:
        old = points_text(shift.before, language)
        return _told(language, f"нет критерия «{shift.title}»: было {old}", f"no criterion «{shift.title}»: it gave {old}")
    sign = "+" if shift.by > 0 else "\u2212"
    by = sign + points_text(abs(shift.by), language)
    return f"{shift.title}: {points_text(shift.before, language)} → {points_text(shift.after, language)} ({by})"


def _told(language: Language, ru: str, en: str) -> str:
    return ru if language == "ru" else en

"""Rules over the sealed files: their chain holds, each that must be there is, and each equals the rows that it was made of."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from criteria import loading
from scoring.errors import BrokenEvidence
from scoring.evidence.snapshot import verify
from scoring.season.course import State
from scoring.services import course, covers, decisions, sealing
from scoring.services.checking.look import Look, Violation
from scoring.services.verdicts import sealed_verdicts
from scoring.store.vocabulary import SealKind

Rows = list[dict[str, Any]]
_BEGINS: Final = {
    SealKind.RULES: State.ANNOUNCED,
    SealKind.SNAPSHOT: State.FROZEN,
    SealKind.RUN: State.JURY_OPEN,
    SealKind.VERDICTS: State.JURY_CLOSED,
    SealKind.DECISIONS: State.SIGNED,
}
"""From which state on a season has a seal of a kind that holds."""
_ORDER: Final = tuple(State)
_BROKEN: Final = {
    "order": ("номер или связь с прежней печатью", "its number or its tie to the seal before"),
    "content": ("содержимое не то, что запечатано", "its content is not what was sealed"),
    "chain": ("запись о печати изменена", "the record of the seal was changed"),
}
_NAMED: Final = 5
"""Rows of one seal that are named one by one."""


def seals_are_a_chain(look: Look) -> Iterator[Violation]:
    """Every seal has the hash of its content, and each the hash of the one before."""
    for one in sealing.broken(look.session, look.season.id):
        ru, en = _BROKEN[one.what]
        yield Violation(
            "seals_are_a_chain",
            "seal",
            str(one.number),
            f"Печать № {one.number} ({one.kind}) не держится: {ru}. Верните таблицу seal из резервной копии; верный хэш стоит в "
            "опубликованном дневнике сезона.",
            f"Seal {one.number} ({one.kind}) does not hold: {en}. Restore the table seal from a backup; the true hash stands in "
            "the season's public diary.",
        )


def seals_are_their_rows(look: Look) -> Iterator[Violation]:
    """The seals that hold equal, line by line, the rows that they were made of."""
    for kind, rows_of in _ROWS.items():
        seal = sealing.current(look.session, look.season.id, kind)
        if seal is None:
            if _must_be(look, kind):
                yield _missing(kind)
            continue
        rows = rows_of(look)
        if rows is None or sealing.lines(rows) == seal.content:
            continue
        changed = [_named(line, row) for line, row in _differing(seal.content, rows)]
        for row in changed[:_NAMED]:
            yield _differs(kind, seal.number, row, len(changed))


def snapshot_is_its_name(look: Look) -> Iterator[Violation]:
    """The frozen evidence on the disk still is what its sealed name says, column by column."""
    name = look.season.evidence
    if name is None:
        return
    try:
        verify(look.home.evidence / name)
    except BrokenEvidence as error:
        yield Violation("snapshot_is_its_name", "evidence", name, error.ru, error.en)


def _differing(content: bytes, rows: Rows) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for sealed, row in zip_longest(content.splitlines(keepends=True), rows):
        if row is None or sealed != sealing.lines([row]):
            yield (_told(sealed), row or {})


def _told(line: bytes | None) -> Mapping[str, Any]:
    try:
        found = json.loads(line or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _named(sealed: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    told = {**sealed, **row}
    parts = [str(told[name]) for name in ("page", "lane", "juror", "run", "evidence", "year") if name in told]
    return " ".join(parts[:3])


def _differs(kind: SealKind, number: int, row: str, count: int) -> Violation:
    return Violation(
        "seals_are_their_rows",
        kind.value,
        row,
        f"«{row}» в базе не то, что запечатано печатью № {number} ({kind}); таких строк {count}. Верните строки из резервной "
        f"копии: запечатанные достанет lavr season seals",
        f"«{row}» in the database is not what seal {number} ({kind}) has sealed; {count} such rows. Restore the rows from a "
        f"backup: lavr season seals gets the sealed ones",
    )


def _missing(kind: SealKind) -> Violation:
    return Violation(
        "seals_are_their_rows",
        "seal",
        kind.value,
        f"Печати «{kind}», которая должна действовать в этом состоянии сезона, нет. Верните таблицу seal из резервной копии.",
        f"There is no seal «{kind}», which must hold in this state of the season. Restore the table seal from a backup.",
    )


def _must_be(look: Look, kind: SealKind) -> bool:
    """Once the season went through the step that seals; seasons from before there were seals never did."""
    if look.state is State.CANCELLED or _ORDER.index(look.state) < _ORDER.index(_BEGINS[kind]):
        return False
    here = {State(one.end) for one in look.steps}
    return _BEGINS[kind] in here or (kind is SealKind.RUN and State.PROPOSED in here)


def _rules(look: Look) -> Rows:
    book = loading.read(look.season.rulebook)
    return [{"year": look.season.year, "rulebook": loading.digest(book), "text": look.season.rulebook}]


def _run(look: Look) -> Rows | None:
    return course.run_rows(look.session, look.run) if look.run is not None else []


def _decisions(look: Look) -> Rows:
    return decisions.sealed_rows(decisions.standing(look.session, look.season.id))


_ROWS: Final[Mapping[SealKind, Callable[[Look], Rows | None]]] = {
    SealKind.RULES: _rules,
    SealKind.SNAPSHOT: lambda look: [{"evidence": look.season.evidence, **covers.sealed(look.session, look.season.id)}],
    SealKind.RUN: _run,
    SealKind.VERDICTS: lambda look: list(sealed_verdicts(look.session, look.season.id)),
    SealKind.DECISIONS: _decisions,
}

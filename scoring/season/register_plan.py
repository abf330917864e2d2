"""What a register's file would do to the register of a season: added, changed, renamed, moved, returned, vanished pages.

A page of the season keeps its key whatever becomes of its address, since evidence, findings and corrections name it by the
key; the link is where the page stands now. A column that the file does not have changes nothing, and a page that the file
does not have is only told: nobody is dropped without a person's word.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from criteria.evidence import UNKNOWN
from scoring.season.succession import Entry, fold, successions
from scoring.sources.page_address import current_key, network_of
from scoring.sources.register_rows import RegisterRow

Value = str | int | float | bool | None

_IDENTITY: Final = frozenset({"key", "link", "group_id", "line"})
_DERIVED: Final = {"ogrn_valid": ("ogrn",), "municipality": ("municipality", "address")}
_FIELDS: Final = tuple(field.name for field in fields(RegisterRow) if field.name not in _IDENTITY)
TOLD: Final = ("link", "group_id", *(name for name in _FIELDS if name != "ogrn_valid"))
"""Fields whose change is told, in this order."""


class What(StrEnum):
    """What becomes of a page that the season has already."""

    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Standing:
    """A page of the season: its id, its row as it stands, and whether it was marked as gone."""

    id: int
    row: RegisterRow
    gone: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a page: UNKNOWN counts as no value."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that will change: ``row`` is what it becomes, ``line`` of it the line of the file."""

    page_id: int
    what: What
    name: str
    changes: tuple[FieldChange, ...]
    row: RegisterRow


@dataclass(frozen=True, slots=True)
class Vanished:
    """A page of the season that the file does not have; ``into`` is the one page that its institution has left, if any."""

    page_id: int
    name: str
    link: str
    sphere: str
    into: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A new row whose address was another page's before: it cannot be taken before its number is known."""

    row: RegisterRow
    name: str


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """All of it. ``digest`` pins file and register: with either changed it is another."""

    new: tuple[RegisterRow, ...]
    changed: tuple[PageChange, ...]
    vanished: tuple[Vanished, ...]
    clashes: tuple[Clash, ...]
    same: int
    digest: str

    @property
    def changes_nothing(self) -> bool:
        """Whether applying it would leave everything as it is."""
        return not self.new and not self.changed

    def of(self, what: What) -> tuple[PageChange, ...]:
        """The pages of one kind of change."""
        return tuple(change for change in self.changed if change.what is what)


def plan(standing: Sequence[Standing], rows: Sequence[RegisterRow], present: frozenset[str]) -> RegisterPlan:
    """What ``rows`` would do to the pages that stand; ``present`` are the columns that the file has."""
    with_sphere = "sphere1" in present
    old = {page.id: page for page in standing}
    before = [_entry(page.id, page.row, with_sphere=with_sphere) for page in standing]
    after = [_entry(number, row, with_sphere=with_sphere) for number, row in enumerate(rows)]
    new: list[RegisterRow] = []
    changed: list[PageChange] = []
    into: dict[int, str] = {}
    met: set[int] = set()
    for found in successions(before, after):
        if found.after is None:
            continue
        row = rows[found.after.id]
        if not found.before:
            new.append(row)
            continue
        first, *others = (old[entry.id] for entry in found.before)
        met.add(first.id)
        into |= {other.id: row.name for other in others if network_of(other.row.key) == network_of(row.key)}
        change = _change(first, row, present)
        if change is not None:
            changed.append(change)
    names = {page.row.key: page.row.name for page in standing}
    vanished = tuple(
        Vanished(page.id, page.row.name, page.row.link, page.row.sphere1, into.get(page.id, ""))
        for page in standing
        if page.id not in met and not page.gone
    )
    added, clashes = _without_clashes(new, names)
    return RegisterPlan(added, tuple(changed), vanished, clashes, len(met) - len(changed), _digest(standing, rows, present))


def after_import(old: RegisterRow, new: RegisterRow, present: frozenset[str]) -> RegisterRow:
    """The page's row as the file makes it: fields whose column it has, the address, and the number if it is known."""
    taken = {name: getattr(new, name) for name in _FIELDS if _has(name, present)}
    by_its_number = new.group_id != UNKNOWN and new.group_id == old.group_id and _only_number(new)
    link = old.link if by_its_number or _current(old) == _current(new) else new.link
    number = new.group_id
    if number == UNKNOWN and link == old.link:
        number = old.group_id
    return replace(old, **taken, link=link, group_id=number, line=new.line)


def _change(page: Standing, row: RegisterRow, present: frozenset[str]) -> PageChange | None:
    becomes = after_import(page.row, row, present)
    pairs = [(name, getattr(page.row, name), getattr(becomes, name)) for name in TOLD]
    changes = tuple(FieldChange(name, _value(old), _value(new)) for name, old, new in pairs if old != new)
    if not changes and not page.gone and page.row.ogrn_valid == becomes.ogrn_valid:
        return None
    return PageChange(page.id, _what(page, becomes), page.row.name, changes, becomes)


def _what(page: Standing, becomes: RegisterRow) -> What:
    if page.gone:
        return What.RETURNED
    if becomes.link != page.row.link:
        return What.MOVED
    return What.RENAMED if fold(becomes.name) != fold(page.row.name) else What.CHANGED


def _without_clashes(new: Sequence[RegisterRow], names: Mapping[str, str]) -> tuple[tuple[RegisterRow, ...], tuple[Clash, ...]]:
    """New rows under keys of their own: one at an address that a page of the season had before goes by its number."""
    added, clashes = [], []
    for row in new:
        if row.key not in names:
            added.append(row)
        elif row.group_id != UNKNOWN and f"vk:club{row.group_id}" not in names and network_of(row.key) == "vk":
            added.append(replace(row, key=f"vk:club{row.group_id}"))
        else:
            clashes.append(Clash(row, names[row.key]))
    return tuple(added), tuple(clashes)


def _entry(number: int, row: RegisterRow, *, with_sphere: bool) -> Entry:
    """The page as ``succession`` compares it; pages of different networks are never taken for each other."""
    network = network_of(row.key)
    group = None if row.group_id == UNKNOWN or network not in {"vk", "ok"} else row.group_id if network == "vk" else -row.group_id
    sphere = f"{network} {row.sphere1}" if with_sphere else network
    return Entry(number, _current(row), group, row.ogrn if row.ogrn_valid else "", sphere, row.name)


def _current(row: RegisterRow) -> str:
    return current_key(row.key, row.link)


def _only_number(row: RegisterRow) -> bool:
    return _current(row) in {f"vk:club{row.group_id}", f"ok:{row.group_id}"}


def _has(name: str, present: frozenset[str]) -> bool:
    return bool(present.intersection(_DERIVED.get(name, (name,))))


def _value(value: Value) -> Value:
    return None if value == UNKNOWN and not isinstance(value, bool) else value


def register_digest(standing: Sequence[Standing]) -> str:
    """What tells one state of a register from another: the SHA-256 of all its pages."""
    digest = hashlib.sha256()
    for page in standing:
        digest.update(f"{page.id} {page.gone} {_said(page.row)}".encode())
    return digest.hexdigest()


def _digest(standing: Sequence[Standing], rows: Sequence[RegisterRow], present: frozenset[str]) -> str:
    digest = hashlib.sha256(f"{sorted(present)} {register_digest(standing)}".encode())
    for row in rows:
        digest.update(_said(row).encode())
    return digest.hexdigest()


def _said(row: RegisterRow) -> str:
    """What a row tells; a column that a later version adds and nobody has filled makes it no other row."""
    told = {field.name: getattr(row, field.name) for field in fields(row)}
    return repr({name: value for name, value in told.items() if _value(value) not in (None, "")})

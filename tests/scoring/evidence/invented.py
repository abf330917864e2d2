"""A small invented season as plain rows, which can be frozen, and corrected as an import of right files would have it."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from criteria.evidence import UNKNOWN
from scoring.evidence.corrections import Correction, added, identity, limit_of, row_values, struck, value_columns
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import KeptBatch, Snapshot, freeze
from scoring.evidence.schema import ACTIVITY
from scoring.sources import duck
from scoring.sources.cells import ogrn_valid
from scoring.sources.register import RegisterRow
from scoring.sources.rules import SQL_TYPES

YEAR, ZONE = 2025, "Asia/Novosibirsk"
START = 1_735_700_000
"""A moment of the first days of the year."""
DAY = 86_400
FIRST_DAY = START // DAY
TEXTS = {
    "sphere": ("Образование", "Спорт", "Культура", ""),
    "level": ("Муниципальный", "Региональный"),
    "municipality": ("г. Бердск", "г. Обь", ""),
    "founder": ("Администрация", ""),
    "exempt": ("Постановление № 1", ""),
    "ogrn": ("1025401011121", "1025401011122", ""),
    "name": ("Школа «Ёлка»", "Клуб"),
    "link": ("https://vk.com/x",),
}
Rows = dict[tuple[str, int], dict[str, int]]


@dataclass
class World:
    """The register by key, and the rows of every table of activity by page and number."""

    register: dict[str, RegisterRow]
    tables: dict[str, Rows]

    def frozen(self, folder: Path) -> Snapshot:
        """The evidence of it."""
        batches = [_batch(folder, table.name, self.tables[table.name]) for table in ACTIVITY]
        return freeze(
            self.register.values(), batches, year=YEAR, zone=ZONE, days_off=days_off(YEAR), into=folder / "evidence", threads=1
        )

    def after(self, corrections: Iterable[Correction]) -> "World":
        """What right files would have held."""
        world = deepcopy(self)
        for one in corrections:
            if one.row is None:
                world._put(one)
                continue
            place = one.page, one.row
            rows = world.tables[one.table]
            if one.act == "strike":
                del rows[place]
            elif one.act == "add":
                rows[place] = {name: int(value or 0) for name, value in row_values(str(one.new)).items()}
            else:
                rows[place][one.column] = int(one.new)
        return world

    def _put(self, one: Correction) -> None:
        value: Any = one.new
        if one.column in {"design_percent", "activity_percent", "weekly_reach", "post_reach"}:
            value = None if value == UNKNOWN else value / 1000
        changes = {{"sphere": "sphere1"}.get(one.column, one.column): value}
        if one.column == "ogrn":
            changes["ogrn_valid"] = ogrn_valid(value)
        self.register[one.page] = replace(self.register[one.page], **changes)


def dice(seed: int) -> Random:
    """Chance that comes out the same again."""
    return Random(seed)  # noqa: S311 an invented season keeps no secret


def world(dice: Random, pages: int = 12) -> World:
    """Pages of three spheres with some of everything; a few texts stand on many pages."""
    register = {f"vk:club{number}": _page(number, dice) for number in range(100, 100 + pages)}
    tables: dict[str, Rows] = {table.name: {} for table in ACTIVITY}
    for page in register:
        for table, rows in tables.items():
            for number in range(dice.randrange(9)):
                row = FIRST_DAY + 7 * number if table == "checks" else number + 1
                rows[page, row] = {name: drawn(dice, table, name) for name in value_columns(table)}
    return World(register, tables)


def drawn(dice: Random, table: str, column: str) -> int:
    """A value that the column takes."""
    limit = limit_of(table, column, YEAR)
    assert limit is not None
    moment = START + dice.randrange(200) * DAY + dice.randrange(DAY)
    if column in {"time", "asked", "started"}:
        return moment
    if column in {"answered", "deleted"}:
        return dice.choice((0, moment + 200 * DAY))
    if column in {"text_key", "title_key"}:
        return dice.choice((0, 1, 2, 3, dice.randrange(10**9)))
    if limit.blank is not None and dice.random() < 0.2:
        return limit.blank
    return dice.randint(limit.low, min(limit.high, 2000))


def corrections(dice: Random, world: World, count: int) -> tuple[Correction, ...]:
    """So many sound corrections, each of another place and of rows that stay."""
    found: dict[tuple[Any, ...], Correction] = {}
    for _ in range(count):
        one = _correction(dice, world)
        row = one.page, one.table, one.row
        whole = one.act != "change" or (*row, "") in found
        if one.row is not None and whole and any(place[:3] == row for place in found):
            continue
        found[(*row, one.column)] = one
    return tuple(found.values())


def _correction(dice: Random, world: World) -> Correction:
    page = dice.choice(sorted(world.register))
    table = dice.choice(("pages", *world.tables))
    if table == "pages":
        column = dice.choice([name for name in value_columns("pages") if name not in {"duplicate", "group_id"}])
        row = world.register[page]
        old = getattr(row, {"sphere": "sphere1"}.get(column, column))
        if column in TEXTS:
            return Correction(table, page, None, column, old, dice.choice(TEXTS[column]))
        old = old if isinstance(old, int) else UNKNOWN if old is None else round(old * 1000)
        return Correction(table, page, None, column, old, drawn(dice, table, column))
    rows = [number for key, number in world.tables[table] if key == page]
    if not rows or dice.random() < 0.2:
        number = FIRST_DAY + 3 if table == "checks" else 77
        return added(table, page, number, {name: drawn(dice, table, name) for name in value_columns(table)})
    number = dice.choice(rows)
    if dice.random() < 0.2:
        return struck(table, page, number)
    column = dice.choice(value_columns(table))
    return Correction(table, page, number, column, world.tables[table][page, number][column], drawn(dice, table, column))


def _page(number: int, dice: Random) -> RegisterRow:
    return RegisterRow(
        key=f"vk:club{number}", link=f"https://vk.com/club{number}", group_id=number, name=f"Организация {number}",
        ogrn=f"10254{number:08d}", ogrn_valid=False, level="Муниципальный", founder="", municipality=dice.choice(("г. Обь", "")),
        sphere1=dice.choice(("Образование", "Спорт", "")), sphere2="", sphere3="", status="", exempt="", address="", connected=1,
        mark=dice.choice((0, 1, UNKNOWN)), design_percent=None, widgets=2, activity_percent=50.5,
        members=dice.randrange(50, 900), weekly_reach=None, post_reach=None, line=number,
    )  # fmt: skip


def _batch(folder: Path, kind: Any, rows: Rows) -> KeptBatch:
    table = next(table for table in ACTIVITY if table.name == kind)
    lines = [{"page": page, identity(kind): number, **values} for (page, number), values in rows.items()]
    kinds = {column.name: SQL_TYPES[column.kind] for column in table.columns} | {"page": "VARCHAR"}
    cells = ", ".join(f"unnest(${place}::{kinds[name]}[]) AS {name}" for place, name in enumerate(kinds, start=1))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.parquet"
    with duck.connect() as base:
        base.execute(f"CREATE TABLE rows AS SELECT {cells}", [[line[name] for line in lines] for name in kinds])
        base.execute(f"COPY rows TO {duck.quoted(path)} (FORMAT parquet)")
    return KeptBatch(kind, path, f"{kind}.csv", "0" * 64, len(lines), 0)

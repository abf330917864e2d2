"""Writes the invented register as the XLSX that a region's monitoring exports: a title row, then the twenty columns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import xlsxwriter

from scoring.sources.columns import REGISTER
from scoring.sources.demo.latent import NEVER_MARKED, Latent
from scoring.sources.demo.names import REGION_OF, SPHERES
from scoring.sources.demo.organisations import Organisation
from scoring.sources.demo.table_files import Written

Cells = list[str | int | float | None]
_ADDED: Final = frozenset({"municipality", "applied", "last_winner"})
COLUMNS: Final = tuple(heading for heading in REGISTER if heading.name not in _ADDED)
_LINKS: Final = ("https://vk.com/", "https://vk.com/", "https://vk.com/", "vk.com/", "https://m.vk.com/", "http://vk.com/")
_GROUNDS: Final = ("Приказ учредителя от 14.02.{year} № 38", "Распоряжение от 03.03.{year} № 117-р: учреждение реорганизуется")
_MANY = 20_000


def write_register(
    path: Path, rng: np.random.Generator, organisations: list[Organisation], pages: Latent, *, year: int, bad_rows: int
) -> Written:
    """Write one row a page, with ``bad_rows`` more: pages named twice and organisations without a page, in turn.

    The faults bear the codes under which an import refuses such rows.
    """
    large = len(organisations) > _MANY
    book = xlsxwriter.Workbook(path, {"constant_memory": large, "in_memory": not large, "strings_to_urls": False})
    book.set_properties({"title": "Реестр госпабликов", "author": "", "created": datetime(year, 12, 31)})  # noqa: DTZ001 -- as Excel
    sheet = book.add_worksheet("Реестр")
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.set_column(0, len(COLUMNS) - 1, 18)
    sheet.set_column(1, 2, 60)
    sheet.write_string(0, 0, f"Реестр официальных страниц {REGION_OF} на 31.12.{year}", bold)
    sheet.write_row(1, 0, [heading.ru for heading in COLUMNS], bold)
    rows = _rows(rng, organisations, pages, year)
    for number, cells in enumerate(_with_bad(rows, len(organisations), bad_rows), start=2):
        sheet.write_row(number, 0, cells)
    book.close()
    twice = (bad_rows + 1) // 2
    return Written(len(organisations), {"page_twice": twice, "no_page": bad_rows - twice})


def _rows(rng: np.random.Generator, organisations: list[Organisation], pages: Latent, year: int) -> Iterator[Cells]:
    luck = rng.random((len(organisations), 7)).tolist()
    columns = (pages.sphere, pages.members, pages.marked, pages.design, pages.weekly)
    values = zip(*(column.tolist() for column in columns), strict=True)
    for organisation, (sphere, members, marked, design, weekly), lucky in zip(organisations, values, luck, strict=True):
        mark = None if lucky[0] < 0.012 else "нет" if marked == NEVER_MARKED else "да"
        percent = round(100 / (1 + 2.718281828 ** (-0.8 - design)))
        yield [
            organisation.level,
            None if lucky[1] < 0.01 else organisation.founder,
            organisation.name,
            _GROUNDS[int(lucky[2] * 1e6) % 2].format(year=year) if lucky[2] < 0.003 else None,
            int(organisation.ogrn) if lucky[3] < 0.3 else organisation.ogrn,
            None if lucky[4] < 0.002 else SPHERES[sphere],
            SPHERES[(sphere + 1) % 5] if lucky[4] > 0.96 else None,
            None,
            "Ведётся" if weekly > 0.3 else "Ведётся нерегулярно",
            organisation.group_id,
            _LINKS[int(lucky[5] * 6)] + _written(organisation, lucky[6]),
            organisation.address if lucky[6] > 0.05 else None,
            "да" if lucky[6] > 0.08 else "нет",
            mark,
            percent,
            percent // 34,
            round(min(100.0, weekly / 3 * 100), 1),
            None if lucky[2] > 0.99 else members,
            round(members * (0.1 + 0.5 * lucky[1])),
            round(members * (0.05 + 0.2 * lucky[3]), 1),
        ]


def _written(organisation: Organisation, luck: float) -> str:
    """The page as a register writes it: communities without a short name are «club» here and «public» there."""
    return organisation.screen_name or f"{'public' if luck < 0.5 else 'club'}{organisation.group_id}"


def _with_bad(rows: Iterator[Cells], count: int, bad: int) -> Iterator[Cells]:
    """The rows with bad ones among them, spread evenly."""
    emptied = [place for place, heading in enumerate(COLUMNS) if heading.name in {"link", "group_id", "exempt"}]
    places = {round((k + 1) * count / (bad + 1)): k for k in range(bad)}
    for number, cells in enumerate(rows, start=1):
        yield cells
        turn = places.get(number)
        if turn is None:
            continue
        spoiled = list(cells)
        if turn % 2:
            for place in emptied:
                spoiled[place] = None
        yield spoiled


def with_second_pages(organisations: list[Organisation], pages: Latent) -> list[Organisation]:
    """The same list, in which one organisation in nine hundred runs the next page of its sphere too."""
    merged = list(organisations)
    for first in range(450, len(merged), 900):
        second = next((i for i in range(first + 1, len(merged)) if pages.sphere[i] == pages.sphere[first]), None)
        if second is not None:
            one = merged[first]
            merged[second] = replace(
                merged[second], name=one.name, level=one.level, founder=one.founder, address=one.address, ogrn=one.ogrn
            )
    return merged

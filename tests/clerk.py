"""The all-knowing clerk: writes down what is true of an invented network, out of the truth alone, as activity files.

The clerk knows when the sweeps were, since a deletion is dated by the first sweep that misses the post, and leaves empty what
the network tells nobody.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.vk_world.truth import Public

Row = dict[str, Any]
ZONE = "Asia/Novosibirsk"


@dataclass
class Book:
    """The clerk's rows by kind; tables without a row are not written."""

    posts: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        """The clerk's files."""
        folder.mkdir()
        for kind in ("posts", "messages", "checks"):
            rows: list[Row] = getattr(self, kind)
            if rows:
                with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, list(rows[0]))
                    writer.writeheader()
                    writer.writerows(rows)
        return folder


def local(moment: int) -> str:
    """As people write it: local, to the second."""
    return datetime.fromtimestamp(moment, ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M:%S")


def yes(value: bool | None) -> str:
    """Yes, no, nobody knows."""
    return {True: "да", False: "нет", None: ""}[value]


def readable(page: Public, moment: int) -> bool:
    """Whether the page stands open."""
    look = page.look(moment)
    return not look.closed and not look.deactivated


def posts_of(page: Public, link: str, sweeps: Sequence[int], *, silent: Collection[str] = ("Реклама",)) -> Iterator[Row]:
    """A row for each post that a sweep has seen."""
    for one in page.entries:
        seen = [moment for moment in sweeps if one.date <= moment < one.gone and readable(page, moment)]
        if not seen:
            continue
        missed = [moment for moment in sweeps if moment >= one.gone and readable(page, moment)]
        row = {
            "Страница": link,
            "ID записи": one.id,
            "Опубликовано": local(one.date),
            "Репост": yes(one.repost),
            "Реклама": yes(one.ads),
            "Текст": one.text_at(seen[-1]),
            "Вложения": one.photos,
            "Удалено": local(missed[0]) if missed else "",
        }
        yield {name: "" if name in silent else value for name, value in row.items()}

"""Pictures of what is known: the register's groups as bars, and the days of the season by sphere as a map, as SVG."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.patches import Patch

from webadmin.charts import DRESSES, Theme, canvas, legend_of, months_of_days, svg_of
from webadmin.i18n import Language

_LONGEST: Final = 34
_ROW: Final = 0.3
"""Inches of a row."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of the register: their names, pages, and pages with the state mark."""

    names: tuple[str, ...]
    pages: tuple[int, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DayMap:
    """Rows of a table by sphere and day: the spheres' names, a level 0 to 3 for each day, holes as (row, first, last) days.

    ``months``: the month of each day. ``until``: days from here on are still to come.
    """

    spheres: tuple[str, ...]
    levels: tuple[tuple[int, ...], ...]
    holes: tuple[tuple[int, int, int], ...]
    months: tuple[int, ...]
    until: int


def groups_height(count: int) -> int:
    """Pixels of the picture of so many groups at a width of 940."""
    return round(100 * (0.95 + _ROW * max(count, 1)))


def map_height(count: int) -> int:
    """Pixels of the map of so many spheres at a width of 940."""
    return round(100 * (1.05 + _ROW * max(count, 1)))


@lru_cache(maxsize=64)
def groups_chart(groups: Groups, language: Language, theme: Theme) -> bytes:
    """A bar a group: all of its pages, and before them those with the state mark."""
    dress, ru = DRESSES[theme], language == "ru"
    figure, axes = canvas(dress, 9.4, groups_height(len(groups.names)) / 100)
    place = np.arange(len(groups.names))
    axes.barh(place, groups.pages, height=0.62, color=dress.line, zorder=2)
    axes.barh(place, groups.marked, height=0.62, color=dress.good, zorder=3)
    most = max(groups.pages, default=1)
    for row, pages in enumerate(groups.pages):
        axes.text(pages + most * 0.008, row, str(pages), va="center", color=dress.ink, fontsize=10)
    axes.grid(visible=False)
    axes.set_yticks(place, [_cut(name) for name in groups.names])
    axes.invert_yaxis()
    axes.set_xlim(0, most * 1.06)
    axes.set_xlabel("Страниц" if ru else "Pages")
    handles = [
        Patch(color=dress.good, label="с госметкой" if ru else "with the state mark"),
        Patch(color=dress.line, label="остальные" if ru else "the others"),
    ]
    legend = axes.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, handlelength=1, fontsize=10
    )
    for text in legend.get_texts():
        text.set_color(dress.ink)
    return svg_of(figure)


@lru_cache(maxsize=64)
def map_chart(days: DayMap, language: Language, theme: Theme) -> bytes:
    """A strip a sphere: the more rows on a day, the denser; a hole is framed and hatched, days without a row stay empty."""
    dress, ru = DRESSES[theme], language == "ru"
    figure, axes = canvas(dress, 9.4, map_height(len(days.spheres)) / 100)
    shades = {1: 0.35, 2: 0.65, 3: 1.0}
    for row, levels in enumerate(days.levels):
        runs = _runs(levels)
        for level, alpha in shades.items():
            spans = [(first - 0.5, last - first + 1) for found, first, last in runs if found == level]
            axes.broken_barh(spans, (row - 0.34, 0.68), facecolors=dress.good, alpha=alpha, linewidth=0, zorder=2)
    for row, first, last in days.holes:
        rows = range(len(days.spheres)) if row < 0 else (row,)
        for one in rows:
            axes.broken_barh(
                [(first - 0.5, last - first + 1)], (one - 0.42, 0.84), facecolors="none", edgecolors=dress.short, hatch="////",
                linewidth=1.4, zorder=3,
            )  # fmt: skip
    if days.until < len(days.months):
        axes.axvspan(days.until - 0.5, len(days.months) - 0.5, color=dress.shade, linewidth=0, zorder=0)
    axes.grid(visible=False)
    axes.set_yticks(range(len(days.spheres)), [_cut(name) for name in days.spheres])
    axes.invert_yaxis()
    axes.set_xlim(-0.5, max(len(days.months), 1) - 0.5)
    axes.set_ylim(len(days.spheres) - 0.4, -0.6)
    months_of_days(axes, days.months, language)
    axes.set_xlabel("Дни сезона по месяцам" if ru else "Days of the season by month")
    legend_of(
        axes,
        dress,
        [(dress.good, "есть записи" if ru else "rows"), (dress.shade, "ещё не настали" if ru else "to come")],
        (dress.short, "дыра" if ru else "hole"),
    )
    return svg_of(figure)


def _runs(levels: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """(level, first day, last day) of each row of days alike."""
    found: list[tuple[int, int, int]] = []
    for day, level in enumerate(levels):
        if found and found[-1][0] == level:
            found[-1] = (level, found[-1][1], day)
        else:
            found.append((level, day, day))
    return found


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"

"""Charts as SVG by matplotlib: a page's weeks, its answer times, its looks, and how a nomination's totals lie.

The same values give the same bytes. Every chart comes in a light and a dark dress on a transparent ground; a table with the
same numbers stands beside it in the page.
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Final, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from webadmin.i18n import Language

Theme = Literal["light", "dark"]

_DRAWING: Final = Lock()
"""matplotlib keeps its fonts in one place for all threads."""

_MONTHS: Final = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_BARS: Final = 50
_STUB: Final = 0.09
"""Height of the bar of a week without a post, so that it is seen."""
_FONTS: Final = ["PT Sans", "Noto Sans", "DejaVu Sans", "sans-serif"]

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # a machine without PT Sans is no news to anybody
mpl.rcParams.update(
    {
        "svg.hashsalt": "lavr",
        "svg.fonttype": "none",
        "font.family": _FONTS,
        "font.size": 10,
        "axes.linewidth": 0.8,
        "hatch.linewidth": 0.8,
    }
)


@dataclass(frozen=True, slots=True)
class Dress:
    """The colours of a theme: words, faint lines, good, short, accent, shade."""

    ink: str
    line: str
    good: str
    short: str
    accent: str
    shade: str


DRESSES: Final[dict[Theme, Dress]] = {
    "light": Dress(ink="#525d73", line="#d3dad0", good="#2f7a57", short="#c9982f", accent="#16223b", shade="#eaeee6"),
    "dark": Dress(ink="#a8b4c9", line="#33435f", good="#5fb98a", short="#e0b04c", accent="#e9eef7", shade="#1d2c44"),
}


@dataclass(frozen=True, slots=True)
class Weeks:
    """Counted posts of every whole ISO week: how many, the norm, whether it is asked of this page, relaxed, its month."""

    posts: tuple[int, ...]
    norm: tuple[int, ...]
    asked: tuple[bool, ...]
    relaxed: tuple[bool, ...]
    month: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Working seconds from message to answer, and how many messages have none."""

    seconds: tuple[int, ...]
    unanswered: int
    full_hours: float
    """Up to here an answer is prompt."""
    late_hours: float
    """From here it is late."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The weekly looks at a page: the day's month, and for each of the rows 0..1, or None where nobody could see it."""

    rows: tuple[str, ...]
    months: tuple[int, ...]
    shares: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of a nomination's ranked pages in ten-thousandths, the line above which they win, and the full total in points."""

    totals: tuple[int, ...]
    cut: int | None
    full: int = 100


@lru_cache(maxsize=256)
def weeks_chart(weeks: Weeks, language: Language, theme: Theme) -> bytes:
    """Bars of posts a week against the norm; weeks of holidays lie on a shade."""
    dress = DRESSES[theme]
    figure, axes = canvas(dress, 9.4, 2.7)
    place = np.arange(len(weeks.posts))
    for week in np.flatnonzero(weeks.relaxed):
        axes.axvspan(week - 0.5, week + 0.5, color=dress.shade, linewidth=0, zorder=0)
    colours = [
        dress.line if not asked else dress.good if posts >= norm else dress.short
        for posts, norm, asked in zip(weeks.posts, weeks.norm, weeks.asked, strict=True)
    ]
    stubs = [max(posts, _STUB) if asked else posts for posts, asked in zip(weeks.posts, weeks.asked, strict=True)]
    axes.bar(place, stubs, width=0.74, color=colours, zorder=2)
    if weeks.norm:
        axes.stairs(weeks.norm, np.arange(len(place) + 1) - 0.5, baseline=None, color=dress.accent, linewidth=1.2, zorder=3)
    axes.set_xlim(-0.7, max(len(place), 1) - 0.3)
    axes.set_ylim(0, max(5, *weeks.posts, *weeks.norm) + 0.6 if weeks.posts else 5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    months_of_days(axes, weeks.month, language)
    ru = language == "ru"
    axes.set_xlabel("Недели года по месяцам" if ru else "Weeks of the year by month")
    axes.set_ylabel("Записей за неделю" if ru else "Posts a week")
    legend_of(
        axes,
        dress,
        [
            (dress.good, "норма есть" if ru else "norm kept"),
            (dress.short, "меньше нормы" if ru else "below the norm"),
            (dress.shade, "каникулы и праздники" if ru else "holidays"),
        ],
        (dress.accent, "норма" if ru else "norm"),
    )
    return svg_of(figure)


@lru_cache(maxsize=256)
def answers_chart(answers: Answers, language: Language, theme: Theme) -> bytes:
    """How many answers came after how many working hours, with the marks of prompt and late; the last bar has none."""
    dress = DRESSES[theme]
    figure, axes = canvas(dress, 9.4, 2.7)
    ru = language == "ru"
    hours = np.asarray(answers.seconds, np.float64) / 3600
    last = 27
    counts, _ = np.histogram(np.minimum(hours, last + 0.5), bins=np.arange(last + 2))
    place = np.arange(last + 1) + 0.5
    colours = [dress.good if h < answers.full_hours else dress.short for h in range(last + 1)]
    axes.bar(place, counts, width=0.8, color=colours, zorder=2)
    axes.bar([last + 2.5], [answers.unanswered], width=0.8, facecolor="none", edgecolor=dress.short, hatch="////", zorder=2)
    top = max(4, int(counts.max(initial=0)), answers.unanswered) * 1.18
    for mark in (answers.full_hours, answers.late_hours):
        axes.axvline(mark, color=dress.accent, linewidth=1.2, zorder=3)
        axes.text(mark + 0.2, top * 0.98, f"{mark:g} {'ч' if ru else 'h'}", color=dress.accent, va="top", fontsize=10)
    axes.set_xlim(-0.3, last + 3.4)
    axes.set_ylim(0, top)
    ticks = list(range(0, last + 1, 3))
    axes.set_xticks([*ticks, last + 2.5], [*map(str, ticks[:-1]), f"{last}+", "нет\nответа" if ru else "no\nanswer"])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_xlabel("Рабочих часов до ответа" if ru else "Working hours to the answer")
    axes.set_ylabel("Сообщений" if ru else "Messages")
    return svg_of(figure)


@lru_cache(maxsize=256)
def looks_chart(looks: Looks, language: Language, theme: Theme) -> bytes:
    """A strip a row: how each part of the design looked from week to week; gaps are weeks that nobody could see."""
    dress = DRESSES[theme]
    figure, axes = canvas(dress, 9.4, 0.8 + 0.3 * len(looks.rows))
    for row, shares in enumerate(looks.shares):
        for least, most, face, edge in (
            (1.0, 2.0, dress.good, dress.good),
            (0.0001, 0.9999, dress.short, dress.short),
            (-1.0, 0.0, "none", dress.short),
        ):
            spans = [(week - 0.41, 0.82) for week, share in enumerate(shares) if share is not None and least <= share <= most]
            axes.broken_barh(spans, (row - 0.33, 0.66), facecolors=face, edgecolors=edge, linewidth=0.8, zorder=2)
    axes.grid(visible=False)
    axes.set_yticks(range(len(looks.rows)), list(looks.rows))
    axes.invert_yaxis()
    axes.set_xlim(-0.7, max(len(looks.months), 1) - 0.3)
    months_of_days(axes, looks.months, language)
    axes.set_xlabel("Еженедельные проверки по месяцам" if language == "ru" else "Weekly checks by month")
    axes.set_ylabel("Оформление" if language == "ru" else "Design")
    return svg_of(figure)


@lru_cache(maxsize=256)
def totals_chart(totals: Totals, language: Language, theme: Theme) -> bytes:
    """How many pages have how many points, with the line above which they win."""
    dress = DRESSES[theme]
    figure, axes = canvas(dress, 9.4, 2.4)
    ru = language == "ru"
    points = np.asarray(totals.totals, np.float64) / 10_000
    edges, step = np.linspace(0, totals.full, _BARS + 1, retstep=True)
    counts, _ = np.histogram(np.clip(points, 0, totals.full), bins=edges)
    middle = edges[:-1] + step / 2
    cut = None if totals.cut is None else totals.cut / 10_000
    colours = [dress.good if cut is not None and edge + step > cut else dress.line for edge in edges[:-1]]
    axes.bar(middle, counts, width=0.85 * step, color=colours, zorder=2)
    top = max(4, int(counts.max(initial=0))) * 1.2
    if cut is not None:
        axes.axvline(cut, color=dress.accent, linewidth=1.4, zorder=3)
        right, aside = cut < 0.7 * totals.full, 0.4 * step
        axes.text(
            cut + (aside if right else -aside),
            top * 0.97,
            f"{'черта' if ru else 'cut'} {_comma(cut, language)}",
            color=dress.accent,
            ha="left" if right else "right",
            va="top",
        )
    axes.set_xlim(0, totals.full)
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_xlabel("Баллы" if ru else "Points")
    axes.set_ylabel("Страниц" if ru else "Pages")
    return svg_of(figure)


def canvas(dress: Dress, width: float, height: float) -> tuple[Figure, Axes]:
    """A transparent figure of so many inches in the dress's colours."""
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(dress.line)
    axes.tick_params(colors=dress.ink, length=0)
    axes.xaxis.label.set_color(dress.ink)
    axes.yaxis.label.set_color(dress.ink)
    axes.grid(axis="y", color=dress.line, linewidth=0.7, zorder=0)
    axes.set_axisbelow(True)
    return figure, axes


def months_of_days(axes: Axes, months: tuple[int, ...], language: Language) -> None:
    """Each month's name under the first of its days, looks or weeks."""
    first = [week for week, month in enumerate(months) if week == 0 or months[week - 1] != month]
    axes.set_xticks(first, [_MONTHS[language][months[week] - 1] for week in first], ha="left")


def legend_of(axes: Axes, dress: Dress, fields: list[tuple[str, str]], line: tuple[str, str]) -> None:
    """Colours of the bars and the colour of the line, above the picture."""
    handles: list[Artist] = [Patch(color=colour, label=label) for colour, label in fields]
    handles.append(Line2D([], [], color=line[0], linewidth=1.2, label=line[1]))
    legend = axes.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(handles), frameon=False, handlelength=1, fontsize=10
    )
    for text in legend.get_texts():
        text.set_color(dress.ink)


def _comma(value: float, language: Language) -> str:
    text = f"{value:.2f}"
    return text.replace(".", ",") if language == "ru" else text


def svg_of(figure: Figure) -> bytes:
    """The figure's bytes, the same for the same figure."""
    buffer = BytesIO()
    with _DRAWING:
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()

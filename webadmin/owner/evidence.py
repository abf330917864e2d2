"""The rows of evidence as an owner sees them: each by the key that an objection names it by, and the figures it bears on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from criteria.rulebook import RuleBook
from scoring.services.owner_figures import book_of, codes
from scoring.services.page_evidence import PageEvidence
from scoring.store.tables import Page, Season
from webadmin.asked import asked_page, asked_text, sheets
from webadmin.i18n import day, percent, t, whole
from webadmin.organizer.card_rows import SHEET, GroupLine, Row, group_lines, rows_of

MOST_OFFERED: Final = 120
"""Rows that a form offers to tick."""
_EPOCH: Final = date(1970, 1, 1)
_METRICS: Final = {"weeks": "weekly_norm", "answers": "timeliness", "messages": "answered_share", "streams": "stream_count"}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row with its key: «messages:41» by its number, «checks:20100» and «weeks:20100» by a day."""

    key: str
    row: Row


@dataclass(frozen=True, slots=True)
class Shown:
    """The groups of rows, and a sheet of the one asked for."""

    groups: list[GroupLine]
    chosen: GroupLine | None
    rows: list[Keyed]
    sheet: int
    sheets: int


def shown(found: PageEvidence, page: Page) -> Shown:
    """What the address asks for."""
    groups = group_lines(found)
    asked = asked_text("rows", 3)
    chosen = groups[int(asked)] if asked.isascii() and asked.isdigit() and int(asked) < len(groups) else None
    count = sheets(chosen.count, SHEET) if chosen is not None else 1
    sheet = asked_page(count, "sheet")
    return Shown(groups, chosen, keyed(found, page, chosen.number, sheet) if chosen is not None else [], sheet, count)


def keyed(found: PageEvidence, page: Page, number: int, sheet: int) -> list[Keyed]:
    """A sheet of a group's rows with their keys."""
    return [Keyed(f"{row.table}:{row.number}", row) for row in rows_of(found, page, number, sheet)]


def offered(found: PageEvidence, page: Page, code: str) -> list[Keyed]:
    """The rows behind a figure, those that look wrong for the page first."""
    return [*_short_weeks(found, code), *_looks(found, code), *_grouped(found, page, code)][:MOST_OFFERED]


def known_keys(found: PageEvidence) -> frozenset[str]:
    """Every key by which the page's rows may be named."""
    keys = {f"{group.kind}:{number}" for group in found.groups for number in found.rows(group)["id"].tolist()}
    keys |= {f"checks:{number}" for number in found.year.look_day.tolist()}
    weeks = found.year.weeks
    return frozenset(keys | ({f"weeks:{number}" for number in weeks.day.tolist()} if weeks is not None else set()))


def named(found: PageEvidence, page: Page, keys: Sequence[str]) -> list[Keyed]:
    """The rows that an objection names, in its order; a row that is gone stands with its key only."""
    wanted = set(keys)
    every: dict[str, Keyed] = {}
    for number, group in enumerate(found.groups):
        ids = found.rows(group)["id"].tolist()
        for place in sorted({at // SHEET for at, one in enumerate(ids) if f"{group.kind}:{one}" in wanted}):
            every |= {one.key: one for one in keyed(found, page, number, place)}
    every |= {one.key: one for one in (*_weeks(found), *_all_looks(found))}
    return [every.get(key) or Keyed(key, Row(datetime.fromtimestamp(0, UTC), key, "", (), "", 0)) for key in keys]


def titles(season: Season) -> Mapping[str, str]:
    """What figures are called, by code."""
    return {code: t(*pair) for code, pair in codes(book_of(season.rulebook)).items()}


def code_of(book: RuleBook) -> dict[str, str]:
    """Codes of the figures that pictures and tables belong to, where the rule book has them."""
    found = {name: next((leaf.code for leaf in book.leaves if leaf.metric == metric), "") for name, metric in _METRICS.items()}
    return {name: code for name, code in found.items() if code}


def register_rows(page: Page) -> list[tuple[str, str]]:
    """What the register says of a page, in words."""
    yes = {True: t("есть", "there is one"), False: t("нет", "there is none"), None: t("неизвестно", "unknown")}
    return [
        (t("Организация", "Organisation"), page.name),
        (t("Ссылка", "Link"), page.link),
        (t("ОГРН", "OGRN"), page.ogrn or "—"),
        (t("Сфера", "Sphere"), page.sphere or "—"),
        (t("Муниципалитет", "Municipality"), page.municipality or "—"),
        (t("Уровень", "Level"), page.level or "—"),
        (t("Госметка", "State mark"), yes[page.mark]),
        (t("Подписчики", "Subscribers"), whole(page.members)),
    ]


def _grouped(found: PageEvidence, page: Page, code: str) -> list[Keyed]:
    """Rows of the groups that this figure is made of: what does not count first, then what counts."""
    mine = [(group.reason == "counted", number) for number, group in enumerate(found.groups) if code in group.codes]
    rows: list[Keyed] = []
    for _, number in sorted(mine):
        for sheet in range(sheets(len(found.groups[number].row), SHEET)):
            if len(rows) < MOST_OFFERED:
                rows += keyed(found, page, number, sheet)
    unanswered = t("ответа нет", "no answer")
    return sorted(rows, key=lambda one: unanswered not in one.row.words)


def _weeks(found: PageEvidence) -> list[Keyed]:
    weeks = found.year.weeks
    if weeks is None:
        return []
    return [
        _dated(
            "weeks",
            int(monday),
            t(f"неделя с {day(_day(monday))}", f"week of {day(_day(monday))}"),
            t(f"записей в зачёте {posts}, норма {norm}", f"{posts} posts count, the norm is {norm}"),
        )
        for monday, posts, norm in zip(weeks.day.tolist(), weeks.posts.tolist(), weeks.norm.tolist(), strict=True)
    ]


def _short_weeks(found: PageEvidence, code: str) -> list[Keyed]:
    weeks = found.year.weeks
    if weeks is None or code_of(found.ground.result.book).get("weeks") != code:
        return []
    short = np.flatnonzero(weeks.asked & (weeks.posts < weeks.norm)).tolist()
    every = _weeks(found)
    return [every[week] for week in short]


def _looks(found: PageEvidence, code: str) -> list[Keyed]:
    """Checks of the design that were not in order, or could not tell, for one criterion."""
    look = next((one for one in found.year.looks if one.code == code), None)
    if look is None:
        return []
    days = found.year.look_day.tolist()
    return [_look(days[at], float(look.share[at])) for at in np.flatnonzero(~(look.share == 1)).tolist()]


def _all_looks(found: PageEvidence) -> list[Keyed]:
    return [_dated("checks", number, _look_title(number), "") for number in found.year.look_day.tolist()]


def _look(number: int, share: float) -> Keyed:
    unseen = t("не видели", "not seen")
    told = unseen if np.isnan(share) else t(f"в порядке на {percent(share)}", f"{percent(share)} in order")
    return _dated("checks", number, _look_title(number), told)


def _look_title(number: int) -> str:
    return t(f"проверка {day(_day(number))}", f"check of {day(_day(number))}")


def _dated(kind: str, number: int, title: str, words: str) -> Keyed:
    at = datetime.combine(_day(number), datetime.min.time(), UTC)
    return Keyed(f"{kind}:{number}", Row(at, title, "", (words,) if words else (), kind, number))


def _day(number: int) -> date:
    return _EPOCH + timedelta(days=number)

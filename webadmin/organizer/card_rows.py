"""The rows of evidence behind a card: what counts, what does not and why, and where on the network to look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from criteria.evidence import NEVER
from criteria.phrases import day as day_text
from criteria.phrases import working_time
from scoring.services.page_evidence import PageEvidence
from scoring.sources.page_links import Shown, address_on
from scoring.store.tables import Page, Score
from webadmin.i18n import day, language, t

SHEET: Final = 50
WEEKS: Final = 12
"""So many rows stand on a sheet, and so many short weeks are named one by one."""

_ROWS_OF: Final = {
    "own_content": "posts.repost",
    "comments_open": "posts.counted",
    "answered_share": "messages.counted",
    "timeliness": "messages.counted",
    "stream_count": "streams.counted",
    "stream_quarters": "streams.counted",
}
"""Which rows a metric's sentence leads to."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of rows by its number in the list; ``codes``: for which criteria it is so."""

    number: int
    title: str
    codes: tuple[str, ...]
    count: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of evidence: when, what it is called, its address on the network or nothing, and what else is known, as words.

    ``table`` and ``number`` name it in the evidence.
    """

    at: datetime
    title: str
    href: str
    words: tuple[str, ...]
    table: str
    number: int


@dataclass(frozen=True, slots=True)
class Way:
    """A link from a sentence to its evidence; ``outside``: to the network itself."""

    text: str
    href: str
    outside: bool = False


def group_lines(found: PageEvidence) -> list[GroupLine]:
    """All groups of the page's rows."""
    return [
        GroupLine(number, t(*group.title), group.codes, len(group.row), group.reason == "counted")
        for number, group in enumerate(found.groups)
    ]


def unseen_looks(found: PageEvidence) -> list[tuple[str, int]]:
    """Code of each criterion of the design, and how many checks could not tell of it, where any could not."""
    counts = [(look.code, int(np.isnan(look.share).sum())) for look in found.year.looks]
    return [(code, count) for code, count in counts if count]


def rows_of(found: PageEvidence, page: Page, number: int, sheet: int) -> list[Row]:
    """A sheet of a group's rows."""
    group = found.groups[number]
    rows = found.rows(group)
    part = range(sheet * SHEET, min((sheet + 1) * SHEET, len(group.row)))
    if group.kind == "messages":
        return [_message(found, page, rows, i) for i in part]
    tell = _post if group.kind == "posts" else _stream
    return [tell(page, rows, i) for i in part]


def ways(found: PageEvidence, score: Score, code: str, url: Callable[[Mapping[str, Any], str], str]) -> Sequence[Way]:
    """From a criterion's sentence to what it tells of; ``url(query, anchor)`` makes addresses of this card."""
    leaf = next((leaf for leaf in found.ground.result.book.leaves if leaf.code == code), None)
    if leaf is None or not isinstance(leaf.metric, str):
        return ()
    if leaf.metric == "weekly_norm":
        return _short_weeks(found, url)
    if leaf.metric == "longest_silence":
        return _silence(found, score.page, score.detail["leaves"][code]["facts"], url)
    if leaf.metric in _ROWS_OF:
        numbers = [i for i, group in enumerate(found.groups) if group.name == _ROWS_OF[leaf.metric] and code in group.codes]
        return [Way(t("строки свидетельств", "rows of evidence"), url({"rows": number}, "rows")) for number in numbers]
    if any(look.code == code and (look.share < 1).any() for look in found.year.looks):
        return [Way(t("проверки по неделям", "checks week by week"), url({}, "looks"))]
    return ()


def _short_weeks(found: PageEvidence, url: Callable[[Mapping[str, Any], str], str]) -> list[Way]:
    weeks = found.year.weeks
    if weeks is None:
        return []
    short = np.flatnonzero(weeks.asked & (weeks.posts < weeks.norm)).tolist()
    links = [Way(_short_day(int(weeks.day[week])), url({"week": week}, "raw")) for week in short[:WEEKS]]
    if len(short) > WEEKS:
        links.append(Way(t(f"и ещё {len(short) - WEEKS}", f"and {len(short) - WEEKS} more"), url({}, "weeks")))
    return links


def _silence(
    found: PageEvidence, page: Page, facts: Mapping[str, int], url: Callable[[Mapping[str, Any], str], str]
) -> list[Way]:
    """The posts on both sides of the longest silence; a border of the period has none."""
    links = []
    for name, ru, en in (
        ("from_day", "запись до молчания", "post before the silence"),
        ("to_day", "запись после", "post after it"),
    ):
        ids = found.own_posts_on(int(facts[name]))
        if len(ids):
            number = int(ids[-1] if name == "from_day" else ids[0])
            text = f"{t(ru, en)}, {_short_day(int(facts[name]))}"
            href = _on_network(page, "post", number)
            week = int(found.ground.setting.calendar.week_of_day[int(facts[name]) - found.ground.setting.calendar.first_day])
            links.append(Way(text, href or url({"week": max(week, 0)}, "raw"), outside=bool(href)))
    return links


def _post(page: Page, rows: Mapping[str, Any], i: int) -> Row:
    comments = {1: t("комментарии открыты", "comments open"), 0: t("комментарии закрыты", "comments closed")}
    words = [t(f"знаков: {rows['text_length'][i]}", f"letters: {rows['text_length'][i]}")]
    if rows["attachments"][i]:
        words.append(t(f"вложений: {rows['attachments'][i]}", f"attachments: {rows['attachments'][i]}"))
    if int(rows["comments_open"][i]) in comments:
        words.append(comments[int(rows["comments_open"][i])])
    if int(rows["deleted"][i]) != NEVER:
        words.append(t("удалена ", "deleted ") + day(_moment(rows["deleted"][i]).date()))
    number = int(rows["id"][i])
    return Row(
        _moment(rows["time"][i]),
        t(f"запись {number}", f"post {number}"),
        _on_network(page, "post", number),
        tuple(words),
        "posts",
        number,
    )


def _message(found: PageEvidence, page: Page, rows: Mapping[str, Any], i: int) -> Row:
    asked, answered = int(rows["asked"][i]), int(rows["answered"][i])
    words = []
    if answered == NEVER:
        words.append(t("ответа нет", "no answer"))
    elif answered < asked:
        words.append(t("ответ раньше вопроса", "answered before it was asked"))
    else:
        passed = found.ground.setting.calendar.working(np.array([asked, answered]))
        time = working_time(int(passed[1] - passed[0]), language())
        words.append(t(f"ответ за {time} рабочего времени", f"answered within {time} of working time"))
    if answered != NEVER and int(rows["interim"][i]) == 1:
        words.append(t("отписка", "a template only"))
    number, post = int(rows["id"][i]), int(rows["post"][i])
    return Row(
        _moment(asked),
        t(f"сообщение {number}", f"message {number}"),
        _on_network(page, "post", post),
        tuple(words),
        "messages",
        number,
    )


def _stream(page: Page, rows: Mapping[str, Any], i: int) -> Row:
    minutes, number = int(rows["duration"][i]) // 60, int(rows["id"][i])
    words = (t(f"{minutes} мин", f"{minutes} min"),)
    return Row(
        _moment(rows["started"][i]),
        t(f"эфир {number}", f"stream {number}"),
        _on_network(page, "video", number),
        words,
        "streams",
        number,
    )


def _on_network(page: Page, shown: Shown, number: int) -> str:
    return address_on(page.key, page.group_id, shown, number)


def _moment(time: int) -> datetime:
    return datetime.fromtimestamp(int(time), UTC)


def _short_day(since_epoch: int) -> str:
    return day_text(since_epoch, language())

"""The four activity files of the demo as SQL over the invented arrays: which column holds what, and how its bad rows are bad."""

from typing import Final

from scoring.sources.columns import CHECKS, MESSAGES, POSTS, STREAMS
from scoring.sources.demo.checks import WHOLES
from scoring.sources.demo.table_files import Form
from scoring.sources.demo.words import SHORT

_FRESH = 9_000_000
"""Added to the number of a spoiled copy, so that it never takes the number of a good row."""


def _yes_no(column: str) -> str:
    return f"CASE {column} WHEN 1 THEN 'да' WHEN 0 THEN 'нет' END"


def _moment(column: str) -> str:
    return f"CAST(make_timestamp({column} * 1000000) AS VARCHAR)"


def _russian_moment(column: str) -> str:
    return f"strftime(make_timestamp({column} * 1000000), '%d.%m.%Y %H:%M:%S')"


def _page(prefix: str, words: str, unknown: int) -> str:
    """The page by its name or number, or the address of a page that no register has."""
    return f"CASE WHEN fault = {unknown} THEN 'vk.com/page_out_of_register' ELSE '{prefix}' || ${words}[page + 1] END"


_TEXT: Final = (
    "CASE WHEN kind = 0 THEN"
    " $greetings[greeting + 1] || $who[who + 1] || ' ' || $did[did + 1] || $ends[ending + 1] || $tags[tag + 1]"
    f" WHEN kind = 2 THEN $short[ending % {len(SHORT)} + 1] WHEN kind > 2 THEN $mandated[kind - 2] END"
)

POST_FORM: Final = Form(
    POSTS,
    {
        "page": _page("https://vk.com/", "pages", 2),
        "id": f"CASE WHEN fault IN (0, 4) THEN id ELSE id + {_FRESH} END",
        "time": f"CASE fault WHEN 1 THEN '31.02.2025 25:61' WHEN 5 THEN NULL ELSE {_moment('time')} END",
        "repost": _yes_no("repost::INT"),
        "advert": _yes_no("advert::INT"),
        "text": _TEXT,
        "attachments": "CASE fault WHEN 3 THEN -3 ELSE attachments END",
        "comments_open": _yes_no("comments_open"),
        "deleted": f"CASE WHEN deleted > 0 THEN {_moment('deleted')} END",
    },
    faults=("not_a_time", "unknown_page", "out_of_range", "row_twice", "missing"),
)

MESSAGE_FORM: Final = Form(
    MESSAGES,
    {
        "page": _page("vk.com/club", "numbers", 2),
        "id": f"CASE WHEN fault IN (0, 4) THEN id WHEN fault = 3 THEN -id ELSE id + {_FRESH} END",
        "post": "CASE WHEN post >= 0 THEN post END",
        "asked": f"CASE fault WHEN 1 THEN '2025-13-45' WHEN 5 THEN NULL ELSE {_russian_moment('time')} END",
        "answered": f"CASE WHEN answered > 0 THEN {_russian_moment('answered')} END",
        "needs_answer": _yes_no("needs_answer"),
        "interim": "CASE WHEN answered > 0 THEN CASE WHEN interim THEN 'да' ELSE 'нет' END END",
    },
    faults=("not_a_time", "unknown_page", "out_of_range", "row_twice", "missing"),
    delimiter=";",
    encoding="cp1251",
)

STREAM_FORM: Final = Form(
    STREAMS,
    {
        "page": _page("https://m.vk.com/", "pages", 2),
        "id": f"CASE WHEN fault IN (0, 3) THEN id ELSE id + {_FRESH} END",
        "started": f"CASE fault WHEN 1 THEN 'вчера' ELSE {_moment('time')} END",
        "duration_minutes": "minutes",
        "title": "$titles[title + 1]",
        "confirmed": _yes_no("confirmed"),
    },
    faults=("not_a_time", "unknown_page", "row_twice"),
)

CHECK_FORM: Final = Form(
    CHECKS,
    {
        "page": _page("", "numbers", 2),
        "day": "CASE fault WHEN 1 THEN '00.00.2025' ELSE strftime(make_timestamp(day * 86400000000), '%d.%m.%Y') END",
        **{name: f"CASE WHEN {name} >= 0 THEN {name} END" for name in WHOLES},
        **{name: _yes_no(name) for name in ("avatar", "phone", "mail_or_site", "address", "widgets_waived", "mark", "closed")},
        "cover_width": "CASE WHEN fault = 3 THEN -1590 WHEN cover_width >= 0 THEN cover_width END",
    },
    faults=("not_a_day", "unknown_page", "out_of_range", "row_twice"),
)

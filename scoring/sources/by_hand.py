"""Networks that let no program look from outside, as MAX does: people fill tables in, of which this makes empty ones.

A table has the headers of an ordinary activity file and one row as an example, which begins with ``#``: import passes such rows
over. What nobody fills in stays unknown.
"""

import csv
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoring.sources.columns import ACTIVITY, ActivityKind, Cell
from scoring.sources.network import Network, Told, knows, partly

_FILLED: Final = partly("что внесут в таблицу", "what people put into the table")

MAX_NETWORK: Final = Network(
    "max", "MAX", "MAX", "таблицей или вручную", "by table or by hand",
    knows(posts=_FILLED, messages=_FILLED, streams=_FILLED, checks=_FILLED),
)  # fmt: skip

_LEFT_OUT: Final = frozenset({"text_length", "text_key", "duration_seconds"})
"""Columns that a program fills in and people write otherwise: as a text, as minutes."""
_PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vk": "https://vk.com/primer",
        "ok": "https://ok.ru/group/54321000",
        "tg": "https://t.me/primer",
        "max": "https://max.ru/primer",
    }
)
_EXAMPLES: Final[Mapping[Cell, str]] = MappingProxyType(
    {"text": "пример", "whole": "1", "yes_no": "да", "time": "2025-03-14 09:30", "day": "2025-03-14", "amount": "45"}
)
_OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "repost": "нет",
        "advert": "нет",
        "deleted": "",
        "interim": "нет",
        "answered": "2025-03-14 11:05",
        "confirmed": "",
        "closed": "нет",
        "cover_width": "1920",
        "description_length": "240",
        "description_facts": "3",
        "widgets_wrong": "0",
        "name_match": "100",
        "widgets_waived": "нет",
        "members": "640",
    }
)
"""Examples of columns for which those of their kind would mislead."""


def template(network: str, kind: ActivityKind) -> str:
    """The empty table of a kind for pages of a network, as CSV that a Russian spreadsheet opens: semicolons, a mark of UTF-8."""
    headings = [heading for heading in ACTIVITY[kind] if heading.name not in _LEFT_OUT]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([heading.ru for heading in headings])
    page = f"# {_PAGES.get(network, _PAGES['vk'])}"
    examples = [
        page if heading.cell == "page" else _OTHERS.get(heading.name, _EXAMPLES.get(heading.cell, "")) for heading in headings
    ]
    writer.writerow(examples)
    return "\ufeff" + file.getvalue()


def told_word(told: Told) -> tuple[str, str]:
    """How much a network tells, as a sign for tables and for people: Russian, English."""
    return {Told.WHOLE: ("да", "yes"), Told.PARTLY: ("частично", "partly"), Told.NOT: ("нет", "no")}[told]

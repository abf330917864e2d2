"""What a card shows of a page: the register's words, five posts, a few figures beside the median, the look of its head.

All of it comes from the frozen evidence as the official run read it; nothing tells of places, totals, lines or outcomes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import zip_longest
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from criteria import phrases, registry
from criteria.evidence import UNKNOWN, Int64
from criteria.measurement import Language
from criteria.rulebook import Criterion, RuleBook
from scoring.errors import BrokenEvidence
from scoring.evidence.reader import Evidence, Rows
from scoring.evidence.schema import CHECKS, POSTS
from scoring.sources.page_links import address_on
from scoring.store.covers import PageCover
from scoring.store.results import Score

FORMAT: Final = 1
POSTS_SHOWN: Final = 5
FIGURES_SHOWN: Final = 4
_SEEN_ANYWAY: Final = frozenset({"avatar", "cover", "description", "contacts", "widgets", "name_match"})
"""Metrics of a page's looks, which a juror sees without them."""
_EPOCH: Final = date(1970, 1, 1)
_NETWORKS: Final = {"vk": "VK", "ok": "OK", "tg": "Telegram"}


@dataclass(frozen=True, eq=False)
class Exhibits:
    """Makes what the cards of one run show.

    ``medians``: by nomination and criterion, of the pages that took part and whose value is known.
    """

    evidence: Evidence
    figures: tuple[Criterion, ...]
    medians: Mapping[tuple[str, str], Fraction]
    quotas: Mapping[str, int | None]
    covers: Mapping[int, PageCover]

    def of(self, score: Score) -> dict[str, Any]:
        """One page's part of a card, as JSON holds it."""
        page = score.page
        index = self.evidence.number_of(page.key)
        if index is None:
            raise BrokenEvidence(
                f"Страницы {page.key} нет в снимке {self.evidence.name}: посчитайте баллы снова.",
                f"The page {page.key} is not in the snapshot {self.evidence.name}: compute the points again.",
            )
        return {
            "format": FORMAT,
            "name": page.name,
            "municipality": page.municipality,
            "sphere": page.sphere,
            "nomination": score.nomination,
            "seats": self.quotas.get(score.nomination),
            "network": _NETWORKS.get(page.key.partition(":")[0], ""),
            "link": page.link,
            "posts": _posts(self.evidence.rows_of(POSTS, index), page.key, page.group_id, ZoneInfo(self.evidence.zone)),
            "figures": [self._figure(criterion, score) for criterion in self.figures],
            "looks": _looks(self.evidence.rows_of(CHECKS, index)),
            "cover": self._cover(page.id),
        }

    def _cover(self, page_id: int) -> dict[str, Any] | None:
        cover = self.covers.get(page_id)
        if cover is None:
            return None
        day = cover.seen_at.astimezone(ZoneInfo(self.evidence.zone)).date()
        return {"sha256": cover.sha256, "width": cover.width, "height": cover.height, "seen": day.isoformat()}

    def _figure(self, criterion: Criterion, score: Score) -> dict[str, Any]:
        """One criterion's value beside the nomination's median; ``compared`` 1 above, 0 level, -1 below, None unknown.

        ``bar``: both as shares of the larger of them, of the whole where they are shares.
        """
        leaf = score.detail["leaves"][criterion.code]
        own, middle = _value(leaf), self.medians.get((score.nomination, criterion.code))
        metric = registry.METRICS[str(criterion.metric)]
        compared = None if own is None or middle is None else (own > middle) - (own < middle)
        top = Fraction(1) if metric.unit == "share" else max(own or 0, middle or 0, Fraction(1))
        return {
            "code": criterion.code,
            "ru": criterion.title.ru,
            "en": criterion.title.en,
            "own": _worded(own, metric.unit),
            "median": _worded(middle, metric.unit),
            "told": {"ru": metric.tell(leaf["facts"], "ru"), "en": metric.tell(leaf["facts"], "en")},
            "compared": compared,
            "bar": [None if one is None else round(float(one / top), 4) for one in (own, middle)],
        }


def exhibits(
    evidence: Evidence,
    book: RuleBook,
    scores: Sequence[Score],
    cuts: Sequence[Mapping[str, Any]],
    covers: Mapping[int, PageCover],
) -> Exhibits:
    """``scores``: all pages that have a place in the run. ``covers``: by page, where there are any."""
    figures = chosen_figures(book)
    medians = {}
    for nomination in {score.nomination for score in scores}:
        inside = [score for score in scores if score.nomination == nomination]
        for criterion in figures:
            known = [value for score in inside if (value := _value(score.detail["leaves"][criterion.code])) is not None]
            if known:
                medians[nomination, criterion.code] = _median(known)
    quotas = {str(cut["nomination"]): cut.get("quota") for cut in cuts}
    return Exhibits(evidence, figures, medians, quotas, covers)


def chosen_figures(book: RuleBook) -> tuple[Criterion, ...]:
    """The weightiest measured criteria of each section in turn; those of the page's looks only where others do not suffice."""
    leaves = [leaf for leaf in book.leaves if isinstance(leaf.metric, str)]
    told = [leaf for leaf in leaves if leaf.metric not in _SEEN_ANYWAY]
    sections: dict[str, list[Criterion]] = {}
    for leaf in sorted(told, key=lambda leaf: (-leaf.points, leaf.code)):
        sections.setdefault(leaf.parent or leaf.code, []).append(leaf)
    in_turn = [leaf for row in zip_longest(*sections.values()) for leaf in row if leaf is not None]
    rest = [leaf for leaf in leaves if leaf not in in_turn]
    return tuple((*in_turn, *rest)[:FIGURES_SHOWN])


def _value(leaf: Mapping[str, Any]) -> Fraction | None:
    return Fraction(leaf["numerator"], leaf["denominator"]) if leaf["denominator"] and not leaf.get("waived") else None


def _median(values: Sequence[Fraction]) -> Fraction:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _worded(value: Fraction | None, unit: str) -> dict[str, str]:
    if value is None:
        return {"ru": "нет данных", "en": "no data"}
    return {"ru": _told(value, unit, "ru"), "en": _told(value, unit, "en")}


def _told(value: Fraction, unit: str, language: Language) -> str:
    if unit == "share":
        return phrases.percent(value.numerator, value.denominator, language)
    shown = phrases.number(value, language)
    ru = {"days": "дн.", "streams a year": "в год"}.get(unit, "")
    en = {"days": "days", "streams a year": "a year"}.get(unit, unit)
    return f"{shown}{phrases.NBSP}{ru if language == 'ru' else en}".rstrip(phrases.NBSP)


def _posts(rows: Rows, key: str, group_id: int | None, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Five posts spread over the year, own ones before reposts and advertisements, the newest first."""
    kept = np.flatnonzero(rows["deleted"] == 0)
    own = kept[~(rows["repost"][kept] | rows["advert"][kept])]
    others = np.setdiff1d(kept, own)
    chosen = [*_spread(own, POSTS_SHOWN).tolist(), *_spread(others, max(POSTS_SHOWN - len(own), 0)).tolist()]
    return [
        {
            "at": datetime.fromtimestamp(int(rows["time"][row]), UTC).astimezone(zone).isoformat(timespec="minutes"),
            "length": int(rows["text_length"][row]),
            "attachments": int(rows["attachments"][row]),
            "repost": bool(rows["repost"][row]),
            "advert": bool(rows["advert"][row]),
            "comments_open": _known(rows["comments_open"][row]),
            "link": address_on(key, group_id, "post", int(rows["id"][row])),
        }
        for row in sorted(chosen, reverse=True)
    ]


def _spread(rows: Int64, count: int) -> Int64:
    """``count`` of the rows at equal steps, all where there are no more."""
    if len(rows) <= count:
        return rows
    steps = [(2 * i + 1) * len(rows) // (2 * count) for i in range(count)]
    return rows[steps]


def _looks(rows: Rows) -> dict[str, Any]:
    """The newest look at the page's head; without any look all is unknown."""
    if not len(rows["day"]):
        return {"checked": None, "avatar": None, "cover_width": None, "description_length": None, "members": None, "mark": None}
    last = -1
    return {
        "checked": (_EPOCH + timedelta(days=int(rows["day"][last]))).isoformat(),
        "avatar": _known(rows["avatar"][last]),
        "cover_width": _known(rows["cover_width"][last]),
        "description_length": _known(rows["description_length"][last]),
        "members": _known(rows["members"][last]),
        "mark": _known(rows["mark"][last]),
    }


def _known(value: np.integer[Any]) -> int | None:
    return None if int(value) == UNKNOWN else int(value)

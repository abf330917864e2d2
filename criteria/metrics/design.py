"""Design of a page by its weekly checks (D1 to D6). Source: the default rule book, "D", and the order of St Petersburg of 2024.

Every value is a mean over the checks made inside the period, so that a repair on the last day earns little. A check that
could not tell is passed over, never read as a «no»; where no check tells, the value is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from criteria import phrases
from criteria.evidence import UNKNOWN, Bool, Int64
from criteria.measurement import Language, Measured, Params
from criteria.setting import Scene


class AvatarParams(Params):
    """Nothing to set."""


class CoverParams(Params):
    """``full_width``: pixels of a cover that is not blurred; a narrower one earns ``small_percent``."""

    full_width: Annotated[int, Field(ge=1, le=10_000)] = 1590
    small_percent: Annotated[int, Field(ge=0, le=100)] = 50


class DescriptionParams(Params):
    """``min_length`` visible characters, and ``min_facts`` of the four: what is done, address, hours, phone."""

    min_length: Annotated[int, Field(ge=0, le=10_000)] = 100
    min_facts: Annotated[int, Field(ge=0, le=4)] = 2


class ContactsParams(Params):
    """Nothing to set: phone, e-mail or site, and address weigh the same."""


class WidgetsParams(Params):
    """``asked`` widgets; one with a wrong link earns ``wrong_percent`` of a right one."""

    asked: Annotated[int, Field(ge=1, le=2)] = 2
    wrong_percent: Annotated[int, Field(ge=0, le=100)] = 40


class NameMatchParams(Params):
    """``at_least_percent``: likeness from which a name is the register's."""

    at_least_percent: Annotated[int, Field(ge=0, le=100)] = 60


@dataclass(frozen=True, slots=True, eq=False)
class CheckRows:
    """Rows ``begin[i]:end[i]`` of the block's checks are those of page i inside the period."""

    begin: Int64
    end: Int64

    @property
    def count(self) -> Int64:
        """(pages,) checks inside the period."""
        return self.end - self.begin

    def sums(self, values: NDArray[np.generic]) -> Int64:
        """(pages,) sums of a column of whole numbers over each page's checks inside the period."""
        total = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values, out=total[1:])
        return total[self.end] - total[self.begin]

    def tally(self, good: Int64 | Bool, known: Bool) -> tuple[Int64, Int64]:
        """(pages,) sums of ``good``, whole numbers of at most 1000 a check, and of ``known``, in one pass."""
        both = self.sums(good + (known.astype(np.int64) << 32))
        return both & 0xFFFFFFFF, both >> 32


def check_rows(scene: Scene, _rule: None = None) -> CheckRows:
    """The checks inside the period; they lie side by side, since each page's are sorted by day."""
    checks, calendar = scene.block.checks, scene.setting.calendar
    first, last = calendar.start_day + calendar.first_day, calendar.end_day + calendar.first_day
    whole = CheckRows(checks.bounds[:-1], checks.bounds[1:])
    return CheckRows(whole.begin + whole.sums(checks.day < first), whole.end - whole.sums(checks.day >= last))


def _mean(scene: Scene, good: Int64 | Bool, known: Bool, best: int = 1) -> Measured:
    """Sum of ``good`` over the checks that tell / (``best`` * their number)."""
    rows = scene.share(check_rows, None)
    total, telling = rows.tally(good, known)
    return Measured(total, telling * best, {"good": total, "known": telling, "checks": rows.count})


def avatar(scene: Scene, _params: AvatarParams) -> Measured:
    """D1: share of checks with an avatar."""
    column = scene.block.checks.avatar
    return _mean(scene, column == 1, column != UNKNOWN)


def cover(scene: Scene, params: CoverParams) -> Measured:
    """D2: mean over checks of 1 for a cover at least ``full_width`` wide, ``small_percent`` for a narrower one, 0 without."""
    column = scene.block.checks.cover_width
    full, known = column >= params.full_width, column != UNKNOWN
    rows = scene.share(check_rows, None)
    wide, telling = rows.tally(full, known)
    some, _ = rows.tally(column > 0, known)
    small = some - wide
    return Measured(
        wide * 100 + small * params.small_percent,
        telling * 100,
        {"good": wide, "small": small, "known": telling, "checks": rows.count},
    )


def description(scene: Scene, params: DescriptionParams) -> Measured:
    """D3: share of checks with a description long enough and telling enough.

    One of the two that is known to be missing settles the check; otherwise both must be known.
    """
    checks = scene.block.checks
    long, telling = checks.description_length >= params.min_length, checks.description_facts >= params.min_facts
    length_known, facts_known = checks.description_length != UNKNOWN, checks.description_facts != UNKNOWN
    missing = (length_known & ~long) | (facts_known & ~telling)
    known = (length_known & facts_known) | missing
    return _mean(scene, known & ~missing, known)


def contacts(scene: Scene, _params: ContactsParams) -> Measured:
    """D4: of phone, e-mail or site, and address, the share that the checks saw, each known one weighing the same."""
    checks, rows = scene.block.checks, scene.share(check_rows, None)
    facts: dict[str, Int64] = {"checks": rows.count}
    total, telling = np.zeros_like(rows.begin), np.zeros_like(rows.begin)
    for name, column in (("phone", checks.phone), ("mail_or_site", checks.mail_or_site), ("address", checks.address)):
        good, known = rows.tally(column == 1, column != UNKNOWN)
        facts[name], facts[f"{name}_known"] = good, known
        total, telling = total + good, telling + known
    return Measured(total, telling, facts)


def widgets(scene: Scene, params: WidgetsParams) -> Measured:
    """D5: mean over checks of (right + wrong * wrong_percent / 100) / asked, not above 1.

    A check in which widgets are waived (the organisation cannot have them) is passed over, so a page that never could have
    them has an unknown value, not a zero.
    """
    checks, rows = scene.block.checks, scene.share(check_rows, None)
    waived = checks.widgets_waived == 1
    known = ~waived & (checks.widgets_correct != UNKNOWN) & (checks.widgets_wrong != UNKNOWN)
    right = np.where(known, np.minimum(checks.widgets_correct, params.asked), 0).astype(np.int64)
    wrong = np.where(known, np.minimum(checks.widgets_wrong, params.asked - right), 0).astype(np.int64)
    points, telling = rows.tally(right * 100 + wrong * params.wrong_percent, known)
    complete = rows.sums(known & (right == params.asked))
    partly = rows.sums(known & (right > 0) & (right < params.asked))
    return Measured(
        points,
        telling * (100 * params.asked),
        {
            "good": complete,
            "partly": partly,
            "wrong": rows.sums(wrong > 0),
            "waived": rows.sums(waived),
            "known": telling,
            "checks": rows.count,
        },
    )


def name_match(scene: Scene, params: NameMatchParams) -> Measured:
    """D6: share of checks in which the page's name was at least ``at_least_percent`` like the register's."""
    column = scene.block.checks.name_match
    known = column != UNKNOWN
    return _mean(scene, known & (column >= params.at_least_percent), known)


def _of_checks(good: int, known: int, language: Language) -> str:
    """«в 48 из 50 проверок»."""
    if language == "ru":
        of = phrases.counted_ru(known, "проверки", "проверок", "проверок")
        return f"в{phrases.NBSP}{good} из{phrases.NBSP}{of}"
    return f"in {good} of {phrases.counted_en(known, 'check', 'checks')}"


def _unknown(facts: Mapping[str, int], ru: str, en: str, language: Language) -> str:
    """Why nothing is known: there was no check, or none could tell."""
    if language == "ru":
        return f"{ru}: ни одна проверка не показала" if facts["checks"] else f"{ru}: проверок не было"
    return f"{en}: no check could tell" if facts["checks"] else f"{en}: there were no checks"


def tell_avatar(facts: Mapping[str, int], language: Language) -> str:
    """«аватар есть в 48 из 50 проверок»."""
    if not facts["known"]:
        return _unknown(facts, "аватар", "avatar", language)
    found = _of_checks(facts["good"], facts["known"], language)
    return f"аватар есть {found}" if language == "ru" else f"avatar there {found}"


def tell_cover(facts: Mapping[str, int], language: Language) -> str:
    """«обложка нужной ширины в 48 из 50 проверок, узкая в 2»."""
    if not facts["known"]:
        return _unknown(facts, "обложка", "cover", language)
    found, small = _of_checks(facts["good"], facts["known"], language), facts["small"]
    if language == "ru":
        return f"обложка нужной ширины {found}" + (f", узкая в{phrases.NBSP}{small}" if small else "")
    return f"cover wide enough {found}" + (f", too narrow in {small}" if small else "")


def tell_description(facts: Mapping[str, int], language: Language) -> str:
    """«описание достаточное в 48 из 50 проверок»."""
    if not facts["known"]:
        return _unknown(facts, "описание", "description", language)
    found = _of_checks(facts["good"], facts["known"], language)
    return f"описание достаточное {found}" if language == "ru" else f"description full enough {found}"


def tell_contacts(facts: Mapping[str, int], language: Language) -> str:
    """«телефон есть в 48 из 50 проверок, почта или сайт в 2 из 50 проверок, адрес в 50 из 50 проверок»."""
    names = {
        "phone": ("телефон", "phone"),
        "mail_or_site": ("почта или сайт", "e-mail or site"),
        "address": ("адрес", "address"),
    }
    seen = [
        f"{ru if language == 'ru' else en} {_of_checks(facts[name], facts[f'{name}_known'], language)}"
        for name, (ru, en) in names.items()
        if facts[f"{name}_known"]
    ]
    return ", ".join(seen) if seen else _unknown(facts, "контакты", "contacts", language)


def tell_widgets(facts: Mapping[str, int], language: Language) -> str:
    """«виджеты в порядке в 48 из 50 проверок, не все в 2, с неверной ссылкой в 2»."""
    if not facts["known"]:
        if facts["waived"]:
            return (
                "виджеты с этой организации не спрашиваются" if language == "ru" else "widgets are not asked of this organisation"
            )
        return _unknown(facts, "виджеты", "widgets", language)
    found, partly, wrong = _of_checks(facts["good"], facts["known"], language), facts["partly"], facts["wrong"]
    if language == "ru":
        told = f"виджеты в порядке {found}" + (f", не все{phrases.NBSP}в{phrases.NBSP}{partly}" if partly else "")
        return told + (f", с неверной ссылкой в{phrases.NBSP}{wrong}" if wrong else "")
    told = f"widgets in order {found}" + (f", not all of them in {partly}" if partly else "")
    return told + (f", with a wrong link in {wrong}" if wrong else "")


def tell_name_match(facts: Mapping[str, int], language: Language) -> str:
    """«название по реестру в 48 из 50 проверок»."""
    if not facts["known"]:
        return _unknown(facts, "название", "name", language)
    found = _of_checks(facts["good"], facts["known"], language)
    return f"название по реестру {found}" if language == "ru" else f"name as in the register {found}"

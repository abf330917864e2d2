"""Gates (допуск): which pages take part, with the reason for those that do not. Source: the default rule book, G1 to G9."""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from criteria import phrases
from criteria.evidence import UNKNOWN, Bool, Int8, Int64
from criteria.measurement import Language, Params, Verdicts
from criteria.networks import NETWORKS
from criteria.setting import Scene


class RegisteredParams(Params):
    """Nothing to set."""


class OpenPageParams(Params):
    """``days``: how many last days of the period are looked at."""

    days: Annotated[int, Field(ge=1, le=366)] = 60


class StateMarkParams(Params):
    """Nothing to set."""


class EligibleWeeksParams(Params):
    """``at_least``: whole weeks since the first known post."""

    at_least: Annotated[int, Field(ge=1, le=53)] = 26


class CoverageParams(Params):
    """``percent`` of a page's eligible weeks must have a check."""

    percent: Annotated[int, Field(ge=1, le=100)] = 80


class MembersParams(Params):
    """``at_least``: subscribers."""

    at_least: Annotated[int, Field(ge=0, le=10_000_000)] = 50


class AppliedParams(Params):
    """Nothing to set."""


class NetworkParams(Params):
    """Pages of which networks take part."""

    vk: bool = True
    ok: bool = False
    tg: bool = False
    max: bool = False


class NotExemptParams(Params):
    """Nothing to set."""


class NotLastWinnerParams(Params):
    """Nothing to set."""


def _verdict(passes: Bool, known: Bool | None = None) -> Int8:
    """1 and 0 where known, UNKNOWN elsewhere."""
    found = passes.astype(np.int8)
    return found if known is None else np.where(known, found, np.int8(UNKNOWN)).astype(np.int8)


def _last_known(scene: Scene, column: NDArray[np.signedinteger], register: NDArray[np.signedinteger]) -> Int64:
    """(pages,) the value of the last check that tells; the register's where none does, UNKNOWN where it is silent too."""
    bounds = scene.block.checks.bounds
    telling = np.where(column != UNKNOWN, np.arange(1, len(column) + 1), 0)
    last = np.append(0, np.maximum.accumulate(telling))[bounds[1:]]  # 1-based row of the last telling check up to the page's end
    found = last > bounds[:-1]
    value = np.append(UNKNOWN, column)[np.where(found, last, 0)]
    return np.where(found, value, register).astype(np.int64)


def registered(scene: Scene, _params: RegisteredParams) -> Verdicts:
    """G1: the state number (ОГРН) is valid, and no earlier page of the organisation stands in the same sphere."""
    pages = scene.block.pages
    return Verdicts(
        _verdict(pages.ogrn_valid & ~pages.duplicate),
        {"ogrn_valid": pages.ogrn_valid.astype(np.int64), "duplicate": pages.duplicate.astype(np.int64)},
    )


def tell_registered(facts: Mapping[str, int], language: Language) -> str:
    """«ОГРН неверен»."""
    faults = []
    if not facts["ogrn_valid"]:
        faults.append("ОГРН неверен" if language == "ru" else "the state number (ОГРН) is not valid")
    if facts["duplicate"]:
        twin = "у организации уже есть страница в этой сфере", "the organisation already has a page in this sphere"
        faults.append(twin[language == "en"])
    if faults:
        return ", ".join(faults)
    return (
        "ОГРН верен, страница в реестре одна"
        if language == "ru"
        else "the state number (ОГРН) is valid, the page is the only one"
    )


def open_page(scene: Scene, params: OpenPageParams) -> Verdicts:
    """G2: closed in no check of the period's last ``days`` days; unknown where none of them tells."""
    checks, calendar = scene.block.checks, scene.setting.calendar
    end = calendar.end_day + calendar.first_day
    late = (checks.day >= end - params.days) & (checks.day < end)
    total = np.zeros(len(late) + 1, np.int64)
    np.cumsum((late & (checks.closed == 1)) + ((late & (checks.closed != UNKNOWN)).astype(np.int64) << 32), out=total[1:])
    both = total[checks.bounds[1:]] - total[checks.bounds[:-1]]
    closed, known = both & 0xFFFFFFFF, both >> 32
    facts = {"closed": closed, "known": known, "days": np.full(scene.block.count, params.days, np.int64)}
    return Verdicts(_verdict(closed == 0, known > 0), facts)


def tell_open_page(facts: Mapping[str, int], language: Language) -> str:
    """«за последние 60 дней закрыта в 2 из 8 проверок»."""
    closed, known, days = facts["closed"], facts["known"], facts["days"]
    if language == "ru":
        recent = phrases.plural_ru(days, "последний", "последние", "последние")
        last = f"за {recent} {phrases.counted_ru(days, 'день', 'дня', 'дней')}"
        of = phrases.counted_ru(known, "проверки", "проверок", "проверок")
        if not known:
            return f"{last} нет проверок: открыта ли страница, неизвестно"
        return f"{last} страница закрыта в{phrases.NBSP}{closed} из{phrases.NBSP}{of}"
    last = f"in the last {phrases.counted_en(days, 'day', 'days')}"
    if not known:
        return f"{last} no check tells whether the page was open"
    return f"{last} the page was closed in {closed} of {phrases.counted_en(known, 'check', 'checks')}"


def state_mark(scene: Scene, _params: StateMarkParams) -> Verdicts:
    """G3: the page bears the state mark («Госорганизация») by the last check that tells, else by the register."""
    mark = _last_known(scene, scene.block.checks.mark, scene.block.pages.mark)
    return Verdicts(_verdict(mark == 1, mark != UNKNOWN), {"mark": mark})


def tell_state_mark(facts: Mapping[str, int], language: Language) -> str:
    """«госметки нет»."""
    said = {
        1: ("госметка есть", "the state mark is there"),
        0: ("госметки нет", "there is no state mark"),
        UNKNOWN: ("есть ли госметка, неизвестно", "whether there is a state mark is not known"),
    }
    return said[facts["mark"]][language == "en"]


def eligible_weeks(scene: Scene, params: EligibleWeeksParams) -> Verdicts:
    """G4: at least ``at_least`` whole ISO weeks lie between the first known post and the period's end, incidents or not."""
    weeks = scene.eligible_weeks
    facts = {"weeks": weeks, "at_least": np.full(scene.block.count, params.at_least, np.int64)}
    return Verdicts(_verdict(weeks >= params.at_least), facts)


def tell_eligible_weeks(facts: Mapping[str, int], language: Language) -> str:
    """«полных недель с первой записи 12, нужно 26»."""
    if language == "ru":
        return f"полных недель с первой известной записи {facts['weeks']}, нужно не меньше {facts['at_least']}"
    weeks = phrases.counted_en(facts["weeks"], "whole week", "whole weeks")
    return f"{weeks} since the first known post, at least {facts['at_least']} needed"


def coverage(scene: Scene, params: CoverageParams) -> Verdicts:
    """G5: at least ``percent`` of the eligible weeks have a check; unknown where the page has no eligible week.

    Weeks that an incident of checks touched are not asked.
    """
    checks, calendar, pages = scene.block.checks, scene.setting.calendar, scene.block.count
    weeks = len(calendar.weeks)
    page_of = np.repeat(np.arange(pages), np.diff(checks.bounds))
    day = checks.day.astype(np.int64) - calendar.first_day
    known_day = (day >= 0) & (day < len(calendar.off))
    week = np.where(known_day, calendar.week_of_day[np.where(known_day, day, 0)], -1)
    eligible = (week >= 0) & (week >= scene.first_week[page_of])
    if "checks" in scene.setting.left_out:
        eligible &= ~scene.setting.left_out["checks"][week]
    looked = np.zeros(pages * weeks, np.bool_)
    looked[page_of[eligible] * weeks + week[eligible]] = True
    covered = looked.reshape(pages, weeks).sum(axis=1).astype(np.int64)
    asked = scene.asked_weeks("checks")
    facts = {"covered": covered, "weeks": asked, "percent": np.full(pages, params.percent, np.int64)}
    return Verdicts(_verdict(covered * 100 >= asked * params.percent, asked > 0), facts)


def tell_coverage(facts: Mapping[str, int], language: Language) -> str:
    """«проверки есть в 30 из 51 недели, нужно 80 %»."""
    covered, weeks = facts["covered"], facts["weeks"]
    need = phrases.percent(facts["percent"], 100, language)
    if language == "ru":
        if not weeks:
            return "полных недель нет: о полноте проверок ничего не известно"
        of = phrases.counted_ru(weeks, "недели", "недель", "недель")
        return f"проверки есть в{phrases.NBSP}{covered} из{phrases.NBSP}{of}, нужно не меньше {need}"
    if not weeks:
        return "no whole week: nothing is known of the checks' coverage"
    return f"checks in {covered} of {phrases.counted_en(weeks, 'week', 'weeks')}, at least {need} needed"


def members(scene: Scene, params: MembersParams) -> Verdicts:
    """G6: at least ``at_least`` subscribers by the last check that tells, else by the register."""
    count = _last_known(scene, scene.block.checks.members, scene.block.pages.members)
    facts = {"members": count, "at_least": np.full(scene.block.count, params.at_least, np.int64)}
    return Verdicts(_verdict(count >= params.at_least, count != UNKNOWN), facts)


def tell_members(facts: Mapping[str, int], language: Language) -> str:
    """«подписчиков 12, нужно не меньше 50»."""
    count, need = facts["members"], facts["at_least"]
    if language == "ru":
        return "число подписчиков неизвестно" if count == UNKNOWN else f"подписчиков {count}, нужно не меньше {need}"
    return "the number of subscribers is not known" if count == UNKNOWN else f"subscribers: {count}, at least {need} needed"


def applied(scene: Scene, _params: AppliedParams) -> Verdicts:
    """G7: an application was filed in time; unknown where the register is silent."""
    filed = scene.block.pages.applied
    return Verdicts(_verdict(filed == 1, filed != UNKNOWN), {"applied": filed.astype(np.int64)})


def tell_applied(facts: Mapping[str, int], language: Language) -> str:
    """«заявка в срок не подана»."""
    said = {
        1: ("заявка подана в срок", "an application was filed in time"),
        0: ("заявка в срок не подана", "no application was filed in time"),
        UNKNOWN: ("подана ли заявка, неизвестно", "whether an application was filed is not known"),
    }
    return said[facts["applied"]][language == "en"]


def network(scene: Scene, params: NetworkParams) -> Verdicts:
    """The page's network is one of those that take part; unknown for a key of none."""
    number = scene.block.pages.network
    taking = [place for place, key in enumerate(NETWORKS) if getattr(params, key, False)]
    return Verdicts(_verdict(np.isin(number, taking), number != UNKNOWN), {"network": number.astype(np.int64)})


def tell_network(facts: Mapping[str, int], language: Language) -> str:
    """«страница в сети MAX»."""
    if facts["network"] == UNKNOWN:
        return "сеть страницы неизвестна" if language == "ru" else "the page's network is not known"
    ru, en = list(NETWORKS.values())[facts["network"]]
    return f"страница в сети {ru}" if language == "ru" else f"the page is on {en}"


def not_exempt(scene: Scene, _params: NotExemptParams) -> Verdicts:
    """G8: the founder has not decided that the page is lawfully not run."""
    exempt = scene.block.pages.exempt
    return Verdicts(_verdict(~exempt), {"exempt": exempt.astype(np.int64)})


def tell_not_exempt(facts: Mapping[str, int], language: Language) -> str:
    """«страница не ведётся по решению учредителя»."""
    if language == "ru":
        return "страница не ведётся по решению учредителя" if facts["exempt"] else "решения не вести страницу нет"
    return "by the founder's decision the page is not run" if facts["exempt"] else "there is no decision not to run the page"


def not_last_winner(scene: Scene, _params: NotLastWinnerParams) -> Verdicts:
    """G9: the page did not win in the same nomination last year; unknown where the register is silent."""
    won = scene.block.pages.last_winner
    return Verdicts(_verdict(won == 0, won != UNKNOWN), {"last_winner": won.astype(np.int64)})


def tell_not_last_winner(facts: Mapping[str, int], language: Language) -> str:
    """«страница победила в этой номинации в прошлом году»."""
    said = {
        1: ("страница победила в этой номинации в прошлом году", "the page won in this nomination last year"),
        0: ("в прошлом году в этой номинации победили другие", "others won in this nomination last year"),
        UNKNOWN: ("победила ли страница в прошлом году, неизвестно", "whether the page won last year is not known"),
    }
    return said[facts["last_winner"]][language == "en"]

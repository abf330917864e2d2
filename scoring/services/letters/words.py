"""The words that letters need for what tables store, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoring.season.appealing import AppealGround, AppealOutcome, Inadmissible
from scoring.season.course import State
from scoring.store.vocabulary import DecisionOutcome, SealKind

Pair = tuple[str, str]

STATES: Final[Mapping[str, Pair]] = MappingProxyType(
    {
        State.DRAFT: ("черновик", "draft"),
        State.ANNOUNCED: ("правила объявлены", "announced"),
        State.COLLECTING: ("сбор данных", "collecting"),
        State.OBJECTIONS: ("возражения", "objections"),
        State.FROZEN: ("свидетельства заморожены", "evidence frozen"),
        State.SCORED: ("баллы посчитаны", "scored"),
        State.JURY_OPEN: ("жюри работает", "jury at work"),
        State.JURY_CLOSED: ("жюри закончило", "jury closed"),
        State.PROPOSED: ("проект решения", "decision drafted"),
        State.SIGNED: ("решение подписано", "signed"),
        State.PUBLISHED: ("итоги опубликованы", "published"),
        State.CLOSED: ("сезон завершён", "closed"),
        State.ARCHIVED: ("архив", "archived"),
        State.CANCELLED: ("конкурс отменён", "cancelled"),
    }
)
OUTCOMES: Final[Mapping[str, Pair]] = MappingProxyType(
    {
        DecisionOutcome.WINNER: ("победитель", "winner"),
        DecisionOutcome.LAUREATE: ("лауреат", "laureate"),
        DecisionOutcome.RESERVE: ("резерв", "reserve"),
        DecisionOutcome.NOT_SELECTED: ("без награды", "not selected"),
        DecisionOutcome.EXCLUDED: ("вне конкурса", "excluded"),
    }
)
APPEAL_GROUNDS: Final[Mapping[str, Pair]] = MappingProxyType(
    {
        AppealGround.WRONG_DATA: ("неверные данные", "wrong data"),
        AppealGround.WRONG_SPHERE: ("не та сфера", "wrong sphere"),
        AppealGround.CALCULATION: ("ошибка расчёта", "a mistake in the calculation"),
        AppealGround.PROCEDURE: ("нарушение порядка или конфликт интересов", "procedure or a conflict of interest"),
    }
)
APPEAL_ENDS: Final[Mapping[str, Pair]] = MappingProxyType(
    {
        AppealOutcome.UNCHANGED: ("оставлено без изменений", "the decision stands"),
        AppealOutcome.NO_EFFECT: ("данные исправлены, список тот же", "the data were corrected, the list is the same"),
        AppealOutcome.LIST_CHANGED: ("решение изменено", "the decision was changed"),
        Inadmissible.COMPARISON: (
            "не рассматривается: сравнение с другими страницами",
            "not looked into: a comparison with other pages",
        ),
        Inadmissible.NO_GROUND: ("не рассматривается: такого основания нет", "not looked into: there is no such ground"),
        Inadmissible.NO_EVIDENCE: ("не рассматривается: нечего проверить", "not looked into: there is nothing to check"),
        Inadmissible.NOT_THIS_CONTEST: (
            "не рассматривается: это не об этом конкурсе",
            "not looked into: it is not about this contest",
        ),
    }
)
SEALS: Final[Mapping[str, Pair]] = MappingProxyType(
    {
        SealKind.RULES: ("регламент", "rule book"),
        SealKind.SNAPSHOT: ("снимок свидетельств", "snapshot of the evidence"),
        SealKind.RUN: ("расчёт", "run"),
        SealKind.VERDICTS: ("ответы жюри", "verdicts"),
        SealKind.DECISIONS: ("решения", "decisions"),
        SealKind.VOID: ("прежняя печать снята", "an earlier seal is void"),
    }
)


def step_pair(start: str, end: str) -> Pair:
    """A step in words: «решение подписано → проект решения»."""
    return f"{STATES[start][0]} → {STATES[end][0]}", f"{STATES[start][1]} → {STATES[end][1]}"

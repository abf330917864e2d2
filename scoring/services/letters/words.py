"""The words that letters need for what tables store, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoring.season import appeal_words
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
    {ground: appeal_words.lowered(pair) for ground, pair in appeal_words.GROUNDS.items()}
)
APPEAL_ENDS: Final[Mapping[str, Pair]] = MappingProxyType(
    {
        **{outcome: appeal_words.lowered(pair) for outcome, pair in appeal_words.OUTCOMES.items()},
        **{
            ground: (f"не рассматривается: {ru}", f"not looked into: {en}")
            for ground, (ru, en) in ((one, appeal_words.lowered(pair)) for one, pair in appeal_words.INADMISSIBLE.items())
        },
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

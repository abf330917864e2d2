"""The chair's meeting in words: outcomes, acts, codes of reasons, what the verdicts came to, what is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scoring.jury.counting import Settled
from scoring.services.decision_changes import Act
from scoring.store.vocabulary import DecisionOutcome, Outcome, SealKind
from webadmin.i18n import t
from webadmin.words import Pair, word

OUTCOMES: Final[Mapping[str, Pair]] = {
    DecisionOutcome.WINNER: ("победитель", "winner"),
    DecisionOutcome.LAUREATE: ("лауреат", "laureate"),
    DecisionOutcome.RESERVE: ("резерв", "reserve"),
    DecisionOutcome.NOT_SELECTED: ("участник", "participant"),
    DecisionOutcome.EXCLUDED: ("исключена", "excluded"),
}
TONES: Final[Mapping[str, str]] = {
    DecisionOutcome.WINNER: "gold",
    DecisionOutcome.LAUREATE: "good",
    DecisionOutcome.RESERVE: "info",
    DecisionOutcome.NOT_SELECTED: "plain",
    DecisionOutcome.EXCLUDED: "bad",
}
ACTS: Final[Mapping[Act, Pair]] = {
    Act.PROMOTE: ("Повысить", "Promote"),
    Act.DEMOTE: ("Понизить", "Demote"),
    Act.EXCLUDE: ("Исключить", "Exclude"),
    Act.CO_LAUREATE: ("Со-лауреат", "Co-winner"),
    Act.RESTORE: ("Вернуть", "Restore"),
}
ABOUT: Final[Mapping[Act, Pair]] = {
    Act.PROMOTE: (
        "Страница войдёт в список победителей, другая уступит ей место.",
        "The page joins the winners, and another gives its seat up.",
    ),
    Act.DEMOTE: (
        "Страница станет лауреатом, её место займёт другая.",
        "The page becomes a laureate, and another takes its seat.",
    ),
    Act.EXCLUDE: (
        "Страница останется без награды; место победителя займёт следующая.",
        "The page gets no award; the next one takes its seat, if it had one.",
    ),
    Act.CO_LAUREATE: (
        "Страница победит сверх квоты рядом с равной ей. Никто не уходит.",
        "The page wins beyond the quota beside an equal. Nobody goes out.",
    ),
    Act.RESTORE: (
        "Итог вернётся к тому, что дали баллы и ответы жюри.",
        "The outcome goes back to what points and verdicts gave.",
    ),
}
REASONS: Final[Mapping[str, Pair]] = {
    "dead": ("Страница не ведётся", "The page is not kept"),
    "not_official": ("Не официальная страница", "Not an official page"),
    "inflated": ("Накрутка", "Inflated figures"),
    "unacceptable": ("Недопустимое содержание", "Unacceptable content"),
    "conflict": ("Конфликт интересов", "Conflict of interests"),
    "tie": ("Равные на границе", "Equals at the border"),
    "withdrawn": ("Учреждение отказалось", "The institution declined"),
    "seat": ("Место по квоте", "A seat by the quota"),
    "other": ("Другое", "Other"),
}
SETTLED: Final[Mapping[str, Pair]] = {
    Settled.SUPPORTED: ("поддержана", "supported"),
    Settled.REJECTED: ("отклонена", "rejected"),
    Settled.OPEN: ("без большинства", "no majority"),
    Settled.BELOW_QUORUM: ("нет кворума", "below the quorum"),
}
FILTERS: Final[Mapping[str, Pair]] = {
    "list": ("Список и граница", "List and border"),
    "border": ("Граница", "Border"),
    "changed": ("Отклонения", "Deviations"),
    "flags": ("Замечания", "Flags"),
    "all": ("Все страницы", "All pages"),
}
SEALS: Final[Mapping[str, Pair]] = {
    SealKind.RULES: ("Правила", "Rules"),
    SealKind.SNAPSHOT: ("Снимок свидетельств", "Snapshot of the evidence"),
    SealKind.RUN: ("Расчёт", "Run"),
    SealKind.VERDICTS: ("Ответы жюри", "The jury's verdicts"),
    SealKind.DECISIONS: ("Решения", "Decisions"),
    SealKind.VOID: ("Отмена печати", "A seal taken off"),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """An outcome as a pill shows it."""

    word: str
    tone: str


def other_outcome(by_points: str, decided: DecisionOutcome | None) -> Decided | None:
    """What was decided, where that is not what the points alone gave."""
    same = {Outcome.WINNER: DecisionOutcome.WINNER, Outcome.LAUREATE: DecisionOutcome.LAUREATE}
    if decided is None or decided is same.get(Outcome(by_points), DecisionOutcome.NOT_SELECTED):
        return None
    return Decided(word(OUTCOMES, decided), TONES[decided])


def votes_text(votes: Mapping[str, Any]) -> str:
    """«за 4, против 1, не могу 0»; empty where nobody was asked."""
    if not votes:
        return ""
    yes, no, unsure = votes.get("yes", 0), votes.get("no", 0), votes.get("unsure", 0)
    return t(f"за {yes}, против {no}, не могу сказать {unsure}", f"yes {yes}, no {no}, cannot tell {unsure}")

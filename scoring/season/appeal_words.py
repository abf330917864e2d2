"""The words for what happens to appeals, in both languages, for the panel, the public and letters alike."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoring.season.appealing import AppealGround, AppealOutcome, AppealState, Inadmissible

Pair = tuple[str, str]
Words = Mapping[str, Pair]

GROUNDS: Final[Words] = MappingProxyType(
    {
        AppealGround.WRONG_DATA: ("Неверные данные", "Wrong data"),
        AppealGround.WRONG_SPHERE: ("Не та сфера", "Wrong sphere"),
        AppealGround.CALCULATION: ("Ошибка расчёта", "A mistake in the calculation"),
        AppealGround.PROCEDURE: ("Нарушение порядка или конфликт интересов", "Procedure or a conflict of interest"),
    }
)

STATES: Final[Words] = MappingProxyType(
    {
        AppealState.RECEIVED: ("Получена", "Received"),
        AppealState.IN_REVIEW: ("Рассматривается", "In review"),
        AppealState.INADMISSIBLE: ("Не рассматривается", "Not looked into"),
        AppealState.DECIDED: ("Решена", "Decided"),
        AppealState.NOTIFIED: ("Решена", "Decided"),
        AppealState.CLOSED: ("Решена, сезон закрыт", "Decided, season closed"),
        AppealState.WITHDRAWN: ("Отозвана", "Withdrawn"),
    }
)

OUTCOMES: Final[Words] = MappingProxyType(
    {
        AppealOutcome.UNCHANGED: ("Оставлено без изменений", "The decision stands"),
        AppealOutcome.NO_EFFECT: ("Данные исправлены, список тот же", "The data were corrected, the list is the same"),
        AppealOutcome.LIST_CHANGED: ("Решение изменено", "The decision was changed"),
    }
)

INADMISSIBLE: Final[Words] = MappingProxyType(
    {
        Inadmissible.COMPARISON: ("Сравнение с другими страницами", "A comparison with other pages"),
        Inadmissible.NO_GROUND: ("Такого основания нет", "There is no such ground"),
        Inadmissible.NO_EVIDENCE: ("Нечего проверить", "There is nothing to check"),
        Inadmissible.NOT_THIS_CONTEST: ("Не об этом конкурсе", "Not about this contest"),
    }
)

_COMPARISON: Final = (
    "Понимаем, что результат огорчил. Апелляция проверяет данные, расчёт и порядок по вашей странице, а сравнить её с другой не "
    "может: цифры у каждой свои, и считаются они одинаково. Если неверна ваша цифра, подайте апелляцию по ней."
)
_COMPARISON_EN: Final = (
    "We understand that the result disappoints. An appeal checks data, calculation and procedure of your own page and cannot "
    "compare it with another: each has its own figures, counted alike. If a figure of yours is wrong, appeal against that."
)
_NO_GROUND: Final = (
    "Оснований четыре: неверные данные, не та сфера, ошибка расчёта, нарушение порядка. В письме мы их не нашли. Если такое "
    "основание есть, подайте апелляцию по нему."
)
_NO_GROUND_EN: Final = (
    "There are four grounds: wrong data, wrong sphere, the calculation, the procedure. We found none of them in what you wrote. "
    "If there is one, appeal on it."
)
KIND: Final[Words] = MappingProxyType(
    {
        Inadmissible.COMPARISON: (_COMPARISON, _COMPARISON_EN),
        Inadmissible.NO_GROUND: (_NO_GROUND, _NO_GROUND_EN),
        Inadmissible.NO_EVIDENCE: (
            "По ссылке или файлу нечего проверить: они не открываются или не относятся к показателю.",
            "The link or the file gives nothing to check: it does not open, or has nothing to do with the figure.",
        ),
        Inadmissible.NOT_THIS_CONTEST: (
            "Написанное не относится к итогам этого конкурса. Задайте вопрос организатору по почте.",
            "What you wrote is not about the results of this contest. Ask the organizer by mail.",
        ),
    }
)
"""The answer that a reviewer begins with when an appeal is not looked into."""

ENDS: Final[Words] = MappingProxyType(
    {**OUTCOMES, **INADMISSIBLE, AppealState.RECEIVED: ("Рассматривается", "In review")}
    | {state: STATES[state] for state in (AppealState.INADMISSIBLE, AppealState.WITHDRAWN)}
)
"""How appeals ended, as the diary counts them."""

TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        AppealState.RECEIVED: "warn",
        AppealState.IN_REVIEW: "info",
        AppealState.DECIDED: "good",
        AppealState.NOTIFIED: "good",
        AppealState.CLOSED: "plain",
    }
)

ACTIONS: Final[Words] = MappingProxyType(
    {
        "appeal.make": ("Апелляция получена", "Appeal received"),
        "appeal.reply": ("Владелец дополнил апелляцию", "The owner added to an appeal"),
        "appeal.withdraw": ("Апелляция отозвана", "Appeal withdrawn"),
        "appeal.take": ("Апелляция взята на рассмотрение", "Appeal taken"),
        "appeal.put_back": ("Апелляция возвращена в очередь", "Appeal put back"),
        "appeal.ask": ("Вопрос по апелляции", "A question about an appeal"),
        "appeal.rule_out": ("Апелляция не рассматривается", "Appeal not looked into"),
        "appeal.propose": ("Предложено решение апелляции", "Decision of an appeal proposed"),
        "appeal.send_back": ("Решение апелляции возвращено", "Decision of an appeal sent back"),
        "appeal.decide": ("Апелляция решена", "Appeal decided"),
        "appeals.close": ("Апелляции закрыты", "Appeals closed"),
        "run.shadow": ("Теневой расчёт по апелляции", "Shadow run for an appeal"),
        "decision.correct": ("Решение исправлено по апелляции", "Decision corrected by an appeal"),
    }
)
"""What the journal tells."""


def lowered(pair: Pair) -> Pair:
    """The same inside of a sentence."""
    ru, en = pair
    return ru[:1].lower() + ru[1:], en[:1].lower() + en[1:]

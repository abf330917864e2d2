"""The words of the desk: answers, reasons, questions with an anchor for each answer, and what the script says."""

from collections.abc import Mapping
from typing import Any, Final

from criteria.jury_rule import JuryRule
from scoring.store.vocabulary import AnswerWord, ConflictTarget, LaneName
from webadmin.i18n import t

Pair = tuple[str, str]

ANSWERS: Final[Mapping[str, Pair]] = {
    AnswerWord.YES: ("Да", "Yes"),
    AnswerWord.NO: ("Нет", "No"),
    AnswerWord.UNSURE: ("Не могу решить", "Cannot tell"),
}
REASONS: Final[Mapping[str, Pair]] = {
    "dead": ("не ведётся", "dead"),
    "not_official": ("не официальная", "not official"),
    "inflated": ("накрутка", "inflated"),
    "unacceptable": ("недопустимый контент", "unacceptable content"),
    "weak": ("слабое содержание", "weak content"),
    "other": ("другое", "other"),
}
LANES: Final[Mapping[str, Pair]] = {LaneName.SAFETY: ("Проверка", "Check"), LaneName.BORDER: ("Граница", "Border")}
TARGETS: Final[Mapping[str, Pair]] = {
    ConflictTarget.PAGE: ("страница", "page"),
    ConflictTarget.FOUNDER: ("учредитель и все его страницы", "founder with all its pages"),
    ConflictTarget.MUNICIPALITY: ("муниципалитет", "municipality"),
    ConflictTarget.SPHERE: ("сфера", "sphere"),
}


def answer_told(answer: str, reason: str = "") -> str:
    """An answer as a person reads it, with its reason."""
    word = t(*ANSWERS[answer]) if answer in ANSWERS else t("без ответа", "no answer")
    return f"{word}: {t(*REASONS[reason])}" if reason in REASONS else word


def question(lane: str, best: int | None) -> str:
    """What a card asks; ``best``: how many win in the nomination."""
    if lane == LaneName.SAFETY:
        return t("Можно награждать?", "May it be awarded?")
    if best is None:
        return t("Достойна быть среди лучших?", "Worthy to be among the best?")
    if best == 1:
        return t("Достойна быть лучшей в сфере?", "Worthy to be the best of its sphere?")
    return t(f"Достойна быть среди лучших {best}?", f"Worthy to be among the best {best}?")


_ANCHORS: Final[Mapping[str, tuple[Pair, Pair]]] = {
    LaneName.SAFETY: (
        ("живая и официальная", "alive and official"),
        ("есть причина не награждать", "there is a reason not to award it"),
    ),
    LaneName.BORDER: (
        ("содержательна, отвечает людям", "rich in content, answers people"),
        ("есть слабое место, таких много", "has a weak spot, there are many like it"),
    ),
}
"""What yes and no mean, by lane. In both a yes speaks for the page, so that no key ever changes its side."""


def anchors(lane: str) -> tuple[tuple[str, str], ...]:
    """What each answer means, one line each."""
    yes, no = _ANCHORS[lane]
    lines = ((AnswerWord.YES, yes), (AnswerWord.NO, no), (AnswerWord.UNSURE, ("по карточке не понять", "the card does not tell")))
    return tuple((t(*ANSWERS[word]), t(*pair)) for word, pair in lines)


def script_words() -> dict[str, Any]:
    """What the desk's script says, in the reader's language; # stands for a figure."""
    return {
        "title": t("Лавр", "Lavr"),
        "online": t("Связь есть", "Online"),
        "offline": t("Нет связи", "Offline"),
        "signed_out": t("Вход истёк", "Signed out"),
        "waiting": {
            "one": t("# ответ не отправлен", "# answer not sent"),
            "few": t("# ответа не отправлены", "# answers not sent"),
            "many": t("# ответов не отправлено", "# answers not sent"),
            "other": t("# ответа не отправлено", "# answers not sent"),
        },
        "saved": t("Сохранено #", "Saved #"),
        "place": t("# из #", "# of #"),
        "practice": t("Проба", "Practice"),
        "on": t("Дальше", "Next"),
        "left": t("~# мин", "~# min"),
        "written": t("Записано.", "Saved."),
        "put_aside": t("Отложено.", "Put aside."),
        "recused": t("Карточка ушла к другому.", "The card goes to somebody else."),
        "undone": t("Отменено.", "Undone."),
        "recuse": t("Конфликт", "Conflict"),
        "aside": t("Отложить", "Put aside"),
        "full": t(
            "Десять ответов ждут связи. Больше браузер не примет: дождитесь сети.",
            "Ten answers wait for the network. Wait until it is back.",
        ),
        "no_cards": t("Нет связи, следующие карточки придут с ней.", "No network; further cards come with it."),
        "sending": t("Порция закончена. Отправляем последние ответы…", "The portion is done. Sending the last answers…"),
        "answers": {word.value: t(*pair) for word, pair in ANSWERS.items() if isinstance(word, AnswerWord)},
    }


def rule_of(document: Mapping[str, Any]) -> JuryRule:
    """The rule that a round was prepared with."""
    return JuryRule.model_validate(document)

"""What the forms on an award's screen send: an act with its ground and reason, a decision on a change, an answer of the owner."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import request

from scoring.errors import InputError
from scoring.season.awarding import AwardAct, AwardGround
from webadmin.i18n import t
from webadmin.organizer import forms

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as it was typed; ``fault`` says what is wrong with it."""

    act: str = ""
    ground: str = ""
    reason: str = ""
    name: str = ""
    person: str = ""
    fault: str = ""


def asked(fault: str = "") -> Asked:
    """What the form of a change holds."""
    return Asked(
        act=forms.typed("act"),
        ground=forms.typed("ground"),
        reason=forms.typed_lines("reason"),
        name=forms.typed("name"),
        person=forms.typed("person"),
        fault=fault,
    )


def act_of(form: Asked) -> AwardAct:
    """The act that was asked for."""
    return _word(AwardAct, form.act, t("действие", "act"))


def ground_of(form: Asked) -> AwardGround:
    """Its ground."""
    return _word(AwardGround, form.ground, t("основание", "ground"))


def decision() -> str:
    """Approve, refuse, or write the owner's answer down."""
    done = request.form.get("do", "")
    if done not in {"approve", "refuse", "answer"}:
        raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload the page and repeat.")
    return done


def _word(words: type[Word], text: str, what: str) -> Word:
    try:
        return words(text)
    except ValueError:
        raise InputError(f"Выберите из списка: {what}.", f"Choose from the list: {what}.") from None

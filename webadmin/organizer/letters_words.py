"""The words of the outbox: states of letters with the tone of their chips, and how each kind leaves."""

from collections.abc import Mapping
from typing import Final

from scoring.services.letters.kinds import KINDS, Going, Kind
from scoring.store.vocabulary import LetterState
from webadmin.i18n import t
from webadmin.words import Pair

STATES: Final[Mapping[str, Pair]] = {
    LetterState.DRAFTED: ("Ждёт одобрения", "Waits for approval"),
    LetterState.APPROVED: ("Одобрено, не ушло", "Approved, not sent"),
    LetterState.SENDING: ("Отправляется", "Being sent"),
    LetterState.SENT: ("Ушло", "Sent"),
    LetterState.FAILED: ("Не ушло", "Failed"),
    LetterState.CANCELLED: ("Отменено", "Cancelled"),
}
TONES: Final[Mapping[str, str]] = {
    LetterState.DRAFTED: "warn",
    LetterState.APPROVED: "info",
    LetterState.SENDING: "info",
    LetterState.SENT: "good",
    LetterState.FAILED: "bad",
    LetterState.CANCELLED: "plain",
}
TITLES: Final[Mapping[str, Pair]] = {code: kind.title for code, kind in KINDS.items() if kind.going is not Going.AT_ONCE}


def going(kind: Kind) -> str:
    """How letters of a kind leave."""
    if kind.going is Going.BY_ITSELF:
        return t("уходят сами", "leave by themselves")
    return t("после одобрения", "once approved")

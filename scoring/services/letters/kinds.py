"""Every kind of letter, as one table: who gets it, whether a person approves it, when it may leave, who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scoring.season.course import PUBLIC, State

Pair = tuple[str, str]


class Going(StrEnum):
    """How a letter leaves: approved by a person, by itself through the outbox, or at once without a row (it holds a secret)."""

    APPROVED = "approved"
    BY_ITSELF = "by_itself"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter.

    ``to``: who gets it, in words. ``only_in``: states in which it may leave; None: in any. ``embargo``: it tells who wins, so
    that before publication only those who see the ranking see the letter. ``news``: an institution may decline such letters.
    """

    code: str
    title: Pair
    to: Pair
    going: Going
    only_in: frozenset[State] | None = None
    embargo: bool = False
    news: bool = False


_OWNERS: Final = ("владельцам страниц с адресом", "owners of pages with an address on file")
_OWNER: Final = ("владельцу страницы", "the page's owner")
_JURORS: Final = ("членам жюри", "jurors")
_UNFINISHED: Final = ("членам жюри, кто не закончил", "jurors who have not finished")
_WATCHERS: Final = ("председателю и наблюдателям", "the chair and the observers")
_JURY: Final = frozenset({State.JURY_OPEN})
_SIGNED: Final = frozenset({State.SIGNED})
_ASKED: Final = Going.APPROVED
_AUTO: Final = Going.BY_ITSELF

_ALL: Final = (
    Kind("season_announced", ("Конкурс объявлен", "Contest announced"), _OWNERS, _ASKED, news=True),
    Kind("data_ready", ("Данные собраны, можно возразить", "Data collected, objections open"), _OWNERS, _ASKED,
         frozenset({State.OBJECTIONS})),
    Kind("objection_received", ("Возражение получено", "Objection received"), _OWNER, _AUTO),
    Kind("objection_decided", ("Ответ на возражение", "Objection answered"), _OWNER, _AUTO),
    Kind("appeal_received", ("Апелляция получена", "Appeal received"), _OWNER, _AUTO),
    Kind("appeal_asked", ("Вопрос по апелляции", "A question about an appeal"), _OWNER, _AUTO),
    Kind("appeal_decided", ("Решение по апелляции", "Appeal decided"), _OWNER, _AUTO),
    Kind("juror_invite", ("Приглашение в жюри", "Invitation to the jury"), _JURORS, _ASKED),
    Kind("juror_open", ("Жюри открыто", "The jury is open"), _JURORS, _ASKED, _JURY),
    Kind("juror_half", ("Половина срока жюри", "Half of the jury's time"), _UNFINISHED, _AUTO, _JURY),
    Kind("juror_2days", ("Жюри: осталось два дня", "The jury: two days left"), _UNFINISHED, _AUTO, _JURY),
    Kind("juror_last_day", ("Жюри: последний день", "The jury: the last day"), _UNFINISHED, _AUTO, _JURY),
    Kind("juror_receipt", ("Жюри закрыто, квитанция", "The jury is closed, receipt"), _JURORS, _AUTO),
    Kind("juror_void", ("Голосование отменено", "The voting is void"), _JURORS, _AUTO),
    Kind("second_key", ("Нужен второй ключ", "A second key is needed"), ("вторым ключам", "second keys"), _AUTO),
    Kind("unsealed", ("Сезон вернули назад", "The season was taken back"), _WATCHERS, _AUTO),
    Kind("sealed", ("Файлы запечатаны, хеши", "Files sealed, hashes"), _WATCHERS, _AUTO),
    Kind("hashes", ("Хеш журнала за сутки", "The journal's hash of the day"), ("наблюдателям", "observers"), _AUTO),
    Kind("sign_request", ("Протокол ждёт подписи", "The protocol waits for a signature"),
         ("председателю, потом администраторам", "the chair, then the admins"), _AUTO, frozenset({State.PROPOSED})),
    Kind("deviation", ("Решение отличается от расчёта", "A decision differs from the points"),
         ("наблюдателям", "observers"), _AUTO, embargo=True),
    Kind("name_check", ("Проверьте название", "Check the name"), ("всем в коротком списке", "the whole shortlist"), _ASKED,
         _SIGNED, embargo=True),
    Kind("winner", ("Победителям", "To winners"), _OWNERS, _ASKED, PUBLIC, embargo=True),
    Kind("laureate", ("Лауреатам", "To laureates"), _OWNERS, _ASKED, PUBLIC, embargo=True),
    Kind("reserve", ("Резерву", "To reserves"), _OWNERS, _ASKED, PUBLIC, embargo=True),
    Kind("not_selected", ("Остальным участникам", "To all others"), _OWNERS, _ASKED, PUBLIC, embargo=True),
    Kind("award_notice", ("Награду предлагают отозвать", "Revocation of an award is proposed"), _OWNER, _AUTO, PUBLIC),
    Kind("award_corrected", ("Награда исправлена", "Award corrected"), _OWNER, _AUTO, PUBLIC),
    Kind("award_suspended", ("Награда приостановлена", "Award suspended"), _OWNER, _AUTO, PUBLIC),
    Kind("award_restored", ("Награда снова действует", "Award restored"), _OWNER, _AUTO, PUBLIC),
    Kind("award_revoked", ("Награда отозвана", "Award revoked"), _OWNER, _AUTO, PUBLIC),
    Kind("digest", ("Сводка недели", "Digest of the week"), ("организаторам", "organizers"), _AUTO),
    Kind("sign_in_code", ("Код для входа", "Sign-in code"), ("тому, кто входит", "whoever signs in"), Going.AT_ONCE),
    Kind("new_device", ("Вход с нового устройства", "Sign-in from a new device"),
         ("тому, кто вошёл", "whoever signed in"), Going.AT_ONCE),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.code: kind for kind in _ALL})
"""By code. Each has its text in both languages in ``texts``."""

EMBARGOED: Final = frozenset(kind.code for kind in _ALL if kind.embargo)
HELD_FOR: Final[Mapping[State, frozenset[str]]] = MappingProxyType(
    {
        State.COLLECTING: frozenset({"season_announced"}),
        State.FROZEN: frozenset({"data_ready"}),
        State.JURY_OPEN: frozenset({"juror_invite", "juror_open"}),
        State.PUBLISHED: frozenset({"name_check", "winner", "laureate", "reserve", "not_selected"}),
    }
)
"""Kinds of which every letter has to be approved or declined before a season enters a state."""


def may_leave(kind: str, state: State) -> bool:
    """Whether letters of a kind may leave while the season stands there."""
    only_in = KINDS[kind].only_in
    return only_in is None or state in only_in

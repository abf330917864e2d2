"""The words for what happens to awards, in both languages, for the panel, the public and the command line alike."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoring.season.awarding import AwardAct, AwardGround, AwardKind, AwardStatus

Pair = tuple[str, str]
Words = Mapping[str, Pair]

KINDS: Final[Words] = MappingProxyType(
    {
        AwardKind.WINNER: ("Победитель", "Winner"),
        AwardKind.LAUREATE: ("Лауреат", "Laureate"),
        AwardKind.THANKS: ("Благодарность", "Letter of thanks"),
        AwardKind.PARTICIPANT: ("Участник", "Participant"),
    }
)

STATUSES: Final[Words] = MappingProxyType(
    {
        AwardStatus.CONFIRMED: ("Ждёт публикации", "Waits for publication"),
        AwardStatus.ACTIVE: ("Действует", "In force"),
        AwardStatus.SUPERSEDED: ("Заменена", "Replaced"),
        AwardStatus.SUSPENDED: ("Приостановлена", "Suspended"),
        AwardStatus.REVOKED: ("Отозвана", "Revoked"),
        AwardStatus.DECLINED: ("Отказ победителя", "Declined"),
    }
)

ACTS: Final[Words] = MappingProxyType(
    {
        AwardAct.PUBLISH: ("Опубликована", "Published"),
        AwardAct.CORRECT: ("Исправить", "Correct"),
        AwardAct.SUSPEND: ("Приостановить", "Suspend"),
        AwardAct.RESUME: ("Возобновить", "Resume"),
        AwardAct.REVOKE: ("Отозвать", "Revoke"),
        AwardAct.DECLINE: ("Записать отказ победителя", "Record that it is declined"),
    }
)
"""What somebody asks for."""

HAPPENED: Final[Words] = MappingProxyType(
    {
        AwardAct.PUBLISH: ("Опубликована", "Published"),
        AwardAct.CORRECT: ("Заменена исправленной", "Replaced by a corrected one"),
        AwardAct.SUSPEND: ("Приостановлена", "Suspended"),
        AwardAct.RESUME: ("Возобновлена", "Resumed"),
        AwardAct.REVOKE: ("Отозвана", "Revoked"),
        AwardAct.DECLINE: ("Победитель отказался", "Declined by the winner"),
    }
)
"""What came of it."""

GROUNDS: Final[Words] = MappingProxyType(
    {
        AwardGround.WRONG_NAME: ("ошибка в названии", "a mistake in the name"),
        AwardGround.RENAMED: ("учреждение переименовано", "the institution was renamed"),
        AwardGround.MISPRINT: ("опечатка в документе", "a misprint in the document"),
        AwardGround.INQUIRY: ("идёт проверка", "an inquiry is under way"),
        AwardGround.PAGE_LOST: ("страница захвачена или удалена", "the page was taken over or removed"),
        AwardGround.NOT_OFFICIAL: ("страница не официальная", "the page is not official"),
        AwardGround.INFLATED: ("накрутка показателей", "inflated figures"),
        AwardGround.WRONG_DATA: ("ошибка в данных конкурса", "a mistake in the contest's data"),
        AwardGround.BREACH: ("нарушение правил конкурса", "a breach of the contest's rules"),
        AwardGround.MISUSE: ("неправомерное использование знака", "misuse of the badge"),
        AwardGround.CLEARED: ("причина отпала", "the reason has gone"),
        AwardGround.OWN_WISH: ("по просьбе победителя", "by the winner's own wish"),
    }
)

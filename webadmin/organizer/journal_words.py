"""What an event of the journal changed, told field by field: a few names in words, the others as they are stored."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scoring.store.tables import AuditEvent
from webadmin.i18n import t
from webadmin.words import JOBS, STATES, Pair, word

FIELDS: Final[Mapping[str, Pair]] = {
    "state": ("состояние", "state"),
    "page": ("страница", "page"),
    "pages": ("страниц", "pages"),
    "name": ("название", "name"),
    "title": ("название", "title"),
    "text": ("текст", "text"),
    "kind": ("вид", "kind"),
    "code": ("код", "code"),
    "reason": ("причина", "reason"),
    "final": ("решение", "decision"),
    "second": ("второй человек", "second person"),
    "sha256": ("SHA-256", "SHA-256"),
    "as": ("подпись", "signature"),
    "run": ("расчёт", "run"),
    "ranking": ("рейтинг", "ranking"),
    "evidence": ("свидетельства", "evidence"),
    "awards": ("наград", "awards"),
    "year": ("год", "year"),
    "email": ("почта", "e-mail"),
    "role": ("роль", "role"),
    "criterion": ("критерий", "criterion"),
    "value": ("значение", "value"),
    "old": ("было", "old"),
    "new": ("стало", "new"),
    "settings": ("настройки", "settings"),
    "signers": ("подписанты", "signers"),
    "active": ("доступ", "access"),
    "by": ("чем вошёл", "signed in by"),
    "device": ("устройство", "device"),
    "second_factor": ("второй шаг входа", "second step of signing in"),
    "sysadmin": ("администратор установки", "administrator of the installation"),
    "act": ("шаг", "step"),
    "number": ("номер", "number"),
    "organisation": ("организация", "organisation"),
    "municipality": ("муниципалитет", "municipality"),
    "minutes": ("минут обещано", "minutes promised"),
    "letters": ("писем", "letters"),
    "file": ("файл", "file"),
    "rows": ("строк", "rows"),
    "refused": ("отклонено", "refused"),
    "changed": ("изменено", "changed"),
    "gone": ("выбыло", "gone"),
    "plan": ("план загрузки", "plan of the import"),
    "serial": ("номер награды", "number of the award"),
    "verdicts": ("выводы", "conclusions"),
    "draws": ("испытаний", "draws"),
    "border": ("карточек у границы", "cards of the border"),
    "safety": ("карточек проверки", "cards of the check"),
    "practice": ("пробных карточек", "practice cards"),
    "one_key": ("один ключ", "one key"),
    "jurors": ("членов жюри", "jurors"),
    "contest": ("конкурс", "contest"),
    "status": ("состояние", "state"),
    "version": ("редакция", "version"),
    "tries": ("попыток", "tries"),
    "left": ("осталось", "left"),
    "links": ("ссылок", "links"),
    "network": ("сеть", "network"),
    "times": ("раз", "times"),
    "ties": ("связи", "ties"),
    "tail": ("последние знаки", "last signs"),
    "to": ("кому", "to"),
    "way": ("способ", "way"),
    "ends": ("по какой день", "last day"),
    "before": ("раньше", "before"),
    "fields": ("поля", "fields"),
    "appeals": ("апелляций", "appeals"),
}
KINDS: Final[Mapping[str, Pair]] = {
    "season": ("Сезон", "Season"),
    "page": ("Страница", "Page"),
    "importedfile": ("Файл", "File"),
    "registerimport": ("Загрузка реестра", "Register import"),
    "job": ("Работа", "Job"),
    "scorerun": ("Расчёт", "Run"),
    "rulebookdraft": ("Черновик регламента", "Draft of a rule book"),
    "pagefinding": ("Находка", "Finding"),
    "pagecorrection": ("Исправление данных", "Correction"),
    "incident": ("Сбой", "Incident"),
    "objection": ("Возражение", "Objection"),
    "appeal": ("Апелляция", "Appeal"),
    "decision": ("Решение", "Decision"),
    "protocol": ("Протокол", "Protocol"),
    "secondkey": ("Второй ключ", "Second key"),
    "award": ("Награда", "Award"),
    "user": ("Человек", "Person"),
    "membership": ("Роль в сезоне", "Role in the season"),
    "passkey": ("Ключ доступа", "Passkey"),
    "signincode": ("Код для входа", "Sign-in code"),
    "installation": ("Установка", "Installation"),
    "juror": ("Член жюри", "Juror"),
    "conflict": ("Конфликт интересов", "Conflict of interest"),
    "juryround": ("Раунд жюри", "Round of the jury"),
    "letter": ("Письмо", "Letter"),
    "owneraccess": ("Доступ владельца", "Owner's access"),
    "ownercontact": ("Адрес владельца", "Owner's address"),
    "claim": ("Заявка владельца", "Owner's claim"),
}
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event: its name, what it was and what it became; None where there was or is nothing."""

    field: str
    was: str | None
    became: str | None


def changes(event: AuditEvent) -> Iterator[Change]:
    """The fields that an event names, but for those that it leaves as they were."""
    before, after = event.before or {}, event.after or {}
    for name in dict.fromkeys((*before, *after)):
        if name in before and name in after and before[name] == after[name]:
            continue
        was = _told(name, before[name]) if name in before else None
        became = _told(name, after[name]) if name in after else None
        yield Change(word(FIELDS, name), was, became)


def in_a_line(event: AuditEvent) -> str:
    """All changes as one line of text, for the list's file."""
    return "; ".join(
        f"{one.field}: {one.became}" if one.was is None else f"{one.field}: {one.was} → {one.became or '—'}"
        for one in changes(event)
    )


def _told(name: str, value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return t("да", "yes") if value else t("нет", "no")
    if isinstance(value, str):
        words = STATES if name == "state" else JOBS if name == "kind" else {}
        told = word(words, value) if value in words else value
        return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
    return _line(value)


def _line(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return ", ".join(map(str, value))[:_LONGEST]
    return json.dumps(value, ensure_ascii=False, sort_keys=True)[:_LONGEST]

"""The journal: who did what to what, when, and through which door."""

import json
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, or_, select

from scoring.store.tables import AuditEvent
from webadmin.organizer.base import Records
from webadmin.organizer.cells import Column
from webadmin.organizer.choice import season
from webadmin.organizer.choices import by_value, by_word
from webadmin.organizer.menu import APART
from webadmin.words import ACTIONS, VIAS, happened, word


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value is not None else ""


def _block(value: object) -> object:
    if value is None:
        return None
    return Markup("<pre>{}</pre>").format(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


class JournalView(Records):
    """Events of the season in question, and those that belong to no season."""

    table = AuditEvent
    titles = ("Журнал", "Journal")
    one = ("Запись журнала", "An entry of the journal")
    station = APART
    address = "journal"
    of_season = False
    about = (
        "Записи только добавляются: изменить или удалить их нельзя.",
        "Entries are only added: none can be changed or deleted.",
    )
    empty = ("Записей ещё нет", "No entries yet")
    choices = (
        by_word("action", ("Действие", "Action"), AuditEvent.action, ACTIONS),
        by_value("actor", ("Кто", "Who"), AuditEvent.actor),
        by_word("via", ("Откуда", "Door"), AuditEvent.via, VIAS),
    )
    columns = (
        Column("at", ("Когда", "When"), sort=True),
        Column("action", ("Действие", "Action"), happened),
        Column("actor", ("Кто", "Who")),
        Column("via", ("Откуда", "Door"), lambda row: word(VIAS, row.via)),
        Column("object_kind", ("Что", "What"), place="details"),
        Column("object_id", ("Номер", "Number"), place="details"),
        Column(
            "before", ("Было", "Before"), lambda row: _plain(row.before), full=lambda row: _block(row.before), place="details"
        ),
        Column("after", ("Стало", "After"), lambda row: _plain(row.after), full=lambda row: _block(row.after), place="details"),
        Column("reason", ("Причина", "Reason")),
    )

    def rows(self) -> Select[Any]:
        """Events of the season in question and of none."""
        found = season()
        mine = AuditEvent.season_id == (found.id if found else -1)
        return select(AuditEvent).where(or_(mine, AuditEvent.season_id.is_(None)))

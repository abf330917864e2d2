"""The journal: who did what to what, when, through which door; what changed by it; and whether its chain holds."""

from datetime import timedelta
from typing import Any, Final

from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, or_, select

from scoring.errors import NotAllowed
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import audit
from scoring.store.tables import AuditEvent
from webadmin.access import current_actor
from webadmin.context import db, now
from webadmin.i18n import counted, t, whole
from webadmin.organizer.base import Records
from webadmin.organizer.cells import Column
from webadmin.organizer.choice import season
from webadmin.organizer.choices import Choice, Options, Rows, by_value, by_word
from webadmin.organizer.door import MEETING
from webadmin.organizer.journal_words import KINDS, changes, in_a_line
from webadmin.organizer.menu import APART
from webadmin.words import ACTIONS, VIAS, happened, word

_PERIODS: Final = {
    "1": ("за сутки", "last day"),
    "7": ("за неделю", "last week"),
    "30": ("за 30 дней", "last 30 days"),
    "92": ("за три месяца", "last three months"),
}


def _who(row: AuditEvent) -> str:
    """The name, and whoever acted in it."""
    return f"{row.actor} ({t('за него', 'through')} {row.true_actor})" if row.true_actor else row.actor


def _object(row: AuditEvent) -> str:
    return f"{word(KINDS, row.object_kind)} {row.object_id}".strip()


def _changed(row: AuditEvent) -> Markup | None:
    """The changes as a table: field, was, became."""
    lines = [
        Markup("<tr><th scope='row'>{}</th><td>{}</td><td>{}</td></tr>").format(
            one.field, "—" if one.was is None else one.was, "—" if one.became is None else one.became
        )
        for one in changes(row)
    ]
    if not lines:
        return None
    heads = (t("Поле", "Field"), t("Было", "Before"), t("Стало", "After"))
    head = Markup("<tr><th scope='col'>{}</th><th scope='col'>{}</th><th scope='col'>{}</th></tr>").format(*heads)
    return Markup(
        "<div class='scroll' tabindex='0' role='region' aria-label='{}'><table class='table'><thead>{}</thead>"
        "<tbody>{}</tbody></table></div>"
    ).format(t("Что изменилось", "What changed"), head, Markup().join(lines))


def _period() -> Choice:
    def options(_: Rows) -> Options:
        return [(days, t(*pair)) for days, pair in _PERIODS.items()]

    def narrow(rows: Rows, value: str) -> Rows:
        return rows.where(AuditEvent.at >= now() - timedelta(days=int(value))) if value in _PERIODS else rows

    return Choice("period", ("Когда", "When"), options, narrow)


class JournalView(Records):
    """Events of the season in question, and those that belong to no season."""

    readers = MEETING
    table = AuditEvent
    titles = ("Журнал", "Journal")
    one = ("Запись журнала", "An entry of the journal")
    station = APART
    address = "journal"
    of_season = False
    list_template = "panel/journal.html"
    about = (
        "Записи только добавляются, и каждая хранит хэш предыдущей: изменить или удалить одну незаметно нельзя.",
        "Entries are only added, and each holds the hash of the one before: none can be changed or removed unseen.",
    )
    empty = ("Записей ещё нет", "No entries yet")
    choices = (
        by_word("action", ("Действие", "Action"), AuditEvent.action, ACTIONS),
        by_value("actor", ("Кто", "Who"), AuditEvent.actor),
        by_word("object", ("Что", "What"), AuditEvent.object_kind, KINDS),
        by_word("via", ("Откуда", "Door"), AuditEvent.via, VIAS),
        _period(),
    )
    columns = (
        Column("at", ("Когда", "When"), sort=True),
        Column("action", ("Действие", "Action"), happened),
        Column("actor", ("Кто", "Who"), _who),
        Column("via", ("Откуда", "Door"), lambda row: word(VIAS, row.via)),
        Column("object_kind", ("Что", "What"), _object, place="details"),
        Column("after", ("Изменения", "Changes"), in_a_line, full=_changed, place="details"),
        Column("reason", ("Причина", "Reason")),
        Column("address", ("Сеть", "Network"), place="details"),
        Column("number", ("Номер в цепочке", "Number in the chain"), place="details"),
        Column("hash", ("Хэш", "Hash"), full=lambda row: Markup("<code>{}</code>").format(row.hash), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Events of the season in question and of none; whoever may not see the journal sees his own acts of these."""
        found = season()
        here = AuditEvent.season_id == (found.id if found else -1)
        rows = select(AuditEvent).where(or_(here, AuditEvent.season_id.is_(None)))
        return rows if self.sees_all() else rows.where(AuditEvent.actor_id == current_actor().id)

    def sees_all(self) -> bool:
        """Whether the person here sees what others did."""
        found = season()
        return found is not None and may(current_actor().role, Right.SEE_JOURNAL, State(found.state))

    @expose("/chain/")
    def chain(self) -> ResponseReturnValue:
        """Read the whole chain and say whether it holds; changes nothing."""
        if not self.sees_all():
            raise NotAllowed("Цепочку проверяют те, кому открыт весь журнал.", "Those who see the whole journal check the chain.")
        found = audit.verify(db.session)
        events = counted(found.events, ("событие", "события", "событий"), ("event", "events"))
        told = {"broken": found.broken, "events": events, "number": whole(found.broken), "back": self.get_url(".index_view")}
        return self.render("panel/journal_chain.html", **told)

"""``lavr incident``: outages of a network or of the collection, and the one rule that is applied to all pages alike."""

from datetime import datetime
from typing import Any

import click

from scoring.cli.asked import SEASON
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.engine.incidents import KINDS, Incidents
from scoring.engine.telling_incidents import kinds_told, when
from scoring.errors import InputError, NotFound
from scoring.services import incident_effects, incidents
from scoring.services.incidents import Announcement
from scoring.services.what_if import Compared, Evaluations, reasons
from scoring.store.incidents import SeasonIncident
from scoring.store.seasons import Season
from scoring.store.showing import official_run
from scoring.store.showing_incidents import incidents_changed, incidents_of, plain

_json = click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
_try = click.option(
    "--try", "tried", is_flag=True, help="Только показать, кто войдёт и кто выйдет / Only show who enters and who leaves"
)


@click.group("incident")
def incident_group() -> None:
    """Сбои сети и сбора: одно правило для всех страниц / Outages: one rule for all pages.

    Что лежит внутри сбоя, не считается ни у кого: записи, сообщения, эфиры и проверки; недели, которых сбой коснулся, не
    спрашиваются; его дни не молчание; часы ответов стоят. / What lies inside an incident counts for nobody: posts, messages,
    streams, checks; weeks that it touches are not asked; its days are no silence; the clocks of answers stand still.
    """


@incident_group.command("list")
@SEASON
@_json
@pass_desk
def list_(desk: Desk, year: int | None, as_json: bool) -> None:
    """Показать / List them."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        zone, rows = session.get_one(Season, season_id).zone, incidents_of(session, season_id)
        if as_json:
            print_json([_record(row) for row in rows])
            return
        for row in rows:
            _tell(desk, row, zone)
        desk.say(f"Всего: {len(rows)}", f"In all: {len(rows)}")
        run = official_run(session, season_id)
        if run is not None and incidents_changed(session, run):
            desk.say("Баллы посчитаны до этого: посчитайте снова.", "The points are older: compute them again.")


@incident_group.command("add")
@click.option("--from", "begins", required=True, help="Начало по местному времени: 2025-03-03 или «2025-03-03 10:00» / Begin")
@click.option("--to", "ends", required=True, help="Конец; день без часов входит весь / End; a day without hours is all in it")
@click.option(
    "--data",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="Каких данных коснулось, можно несколько раз; иначе всех / Which evidence; all without it",
)
@click.option("--reason", required=True, help="Что случилось / What happened")
@click.option("--link", default="", help="Где об этом сказано / Where it was told")
@_try
@SEASON
@_json
@pass_desk
def add(
    desk: Desk,
    *,
    begins: str,
    ends: str,
    kinds: tuple[str, ...],
    reason: str,
    link: str,
    tried: bool,
    year: int | None,
    as_json: bool,
) -> None:
    """Объявить сбой / Announce an incident."""
    said = Announcement(_local(begins, end=False), _local(ends, end=True), kinds or KINDS, reason, link)
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        if tried:
            found = session.get_one(Season, season_id)
            wrong = incidents.faults(found, said)
            if wrong:
                raise next(iter(wrong.values()))
            after = incident_effects.with_incident(incidents.announced(session, season_id), incidents.incident_of(found, said))
            _tell_effect(desk, session, season_id, after)
            return
        row = incidents.announce(session, desk.actor, season_id, said, now=now())
        if as_json:
            print_json(_record(row))
            return
        _tell(desk, row, session.get_one(Season, season_id).zone)
    desk.say("Объявлено. Действует со следующего расчёта.", "Announced. It counts from the next computation on.")


@incident_group.command("remove")
@click.argument("number", type=click.IntRange(1, 2_147_483_647), metavar="НОМЕР")
@click.option("--reason", default="", help="Почему / Why")
@_try
@SEASON
@pass_desk
def remove(desk: Desk, number: int, reason: str, tried: bool, year: int | None) -> None:
    """Отменить сбой; запись остаётся / Take an incident back; it stays written down."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        row = session.get(SeasonIncident, number)
        if row is None or row.season_id != season_id:
            raise NotFound(
                f"Сбоя № {number} в этом сезоне нет. Номера: lavr incident list",
                f"There is no incident № {number} in this season. Their numbers: lavr incident list",
            )
        if tried:
            found = incidents.announced(session, season_id)
            _tell_effect(desk, session, season_id, incident_effects.without_incident(found, plain(row)))
            return
        incidents.take_back(session, desk.actor, number, reason=reason, now=now())
    desk.say("Отменено. Действует со следующего расчёта.", "Taken back. It counts from the next computation on.")


def _local(text: str, *, end: bool) -> datetime:
    moment = incidents.local(text, end=end)
    if moment is None:
        raise InputError(
            f"Время «{text}» непонятно. Пишите 2025-03-03 или «2025-03-03 10:00», по местному времени.",
            f"The time «{text}» makes no sense. Write 2025-03-03 or «2025-03-03 10:00», in local time.",
        )
    return moment


def _tell_effect(desk: Desk, session: Any, season_id: int, after: Incidents) -> None:
    found = session.get_one(Season, season_id)
    if found.evidence is None:
        raise InputError(
            "Свидетельства ещё не заморожены: показать, кто войдёт и выйдет, не на чем.",
            "The evidence is not frozen yet: there is nothing to show the effect on.",
        )
    folder = desk.home.evidence / found.evidence
    compared = incident_effects.effect(session, season_id, folder, after, desk.language, Evaluations())
    desk.say(
        f"Войдут: {compared.entering}, выйдут: {compared.leaving}, сменят место или исход: {compared.moved} из {compared.pages}.",
        f"Enter: {compared.entering}, leave: {compared.leaving}, other place or outcome: {compared.moved} of {compared.pages}.",
    )
    _tell_crowds(desk, compared)


def _tell_crowds(desk: Desk, compared: Compared) -> None:
    for balance in compared.balances:
        for crowd, sign in ((balance.entering, "+"), (balance.leaving, "−")):
            for moved in crowd.first:
                click.echo(f"  {sign} {balance.nomination}: {moved.name}. {'; '.join(reasons(moved, desk.language))}")


def _tell(desk: Desk, row: SeasonIncident, zone: str) -> None:
    one = plain(row)
    gone = (
        ""
        if row.removed_at is None
        else desk.t(
            f"; отменил(а) {row.removed_name}: {row.removed_reason}", f"; taken back by {row.removed_name}: {row.removed_reason}"
        )
    )
    link = f", {row.link}" if row.link else ""
    told = f"{row.reason} ({kinds_told(one, desk.language)}{link})"
    click.echo(f"{row.id}: {when(one, zone, desk.language)}, {told}; {row.made_name}{gone}")


def _record(row: SeasonIncident) -> dict[str, Any]:
    one = plain(row)
    return {
        "id": row.id,
        "begins": row.begins_at.isoformat(),
        "ends": row.ends_at.isoformat(),
        "data": list(one.kinds),
        "reason": row.reason,
        "link": row.link,
        "by": row.made_name,
        "announced_at": row.made_at.isoformat(),
        "removed": None
        if row.removed_at is None
        else {"by": row.removed_name, "at": row.removed_at.isoformat(), "reason": row.removed_reason},
    }

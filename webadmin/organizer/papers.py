"""Papers of the decision, protocol and speaker's cards: what stands on them, having them printed, handing them out.

A paper is printed by a job. Opening one that is not there shows the way to it; the page opens anew once it is printed.
"""

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from pydantic import TypeAdapter

from certificates.protocol import ProtocolPaper
from certificates.protocol_cards import CardDeck
from scoring.errors import NotFound
from scoring.season.course import PUBLIC, State
from scoring.services import decision_papers, decisions, papers, protocols, sealing
from scoring.services.papers import Sheet
from scoring.store.tables import Season
from scoring.store.vocabulary import SealKind
from webadmin.access import current_actor, own_path
from webadmin.context import db, home, now, writing
from webadmin.i18n import t
from webadmin.organizer import choice
from webadmin.organizer.door import MEETING, Door
from webadmin.organizer.export import disposition
from webadmin.organizer.home import told_of
from webadmin.organizer.protocol_paper import deck, paper

PAPERS = frozenset({State.SIGNED, *PUBLIC})
"""States in which there are papers of a signed decision."""


class PapersView(Door):
    """Ordering the papers, and how far their printing is."""

    titles = ("Бумаги решения", "Papers of the decision")
    station = None
    address = "papers"
    readers = MEETING
    writers = MEETING

    @expose("/order", methods=("POST",))
    def order(self) -> ResponseReturnValue:
        """Have all papers printed that there can be by now."""
        season = choice.needed_season()
        decision_papers.require_whole(db.session, current_actor(), season)
        sheets = [protocol_sheet(season), *(deck_sheets(season).values() if _is_sealed(season) else ())]
        with writing() as session:
            job = papers.order(session, home(), current_actor(), season, sheets, now=now())
        if job is None:
            flash(t("Все бумаги уже напечатаны.", "All papers are printed already."), "good")
        return redirect(own_path(request.form.get("back"), url_for("protocol.index")), 303)

    @expose("/progress")
    def progress(self) -> ResponseReturnValue:
        """How far it is, for the page that polls."""
        job = papers.under_way(db.session, choice.needed_season().id)
        return jsonify(told_of(job) if job is not None else {"running": False})


def protocol_sheet(season: Season) -> Sheet:
    """The protocol as it stands; before both signatures it is marked as a draft."""
    drafted = decisions.last_made_at(db.session, season.id)
    if drafted is None:
        raise NotFound(
            "Решений ещё нет: составьте проект на главной странице сезона.",
            "There are no decisions yet: draft them on the season's home.",
        )
    protocol = protocols.current(db.session, season.id)
    told = protocol.document if protocol is not None else protocols.document(db.session, season)
    made = paper(season, told, protocol, drafted_at=drafted, reader=reader(season))
    return Sheet("protocol", TypeAdapter(ProtocolPaper).dump_python(made, mode="json"))


def deck_sheets(season: Season) -> dict[str, Sheet]:
    """The speaker's cards of every nomination that has winners, by its name."""
    found = decision_papers.winners_for_press(db.session, current_actor(), season)
    rows = decision_papers.spoken(found)
    whose, sheets = reader(season), dict[str, Sheet]()
    for name in sorted({row.nomination for row in rows}):
        made = deck(season, [row for row in rows if row.nomination == name], found.sha256, reader=whose)
        sheets[name] = Sheet("cards", TypeAdapter(CardDeck).dump_python(made, mode="json"))
    return sheets


def handed(view: Door, sheet: Sheet, name: str) -> ResponseReturnValue:
    """The printed paper as a file, or the page that tells how to get it."""
    path = papers.printed(home(), sheet.name)
    if path is None:
        job = papers.under_way(db.session, choice.needed_season().id)
        told = told_of(job) if job is not None else None
        back = f"{request.script_root}{request.full_path}".rstrip("?")
        return str(view.render("panel/paper_waiting.html", title=name, job=job, told=told, back=back))
    return sent(path.read_bytes(), "application/pdf", f"{name}.pdf")


def sent(body: bytes, mimetype: str, name: str) -> Response:
    """A file as a download."""
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": disposition(name)})


def _is_sealed(season: Season) -> bool:
    return season.state in PAPERS and sealing.current(db.session, season.id, SealKind.DECISIONS) is not None


def reader(season: Season) -> str:
    """Whose copy a paper is, as long as it tells what is not public."""
    return "" if season.state in PUBLIC else current_actor().name

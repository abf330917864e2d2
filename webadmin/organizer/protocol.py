"""The protocol: its figures on the screen, the two signatures, its PDF, and the papers printed from the signed decision."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import InputError, NotFound
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right, may
from scoring.services import course, decision_papers, decisions, protocols, sealing, seasons
from scoring.services.acting import require
from scoring.services.decision_papers import Form
from scoring.services.decision_sight import tied_pages
from scoring.store.decisions import Protocol
from scoring.store.tables import Season
from scoring.store.vocabulary import ProtocolState, Role, SealKind
from webadmin.access import current_actor
from webadmin.context import db, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice, decisions_words
from webadmin.organizer.decisions import not_yet
from webadmin.organizer.door import MEETING, Door
from webadmin.organizer.papers import PAPERS, deck_sheets, handed, protocol_sheet, reader, sent


class ProtocolView(Door):
    """What the meeting has decided, signed by the chair and by an admin."""

    titles = ("Протокол", "Protocol")
    station = "decision"
    address = "protocol"
    readers = MEETING
    writers = frozenset({Role.CHAIR, Role.ADMIN})
    fresh = frozenset({"sign"})

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show it."""
        return self._shown({}, "", 200)

    @expose("/sign", methods=("POST",))
    def sign(self) -> ResponseReturnValue:
        """Put one's signature."""
        season = choice.needed_season()
        read = {name: value[:500] for name, value in request.form.items() if name.startswith(("count:", "last:"))}
        try:
            with writing() as session:
                protocol = protocols.sign(session, current_actor(), season.id, now=now(), read=read)
        except InputError as error:
            return self._shown(read, error.told(language()), 400)
        if protocol.state == ProtocolState.SIGNED:
            flash(t("Протокол подписан. Теперь выпустите дипломы.", "The protocol is signed. Now make the certificates."), "good")
        else:
            flash(
                t("Первая подпись поставлена. Вторую ставит другой человек.", "Signed first. Another person signs second."),
                "good",
            )
        return redirect(url_for("protocol.index"), 303)

    @expose("/protocol.pdf")
    def pdf(self) -> ResponseReturnValue:
        """The protocol on paper; before both signatures it is marked as a draft."""
        season = choice.needed_season()
        decision_papers.require_whole(db.session, current_actor(), season)
        return handed(self, protocol_sheet(season), t(f"Протокол {season.year}", f"Protocol {season.year}"))

    @expose("/press.<any(csv,xlsx):form>")
    def press(self, form: Form) -> ResponseReturnValue:
        """The press table."""
        season = choice.needed_season()
        found = decision_papers.winners_for_press(db.session, current_actor(), season)
        name, mimetype, body = decision_papers.press_file(found, season.year, form, language(), reader=reader(season))
        return sent(body, mimetype, name)

    @expose("/cards-<int(max=9999):number>.pdf")
    def cards(self, number: int) -> ResponseReturnValue:
        """The speaker's cards of one nomination, by its number in the protocol, from 1."""
        season = choice.needed_season()
        sheets = deck_sheets(season)
        if not 1 <= number <= len(sheets):
            raise NotFound("Такой сферы с победителями нет.", "There is no such sphere with winners.")
        sphere = sorted(sheets)[number - 1]
        return handed(self, sheets[sphere], t(f"Карточки ведущего {sphere}", f"Cards {sphere}"))

    def _shown(self, read: dict[str, str], wrong: str, status: int) -> ResponseReturnValue:
        season = choice.season()
        actor = current_actor()
        if season is None or not may(actor.role, Right.SEE_RANKING, State(season.state)) or _drafted_at(season) is None:
            return self.render("panel/protocol.html", told=None, why=not_yet(season))
        hidden = tied_pages(db.session, actor, season.id)
        told = protocols.document(db.session, season, hidden)
        protocol = protocols.current(db.session, season.id)
        body = self.render(
            "panel/protocol.html",
            told=told,
            hidden=len(hidden),
            whole_paper=not hidden or season.state in PUBLIC,
            protocol=protocol,
            signature=_signature(season, protocol),
            blockers=_blockers(season),
            read=read,
            wrong=wrong,
            papers=season.state in PAPERS and sealing.current(db.session, season.id, SealKind.DECISIONS) is not None,
            spheres=[name for name, count in told["counts"].items() if count],
            words=decisions_words,
        )
        return body, status


def _drafted_at(season: Season) -> datetime | None:
    """When the last decision was written."""
    return decisions.last_made_at(db.session, season.id)


def _signature(season: Season, protocol: Protocol | None) -> str:
    """Which signature the person here may put now: first, second, or none."""
    actor, state = current_actor(), State(season.state)
    if protocol is None:
        if seasons.settings_of(season).two_keys:
            return "first" if may(actor.role, Right.SIGN_AS_CHAIR, state) else ""
        return "first" if actor.role is Role.ADMIN and state is State.PROPOSED else ""
    second = may(actor.role, Right.SIGN_AS_ADMIN, state) and protocol.first_by != actor.id
    return "second" if second and protocol.state == ProtocolState.DRAFTED else ""


def _blockers(season: Season) -> list[Any]:
    if season.state != State.PROPOSED:
        return []
    require(current_actor(), Right.SEE_RANKING, State(season.state))
    standing = course.standing(db.session, season, State.SIGNED, now=now())
    return [one for one in standing if one.code != "protocol" and not one.warning]

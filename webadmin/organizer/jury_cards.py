"""The jury's cards for those who keep or lead it: the evidence of each and how many answered, never what was said."""

from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services.jury import table
from scoring.store.vocabulary import Role
from webadmin.access import current_actor
from webadmin.context import db, now
from webadmin.jury.pictures import cover_of
from webadmin.jury.showing import exhibit
from webadmin.organizer import choice
from webadmin.organizer.door import MEETING, Door
from webadmin.organizer.jury import lanes


class JuryCardsView(Door):
    """The cards, read only: nobody here can answer one."""

    titles = ("Карточки жюри", "The jury's cards")
    station = "jury"
    address = "jury-cards"
    readers = MEETING
    writers = frozenset[Role]()

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """All of them, and how far the jury has come."""
        found = choice.season()
        if found is None:
            return self.render("panel/no_season.html")
        allowed = may(current_actor().role, Right.SEE_CARDS, State(found.state))
        shown = table.table(db.session, current_actor(), found, now=now()) if allowed else None
        return self.render("panel/jury_cards.html", shown=shown, lanes=lanes())

    @expose("/<public_id>/")
    def card(self, public_id: str) -> ResponseReturnValue:
        """The evidence of one card, as its jurors have it before them."""
        found = choice.needed_season()
        row = table.card(db.session, current_actor(), found, public_id)
        return self.render("panel/jury_card.html", card=exhibit(row, self.get_url(".cover", public_id=public_id)))

    @expose("/<public_id>/cover")
    def cover(self, public_id: str) -> ResponseReturnValue:
        """The cover on it."""
        return cover_of(table.card(db.session, current_actor(), choice.needed_season(), public_id))

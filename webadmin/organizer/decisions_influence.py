"""What each juror changed, and how far the jury agrees: numbers of jurors, for the observer and the chair."""

from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import NotFound
from scoring.season.course import State
from scoring.services.decision_influence import jury_report, may_see_influence
from scoring.store.vocabulary import Role
from webadmin.access import current_actor
from webadmin.context import db
from webadmin.i18n import language
from webadmin.organizer import choice
from webadmin.organizer.door import Door


class InfluenceView(Door):
    """Leave one juror out at a time."""

    titles = ("Влияние жюри", "The jury's influence")
    station = "decision"
    address = "influence"
    readers = frozenset({Role.OBSERVER, Role.CHAIR})
    writers = frozenset()

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the report on the closed round."""
        season = choice.season()
        if season is None or not may_see_influence(current_actor(), State(season.state)):
            return self.render("panel/influence.html", report=None, why="")
        try:
            report = jury_report(db.session, current_actor(), season)
        except NotFound as error:
            return self.render("panel/influence.html", report=None, why=error.told(language()))
        return self.render("panel/influence.html", report=report)

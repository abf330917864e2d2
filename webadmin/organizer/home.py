"""The season's home."""

from flask_admin import BaseView, expose

from webadmin.i18n import later
from webadmin.organizer.door import EVERYBODY, Guarded


class HomeView(Guarded, BaseView):
    """The first page of the panel."""

    readers = EVERYBODY

    def __init__(self) -> None:
        super().__init__(name=later("Сезон", "Season"), endpoint="admin", url="/panel")

    @expose("/")
    def index(self) -> str:
        """Show the season in question."""
        return self.render("panel/home.html")

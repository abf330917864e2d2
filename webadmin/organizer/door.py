"""What every view of the panel inherits: closed unless its roles say otherwise, and written to by organizers only."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView

from scoring.errors import NotAllowed
from scoring.store.vocabulary import Role
from webadmin.access import visitor
from webadmin.fresh import require_fresh
from webadmin.i18n import later
from webadmin.visiting import knows_ranking

STAFF = frozenset({Role.ADMIN, Role.ORGANIZER, Role.OBSERVER})
"""Who sees a season's data."""
MEETING = STAFF | {Role.CHAIR}
"""Who has to do with the decision: the chair sees the season's home, decisions, protocol and his own acts, and no data."""
ORGANIZERS = frozenset({Role.ADMIN, Role.ORGANIZER})


def keeps_installation() -> bool:
    """Whether an administrator of the installation is here who has no role in the season at hand."""
    who = visitor()
    return who is not None and who.sysadmin and who.role is None


class Guarded:
    """Roles for reading and for writing; anything but GET is writing. Stands before Flask-Admin's class in the bases."""

    readers: ClassVar[frozenset[Role]] = ORGANIZERS
    writers: ClassVar[frozenset[Role]] = ORGANIZERS
    forms: ClassVar[frozenset[str]] = frozenset()
    """Views that show nothing but a form to write with: closed to those who only read."""
    shows_places: ClassVar[bool] = False
    """Shows places and lines: closed to whoever may not know them in the season's state."""
    fresh: ClassVar[frozenset[str]] = frozenset()
    """Views whose POST needs a fresh proof of who one is."""

    def is_accessible(self) -> bool:
        """Whether the person here may read this view."""
        who = visitor()
        return who is not None and who.role in self.readers and (not self.shows_places or knows_ranking())

    def may_write(self) -> bool:
        """Whether the person here may write through this view."""
        who = visitor()
        return who is not None and who.role in self.writers

    def inaccessible_callback(self, name: str, **kwargs: Any) -> ResponseReturnValue:  # noqa: ARG002 Flask-Admin's signature
        """Refuse."""
        raise NotAllowed(
            "Этот раздел вам не открыт. Попросите доступ у организатора.", "This section is not open to you. Ask an organizer."
        )

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        if not self.is_accessible():
            return self.inaccessible_callback(name, **kwargs)
        writes = request.method not in {"GET", "HEAD", "OPTIONS"} or name in self.forms
        if writes and not self.may_write():
            raise NotAllowed(
                "Это действие доступно только организатору.",
                "Only an organizer may do this.",
            )
        if name in self.fresh and request.method == "POST":
            require_fresh()
        return None

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(self, *args, **kwargs)  # Flask-Admin would take any TypeError for another signature and call twice


class Door(Guarded, BaseView):
    """A page of the panel that is no list: it shows by GET and calls one service by POST."""

    titles: ClassVar[tuple[str, str]]
    station: ClassVar[str | None]
    address: ClassVar[str]
    """Last part of the URL below /panel and name of the endpoint."""

    def __init__(self) -> None:
        self._default_view = "index"  # Flask-Admin looks for one at "/" only; a page that is opened by an id has none there
        super().__init__(name=later(*self.titles), category=self.station, endpoint=self.address, url=self.address)

"""By role, what a route answers: the shapes that the table of routes is written in."""

from typing import Final

from scoring.store.vocabulary import Role

IN: Final = 303
"""A stranger is sent to the page that tells how to get in; an act that was done leads on to the next page."""

ROLES: Final = (None, Role.OBSERVER, Role.ORGANIZER, Role.ADMIN, Role.CHAIR, Role.JUROR)
Statuses = tuple[int, ...]
"""Status of the answer for each of the roles."""

SEEN: Final[Statuses] = (IN, 200, 200, 200, 403, 403)
"""Who sees a season's data."""
MET: Final[Statuses] = (IN, 200, 200, 200, 200, 403)
"""The chair as well: the decision's meeting."""
MET_NOT_THERE: Final[Statuses] = (IN, 404, 404, 404, 404, 403)
"""The meeting, of which nothing was sown."""
PLACES: Final[Statuses] = (IN, 200, 403, 200, 403, 403)
"""Places and lines: not for organizers before publication."""
PLACES_NOT_THERE: Final[Statuses] = (IN, 404, 403, 404, 403, 403)
"""Places of nothing that was sown."""
NOT_THERE: Final[Statuses] = (IN, 404, 404, 404, 403, 403)
"""Nothing of the kind was sown."""
OWN_ACTS: Final[Statuses] = (IN, 200, 404, 200, 404, 403)
"""An entry of somebody else's act, which only those who see the whole journal find."""
KEEPING: Final[Statuses] = (IN, 403, 403, 200, 403, 403)
"""Accounts are the admin's."""
FORM: Final[Statuses] = (IN, 403, 200, 200, 403, 403)
"""A form to write with."""
SHUT: Final[Statuses] = (IN, 403, 403, 403, 403, 403)
"""Not in this state."""
OPEN: Final[Statuses] = (200,) * 6
"""Everybody."""
VOTES: Final[Statuses] = (IN, 200, 403, 403, 200, 403)
"""How much each juror moved: for whoever observes, and the chair."""
WATCHED: Final[Statuses] = (IN, 200, 403, 200, 403, 403)
"""The journal is the admin's and the observer's."""
FORM_NOT_THERE: Final[Statuses] = (IN, 403, 404, 404, 403, 403)
"""For those who write, but nothing was sown."""
DESK: Final[Statuses] = (IN, 404, 404, 404, 404, 404)
"""A juror's own desk: whoever is no juror finds nothing."""
NOWHERE: Final[Statuses] = (404,) * 6
"""Nobody finds it here."""
RANKED: Final[Statuses] = (IN, 404, 403, 404, 404, 403)
"""Who wins: not for organizers before publication; nothing is signed here."""
PRINTED: Final[Statuses] = (403, 404, 403, 404, 404, 403)
"""The same, to have it printed."""
ONCE_IN: Final[Statuses] = (200, IN, IN, IN, IN, IN)
"""Who is in is led on."""
DONE: Final[Statuses] = (403, 403, IN, IN, 403, 403)
"""Those who write."""
STEP: Final[Statuses] = (403, 403, 400, 400, 400, 403)
"""Also the chair takes steps."""
KEY: Final[Statuses] = (403, 403, 404, 404, 404, 403)
"""Also the chair is a second key."""
ASKED: Final[Statuses] = (403, 403, 400, 400, 403, 403)
"""Those who write are told what is missing."""
LATE: Final[Statuses] = (403, 403, 409, 409, 403, 403)
"""The state forbids it."""
KEPT_ASKED: Final[Statuses] = (403, 403, 403, 400, 403, 403)
"""The admin is told what is missing."""
KEPT_SHOWN: Final[Statuses] = (403, 403, 403, 200, 403, 403)
"""Shown once to the admin."""
KEPT_DONE: Final[Statuses] = (403, 403, 403, IN, 403, 403)
"""The admin alone."""
KEPT_NO_ROW: Final[Statuses] = (403, 403, 403, 404, 403, 403)
"""The admin alone, and no such row."""
OWN_ASKED: Final[Statuses] = (403, 400, 400, 400, 400, 400)
"""Everybody about his own account, who is told what is missing."""
OWN_SHOWN: Final[Statuses] = (403, 200, 200, 200, 200, 200)
"""Everybody about his own account."""
OWN_ROW: Final[Statuses] = (403, 404, 404, 404, 404, 404)
"""Everybody about his own account, where there is nothing of the kind."""
NO_ROW: Final[Statuses] = (403, 403, 404, 404, 403, 403)
"""No such row."""
REFUSED: Final[Statuses] = (403,) * 6
"""No role has the right in this state."""
DESK_ACT: Final[Statuses] = (403, 404, 404, 404, 404, 404)
"""A juror's own desk."""
MENDED: Final[Statuses] = (400,) * 6
"""Everybody is told what is missing."""
ANYBODY: Final[Statuses] = (IN,) * 6
"""Everybody."""
SHOWN: Final[Statuses] = (403, 403, 200, 200, 403, 403)
"""Shown once to those who write."""
SIGNING: Final[Statuses] = (403, 403, 403, 409, 409, 403)
"""The chair and the admin sign, and here it is late."""
MEMBER: Final[Statuses] = (403, IN, IN, IN, IN, IN)
"""Whoever is in."""

OWN_PAGE: Final[Statuses] = (IN, 200, 200, 200, 200, 200)
"""Everybody's own account."""
MEMBER_LED: Final[Statuses] = (IN,) * 6
"""Everybody is led on: there is nothing under way."""

ENTERED: Final[Statuses] = (403, 409, 409, 409, 409, 403)
"""All who keep, observe or chair a season enter its rehearsal; here is none."""

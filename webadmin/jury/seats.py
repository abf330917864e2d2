"""Whether the person here sits on a jury, so that a chair who is also a juror finds both of his doors."""

from typing import Final

from flask import g
from sqlalchemy import exists, select

from scoring.store.jury import Juror
from scoring.store.vocabulary import Role
from webadmin.access import visitor
from webadmin.context import db

_JUDGING: Final = frozenset({Role.JUROR, Role.CHAIR})


def on_jury() -> bool:
    """Whether he has a seat in any of his seasons; asked once a request."""
    who = visitor()
    if who is None or not _JUDGING.intersection(who.seasons.values()):
        return False
    if "on_jury" not in g:
        seated = exists().where(Juror.user_id == who.id, Juror.removed_at.is_(None), Juror.season_id.in_(who.seasons))
        g.on_jury = bool(db.session.scalar(select(seated)))
    return bool(g.on_jury)

"""Which pages the browser here sees as their owner; every other page does not exist for it."""

from typing import Any, Final, cast

from flask import Flask, g, request, session

from scoring.season.objecting import owns
from scoring.services import owners
from scoring.store.tables import OwnerAccess
from webadmin.context import db, now

PREFIX: Final = "/my/"
MOST_HELD: Final = 20
"""Pages that one browser may hold; with the next one the oldest goes."""
LARGEST: Final = 12 << 20
"""Bytes of any form of this door: an objection's file and its words."""
_HELD: Final = "owner"


def set_up(app: Flask) -> None:
    """Bound what this door reads; before the check of forms, which reads the whole body."""
    app.before_request(_bound)


def held() -> list[OwnerAccess]:
    """The accesses of this browser that still open a page, read once a request."""
    if "owner_accesses" not in g:
        moment = now()
        rows = owners.accesses(db.session, _cookie())
        g.owner_accesses = [row for row in rows if owns([owners.grant_of(row)], row.page_id, moment)]
    return cast("list[OwnerAccess]", g.owner_accesses)


def access_to(page_id: int) -> OwnerAccess:
    """The access to a page; to whom it is not granted the page does not exist, and no table is asked about it."""
    mine = held()
    if not owns([owners.grant_of(access) for access in mine], page_id, now()):
        raise owners.no_page()
    return next(access for access in mine if access.page_id == page_id)


def hold(access: OwnerAccess) -> None:
    """Give this browser an access; others to the same page go."""
    mine = {row.id for row in held() if row.page_id == access.page_id}
    kept = [pair for pair in _cookie() if pair[0] not in mine]
    session[_HELD] = [*kept, (access.id, access.session_key)][-MOST_HELD:]
    g.pop("owner_accesses", None)


def let_go() -> None:
    """Forget all accesses of this browser."""
    session.pop(_HELD, None)
    g.pop("owner_accesses", None)


def _cookie() -> list[tuple[int, str]]:
    raw: Any = session.get(_HELD, [])
    return [(int(number), str(key)) for number, key in raw]


def _bound() -> None:
    if request.path.startswith(PREFIX):
        request.max_content_length = LARGEST

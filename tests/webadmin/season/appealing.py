"""Appeals in tests of the web side: a season that takes them now, an owner's form, the desk's forms."""

import io
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from scoring.season.course import State
from scoring.store.tables import Appeal, Season
from scoring.store.vocabulary import Role
from tests.people import add_person, sign_in
from tests.webadmin import contest
from tests.webadmin.season.conftest import Site, SiteOf, key_of
from tests.webadmin.season.owning import LINK
from webadmin.context import wall_clock

LOSER = 20
"""A page that is in no list."""


def open_appeals(site_of: SiteOf, *, two_keys: bool = False) -> Site:
    """The contest, published just now."""
    site = site_of(State.PUBLISHED)

    def publish(session: Session) -> None:
        season = session.get_one(Season, site.held.season)
        season.published_at = datetime.now(UTC)
        season.settings = {**season.settings, "two_keys": two_keys}

    site.write(publish)
    return site


def appeal(client: FlaskClient, page: int, *, file: tuple[bytes, str] | None = None, **fields: str) -> TestResponse:
    """Send the form of an appeal."""
    data: dict[str, object] = {
        "csrf_token": key_of(client), "form": secrets.token_hex(16), "do": "send", "ground": "wrong_data", "criterion": "A1",
        "words": "ответы были", "link": LINK, "contact": "8 900", **fields,
    }  # fmt: skip
    if file is not None:
        data["file"] = FileStorage(io.BytesIO(file[0]), file[1])
    stream, _, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/my/{page}/appeal", input_stream=stream, content_type=kind)


def kept(site: Site) -> list[Appeal]:
    """All appeals."""
    found: list[Appeal] = []
    site.write(lambda session: found.extend(session.scalars(select(Appeal).order_by(Appeal.id))))
    return found


def second(site: Site) -> FlaskClient:
    """A browser of another organizer."""
    made: list[int] = []

    def add(session: Session) -> None:
        made.append(add_person(session, "boris@example.org", "Борис Второй", Role.ORGANIZER, "c" * 32, contest.NOW).id)

    site.write(add)
    return sign_in(site.app.test_client(), made[0], "c" * 32, wall_clock())


def act(client: FlaskClient, number: int, do: str, **fields: str) -> TestResponse:
    """Press a button of the desk as it is drawn now."""
    html = client.get(f"/panel/appeals/details/?id={number}").get_data(as_text=True)
    found = re.search(r'name="version" value="(\d+)"', html)
    data: Mapping[str, str] = {
        "csrf_token": key_of(client),
        "version": found[1] if found else "1",
        "do": do,
        **cells(html),
        **fields,
    }
    target = "decide" if do == "decide" else "act"
    return client.post(f"/panel/appeals/{number}/{target}/", data=data)


def cells(html: str) -> dict[str, str]:
    """The cells of the register's row as the form shows them."""
    found = dict(re.findall(r'<input id="[^"]*" name="(pages:[^"]*)" value="([^"]*)"', html))
    return found | dict(re.findall(r'<input type="hidden" name="(line)" value="([^"]*)"', html))

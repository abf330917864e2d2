"""Owners in tests of the web side: coming in by a link, sending an objection, the days that are open now."""

import io
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from scoring.season.objecting import Way
from scoring.services import objections, owners
from scoring.services.acting import Actor
from scoring.store.people import Installation
from scoring.store.tables import Objection, ObjectionFile, Page
from scoring.store.vocabulary import Role, Via
from tests.webadmin.season.conftest import Site, key_of

ACTOR = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)
LINK = "https://vk.com/wall-1_2"
ONE_DATABASE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def open_window(site: Site, first: int = -1, last: int = 5) -> None:
    """Owners may object from so many days after today to so many."""
    today = datetime.now(UTC)

    def set_(session: Session) -> None:
        row = objections.window_row(session, site.held.season)
        days = (today + timedelta(days=number) for number in (first, last))
        begin, end = (day.date() for day in days)
        version = row.version if row is not None else 0
        objections.set_window(session, ACTOR, site.held.season, first=begin, last=end, version=version, now=today)

    site.write(set_)


def link_to(site: Site, page: int) -> str:
    """The path of a new link to a page."""
    made: list[str] = []

    def issue(session: Session) -> None:
        found = owners.invite(session, ACTOR, site.held.season, page_id=page, now=datetime.now(UTC))
        made.append(found.secret)

    site.write(issue)
    return f"/my/in/{made[0]}"


def come_in(site: Site, page: int, client: FlaskClient | None = None) -> FlaskClient:
    """A browser of the page's owner."""
    browser = client or site.client()

    def give(session: Session) -> tuple[int, str]:
        found = session.get_one(Page, page)
        access = owners.give_access(session, page=found, way=Way.LINK, who="school@example.org", now=datetime.now(UTC))
        return access.id, access.session_key

    held = site.write_and_read(give)
    with browser.session_transaction() as kept_in_it:
        kept_in_it["owner"] = [*kept_in_it.get("owner", []), held]
    return browser


def without_codes(site: Site) -> None:
    """Let links open by themselves, as they do in an installation that has no second factors."""
    site.write(lambda session: session.add(Installation(id=1, second_factor="off")))


def send(
    client: FlaskClient,
    page: int,
    *,
    code: str = "A1",
    ground: str = "answer_exists",
    words: str = "ответ был",
    link: str = LINK,
    rows: Sequence[str] = (),
    file: tuple[bytes, str] | None = None,
    form: str = "",
) -> TestResponse:
    """Send the form of an objection."""
    data: dict[str, object] = {
        "csrf_token": key_of(client), "form": form or secrets.token_hex(16), "ground": ground, "words": words, "link": link,
        "row": list(rows),
    }  # fmt: skip
    if file is not None:
        data["file"] = FileStorage(io.BytesIO(file[0]), file[1])
    # In memory whatever its size: Werkzeug's builder leaves a large body in a temporary file that nobody closes.
    stream, _, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/my/{page}/object/{code}", input_stream=stream, content_type=kind)


def kept(site: Site) -> list[Objection]:
    """All objections."""
    found: list[Objection] = []
    site.write(lambda session: found.extend(session.scalars(select(Objection).order_by(Objection.id))))
    return found


def files(site: Site) -> tuple[int, int]:
    """How many files the database names, and how many lie in the folder."""
    named: list[ObjectionFile] = []
    site.write(lambda session: named.extend(session.scalars(select(ObjectionFile))))
    folder = site.home.home / "objections"
    return len(named), len(list(folder.iterdir())) if folder.is_dir() else 0


def png(width: int = 8) -> bytes:
    """A small picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, 6), (30, 90, 60)).save(target, "PNG")
    return target.getvalue()


def version_in(html: str) -> str:
    """What the form of the desk carries."""
    found = re.search(r'name="version" value="(\d+)"', html.partition('id="reply"')[2] or html)
    assert found is not None
    return found[1]

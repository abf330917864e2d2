"""An owner's code by mail: a link that was mailed opens nothing by itself, and nobody learns which addresses are on file."""

import re
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scoring.services import owners
from scoring.services.letters import choices
from scoring.store.tables import OwnerContact, OwnerInvitation, Page
from tests.webadmin.season.conftest import Site, apart, key_of, plain
from tests.webadmin.season.owning import ACTOR, ONE_DATABASE
from webadmin.post import post

MAIL = "school@example.org"


@pytest.fixture(name="asked")
def _asked(site: Site) -> Site:
    """The contest, with an address on file for the first page."""

    def put(session: Session) -> None:
        page = site.held.pages[0]
        owners.add_contact(session, ACTOR, site.held.season, page_id=page, email=MAIL, name="Школа", now=datetime.now(UTC))

    site.write(put)
    return site


def send(client: FlaskClient, path: str, **form: str) -> tuple[int, str]:
    """Send a form; status, and where it leads."""
    answer = client.post(path, data={"csrf_token": key_of(client), **form})
    return answer.status_code, answer.headers.get("Location", "")


def letters(site: Site) -> list[str]:
    """The codes that have left, the first one first."""

    def flush() -> None:
        with site.app.app_context():
            post().flush()

    apart(flush)
    files = sorted(site.home.mail.glob("sign_in_code-*.eml"), key=lambda file: file.stat().st_mtime_ns)
    texts = [message_from_bytes(file.read_bytes()).get_payload(decode=True) for file in files]
    return [code for text in texts for code in re.findall(r": (\d{6})\r?\n", bytes(text).decode())]


def link_of(site: Site) -> str:
    """A link for the first page, made for its address."""
    made: list[str] = []

    def issue(session: Session) -> None:
        now = datetime.now(UTC)
        made.append(owners.invite(session, ACTOR, site.held.season, page_id=site.held.pages[0], now=now).secret)

    site.write(issue)
    return f"/my/in/{made[0]}"


def test_a_mailed_link_needs_the_code_of_its_address(asked: Site) -> None:
    """The button sends it and uses nothing up; with it the page opens, once."""
    path, page = link_of(asked), asked.held.pages[0]
    thief, owner = asked.client(), asked.client()
    assert [(303, "/my/code")] * 2 == [send(thief, path), send(owner, path)]
    assert 404 == thief.get(f"/my/{page}/").status_code
    assert (303, f"/my/{page}/") == send(owner, "/my/code", code=letters(asked)[-1])
    assert (200, 404) == (owner.get(f"/my/{page}/").status_code, send(asked.client(), path)[0])


@ONE_DATABASE
def test_an_address_on_file_opens_its_page(asked: Site) -> None:
    """By the page's address, without any link, as often as the owner likes."""
    page = asked.held.pages[0]
    found: list[str] = []
    asked.write(lambda session: found.append(session.get_one(Page, page).link))
    for _ in range(2):
        client = asked.client()
        assert (303, "/my/code") == send(client, "/my/sign-in", page=found[0], email=MAIL.upper())
        assert (303, f"/my/{page}/") == send(client, "/my/code", code=letters(asked)[-1])


@ONE_DATABASE
def test_nobody_learns_what_is_on_file(asked: Site) -> None:
    """A wrong address, a wrong page, a page that there is not: the same answers, and no letter."""
    link = "https://vk.com/club1000"
    seen = []
    for page, email in ((link, MAIL), (link, "x@example.org"), ("https://vk.com/club999999", MAIL)):
        client = asked.client()
        answer = send(client, "/my/sign-in", page=page, email=email)
        html = [client.get("/my/code").get_data(as_text=True)]
        html.append(client.post("/my/code", data={"csrf_token": key_of(client), "code": "x"}).get_data(as_text=True))
        seen.append((answer, [plain(one) for one in html]))
    assert seen[0] == seen[1] == seen[2]


@ONE_DATABASE
def test_opening_the_link_changes_nothing(asked: Site) -> None:
    """A scanner neither uses it up nor has a code sent."""
    path = link_of(asked)
    asked.client().get(path)
    used: list[datetime | None] = []
    asked.write(lambda session: used.extend(session.scalars(select(OwnerInvitation.used_at))))
    assert ([None], []) == (used, letters(asked))


def test_a_link_without_an_address_opens_nothing(site: Site) -> None:
    """It leads to the code on the page, whose form knows the page already, and is not used up."""
    client, path = site.client(), link_of(site)
    status, where = send(client, path)
    html = client.get(where).get_data(as_text=True)
    named = "vk.com/" in html.partition('name="page"')[2][:200]
    shown = client.get(f"/my/{site.held.pages[0]}/").status_code
    assert (303, "/my/claim", True, 404) == (status, where.partition("?")[0], named, shown)


@ONE_DATABASE
def test_a_link_to_an_address_that_was_removed_sends_nothing(asked: Site) -> None:
    """The code goes to addresses that stand on file, and to no other."""
    path = link_of(asked)
    asked.write_and_read(lambda session: bool(session.execute(delete(OwnerContact))))
    where = send(asked.client(), path)[1]
    assert ("/my/claim", []) == (where.partition("?")[0], letters(asked))


@ONE_DATABASE
def test_an_address_chooses_its_letters_by_the_key(site: Site) -> None:
    """Opening the link of a letter changes nothing; the form does, and shows no whole address."""

    def chosen(session: Session) -> tuple[str, str | None, bool]:
        found = choices.of_everybody(session, [MAIL], now=datetime.now(UTC))[MAIL]
        return found.key, found.language, found.news

    key = site.write_and_read(chosen)[0]
    client = site.client()
    html = client.get(f"/my/letters/{key}").get_data(as_text=True)
    seen = site.write_and_read(chosen)
    assert (True, False, (key, None, True)) == ("s…@example.org" in html, MAIL in html, seen)
    assert (303, f"/my/letters/{key}") == send(client, f"/my/letters/{key}", language="en")
    assert (key, "en", False) == site.write_and_read(chosen)


@ONE_DATABASE
def test_an_owner_chooses_the_language_on_his_page(asked: Site) -> None:
    """Of the address that he came in by."""
    page = asked.held.pages[0]
    client = asked.client()
    assert (303, "/my/code") == send(client, link_of(asked))
    send(client, "/my/code", code=letters(asked)[-1])
    assert (303, f"/my/{page}/") == send(client, f"/my/{page}/letters", language="en")
    assert '<option value="en" selected>English' in client.get(f"/my/{page}/").get_data(as_text=True)

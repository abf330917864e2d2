"""The look of documents: who changes it, what a picture becomes, what the previews show."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from certificates.networks import UNVERIFIED, networks
from scoring.season.course import State
from scoring.services.seasons import settings_of
from scoring.store.tables import AuditEvent, Season
from tests.webadmin.season.conftest import Site, SiteOf, key_of

ADDRESS = "/panel/document-look/"


def coat() -> BytesIO:
    """A picture as a region has it."""
    buffer = BytesIO()
    Image.new("RGBA", (200, 240), (180, 20, 30, 255)).save(buffer, "PNG")
    return BytesIO(buffer.getvalue())


def send(client: FlaskClient, version: str, **form: object) -> TestResponse:
    """The form as a browser sends it."""
    fields = {"csrf_token": key_of(client), "version": version, "wording": "ru", **form}
    return client.post(ADDRESS, data=fields, content_type="multipart/form-data")


def version_of(client: FlaskClient) -> str:
    """What the form carries."""
    html = client.get(ADDRESS).get_data(as_text=True)
    return html.split('name="version" value="')[1].split('"')[0]


@pytest.fixture
def scored(site_of: SiteOf) -> Site:
    """The contest before its protocol is signed, when the words of documents may still change."""
    return site_of(State.SCORED)


def test_a_coat_and_a_language_are_kept_and_written_down(scored: Site) -> None:
    """The picture lies under its hash, the settings name it, the journal has it."""
    client = scored.client(signed_in=True)
    answer = send(client, version_of(client), wording="bilingual", coat=(coat(), "герб.png"))
    seen: list[object] = []

    def read(session: Session) -> None:
        look = settings_of(session.scalars(select(Season)).one()).look
        events = session.scalars(select(AuditEvent.action)).all()
        seen.extend([look.wording, (scored.home.look / f"{look.coat}.png").is_file(), "season.look" in events])

    scored.write(read)
    assert (303, ["bilingual", True, True]) == (answer.status_code, seen)


def test_an_outline_is_read_before_it_is_kept(scored: Site) -> None:
    """Numbers are taken; anything else brings the form back with what was typed."""
    client = scored.client(signed_in=True)
    taken = send(client, version_of(client), outline="M0 0H10V10z").status_code
    refused = send(client, version_of(client), outline="M0 0 <script>")
    assert (303, 400, True) == (taken, refused.status_code, "M0 0 &lt;script&gt;" in refused.get_data(as_text=True))


def test_what_is_no_picture_is_told(scored: Site) -> None:
    """The form comes back with the reason, and nothing is kept."""
    client = scored.client(signed_in=True)
    answer = send(client, version_of(client), coat=(BytesIO(b"<svg/>"), "герб.svg"))
    assert (400, True, False) == (
        answer.status_code,
        "это не картинка JPEG, PNG или WebP" in answer.get_data(as_text=True),
        scored.home.look.exists(),
    )


def test_a_stale_form_changes_nothing(scored: Site) -> None:
    """Somebody else has changed the season meanwhile."""
    client = scored.client(signed_in=True)
    assert 409 == send(client, "0", wording="en").status_code


def test_published_documents_keep_their_look(site: Site) -> None:
    """After the publication there is no form."""
    assert 'name="wording"' not in site.html(ADDRESS, signed_in=True)


def test_the_preview_is_a_picture_of_a_document(scored: Site) -> None:
    """Drawn from a real name of the register."""
    with scored.client(signed_in=True).get(f"{ADDRESS}thanks-longest.png") as answer, Image.open(BytesIO(answer.data)) as drawn:
        assert ("image/png", (579, 819)) == (answer.mimetype, drawn.size)


def test_the_sizes_for_networks_stand_there_with_the_day_they_were_compared(scored: Site) -> None:
    """Every row of the table, each saying whether anybody has held it against the network."""
    table, html = networks(), scored.client(signed_in=True).get(ADDRESS).text
    rows = [(row.ru, row.checked) for kind in (table.covers, table.pictures, table.badges) for row in kind]
    unverified = sum(checked == UNVERIFIED for _, checked in rows)
    assert (True, unverified) == (all(name in html for name, _ in rows), html.count(">не сверено<"))

"""The register of awards in the panel: two persons change an award, a second person looks at samples, files of the register."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from scoring.chance import seeded
from scoring.season.course import State
from scoring.services import award_samples
from scoring.store.awards import AwardChange, AwardSample
from scoring.store.results import Award
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, Role
from scoring.store.work import Job
from tests.people import add_person, sign_in
from tests.webadmin.contest import ACTOR, HOSTILE, NOW
from tests.webadmin.season.conftest import Site, SiteOf

WHY = "Проверка показала, что награду нужно изменить."


def two_keys(session: Session) -> None:
    """A second person, in a season that wants one."""
    season = session.scalars(select(Season)).one()
    season.settings = {**season.settings, "two_keys": True}
    add_person(session, "boris@example.org", "Борис", Role.ADMIN, "b" * 32, NOW, [season.id])


@pytest.fixture(name="site")
def _site(site: Site) -> Site:
    site.write(two_keys)
    return site


def second(site: Site) -> FlaskClient:
    """The second person's browser."""
    return sign_in(site.app.test_client(), 2, "b" * 32, datetime.now(UTC))


def send(client: FlaskClient, path: str, screen: str, **fields: object) -> TestResponse:
    """Send a form of a screen with the key that stands on it."""
    key = re.search(r'name="csrf_token" value="([^"]+)"', client.get(screen).get_data(as_text=True))
    assert key is not None
    return client.post(path, data={"csrf_token": key[1], **fields})


def award(site: Site, number: int = 0) -> int:
    """The id of an award."""
    mine = select(Award.id).where(Award.serial == site.held.serials[number])
    return site.write_and_read(lambda session: session.scalars(mine).one())


def details(site: Site, number: int = 0) -> str:
    """The address of an award's screen."""
    return f"/panel/awards/details/?id={award(site, number)}"


def propose(site: Site, act: str, ground: str, **more: str) -> TestResponse:
    """The first person asks for a change of the first award."""
    fields = {"act": act, "ground": ground, "reason": WHY, **more}
    return send(site.client(signed_in=True), f"/panel/awards/{award(site)}/propose/", details(site), **fields)


def change(site: Site) -> AwardChange:
    """The newest change."""
    newest = select(AwardChange).order_by(AwardChange.id.desc()).limit(1)
    return site.write_and_read(lambda session: session.scalars(newest).one())


def decide(site: Site, client: FlaskClient, do: str, **more: str) -> TestResponse:
    """Decide on it."""
    found = change(site)
    fields = {"do": do, "version": str(found.version), **more}
    return send(client, f"/panel/awards/change/{found.id}/", details(site), **fields)


def test_one_proposes_another_approves(site: Site) -> None:
    """The award is suspended, and its screen tells by whom."""
    asked = propose(site, "suspend", "inquiry")
    own = decide(site, site.client(signed_in=True), "approve")
    done = decide(site, second(site), "approve")
    html = site.html(details(site), signed_in=True)
    assert (303, 403, 303) == (asked.status_code, own.status_code, done.status_code)
    assert ("Приостановлена" in html, "утвердил Борис" in html, WHY in html) == (True, True, True)


def test_a_faulty_proposal_comes_back_with_what_was_typed(site: Site) -> None:
    """And says what is missing."""
    answer = propose(site, "revoke", "breach", reason="мало")
    html = answer.get_data(as_text=True)
    assert (400, True, True) == (answer.status_code, "хотя бы 20 знаков" in html, ">мало</textarea>" in html)


def test_a_name_that_does_not_fit_is_refused_before_anybody_is_asked(site: Site) -> None:
    """By the press itself."""
    answer = propose(site, "correct", "wrong_name", name="Щ" * 400)
    assert (400, True) == (answer.status_code, "не помещается" in answer.get_data(as_text=True))


def test_an_approved_correction_orders_its_documents(site: Site) -> None:
    """In the same breath."""
    propose(site, "correct", "wrong_name", name="МБОУ «Школа № 30»")
    answer = decide(site, second(site), "approve")
    jobs = site.write_and_read(lambda session: list(session.scalars(select(Job.kind))))
    assert (303, [JobKind.AWARD]) == (answer.status_code, jobs)


def test_a_stale_decision_is_a_conflict(site: Site) -> None:
    """Somebody wrote the owner's answer down meanwhile."""
    propose(site, "revoke", "breach")
    found = change(site)
    decide(site, site.client(signed_in=True), "answer", note="Мы исправились.")
    answer = send(
        second(site), f"/panel/awards/change/{found.id}/", details(site), do="refuse", note="нет", version=str(found.version)
    )
    assert (409, True) == (answer.status_code, "Мы исправились." in answer.get_data(as_text=True))


def test_forged_numbers_answer_like_none(site: Site) -> None:
    """Neither an award nor a change that is not there tells anything."""
    client = second(site)
    answers = [
        send(client, path, "/panel/awards/", do="approve", version="1", act="suspend", ground="inquiry", reason=WHY)
        for path in ("/panel/awards/99999/propose/", "/panel/awards/change/99999/", "/panel/documents/sample/99999/")
    ]
    assert [404] * 3 == [answer.status_code for answer in answers]


def test_what_waits_stands_above_the_register(site: Site) -> None:
    """With the day until which the owner may answer."""
    propose(site, "revoke", "misuse")
    html = site.html("/panel/awards/", signed_in=True)
    assert ("Ждут решения второго человека" in html, "неправомерное использование знака" in html) == (True, True)


def test_the_register_is_a_file_that_runs_nothing(site: Site) -> None:
    """CSV and XLSX hold the same rows; no secret of a winner's page is in them."""

    def arm(session: Session) -> None:
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS award_no_update" + _on(session))
        session.scalars(select(Award).order_by(Award.id).limit(1)).one().name = "=cmd|' /C calc'!A0"

    site.write(arm)
    client = site.client(signed_in=True)
    body = client.get("/panel/awards/register.csv").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/panel/awards/register.xlsx").data))
    sheet = book.get_sheet_by_index(0).to_python()
    assert (len(site.held.serials), len(site.held.serials)) == (len(rows) - 1, len(sheet) - 1)
    assert {row[0] for row in rows[1:]} == {row[0] for row in sheet[1:]} == set(site.held.serials)
    assert [] == [token for token in site.held.tokens if token in body]
    assert "'=cmd|' /C calc'!A0" in {row[5] for row in rows}
    assert HOSTILE in {row[5] for row in rows}


def _on(session: Session) -> str:
    return " ON award" if session.get_bind().dialect.name == "postgresql" else ""


@pytest.fixture(name="signed")
def _signed(site_of: SiteOf) -> Site:
    """A signed season of two keys whose documents are made and whose samples are drawn by its admin."""
    site = site_of(State.SIGNED)

    def draw(session: Session) -> None:
        two_keys(session)
        season = session.scalars(select(Season)).one()
        award_samples.draw(session, ACTOR, season, now=NOW, chance=seeded(5))
        for sample in session.scalars(select(AwardSample)):
            sample.drawn_by = 1

    site.write(draw)
    return site


def test_the_second_person_ticks_the_samples(signed: Site) -> None:
    """Whoever had them made cannot; a tick may be taken back."""
    ids = signed.write_and_read(lambda session: list(session.scalars(select(AwardSample.id))))
    path, screen = f"/panel/documents/sample/{ids[0]}/", "/panel/documents/"
    own = send(signed.client(signed_in=True), path, screen, do="tick")
    other = send(second(signed), path, screen, do="tick")
    html = signed.html(screen, signed_in=True)
    back = send(second(signed), path, screen, do="untick")
    assert (403, 303, 303) == (own.status_code, other.status_code, back.status_code)
    assert "✓ Борис" in html


def test_the_home_page_names_the_samples_as_what_is_in_the_way(signed: Site) -> None:
    """With a link to where they are looked at."""
    html = signed.html("/panel/", signed_in=True)
    assert ("посмотрите образцы документов" in html, "/panel/documents/" in html) == (True, True)


def test_the_screen_of_documents_shows_the_longest_names_and_orders_the_batch(signed: Site) -> None:
    """Once; the second order is told that the first is under way."""
    client = signed.client(signed_in=True)
    first = send(client, "/panel/documents/make/", "/panel/documents/", thanks="1")
    again = send(client, "/panel/documents/make/", "/panel/documents/")
    (job,) = signed.write_and_read(lambda session: list(session.scalars(select(Job))))
    assert (303, 409, {"kinds": ["thanks"]}) == (first.status_code, again.status_code, job.params)
    assert "Двадцать самых длинных названий" in signed.html("/panel/documents/", signed_in=True)

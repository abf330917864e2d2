"""Who may open what: every route by every role, what a GET changes, what a POST without its key does."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scoring.store.base import Base
from scoring.store.vocabulary import Role
from tests.webadmin import seeding
from tests.webadmin.conftest import SignIn, token_of
from webadmin.context import db

IN = 303
"""A stranger is sent to the page that tells how to get in; an act that was done leads on to the next page."""

ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "awards.details_view": {"id": 3},
    "card.index": {"page_id": 9},
    "card.chart": {"page_id": 9, "what": "weeks", "lang": "ru", "theme": "light"},
    "corrections.details_view": {"id": 2},
    "downloads.ranking": {"form": "csv"},
    "drafts.delete": {"number": 2},
    "drafts.download": {"number": 1},
    "drafts.edit": {"number": 1},
    "drafts.live": {"number": 1},
    "drafts.restore": {"number": 1},
    "files.details_view": {"id": 2},
    "files.report": {"number": 2},
    "findings.details_view": {"id": 2},
    "findings.refused_rows": {"sha256": "0" * 64},
    "history.chart": {"number": 0, "lang": "ru", "theme": "light"},
    "coverage.chart": {"kind": "posts", "lang": "ru", "theme": "light"},
    "history.unsay": {"number": 2},
    "incidents.remove": {"number": 2},
    "register-statistics.chart": {"way": "sphere", "lang": "ru", "theme": "light"},
    "register-statistics.export": {"form": "csv"},
    "jobs.cancel": {"number": 2},
    "jobs.details_view": {"id": 2},
    "jobs.retry": {"number": 2},
    "journal.details_view": {"id": 2},
    "objections.answer": {"number": 1},
    "objections.details_view": {"id": 1},
    "objections.file": {"number": 1},
    "owner.chart": {"page_id": 9, "what": "weeks", "lang": "ru", "theme": "light"},
    "owner.deny": {"page_id": 9, "number": 1},
    "owner.form": {"page_id": 9, "code": "A1"},
    "owner.open_link": {"secret": "none"},
    "owner.page": {"page_id": 9},
    "owner.send": {"page_id": 9, "code": "A1"},
    "owner.use_link": {"secret": "none"},
    "owner.withdraw": {"page_id": 9, "number": 1},
    "owners.claim": {"number": 1},
    "owners.end": {"number": 1},
    "owners.link": {"number": 9},
    "owners.remove": {"number": 1},
    "moderation.label": {"page_id": 9},
    "moderation.page": {"page_id": 9},
    "moderation.undo": {"page_id": 9},
    "pages.details_view": {"id": 9},
    "people.active": {"number": 2},
    "people.link": {"number": 2},
    "public.badge": {"number": seeding.serial(2025, 0)},
    "public.number": {"number": seeding.serial(2025, 0)},
    "public.results": {"year": 2025},
    "register-import.changes": {"sha256": "0" * 64},
    "register-import.columns": {"sha256": "0" * 64},
    "register-import.forget": {"number": 2},
    "register-import.table": {"sha256": "0" * 64},
    "results.chart": {"number": 0, "lang": "ru", "theme": "light"},
    "robustness.chart": {"number": 0, "lang": "ru", "theme": "light"},
    "runs.details_view": {"id": 2},
    "signing_in.open_link": {"secret": "none"},
    "signing_in.use_link": {"secret": "none"},
    "static": {"filename": "lavr.css"},
    "winner.download": {"token": f"2025-0-{'t' * 30}", "file_id": 1},
    "winner.page": {"token": f"2025-0-{'t' * 30}"},
    "winners.file": {"number": 3},
}
"""What stands in the address of a route: rows of the season 2026, and public things of 2025."""

# Route -> status for a stranger, an observer, an organizer.
READING: Mapping[str, tuple[int, int, int]] = {
    "admin.index": (IN, 200, 200),
    "admin.progress": (IN, 200, 200),
    "awards.details_view": (IN, 200, 200),
    "awards.export": (IN, 200, 200),
    "awards.index_view": (IN, 200, 200),
    "card.chart": (IN, 404, 404),  # the sown season has no snapshot on disk
    "card.index": (IN, 200, 200),
    "collecting-settings.index": (IN, 200, 200),
    "collecting.index": (IN, 200, 200),
    "collecting.pages": (IN, 404, 404),  # nothing is collected
    "collecting.progress": (IN, 200, 200),
    "comparison.index": (IN, 200, 200),
    "comparison.table": (IN, 200, 200),
    "corrections.details_view": (IN, 200, 200),
    "corrections.export": (IN, 200, 200),
    "corrections.index_view": (IN, 200, 200),
    "corrections.new": (IN, 403, 200),
    "downloads.index": (IN, 200, 200),
    "downloads.ranking": (IN, 200, 200),
    "drafts.download": (IN, 200, 200),
    "drafts.edit": (IN, 200, 200),
    "coverage.chart": (IN, 404, 404),  # the sown season has no snapshot
    "coverage.index": (IN, 200, 200),
    "drafts.index": (IN, 200, 200),
    "incidents.index": (IN, 200, 200),
    "incidents.remove": (IN, 404, 404),  # nobody has announced one
    "register-statistics.chart": (IN, 200, 200),
    "register-statistics.export": (IN, 200, 200),
    "register-statistics.index": (IN, 200, 200),
    "files.details_view": (IN, 200, 200),
    "files.export": (IN, 200, 200),
    "files.index_view": (IN, 200, 200),
    "files.report": (IN, 404, 404),  # the sown file has no report on disk
    "files.upload": (IN, 403, 200),
    "findings.details_view": (IN, 200, 200),
    "findings.export": (IN, 200, 200),
    "findings.index_view": (IN, 200, 200),
    "findings.new": (IN, 403, 200),
    "findings.refused_rows": (IN, 404, 404),  # nobody has handed such a file in
    "findings.take_file": (IN, 403, 200),
    "healthz": (200, 200, 200),
    "history.chart": (IN, 200, 200),
    "history.index": (IN, 200, 200),
    "history.table": (IN, 200, 200),
    "jobs.details_view": (IN, 200, 200),
    "jobs.index_view": (IN, 200, 200),
    "jobs.state": (IN, 200, 200),
    "journal.details_view": (IN, 200, 200),
    "journal.export": (IN, 200, 200),
    "journal.index_view": (IN, 200, 200),
    "moderation.index": (IN, 403, 200),  # words of citizens are for organizers only
    "moderation.page": (IN, 403, 404),  # the sown season has no snapshot on disk
    "objections.details_view": (IN, 404, 404),  # nobody has objected
    "objections.export": (IN, 200, 200),
    "objections.file": (IN, 403, 404),
    "objections.index_view": (IN, 200, 200),
    "owner.chart": (404, 404, 404),  # the page is nobody's here
    "owner.claim": (200, 200, 200),
    "owner.form": (404, 404, 404),
    "owner.open_link": (200, 200, 200),
    "owner.page": (404, 404, 404),
    "owner.start": (200, 200, 200),
    "owners.index_view": (IN, 200, 200),
    "owners.take_file": (IN, 403, 200),
    "pages.details_view": (IN, 200, 200),
    "pages.export": (IN, 200, 200),
    "pages.index_view": (IN, 200, 200),
    "people.index_view": (IN, 200, 200),
    "people.new": (IN, 403, 200),
    "public.badge": (404, 404, 404),  # the sown awards have no badge
    "public.check": (200, 200, 200),
    "public.number": (200, 200, 200),
    "public.results": (200, 200, 200),
    "public.schema": (200, 200, 200),
    "public.start": (200, 200, 200),
    "refused.export": (IN, 200, 200),
    "refused.index_view": (IN, 200, 200),
    "register-import.changes": (IN, 404, 404),  # nobody has handed such a file in
    "register-import.columns": (IN, 404, 404),
    "register-import.index": (IN, 200, 200),
    "register-import.table": (IN, 404, 404),
    "results.chart": (IN, 200, 200),
    "results.index": (IN, 200, 200),
    "rulebook.download": (IN, 200, 200),
    "robustness.chart": (IN, 404, 404),  # the sown run is not checked
    "robustness.index": (IN, 200, 200),
    "robustness.table": (IN, 404, 404),
    "rulebook.index": (IN, 200, 200),
    "runs.details_view": (IN, 200, 200),
    "runs.export": (IN, 200, 200),
    "runs.index_view": (IN, 200, 200),
    "settings.index": (IN, 200, 200),
    "settings.new": (IN, 403, 200),
    "signing_in.open_link": (200, 200, 200),
    "signing_in.sign_in": (200, IN, IN),
    "static": (200, 200, 200),
    "what-if.changes": (IN, 404, 404),  # the sown seasons have no snapshot on disk
    "what-if.index": (IN, 200, 200),
    "winner.download": (200, 200, 200),
    "winner.page": (200, 200, 200),
    "winners.everything": (IN, 200, 200),
    "winners.file": (IN, 200, 200),
    "winners.index": (IN, 200, 200),
}

# The same for POST with a key but an empty form: 400 tells an organizer what is missing, 409 that the state forbids it.
WRITING: Mapping[str, tuple[int, int, int]] = {
    "admin.again": (403, 403, IN),
    "admin.back": (403, 403, 400),
    "admin.next": (403, 403, 400),
    "collecting-settings.check": (403, 403, 400),
    "collecting-settings.remove": (403, 403, IN),
    "collecting-settings.schedule": (403, 403, 400),
    "collecting-settings.token": (403, 403, 400),
    "collecting.evidence": (403, 403, 409),
    "collecting.forget": (403, 403, IN),
    "collecting.start": (403, 403, 400),
    "collecting.stop": (403, 403, 409),
    "corrections.new": (403, 403, 400),
    "corrections.withdraw": (403, 403, 404),
    "drafts.delete": (403, 403, IN),
    "drafts.edit": (403, 403, 400),
    "drafts.index": (403, 403, 404),
    "drafts.live": (403, 403, 400),
    "drafts.rehearse": (403, 403, IN),
    "drafts.restore": (403, 403, 404),
    "files.upload": (403, 403, 400),
    "findings.decide": (403, 403, 400),
    "findings.new": (403, 403, 400),
    "findings.take_file": (403, 403, 400),
    "history.say": (403, 403, 400),
    "history.unsay": (403, 403, 404),
    "incidents.index": (403, 403, 400),
    "incidents.remove": (403, 403, 404),
    "jobs.cancel": (403, 403, 409),
    "jobs.retry": (403, 403, 409),
    "register-import.changes": (403, 403, 404),
    "register-import.columns": (403, 403, 404),
    "register-import.forget": (403, 403, 404),
    "register-import.index": (403, 403, 409),
    "register-import.undo": (403, 403, 400),
    "moderation.label": (403, 403, 404),
    "moderation.undo": (403, 403, 404),
    "objections.answer": (403, 403, 404),
    "objections.window": (403, 403, 400),
    "owner.ask": (400, 400, 400),
    "owner.deny": (404, 404, 404),
    "owner.enter_claim": (404, 404, 404),
    "owner.forget_claim": (IN, IN, IN),
    "owner.leave": (IN, IN, IN),
    "owner.send": (404, 404, 404),
    "owner.use_link": (404, 404, 404),
    "owner.withdraw": (404, 404, 404),
    "owners.claim": (403, 403, 400),
    "owners.contact": (403, 403, 400),
    "owners.end": (403, 403, 404),
    "owners.link": (403, 403, 200),
    "owners.links": (403, 403, IN),
    "owners.remove": (403, 403, 404),
    "owners.revoke": (403, 403, IN),
    "owners.take_file": (403, 403, 400),
    "people.active": (403, 403, 400),
    "people.link": (403, 403, 200),
    "people.new": (403, 403, 400),
    "robustness.check": (403, 403, IN),
    "rulebook.index": (403, 403, 400),
    "settings.index": (403, 403, 400),
    "settings.new": (403, 403, 400),
    "signing_in.sign_out": (403, IN, IN),
    "signing_in.use_link": (404, 404, 404),
    "switches.choose_language": (400, 400, 400),
    "switches.choose_season": (403, 404, 404),
    "switches.choose_theme": (400, 400, 400),
}
ROLES = (None, Role.OBSERVER, Role.ADMIN)


def endpoints(app: Flask, method: str) -> set[str]:
    """All routes that answer to ``method``."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if method in (rule.methods or set())}


def address(app: Flask, endpoint: str) -> str:
    """The route's address with what has to stand in it."""
    with app.test_request_context():
        return app.url_for(endpoint, **ARGUMENTS.get(endpoint, {}))


def rows(app: Flask) -> dict[str, list[Any]]:
    """Everything in the database."""
    with app.app_context(), db.sessionmaker() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_every_route_is_in_the_tables(app: Flask) -> None:
    """A new route has to say who may open it."""
    assert (set(READING), set(WRITING)) == (endpoints(app, "GET"), endpoints(app, "POST"))


def test_no_route_answers_to_another_method(app: Flask) -> None:
    """There is nothing but GET and POST."""
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or set()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("number", range(3), ids=("stranger", "observer", "organizer"))
def test_who_may_read(app: Flask, sign_in: SignIn, number: int) -> None:
    """Every route answers a role by GET with exactly the status of the table."""
    client = sign_in(ROLES[number])
    seen = {endpoint: client.get(address(app, endpoint), buffered=True).status_code for endpoint in READING}
    assert seen == {endpoint: statuses[number] for endpoint, statuses in READING.items()}


@pytest.mark.parametrize("number", range(3), ids=("stranger", "observer", "organizer"))
def test_who_may_write(app: Flask, sign_in: SignIn, number: int) -> None:
    """Every route answers a role by POST with exactly the status of the table."""
    seen = {}
    for endpoint in WRITING:
        client = sign_in(ROLES[number])
        form = {"csrf_token": token_of(client)}
        seen[endpoint] = client.post(address(app, endpoint), data=form).status_code
    assert seen == {endpoint: statuses[number] for endpoint, statuses in WRITING.items()}


def test_an_observer_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    """Whatever an observer sends, the database stays as it was."""
    before = rows(app)
    for endpoint in WRITING:
        client = sign_in(Role.OBSERVER)
        client.post(address(app, endpoint), data={"csrf_token": token_of(client)})
    assert before == rows(app)


def test_reading_changes_nothing(app: Flask, organizer: FlaskClient) -> None:
    """No GET writes to the database."""
    before = rows(app)
    for endpoint in READING:
        organizer.get(address(app, endpoint), buffered=True)
    assert before == rows(app)


@pytest.mark.parametrize("role", ROLES)
def test_a_form_without_its_key_is_refused(app: Flask, sign_in: SignIn, role: Role | None) -> None:
    """A POST that does not come from our own page gets 400, whoever sends it."""
    client = sign_in(role)
    assert dict.fromkeys(WRITING, 400) == {endpoint: client.post(address(app, endpoint)).status_code for endpoint in WRITING}


def test_a_closed_access_ends_the_session(app: Flask, sign_in: SignIn, organizer: FlaskClient) -> None:
    """Whose access is closed is out at his next click."""
    observer = sign_in(Role.OBSERVER)
    assert observer.get("/panel/").status_code == 200
    organizer.post(address(app, "people.active"), data={"csrf_token": token_of(organizer), "active": "0"})
    assert observer.get("/panel/").status_code == IN


def test_a_stranger_comes_back_to_where_he_wanted(app: Flask) -> None:
    """The way in remembers the page that was asked for."""
    assert app.test_client().get("/panel/pages/?sphere=x").headers["Location"] == "/sign-in?next=/panel/pages/?sphere%3Dx"

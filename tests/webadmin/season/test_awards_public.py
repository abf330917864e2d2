"""What the public learns of an award: its state in one word, a file compared, the hosted badge, reports of misuse."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from certificates.credential.baking import bake_png
from scoring.season.awarding import AwardAct, AwardGround, AwardStatus
from scoring.season.course import State
from scoring.services import award_changes
from scoring.store.awards import AwardChecks, MisuseCase
from scoring.store.results import Award
from tests.webadmin.contest import ACTOR, ZONE
from tests.webadmin.season.conftest import Site, SiteOf
from webadmin.context import Ground, db
from webadmin.public import counting
from webadmin.public.counting import EVERY

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
WHY = "Проверка показала, что награду нужно изменить."


def at(site: Site, moment: datetime) -> None:
    """Set the application's clock."""
    site.app.extensions["lavr"] = Ground(site.home, lambda: moment)


def change(act: AwardAct, ground: AwardGround, moment: datetime = NOW) -> Callable[[Session], None]:
    """What happens to the first award."""

    def happen(session: Session) -> None:
        award = session.scalars(select(Award).order_by(Award.id).limit(1)).one()
        asked = award_changes.propose(session, ACTOR, award.id, act, ground=ground, reason=WHY, now=moment)
        later = moment + timedelta(days=14) if act is AwardAct.REVOKE else moment
        award_changes.approve(session, ACTOR, asked.id, version=asked.version, now=later)

    return happen


def replaced(session: Session) -> None:
    """The first award is corrected."""
    old = session.scalars(select(Award).order_by(Award.id).limit(1)).one()
    copied = ("season_id", "run_id", "page_id", "kind", "nomination", "place", "total", "issued_on", "made_at")
    new = Award(
        **{name: getattr(old, name) for name in copied},
        name="МБОУ «Школа № 33»",
        version=2,
        supersedes_id=old.id,
        serial="ZZZZ-ZZZZ-ZZZZ-ZZZZ",
        token="t" * 32,
        status_index=99_999,
    )
    session.add(new)
    asked = award_changes.propose(
        session, ACTOR, old.id, AwardAct.CORRECT, ground=AwardGround.WRONG_NAME, reason=WHY, now=NOW, name=new.name
    )
    award_changes.approve(session, ACTOR, asked.id, version=asked.version, now=NOW)
    award_changes.release(session, ACTOR, new.id, now=NOW)


def check(site: Site, serial: str | None = None) -> str:
    """The check page of the first award."""
    return site.html(f"/v/{serial or site.held.serials[0]}")


STATES = {
    "suspended": (change(AwardAct.SUSPEND, AwardGround.INQUIRY), ("Приостановлен", "2 февраля 2026", "идёт проверка")),
    "revoked": (change(AwardAct.REVOKE, AwardGround.INFLATED), ("Отозван", "16 февраля 2026", "накрутка показателей")),
    "declined": (change(AwardAct.DECLINE, AwardGround.OWN_WISH), ("Победитель отказался", "по просьбе победителя")),
    "replaced": (replaced, ("Заменён", "/v/ZZZZ-ZZZZ-ZZZZ-ZZZZ", "Ошибка в названии")),
}


@pytest.mark.parametrize("state", STATES)
def test_the_check_page_tells_what_became_of_an_award(site: Site, state: str) -> None:
    """In one big word, with day and ground; the sentence behind it stays with the people concerned."""
    happen, told = STATES[state]
    site.write(happen)
    html = check(site)
    assert ([], False) == ([words for words in told if words not in html], WHY in html)


def test_a_replaced_award_leads_to_the_one_in_force(site: Site) -> None:
    """Which is valid, and has the new name."""
    site.write(replaced)
    html = check(site, "ZZZZ-ZZZZ-ZZZZ-ZZZZ")
    assert (True, True) == ("Действителен" in html, "Школа № 33" in html)


def last_day(site: Site) -> date:
    """Of the first award's badge."""
    found = site.write_and_read(lambda session: session.scalars(select(Award.badge_valid_to).order_by(Award.id).limit(1)).one())
    assert found is not None
    return found


def test_the_winners_old_link_leads_to_the_new_documents(site: Site) -> None:
    """Whoever has it need not be told another one."""
    site.write(replaced)
    answer = site.client().get(f"/w/{site.held.tokens[0]}")
    assert (303, f"/w/{'t' * 32}") == (answer.status_code, answer.location)


def test_after_its_term_the_badge_is_over_and_the_award_stays_valid(site: Site) -> None:
    """On the last day it is still good."""
    term = last_day(site)
    at(site, datetime(term.year, term.month, term.day, 9, tzinfo=UTC))
    last = check(site)
    at(site, datetime(term.year, term.month, term.day, 9, tzinfo=UTC) + timedelta(days=1))
    over = check(site)
    assert ("Действителен" in last, "Срок знака истёк, награда действительна" in over) == (True, True)


def badge(site: Site, form: str = "svg") -> TestResponse:
    """The hosted badge of the first award."""
    return site.client().get(f"/b/{site.held.serials[0]}.{form}")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_hosted_badge_fades_when_the_award_is_revoked(site: Site, form: str) -> None:
    """Nobody keeps the picture for longer than an hour, before or after."""
    at(site, NOW)
    with badge(site, form) as before:
        first, age = before.data, before.cache_control.max_age
    site.write(change(AwardAct.REVOKE, AwardGround.BREACH, NOW - timedelta(days=30)))
    with badge(site, form) as after:
        second, later, kind = after.data, after.cache_control.max_age, after.mimetype
    assert (3600, 3600, True) == (age, later, first != second)
    assert {"svg": "image/svg+xml", "png": "image/png"}[form] == kind


def test_a_badge_is_kept_for_no_longer_than_its_term(site: Site) -> None:
    """Twenty minutes before midnight of its last day it may be kept for twenty minutes; then it is grey."""
    term = last_day(site)
    midnight = datetime(term.year, term.month, term.day, 17, tzinfo=UTC)  # in Novosibirsk
    at(site, midnight - timedelta(minutes=20))
    with badge(site) as last:
        seconds, shown = last.cache_control.max_age, last.get_data(as_text=True)
    at(site, midnight)
    with badge(site) as over:
        assert (1200, True) == (seconds, "Срок знака качества истёк" in over.get_data(as_text=True))
    assert "Срок" not in shown


def test_a_replaced_award_shows_the_badge_of_its_successor(site: Site) -> None:
    """The page is a winner still; here the new version has no files, so that there is none."""
    site.write(replaced)
    assert 404 == badge(site).status_code


def test_a_badge_may_be_shown_by_sites_of_others_and_runs_nothing(site: Site) -> None:
    """Headers of a picture for everybody."""
    with badge(site) as answer:
        headers = answer.headers
    assert "cross-origin" == headers["Cross-Origin-Resource-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "nosniff" == headers["X-Content-Type-Options"]


@pytest.mark.parametrize("state", [State.SIGNED, State.PROPOSED])
def test_nothing_of_an_award_is_public_before_its_season_is(site_of: SiteOf, state: State) -> None:
    """Neither page nor badge nor credential; all as if there were none."""
    site = site_of(state)
    serial = site.held.serials[0] if site.held.serials else "0000-0000-0000-0000"
    paths = (f"/v/{serial}", f"/b/{serial}.svg", f"/v/{serial}/credential.json", f"/credentials/{serial}")
    assert [404] * 4 == [site.client().get(path).status_code for path in paths]


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Send a public form."""
    key = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/v/").get_data(as_text=True))
    assert key is not None
    return client.post(path, data={"csrf_token": key[1], **fields}, content_type="multipart/form-data")


def compared(site: Site, content: bytes, **fields: object) -> TestResponse:
    """Compare a file."""
    return send(site.client(), "/v/compare", file=(BytesIO(content), "x"), **fields)


def picture(site: Site) -> bytes:
    """The badge as it was handed out."""
    return (site.home.awards / "2025" / site.held.serials[0] / "badge-400.png").read_bytes()


def test_a_file_as_it_was_issued_is_known(site: Site) -> None:
    """By its very bytes."""
    html = compared(site, picture(site)).get_data(as_text=True)
    assert ("Файл подлинный" in html, "Файл в реестре" in html) == (True, True)


def test_a_picture_with_something_put_into_it_is_not_genuine(site: Site) -> None:
    """It opens, and nothing proves it."""
    html = compared(site, bake_png(picture(site), b"{}")).get_data(as_text=True)
    assert "Файл подлинный" not in html


def test_a_file_of_another_award_than_the_one_looked_at_is_told(site: Site) -> None:
    """«It is genuine» alone would mislead."""
    other = site.held.serials[-1]
    html = compared(site, picture(site), number=other).get_data(as_text=True)
    assert ("файл другой награды" in html, other in html) == (True, True)


HOSTILE = {
    "nothing": b"",
    "html": b"<html><script>alert(1)</script></html>",
    "zip behind a picture": b"PNG+ZIP",
    "two kinds": b"%PDF-1.7\n%%EOF\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    "entities": b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_certificate_is_refused_with_a_sentence(site: Site, kind: str) -> None:
    """And nothing of it is read further, nor kept."""
    content = HOSTILE[kind]
    if kind == "zip behind a picture":
        content = picture(site) + b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\0" * 18
    before = sorted(str(path) for path in site.home.home.rglob("*") if path.is_file())
    answer = compared(site, content)
    after = sorted(str(path) for path in site.home.home.rglob("*") if path.is_file())
    assert (400, True, before) == (answer.status_code, 'role="alert"' in answer.get_data(as_text=True), after)


def test_a_huge_file_is_refused_before_it_is_read(site: Site) -> None:
    """By the length that it announces."""
    announced = {"CONTENT_LENGTH": str(500 << 20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = site.client().post("/v/compare", data=b"x", environ_overrides=announced)
    assert 413 == answer.status_code


def test_comparing_is_slowed_down(site: Site) -> None:
    """Ten files a minute from one address."""
    client = site.client()
    answers = [send(client, "/v/compare").status_code for _ in range(11)]
    assert ([400] * 10, 429) == (answers[:10], answers[10])


def test_a_report_of_misuse_becomes_a_case_that_the_public_never_sees(site: Site) -> None:
    """With the award, where the number is one of ours."""
    client = site.client()
    words = "Знак стоит на странице магазина, а не школы."
    answer = send(client, "/v/misuse", number=site.held.serials[0].lower(), place="vk.com/shop", text=words, contact="")
    case = site.write_and_read(lambda session: session.scalars(select(MisuseCase)).one())
    assert (303, words, True) == (answer.status_code, case.text, case.award_id is not None)
    assert words not in check(site)
    assert words in site.html(f"/panel/misuse/details/?id={case.id}", signed_in=True)


def test_a_report_without_words_comes_back_with_what_was_typed(site: Site) -> None:
    """And says what is missing."""
    answer = send(site.client(), "/v/misuse", number="", place="<b>vk.com</b>", text="мало", contact="")
    html = answer.get_data(as_text=True)
    assert (400, True, False) == (answer.status_code, "&lt;b&gt;vk.com&lt;/b&gt;" in html, "<b>vk.com</b>" in html)


def test_reports_are_slowed_down(site: Site) -> None:
    """Five an hour from one address."""
    client = site.client()
    answers = [send(client, "/v/misuse", place="x", text="Знак на чужой странице").status_code for _ in range(6)]
    assert ([303] * 5, 429) == (answers[:5], answers[5])


def test_checks_are_counted_by_day_and_by_nothing_else(site: Site) -> None:
    """After a minute, in one go; people of the staff are not counted."""
    moment = datetime.now(UTC)
    at(site, moment)
    for _ in range(3):
        check(site)
    site.client(signed_in=True).get(f"/v/{site.held.serials[0]}")
    before = site.write_and_read(lambda session: session.scalars(select(AwardChecks)).all())
    at(site, moment + EVERY)
    site.html("/v/")
    (counted,) = site.write_and_read(lambda session: session.scalars(select(AwardChecks)).all())
    assert ([], 3, moment.astimezone(ZoneInfo(ZONE)).date()) == (list(before), counted.times, counted.day)


def test_without_a_minute_gone_a_check_writes_nothing(site: Site) -> None:
    """So that a look costs no transaction."""
    at(site, NOW)
    check(site)
    with site.app.app_context():
        assert db.session.scalar(select(AwardChecks.id)) is None


def test_the_last_checks_are_written_when_the_server_ends(site: Site) -> None:
    """In good order, though no minute has gone."""
    at(site, NOW)
    check(site)
    counting.finish(site.app)
    assert [1] == list(site.write_and_read(lambda session: session.scalars(select(AwardChecks.times)).all()))


def test_a_revoked_award_leaves_the_lists_of_winners(site: Site) -> None:
    """Its check page stays."""
    name = site.write_and_read(lambda session: session.scalars(select(Award.name).order_by(Award.id).limit(1)).one())
    before = site.html("/results/2025").count(name)
    site.write(change(AwardAct.REVOKE, AwardGround.BREACH))
    status = site.write_and_read(lambda session: session.scalars(select(Award.status).order_by(Award.id).limit(1)).one())
    assert (True, 0, AwardStatus.REVOKED) == (before > 0, site.html("/results/2025").count(name), status)


@pytest.mark.parametrize("typed", ["кошка", "GP1X-F3A7-QYFR-6F0D-00", "%00", "x" * 300])
def test_unknown_and_malformed_numbers_cost_the_same(site: Site, typed: str) -> None:
    """The same questions to the database and as many bytes, so that time tells nothing."""
    client = site.client()
    asked: list[list[str]] = []
    lengths = []
    with site.app.app_context():
        engine = db.engine
    for number in ("1111-1111-1111-1111", typed):
        statements: list[str] = []

        def heard(*given: object, statements: list[str] = statements) -> None:
            statements.append(str(given[2]))

        event.listen(engine, "before_cursor_execute", heard)
        answer = client.get(f"/v/{number}")
        event.remove(engine, "before_cursor_execute", heard)
        asked.append(statements)
        text = answer.get_data(as_text=True)
        lengths.append(len(re.sub(r'name="(next|csrf_token)" value="[^"]*"', "", text)))
    assert (asked[0], lengths[0]) == (asked[1], lengths[1])
    assert asked[0]

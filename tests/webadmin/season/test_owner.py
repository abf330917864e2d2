"""An owner's door: his page only, without ranks; his objections, their files, and everything that is refused."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from criteria.phrases import points_text
from scoring.season.course import State
from scoring.store.tables import AuditEvent, OwnerAccess, OwnerInvitation, Score, Season
from tests.webadmin.season.conftest import Site, SiteOf, key_of, plain
from tests.webadmin.season.owning import ONE_DATABASE, come_in, files, kept, link_to, open_window, png, send, without_codes


@pytest.fixture(name="scored")
def _scored(site_of: SiteOf) -> Site:
    """The contest with its points and no signature, its window open."""
    site = site_of(State.SCORED)
    open_window(site)
    return site


def test_opening_a_link_changes_nothing(scored: Site) -> None:
    """Scanners of mail follow links; only the button lets in, once, and tells no address where it led from."""
    mine = scored.held.pages[20]
    without_codes(scored)
    path, client = link_to(scored, mine), scored.client()
    for _ in range(3):
        answer = client.get(path)
        assert (200, "no-referrer") == (answer.status_code, answer.headers["Referrer-Policy"])
    unused: list[OwnerInvitation] = []
    scored.write(lambda session: unused.extend(session.query(OwnerInvitation).filter_by(used_at=None)))
    assert 1 == len(unused)
    key = key_of(client)
    assert [303, 404] == [client.post(path, data={"csrf_token": key_of(client) or key}).status_code for _ in range(2)]


@ONE_DATABASE
@pytest.mark.parametrize("path", ["", "object/A1", "weeks/ru-light.svg"])
def test_a_foreign_page_is_as_good_as_none(scored: Site, path: str) -> None:
    """Same status and same body for a page of somebody else and for one that does not exist, whoever asks."""
    mine, foreign = scored.held.pages[20], scored.held.pages[21]
    for client in (scored.client(), come_in(scored, mine), scored.client(signed_in=True)):
        answers = [client.get(f"/my/{page}/{path}") for page in (foreign, 2_000_000_000)]
        one, other = (plain(answer.get_data(as_text=True), str(foreign), "2000000000") for answer in answers)
        assert ([404, 404], one) == ([answer.status_code for answer in answers], other)


def test_writing_about_a_foreign_page_is_refused_alike(scored: Site) -> None:
    """And leaves nothing."""
    mine, foreign = scored.held.pages[20], scored.held.pages[21]
    client = come_in(scored, mine)
    answers = [send(client, page, file=(png(), "a.png")) for page in (foreign, 2_000_000_000)]
    bodies = {plain(answer.get_data(as_text=True), str(foreign), "2000000000") for answer in answers}
    assert ([404, 404], 1, [], (0, 0)) == ([answer.status_code for answer in answers], len(bodies), kept(scored), files(scored))


@ONE_DATABASE
def test_the_page_shows_figures_and_no_rank(scored: Site) -> None:
    """What was counted in words; neither total nor place, nor any other page."""
    mine = scored.held.pages[20]
    html = come_in(scored, mine).get(f"/my/{mine}/").get_data(as_text=True).replace("\xa0", " ")
    found: list[Score] = []
    scored.write(lambda session: found.extend(session.query(Score).filter_by(page_id=mine)))
    (score,) = found
    sentence = f"ответ на {score.detail['leaves']['A1']['facts']['answered']} из"
    assert (True, False, False) == (sentence in html, points_text(score.total, "ru") in html, "победитель" in html.lower())
    names = set(re.findall(r"Школа № (\d+)»", html))
    assert {"21"} == names


@ONE_DATABASE
def test_before_the_freeze_there_may_be_nothing_yet(site_of: SiteOf) -> None:
    """The owner is told so, and his page is there."""
    site = site_of(State.COLLECTING)
    mine = site.held.pages[20]
    html = come_in(site, mine).get(f"/my/{mine}/").get_data(as_text=True)
    assert ("Данных пока нет" in html, "Дни приёма возражений ещё не назначены" in html) == (True, True)


@ONE_DATABASE
def test_every_row_of_evidence_can_be_looked_up(scored: Site) -> None:
    """By groups and sheets, each with its own way to object."""
    mine = scored.held.pages[20]
    html = come_in(scored, mine).get(f"/my/{mine}/?rows=1").get_data(as_text=True)
    assert re.search(rf'href="/my/{mine}/object/A1\?row=messages:\d+"', html) is not None


def test_an_objection_is_received(scored: Site) -> None:
    """With its rows and its file; the owner sees it wait, his text as text."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)
    answer = send(client, mine, words="<script>alert(1)</script>", rows=["messages:1"], file=(png(), "снимок.png"))
    html = client.get(answer.headers["Location"]).get_data(as_text=True)
    (row,) = kept(scored)
    assert (303, ["messages:1"], (1, 1)) == (answer.status_code, row.rows, files(scored))
    assert ("&lt;script&gt;alert(1)" in html, "<script>alert" in html, "Ждёт ответа" in html) == (True, False, True)


def test_a_form_sent_twice_is_one_objection(scored: Site) -> None:
    """And its file lies there once."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)
    answers = [send(client, mine, form="a" * 32, file=(png(), "a.png")).status_code for _ in range(2)]
    assert ([303, 303], 1, (1, 1)) == (answers, len(kept(scored)), files(scored))


def test_a_second_one_on_the_same_ground_waits_for_the_first(scored: Site) -> None:
    """409 with what was typed in its place, and no file left behind."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)
    send(client, mine)
    answer = send(client, mine, words="ещё одно", file=(png(), "a.png"))
    html = answer.get_data(as_text=True)
    assert (409, True, 1, (0, 0)) == (answer.status_code, "ещё одно</textarea>" in html, len(kept(scored)), files(scored))


@ONE_DATABASE
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ground": ""}, "ground-error"),
        ({"words": " "}, "words-error"),
        ({"link": ""}, "link-error"),
        ({"link": "javascript:alert(1)"}, "link-error"),
    ],
)
def test_a_fault_stands_at_its_field(scored: Site, given: dict[str, str], field: str) -> None:
    """And what was typed stays."""
    mine = scored.held.pages[20]
    answer = send(come_in(scored, mine), mine, **({"words": "наш ответ"} | given))  # type: ignore[arg-type]  # texts all
    html = answer.get_data(as_text=True)
    assert (400, True, []) == (answer.status_code, f'id="{field}"' in html, kept(scored))
    assert ("words" in given) or "наш ответ</textarea>" in html


@ONE_DATABASE
def test_rows_of_other_pages_are_not_taken(scored: Site) -> None:
    """Only what the page has."""
    mine = scored.held.pages[20]
    assert 400 == send(come_in(scored, mine), mine, rows=["messages:999999"]).status_code


def archive() -> bytes:
    """A ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.html", "<script>alert(1)</script>")
    return target.getvalue()


@ONE_DATABASE
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.png"),
        (b"<html><script>alert(1)</script></html>", "a.pdf"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "a.pdf"),
        (archive(), "a.png"),
        (b"\x89PNG\r\n\x1a\n" + archive(), "a.png"),
        (b"", "a.png"),
        (bytes(11 << 20), "a.png"),
    ],
    ids=["svg", "html", "broken-pdf", "zip", "png-sign-on-zip", "empty", "11-megabytes"],
)
def test_a_harmful_file_is_refused(scored: Site, content: bytes, name: str) -> None:
    """At its field, and nothing of it stays."""
    mine = scored.held.pages[20]
    answer = send(come_in(scored, mine), mine, file=(content, name))
    assert (400, True, [], (0, 0)) == (
        answer.status_code,
        'id="file-error"' in answer.get_data(as_text=True),
        kept(scored),
        files(scored),
    )


@ONE_DATABASE
def test_of_a_polyglot_only_the_picture_stays(scored: Site) -> None:
    """A picture with an archive at its end is drawn again."""
    mine = scored.held.pages[20]
    assert 303 == send(come_in(scored, mine), mine, file=(png() + archive(), "a.png")).status_code
    (path,) = (scored.home.home / "objections").iterdir()
    assert (True, False) == (path.read_bytes().startswith(b"\x89PNG"), b"alert" in path.read_bytes())


@ONE_DATABASE
def test_a_body_that_declares_too_much_is_not_read(scored: Site) -> None:
    """Half a gigabyte is refused by its declared length alone."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)
    answer = client.post(
        f"/my/{mine}/object/A1",
        input_stream=io.BytesIO(b"--x\r\n"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(500 << 20)},
    )
    assert (413, []) == (answer.status_code, kept(scored))


@ONE_DATABASE
def test_outside_the_window_there_is_no_form(scored: Site) -> None:
    """The page says that the days are over, and a form that was open is refused."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)
    open_window(scored, -9, -2)
    html = client.get(f"/my/{mine}/").get_data(as_text=True)
    form = client.get(f"/my/{mine}/object/A1").get_data(as_text=True)
    assert (False, True, False, 409) == (
        "own-object" in html,
        "приём закончен" in html,
        "<textarea" in form,
        send(client, mine).status_code,
    )


def test_an_owner_withdraws(scored: Site) -> None:
    """Once; another page's is not found."""
    mine, foreign = scored.held.pages[20], scored.held.pages[21]
    client, other = come_in(scored, mine), come_in(scored, foreign)
    send(client, mine)
    (row,) = kept(scored)

    def withdraw(browser: object, page: int) -> int:
        path = f"/my/{page}/objections/{row.id}/withdraw"
        status: int = browser.post(path, data={"csrf_token": key_of(browser)}).status_code  # type: ignore[attr-defined,arg-type]  # a client
        return status

    assert [404, 404, 303, 409] == [
        withdraw(other, foreign), withdraw(other, mine), withdraw(client, mine), withdraw(client, mine)
    ]  # fmt: skip


def test_a_closed_access_is_out_at_the_next_click(scored: Site) -> None:
    """So is one whose days are over."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)

    def end(session: Session) -> None:
        session.execute(update(OwnerAccess).values(ends_at=datetime.now(UTC) - timedelta(seconds=1)))

    scored.write(end)
    assert 404 == client.get(f"/my/{mine}/").status_code


def test_several_pages_in_one_browser(scored: Site) -> None:
    """Listed; leaving forgets all."""
    first, second = scored.held.pages[20], scored.held.pages[21]
    client = come_in(scored, first)
    assert f"/my/{first}/" == client.get("/my/").headers["Location"]
    come_in(scored, second, client)
    html = client.get("/my/").get_data(as_text=True)
    assert (True, True) == (f'href="/my/{first}/"' in html, f'href="/my/{second}/"' in html)
    client.post("/my/out", data={"csrf_token": key_of(client)})
    assert (404, 404) == tuple(client.get(f"/my/{page}/").status_code for page in (first, second))


@ONE_DATABASE
def test_reading_changes_nothing(scored: Site) -> None:
    """No GET of an owner writes."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)

    def events() -> int:
        found: list[int] = []
        scored.write(lambda session: found.append(session.query(AuditEvent).count()))
        return found[0]

    before = events()
    for path in (
        "/my/",
        f"/my/{mine}/",
        f"/my/{mine}/?rows=0",
        f"/my/{mine}/object/A1",
        f"/my/{mine}/looks/ru-dark.svg",
        "/my/claim",
    ):
        client.get(path)
    assert before == events()


@ONE_DATABASE
def test_after_the_signature_nothing_is_taken(scored: Site) -> None:
    """Whatever the window says."""
    mine = scored.held.pages[20]
    client = come_in(scored, mine)

    def sign(session: Session) -> None:
        session.get_one(Season, scored.held.season).state = State.SIGNED

    scored.write(sign)
    assert 409 == send(client, mine).status_code


def test_a_code_that_is_posted_opens_the_page(scored: Site) -> None:
    """Asked for by the page's address; shown to this browser only."""
    client = scored.client()
    form = {"csrf_token": key_of(client), "page": "vk.com/club1020", "who": "И. Петрова, директор"}
    assert 303 == client.post("/my/claim", data=form).status_code
    html = client.get("/my/claim").get_data(as_text=True)
    assert re.search(r"LAVR-[A-Z2-9]{6}-[A-Z2-9]{6}", html) is not None
    assert re.search("LAVR-", scored.client().get("/my/claim").get_data(as_text=True)) is None
    assert 404 == client.post("/my/claim/enter", data={"csrf_token": key_of(client)}).status_code


@ONE_DATABASE
@pytest.mark.parametrize("form", [{"page": "vk.com/club999999"}, {"page": ""}, {"who": ""}])
def test_a_claim_needs_a_page_and_a_name(scored: Site, form: dict[str, str]) -> None:
    """And keeps what was typed."""
    client = scored.client()
    given = {"csrf_token": key_of(client), "page": "vk.com/club1020", "who": "И. Петрова"} | form
    answer = client.post("/my/claim", data=given)
    assert (400, True) == (answer.status_code, f'value="{given["page"]}"' in answer.get_data(as_text=True))


@ONE_DATABASE
@pytest.mark.parametrize(("first", "word"), [(-1, "принимаются"), (-9, "принимались"), (3, "принимаются")])
def test_the_desk_of_objections_tells_whether_they_are_taken_still(scored: Site, first: int, word: str) -> None:
    """Behind the last day nothing says that they are."""
    open_window(scored, first, first + 5)
    html = scored.client(signed_in=True).get("/panel/objections/").get_data(as_text=True)
    assert [word] == re.findall(r"Возражения (принима\w+)", html)

"""The desk of objections: the queue, what a correction would change, accepting, refusing, taking back; owners and their links."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.services import owner_figures
from scoring.store.tables import AuditEvent, Objection, OwnerContact, Page, PageCorrection, Season
from scoring.store.vocabulary import Role
from tests.people import add_person, sign_in
from tests.webadmin import contest
from tests.webadmin.season.conftest import Site, SiteOf, key_of
from tests.webadmin.season.owning import ONE_DATABASE, come_in, kept, open_window, png, send, version_in
from webadmin.context import wall_clock

PLACE = 20
"""A page that has unanswered messages."""


@pytest.fixture(name="asked")
def _asked(site_of: SiteOf) -> Site:
    """A scored season in which one owner says that a message was answered, with a file."""
    site = site_of(State.SCORED)
    open_window(site)
    mine = site.held.pages[PLACE]
    key = unanswered(site)
    assert 303 == send(come_in(site, mine), mine, rows=[key], file=(png(), "=снимок.png")).status_code
    return site


def sentence(site: Site, code: str = "A1") -> str:
    """What the figure says now."""
    told: list[str] = []

    def look(session: Session) -> None:
        page = session.get_one(Page, site.held.pages[PLACE])
        seen = owner_figures.seen(session, site.home, page)
        assert seen is not None
        told.extend(one.sentence for one in owner_figures.figures(seen.found, "ru") if one.code == code)

    site.write(look)
    return told[0]


def figures(site: Site) -> dict[str, str]:
    """All figures of the page."""
    told: dict[str, str] = {}

    def look(session: Session) -> None:
        seen = owner_figures.seen(session, site.home, session.get_one(Page, site.held.pages[PLACE]))
        assert seen is not None
        told.update({one.code: one.sentence for one in owner_figures.figures(seen.found, "ru")})

    site.write(look)
    return told


def unanswered(site: Site) -> str:
    """The key of a message without an answer."""
    mine = site.held.pages[PLACE]
    html = come_in(site, mine).get(f"/my/{mine}/object/A1").get_data(as_text=True)
    found = re.search(r'value="(messages:\d+)"[^>]*> <span>[^<]*<span class="muted">ответа нет', html)
    assert found is not None
    return found[1]


def desk(site: Site) -> tuple[FlaskClient, str, dict[str, str]]:
    """An organizer's browser at the objection, its address, and the form as it stands there."""
    client = site.client(signed_in=True)
    path = f"/panel/objections/details/?id={kept(site)[-1].id}"
    html = client.get(path).get_data(as_text=True)
    form = {"csrf_token": key_of(client), "version": version_in(html)}
    form |= dict(re.findall(r'<input id="[^"]*" name="((?:messages|posts|streams|checks):[^"]+)" value="([^"]*)"', html))
    form |= dict(re.findall(r'<input type="hidden" name="(line)" value="([^"]*)"', html))
    return client, f"/panel/objections/{kept(site)[-1].id}/answer/", form


def answered(form: dict[str, str]) -> dict[str, str]:
    """The form with the answer a minute after the question."""
    (asked,) = (value for name, value in form.items() if name.endswith(":asked"))
    (name,) = (name for name in form if name.endswith(":answered"))
    return form | {name: asked[:-2] + "59"}


@ONE_DATABASE
def test_a_preview_writes_nothing(asked: Site) -> None:
    """It tells total, place and figures before and after."""
    client, path, form = desk(asked)
    answer = client.post(path, data=answered(form) | {"do": "preview", "answer": "посмотрим"})
    html = answer.get_data(as_text=True)
    assert (200, True, True, True, "waiting") == (
        answer.status_code,
        "Что изменится" in html,
        "A1 Доля отвеченных сообщений" in html,
        "посмотрим</textarea>" in html,
        kept(asked)[0].state,
    )


def test_an_accepted_objection_changes_exactly_its_figure(asked: Site) -> None:
    """One more message is answered; only what is made of answers moves, and the owner reads why."""
    before = figures(asked)
    client, path, form = desk(asked)
    answer = client.post(path, data=answered(form) | {"do": "accept", "answer": "Ответ виден по ссылке"})
    after = figures(asked)
    (row,) = kept(asked)
    made: list[PageCorrection] = []
    asked.write(lambda session: made.extend(session.scalars(select(PageCorrection))))
    assert (303, "accepted", {"A1", "A2"}, [one.id for one in made], ["answered"], ["objection"]) == (
        answer.status_code,
        row.state,
        {code for code in before if before[code] != after[code]},
        row.corrections,
        [one.column_name for one in made],
        [one.source for one in made],
    )
    mine = asked.held.pages[PLACE]
    html = come_in(asked, mine).get(f"/my/{mine}/").get_data(as_text=True)
    assert ("Ответ виден по ссылке" in html, after["A1"] in html) == (True, True)


def test_the_answer_can_be_taken_back(asked: Site) -> None:
    """The figure is what it was, and the objection waits."""
    before = sentence(asked)
    client, path, form = desk(asked)
    client.post(path, data=answered(form) | {"do": "accept", "answer": "да"})
    assert before != sentence(asked)
    html = client.get(f"/panel/objections/details/?id={kept(asked)[0].id}").get_data(as_text=True)
    again = {"csrf_token": form["csrf_token"], "version": version_in(html), "do": "reopen"}
    assert (303, "waiting", [], before) == (
        client.post(path, data=again).status_code,
        kept(asked)[0].state,
        kept(asked)[0].corrections,
        sentence(asked),
    )


def test_a_stale_form_is_refused(asked: Site) -> None:
    """409, whether it accepts or refuses; the first answer stands."""
    client, path, form = desk(asked)
    statuses = [client.post(path, data=form | {"do": "refuse", "answer": "нет"}).status_code for _ in range(2)]
    statuses.append(client.post(path, data=answered(form) | {"do": "accept", "answer": "да"}).status_code)
    assert ([303, 409, 409], "refused") == (statuses, kept(asked)[0].state)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"do": "refuse"}, ""),
        ({"do": "accept"}, ""),
        ({"do": "accept"}, "ничего не исправлено"),
        ({"do": "nonsense"}, "да"),
        ({"do": "accept", "version": "x"}, "да"),
    ],
)
def test_an_answer_that_lacks_something_changes_nothing(asked: Site, change: dict[str, str], answer: str) -> None:
    """400, and the words stay."""
    client, path, form = desk(asked)
    given = client.post(path, data=form | {"answer": answer} | change)
    assert (400, "waiting") == (given.status_code, kept(asked)[0].state)


@ONE_DATABASE
@pytest.mark.parametrize("value", ["вчера", "31.02.2025 10:00", "01.01.1990 10:00"])
def test_a_time_that_is_none_is_told(asked: Site, value: str) -> None:
    """With what to write, and with what was typed."""
    client, path, form = desk(asked)
    (name,) = (name for name in form if name.endswith(":answered"))
    answer = client.post(path, data=form | {name: value, "do": "accept", "answer": "да"})
    assert (400, True, "waiting") == (
        answer.status_code,
        f'value="{value}"' in answer.get_data(as_text=True),
        kept(asked)[0].state,
    )


def test_a_missing_post_is_added(asked: Site) -> None:
    """By its number, time and length; the week then has one more."""
    mine = asked.held.pages[PLACE]
    send(come_in(asked, mine), mine, code="R1", ground="missing_post")
    client, path, form = desk(asked)
    new = {"adding": "posts", "number": "900001", "add:posts:time": "10.03.2025 12:00", "add:posts:text_length": "300"}
    before = figures(asked)
    answer = client.post(path, data=form | new | {"do": "accept", "answer": "нашли"})
    after = figures(asked)
    assert (303, True) == (answer.status_code, before["R3"] != after["R3"])


@ONE_DATABASE
def test_a_foreign_post_is_struck_out(asked: Site) -> None:
    """The row is ticked already where the owner says that it is not his."""
    mine = asked.held.pages[PLACE]
    send(come_in(asked, mine), mine, code="R1", ground="not_ours", rows=["posts:1"])
    client, path, form = desk(asked)
    html = client.get(f"/panel/objections/details/?id={kept(asked)[-1].id}").get_data(as_text=True)
    before = figures(asked)["R3"]
    answer = client.post(path, data=form | {"strike": "posts:1", "do": "accept", "answer": "да"})
    assert (True, 303, True) == (
        'name="strike" value="posts:1" checked' in html,
        answer.status_code,
        before != figures(asked)["R3"],
    )


@ONE_DATABASE
def test_two_who_answer_at_once_see_both_answers(asked: Site) -> None:
    """The second is told what the first has answered beside his own words, which nobody has written down."""
    client, path, form = desk(asked)
    number = kept(asked)[0].id
    client.post(f"/panel/objections/{number}/answer/", data=form | {"do": "refuse", "answer": "Ответ другого человека"})
    answer = client.post(path, data=form | {"do": "refuse", "answer": "Мой собственный ответ владельцу"})
    html = answer.get_data(as_text=True)
    assert (409, True, True, False) == (
        answer.status_code, "Ответ другого человека" in html, "Мой собственный ответ владельцу" in html, "поверх" in html
    )  # fmt: skip


@ONE_DATABASE
def test_another_row_can_be_called_up(asked: Site) -> None:
    """By its number, or by an address that ends in it."""
    client, path, form = desk(asked)
    html = client.post(
        path, data=form | {"do": "show", "more_table": "posts", "more_row": "https://vk.com/wall-1020_2"}
    ).get_data(as_text=True)
    assert ('name="line" value="posts:2"' in html, 'name="line" value="messages:' in html) == (True, True)


@ONE_DATABASE
def test_the_file_is_a_download_only(asked: Site) -> None:
    """No browser opens it; observers and strangers do not get it."""
    number = kept(asked)[0].id
    answer = asked.client(signed_in=True).get(f"/panel/objections/{number}/file/", buffered=True)
    policy = answer.headers["Content-Security-Policy"]
    assert (200, "application/octet-stream", "nosniff", True, True) == (
        answer.status_code,
        answer.mimetype,
        answer.headers["X-Content-Type-Options"],
        answer.headers["Content-Disposition"].startswith("attachment"),
        "sandbox" in policy,
    )
    assert [303, 403] == [
        client.get(f"/panel/objections/{number}/file/").status_code for client in (asked.client(), observer(asked))
    ]


def observer(site: Site) -> FlaskClient:
    """An observer's browser."""
    numbers: list[int] = []

    def add(session: Session) -> None:
        numbers.append(add_person(session, "o@example.org", "Олег", Role.OBSERVER, "b" * 32, contest.NOW).id)

    site.write(add)
    return sign_in(site.client(), numbers[0], "b" * 32, wall_clock())


@ONE_DATABASE
def test_an_observer_reads_and_answers_nothing(asked: Site) -> None:
    """No form on his screen, and 403 for what he sends."""
    client, number = observer(asked), kept(asked)[0].id
    html = client.get(f"/panel/objections/details/?id={number}").get_data(as_text=True)
    sent = client.post(
        f"/panel/objections/{number}/answer/", data={"csrf_token": key_of(client), "version": "1", "do": "refuse", "answer": "а"}
    )
    assert (True, False, 403, "waiting") == (
        "ответ был" in html,
        'id="reply"' in html,
        sent.status_code,
        kept(asked)[0].state,
    )


def test_the_queue_shows_those_that_wait_longest_first(asked: Site) -> None:
    """Answered ones come after."""
    for place in (21, 22):
        page = asked.held.pages[place]
        send(come_in(asked, page), page)
    first = kept(asked)[0]
    client, path, form = desk(asked)
    client.post(path.replace(str(kept(asked)[-1].id), str(first.id)), data=form | {"do": "refuse", "answer": "нет"})
    html = client.get("/panel/objections/").get_data(as_text=True)
    assert [22, 23, 21] == [int(number) for number in re.findall(r'<th scope="row"><a href="[^"]*">[^<]*№ (\d+)»</a>', html)]
    assert re.findall(r'value="(\w+)"', html) != []


def test_the_export_is_one_table_without_formulas(asked: Site) -> None:
    """Texts of owners cannot run in a spreadsheet."""
    mine = asked.held.pages[PLACE]
    send(come_in(asked, mine), mine, ground="other", words="=1+1")
    text = asked.client(signed_in=True).get("/panel/objections/export/csv/").get_data(as_text=True)
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert {"'=1+1", "ответ был"} == {row["Что пишет владелец"] for row in told}


def test_the_days_are_set_in_the_panel(asked: Site) -> None:
    """A stale form gets 409, days in the wrong order 400."""
    client = asked.client(signed_in=True)
    html = client.get("/panel/objections/").get_data(as_text=True)
    form = {"csrf_token": key_of(client), "version": version_in(html), "first": "2026-09-05", "last": "2026-09-18"}
    statuses = [client.post("/panel/objections/window/", data=form).status_code for _ in range(2)]
    statuses.append(client.post("/panel/objections/window/", data=form | {"last": "2026-09-01", "version": "9"}).status_code)
    assert [303, 409, 400] == statuses


def test_links_in_bulk_are_told_once(asked: Site) -> None:
    """As a table; each opens its page, and the next table ends it."""
    client = asked.client(signed_in=True)
    mine = asked.held.pages[3]
    asked.write(lambda session: session.add(OwnerContact(page_id=mine, email="a@b.ru", made_at=contest.NOW)))
    found = []
    for _ in range(2):
        answer = client.post("/panel/owners/links/", data={"csrf_token": key_of(client), "days": "5"})
        header, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";")
        assert (200, 1, "Ссылка для входа", "a@b.ru") == (answer.status_code, len(rows), header[3], rows[0][2])
        found.append(rows[0][3].removeprefix("http://lavr.example"))
    owner = asked.client()
    assert [404, 303] == [owner.post(path, data={"csrf_token": key_of(owner)}).status_code for path in found]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("contact/", {"page": "1", "email": "нет"}, 400),
        ("contact/", {"page": "4", "email": "a@b.ru"}, 303),
        ("links/", {"days": "999"}, 400),
        ("claim/1/", {"do": "approve", "note": "а"}, 404),
        ("file/", {}, 400),
    ],
)
def test_the_forms_of_owners(asked: Site, path: str, form: dict[str, str], status: int) -> None:
    """What is wrong is told, what is right is done."""
    client = asked.client(signed_in=True)
    assert status == client.post(f"/panel/owners/{path}", data=form | {"csrf_token": key_of(client)}).status_code


@ONE_DATABASE
def test_everything_is_in_the_journal(asked: Site) -> None:
    """Who came in, who objected, who answered."""
    client, path, form = desk(asked)
    client.post(path, data=form | {"do": "refuse", "answer": "нет"})
    actions: list[str] = []
    asked.write(lambda session: actions.extend(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))))
    assert [
        "objection.window",
        "owner.enter",
        "owner.enter",
        "objection.raise",
        "objection.refuse",
    ] == [action for action in actions if action.startswith(("owner", "objection"))]


def test_while_the_season_collects_an_objection_is_accepted_without_corrections(site_of: SiteOf) -> None:
    """The source is mended; the screen says so."""
    site = site_of(State.COLLECTING)
    open_window(site)
    mine = site.held.pages[PLACE]
    send(come_in(site, mine), mine)
    client, path, form = desk(site)
    html = client.get(f"/panel/objections/details/?id={kept(site)[0].id}").get_data(as_text=True)
    answer = client.post(path, data=form | {"do": "accept", "answer": "загрузили верный файл"})
    states: list[str] = []
    site.write(lambda session: states.extend(session.scalars(select(Objection.state))))
    site.write(lambda session: states.append(session.get_one(Season, site.held.season).state))
    assert (True, 303, ["accepted", "collecting"]) == ("загрузите исправленный файл" in html, answer.status_code, states)


@ONE_DATABASE
def test_the_home_tells_what_waits_and_nothing_is_signed_before(asked: Site) -> None:
    """With the way there; once answered it is silent."""
    client, path, form = desk(asked)
    before = client.get("/panel/").get_data(as_text=True)
    client.post(path, data=form | {"do": "refuse", "answer": "нет"})
    after = client.get("/panel/").get_data(as_text=True)
    told = "ответьте на возражения владельцев страниц: ждут 1"
    assert (True, True, False, False) == (
        'href="/panel/objections/?state=waiting"' in before,
        told in before,
        'href="/panel/objections/?state=waiting"' in after,
        told in after,
    )

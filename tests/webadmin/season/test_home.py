"""The season's home: stations, the next step, steps back, work under way, the journal."""

import re
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.evidence.manifest import read_manifest
from scoring.season.course import PUBLIC, State
from scoring.store.tables import AuditEvent, ImportedFile, Job, Membership, Page, Season, User
from scoring.store.vocabulary import JobKind, JobState, Role
from tests.webadmin.season.conftest import Site, SiteOf, Stored, key_of
from webadmin.organizer import menu

STOP = re.compile(r'<li class="stop stop-(\w+)">.*?stop-name">(?:<a [^>]*>)?([^<]+)<', re.DOTALL)

_BEFORE = ["later", "later", "absent", "later", "later", "later"]
_AFTER = ["done", "done", "absent"]
GROWTH = {
    State.DRAFT: ["done", "here", "done", *_BEFORE],
    State.ANNOUNCED: ["done", "here", "done", *_BEFORE],
    State.COLLECTING: ["done", "here", "done", *_BEFORE],
    State.OBJECTIONS: ["done", "here", "done", *_BEFORE],
    State.FROZEN: ["done", "done", "done", "here", "here", "absent", "later", "later", "later"],
    State.SCORED: ["done", "done", "done", *_AFTER, "later", "later", "later"],
    State.JURY_OPEN: ["done", "done", "done", *_AFTER, "later", "later", "later"],
    State.JURY_CLOSED: ["done", "done", "done", *_AFTER, "here", "later", "later"],
    State.PROPOSED: ["done", "done", "done", *_AFTER, "here", "later", "later"],
    State.SIGNED: ["done", "done", "done", *_AFTER, "done", "done", "here"],
    State.PUBLISHED: ["done", "done", "done", *_AFTER, "done", "done", "done"],
    State.CLOSED: ["done", "done", "done", *_AFTER, "done", "done", "done"],
    State.ARCHIVED: ["done", "done", "done", *_AFTER, "done", "done", "done"],
    State.CANCELLED: ["done", "later", "done", *_BEFORE],
}
"""What was imported stays imported, so that the sources are done from the first state on."""


def version(site: Site) -> str:
    """The version of the season as its form has it."""
    found = re.search(r'name="version" value="(\d+)"', site.html("/panel/", signed_in=True))
    return found[1] if found else ""


def send(site: Site, path: str, **form: str) -> int:
    """Send a form of the home page as the organizer; the status of the answer."""
    client = site.client(signed_in=True)
    return client.post(path, data={"csrf_token": key_of(client), "version": version(site), **form}).status_code


@pytest.mark.parametrize("state", State)
def test_the_branch_grows_with_the_season(site_of: SiteOf, state: State) -> None:
    """Nine stations in the order of the menu, each as far as the season has come."""
    stops = STOP.findall(site_of(state).html("/panel/", signed_in=True))
    assert [(growth, titles[0]) for growth, titles in zip(GROWTH[state], menu.STATIONS.values(), strict=True)] == stops


def test_counts_stand_at_the_stations(site: Site) -> None:
    """Files, pages, criteria, winners and awards are told with their numbers."""
    html = site.html("/panel/", signed_in=True).replace("\u00a0", " ")
    wanted = ("5 файлов", "70 страниц", "14 критериев", "4 победителя", "3 лауреата", "7 из 7")
    assert [word for word in wanted if word not in html] == []


def test_frozen_evidence_is_counted_in_the_snapshot(site: Site, stored: Stored) -> None:
    """After the freeze the station tells what is in the snapshot; where it is elsewhere, what was imported."""
    rows = read_manifest(stored.computed.folder).rows("posts")
    here = site.html("/panel/", signed_in=True)
    shutil.rmtree(site.home.evidence)
    gone = site.html("/panel/", signed_in=True)
    assert (True, True) == (re.search(rf">{rows // 1000}\s{rows % 1000:03d}\s", here) is not None, "8\u00a0998" in gone)


def test_a_season_without_a_jury_says_so(site: Site) -> None:
    """No false station."""
    assert "в этом сезоне решают баллы" in site.html("/panel/", signed_in=True)


@pytest.mark.parametrize(
    ("state", "growth", "figure"),
    [
        (State.FROZEN, "later", "—"),
        (State.SCORED, "here", "готовится"),
        (State.JURY_OPEN, "here", "работает"),
        (State.JURY_CLOSED, "done", "закончило"),
        (State.PUBLISHED, "done", "закончило"),
    ],
)
def test_the_jury_has_its_station(site_of: SiteOf, state: State, growth: str, figure: str) -> None:
    """Where the rule book has a jury, the station tells how far it has come."""
    site = site_of(state)

    def seat(session: Session) -> None:
        session.get_one(Season, site.held.season).rulebook = loading.packaged_text("regional")

    site.write(seat)
    html = site.html("/panel/", signed_in=True)
    told = re.search(r'<li class="stop stop-(\w+)">(?:(?!</li>).)*?Жюри<(?:(?!</li>).)*?stop-figure">([^<]+)<', html, re.DOTALL)
    assert told is not None
    assert (growth, figure) == told.groups()


@pytest.mark.parametrize(
    ("state", "button"),
    [
        (State.DRAFT, "Объявить правила"),
        (State.ANNOUNCED, "Начать сбор"),
        (State.COLLECTING, "Открыть возражения"),
        (State.OBJECTIONS, "Заморозить свидетельства"),
        (State.FROZEN, "Посчитать баллы и места"),
        (State.SCORED, "Составить проект решения"),
        (State.SIGNED, "Опубликовать итоги"),
        (State.PUBLISHED, "Закрыть сезон"),
    ],
)
def test_there_is_one_big_button_for_the_next_step(site_of: SiteOf, state: State, button: str) -> None:
    """The step that comes next, and no other one, is offered."""
    html = site_of(state).html("/panel/", signed_in=True)
    assert [button] == re.findall(r'<button class="button button-large">([^<]+)</button>', html)


def test_a_draft_of_the_decision_leads_to_the_protocol(site_of: SiteOf) -> None:
    """It is signed where its figures stand."""
    html = site_of(State.PROPOSED).html("/panel/", signed_in=True)
    assert 'href="/panel/protocol/"' in html.partition('class="sheet next"')[2].partition("</section>")[0]


@pytest.mark.parametrize("state", sorted(PUBLIC))
def test_after_the_publication_there_is_no_way_back(site_of: SiteOf, state: State) -> None:
    """Published means final: the results are open, and nothing is taken back or cancelled."""
    html = site_of(state).html("/panel/", signed_in=True)
    assert ("/panel/back" in html, "Открыть публичные итоги" in html) == (False, True)


@pytest.mark.parametrize(("state", "told"), [(State.ARCHIVED, "Сезон завершён"), (State.CANCELLED, "Конкурс отменён")])
def test_at_the_end_there_is_no_step(site_of: SiteOf, state: State, told: str) -> None:
    """The archive and a cancelled contest lead nowhere."""
    html = site_of(state).html("/panel/", signed_in=True)
    assert (True, False, False) == (told in html, "/panel/next" in html, "/panel/back" in html)


def test_a_contest_is_cancelled_with_its_reason(site_of: SiteOf) -> None:
    """The same form as of a step back; the season ends."""
    site = site_of(State.COLLECTING)
    assert [400, 303] == [send(site, "/panel/back", to="cancelled", reason=reason) for reason in (" ", "Нет участников")]
    assert "Конкурс отменён" in site.html("/panel/", signed_in=True)


def test_one_admin_signs_where_one_key_is_enough(site_of: SiteOf) -> None:
    """The decision is signed, and the documents are the next thing to make."""
    site = site_of(State.PROPOSED)
    assert send(site, "/panel/next", to="signed") == 303
    html = site.html("/panel/", signed_in=True)
    assert ["Выпустить дипломы и знаки"] == re.findall(r'<button class="button button-large">([^<]+)</button>', html)


def test_the_documents_are_ordered(site_of: SiteOf) -> None:
    """Making them is long work, done as often as it is needed."""
    site = site_of(State.PROPOSED)
    assert [303, 303] == [send(site, "/panel/next", to="signed"), send(site, "/panel/again")]
    kinds: list[str] = []
    site.write(lambda session: kinds.extend(session.scalars(select(Job.kind))))
    assert [JobKind.AWARD] == kinds


def test_a_season_without_files_says_where_to_begin(site_of: SiteOf) -> None:
    """The first thing to do is the import."""
    site = site_of(State.COLLECTING)

    def empty(session: Session) -> None:
        for row in (*session.scalars(select(ImportedFile)), *session.scalars(select(Page))):
            session.delete(row)

    site.write(empty)
    html = site.html("/panel/", signed_in=True)
    assert ('class="button button-large" href="/panel/files/upload/"' in html, "Открыть возражения" in html) == (
        True,
        False,
    )


def test_without_a_season_the_home_is_friendly(site_of: SiteOf) -> None:
    """Nothing is there yet, and the page says so."""
    site = site_of(State.COLLECTING)

    def empty(session: Session) -> None:
        session.get_one(User, 1).sysadmin = True
        for kind in (ImportedFile, Page, AuditEvent, Membership, Season):
            for row in session.scalars(select(kind)):
                session.delete(row)
            session.flush()

    site.write(empty)
    assert 'class="button" href="/panel/settings/new/"' in site.html("/panel/", signed_in=True)


def test_blockers_stand_instead_of_the_button(site_of: SiteOf) -> None:
    """What is in the way is told in sentences, and there is nothing to press."""
    site = site_of(State.OBJECTIONS)

    def take_posts(session: Session) -> None:
        session.delete(session.scalars(select(ImportedFile).where(ImportedFile.kind == "posts")).one())

    site.write(take_posts)
    html = site.html("/panel/", signed_in=True)
    assert ("загрузите записи за год" in html, "button-large" in html) == (True, False)


@pytest.mark.parametrize(
    ("state", "to", "kind"),
    [
        (State.OBJECTIONS, "frozen", JobKind.FREEZE),
        (State.FROZEN, "scored", JobKind.SCORE),
    ],
)
def test_the_next_step_orders_its_work(site_of: SiteOf, state: State, to: str, kind: JobKind) -> None:
    """Long steps are taken by a job; the page shows it at once."""
    site = site_of(state)
    assert send(site, "/panel/next", to=to) == 303
    job = site.client(signed_in=True).get("/panel/progress").get_json()
    kinds: list[str] = []
    site.write(lambda session: kinds.extend(session.scalars(select(Job.kind))))
    assert ([kind], True) == (kinds, job["running"])


def test_a_second_click_is_refused(site_of: SiteOf) -> None:
    """The same work is not ordered twice."""
    site = site_of(State.FROZEN)
    assert [303, 409] == [send(site, "/panel/next", to="scored"), send(site, "/panel/next", to="scored")]


def test_publishing_opens_everything(site_of: SiteOf) -> None:
    """One step, and the results are public."""
    site = site_of(State.SIGNED)
    assert send(site, "/panel/next", to="published") == 303
    assert site.client().get("/results/2025").status_code == 200


def test_a_stale_page_cannot_publish(site_of: SiteOf) -> None:
    """Somebody else changed the season meanwhile: 409, and nothing happened."""
    site = site_of(State.SIGNED)
    assert send(site, "/panel/next", to="published", version="77") == 409
    assert site.client().get("/results/2025").status_code == 404


def test_a_stale_page_orders_no_work(site_of: SiteOf) -> None:
    """Long steps look at the version too, and say what happened."""
    site = site_of(State.FROZEN)
    client = site.client(signed_in=True)
    form = {"csrf_token": key_of(client), "to": "scored", "version": "77"}
    answer = client.post("/panel/next", data=form)
    assert (409, True) == (answer.status_code, "изменил кто-то другой" in answer.get_data(as_text=True))


@pytest.mark.parametrize(("reason", "status"), [("", 400), ("   ", 400), ("Ошибка в реестре", 303)])
def test_a_step_back_needs_its_reason(site_of: SiteOf, reason: str, status: int) -> None:
    """Without a reason nothing is taken back; with one it stands in the journal."""
    site = site_of(State.SCORED)
    assert send(site, "/panel/back", to="objections", reason=reason) == status
    html = site.html("/panel/", signed_in=True)
    assert ('chip-info">Возражения' in html, "Ошибка в реестре" in html) == ((status == 303,) * 2)


@pytest.mark.parametrize(("path", "to"), [("/panel/next", "нет"), ("/panel/back", ""), ("/panel/next", "collecting")])
def test_a_step_that_is_none_is_refused(site_of: SiteOf, path: str, to: str) -> None:
    """Words that are no state, and steps that do not exist, are told as such."""
    assert send(site_of(State.FROZEN), path, to=to, reason="x") in {400, 409}


def test_an_observer_sees_all_and_presses_nothing(site_of: SiteOf) -> None:
    """The same page without forms, and a POST is refused."""
    site = site_of(State.FROZEN)

    def demote(session: Session) -> None:
        session.scalars(select(Membership)).one().role = Role.OBSERVER

    site.write(demote)
    html = site.html("/panel/", signed_in=True)
    assert ("Этот шаг делает: администратор сезона." in html, 'action="/panel/next"' in html) == (True, False)
    assert send(site, "/panel/next", to="scored") == 403


def test_failed_work_is_not_overlooked(site_of: SiteOf) -> None:
    """The newest failure stands on the page with its sentence."""
    site = site_of(State.FROZEN)
    now = datetime(2026, 1, 22, tzinfo=UTC)

    def fail(session: Session) -> None:
        session.add(
            Job(season_id=site.held.season, kind=JobKind.SCORE, state=JobState.FAILED, error_ru="Диск полон.",
                error_en="Disk full.", created_at=now, finished_at=now)
        )  # fmt: skip

    site.write(fail)
    assert "Диск полон." in site.html("/panel/", signed_in=True)


def test_the_page_follows_the_work_under_way(site_of: SiteOf) -> None:
    """Stage and counts are in the page and in what it polls."""
    site = site_of(State.FROZEN)

    def work(session: Session) -> None:
        session.add(
            Job(season_id=site.held.season, kind=JobKind.SCORE, state=JobState.RUNNING, stage="measure", done=12, total=70,
                created_at=datetime(2026, 1, 22, tzinfo=UTC))
        )  # fmt: skip

    site.write(work)
    html = site.html("/panel/", signed_in=True)
    told = site.client(signed_in=True).get("/panel/progress").get_json()
    assert ("12 / 70" in html, "progress.js" in html) == (True, True)
    assert (True, "Считаю показатели страниц", 12, 70) == (told["running"], told["stage"], told["done"], told["total"])


def test_a_failure_that_was_seen_is_put_away(site: Site) -> None:
    """It is on the home no more; in the list it stays what it is."""

    def work(session: Session) -> None:
        moment = datetime(2026, 1, 22, tzinfo=UTC)
        session.add(
            Job(id=70, season_id=site.held.season, kind=JobKind.SCORE, state=JobState.FAILED, error_ru="Диск полон.",
                error_en="The disk is full.", created_at=moment, finished_at=moment)
        )  # fmt: skip

    site.write(work)
    status = send(site, "/panel/jobs/70/put-away/")
    told = ["Диск полон." in site.html(path, signed_in=True) for path in ("/panel/", "/panel/jobs/")]
    assert (303, [False, True]) == (status, told)


def test_english_is_complete(site: Site) -> None:
    """After the switch no Russian word of ours is left; what people wrote stays as it is."""
    client = site.client(signed_in=True)
    client.post("/language", data={"csrf_token": key_of(client), "language": "en", "next": "/panel/"})
    html = client.get("/panel/").get_data(as_text=True)
    text = re.sub(r"<[^>]+>", " ", html)
    for word in (
        "Лучшая официальная страница",
        "Новосибирская область",
        "Анна Орлова",
        "Русский",
        "Образование",
        "Спорт",
        "тест",
    ):
        text = text.replace(word, "")
    assert re.findall(r"[А-Яа-яЁё]{3,}", text) == []

"""The season's home: stations, the next step, steps back, work under way, the journal."""

import re
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.evidence.manifest import read_manifest
from scoring.season.course import State
from scoring.store.tables import AuditEvent, ImportedFile, Job, Page, Season, User
from scoring.store.vocabulary import JobKind, JobState, Role
from tests.webadmin.season.conftest import Site, SiteOf, Stored, key_of
from webadmin.organizer import menu
from webadmin.organizer.course import ORDER

STOP = re.compile(r'<li class="stop stop-(\w+)">.*?stop-name">(?:<a [^>]*>)?([^<]+)<', re.DOTALL)

GROWTH = {
    State.COLLECTING: ["done", "here", "done", "later", "later", "absent", "later", "later", "later"],
    State.FROZEN: ["done", "done", "done", "here", "here", "absent", "later", "later", "later"],
    State.SCORED: ["done", "done", "done", "done", "done", "absent", "here", "here", "later"],
    State.SIGNED: ["done", "done", "done", "done", "done", "absent", "done", "done", "here"],
    State.PUBLISHED: ["done", "done", "done", "done", "done", "absent", "done", "done", "done"],
}


def version(site: Site) -> str:
    """The version of the season as its form has it."""
    found = re.search(r'name="version" value="(\d+)"', site.html("/panel/", signed_in=True))
    return found[1] if found else ""


def send(site: Site, path: str, **form: str) -> int:
    """Send a form of the home page as the organizer; the status of the answer."""
    client = site.client(signed_in=True)
    return client.post(path, data={"csrf_token": key_of(client), "version": version(site), **form}).status_code


@pytest.mark.parametrize("state", ORDER)
def test_the_branch_grows_with_the_season(site_of: SiteOf, state: State) -> None:
    """Nine stations in the order of the menu, each as far as the season has come."""
    stops = STOP.findall(site_of(state).html("/panel/", signed_in=True))
    assert [(growth, titles[0]) for growth, titles in zip(GROWTH[state], menu.STATIONS.values(), strict=True)] == stops


def test_counts_stand_at_the_stations(site: Site) -> None:
    """Files, pages, criteria, winners and awards are told with their numbers."""
    html = site.html("/panel/", signed_in=True).replace("\u00a0", " ")
    wanted = ("5 файлов", "70 страниц", "14 критериев", "4 победителя", "3 лауреата", "готово из 7")
    assert [word for word in wanted if word not in html] == []


def test_frozen_evidence_is_counted_in_the_snapshot(site: Site, stored: Stored) -> None:
    """After the freeze the station tells what is in the snapshot; where it is elsewhere, what was imported."""
    rows = read_manifest(stored.computed.folder).rows("posts")
    here = site.html("/panel/", signed_in=True)
    shutil.rmtree(site.home.evidence)
    gone = site.html("/panel/", signed_in=True)
    assert (True, True) == (re.search(rf">{rows // 1000}\s{rows % 1000:03d}\s", here) is not None, "8\u00a0998" in gone)


def test_the_jury_says_plainly_that_it_comes_later(site: Site) -> None:
    """No false station."""
    assert "откроется в одной из следующих версий" in site.html("/panel/", signed_in=True)


@pytest.mark.parametrize(
    ("state", "button"),
    [
        (State.COLLECTING, "Заморозить свидетельства"),
        (State.FROZEN, "Посчитать баллы и места"),
        (State.SCORED, "Подписать решение и выпустить награды"),
        (State.SIGNED, "Опубликовать итоги"),
    ],
)
def test_there_is_one_big_button_for_the_next_step(site_of: SiteOf, state: State, button: str) -> None:
    """The step that comes next, and no other one, is offered."""
    html = site_of(state).html("/panel/", signed_in=True)
    assert [button] == re.findall(r'<button class="button button-large">([^<]+)</button>', html)


def test_after_the_publication_there_is_no_step(site: Site) -> None:
    """Published means final: neither forward nor back."""
    html = site.html("/panel/", signed_in=True)
    assert ("/panel/next" in html, "/panel/back" in html, "Открыть публичные итоги" in html) == (False, False, True)


def test_a_season_without_files_says_where_to_begin(site_of: SiteOf) -> None:
    """The first thing to do is the import."""
    site = site_of(State.COLLECTING)

    def empty(session: Session) -> None:
        for row in (*session.scalars(select(ImportedFile)), *session.scalars(select(Page))):
            session.delete(row)

    site.write(empty)
    html = site.html("/panel/", signed_in=True)
    assert ('class="button button-large" href="/panel/files/upload/"' in html, "Заморозить свидетельства" in html) == (
        True,
        False,
    )


def test_without_a_season_the_home_is_friendly(site_of: SiteOf) -> None:
    """Nothing is there yet, and the page says so."""
    site = site_of(State.COLLECTING)

    def empty(session: Session) -> None:
        for kind in (ImportedFile, Page, AuditEvent, Season):
            for row in session.scalars(select(kind)):
                session.delete(row)
            session.flush()

    site.write(empty)
    assert 'class="button" href="/panel/settings/new/"' in site.html("/panel/", signed_in=True)


def test_blockers_stand_instead_of_the_button(site_of: SiteOf) -> None:
    """What is in the way is told in sentences, and there is nothing to press."""
    site = site_of(State.COLLECTING)

    def take_posts(session: Session) -> None:
        session.delete(session.scalars(select(ImportedFile).where(ImportedFile.kind == "posts")).one())

    site.write(take_posts)
    html = site.html("/panel/", signed_in=True)
    assert ("загрузите записи за год" in html, "button-large" in html) == (True, False)


@pytest.mark.parametrize(
    ("state", "to", "kind"),
    [
        (State.COLLECTING, "frozen", JobKind.FREEZE),
        (State.FROZEN, "scored", JobKind.SCORE),
        (State.SCORED, "signed", JobKind.AWARD),
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
    assert send(site, "/panel/back", to="collecting", reason=reason) == status
    html = site.html("/panel/", signed_in=True)
    assert ('chip-info">Идёт сбор' in html, "Ошибка в реестре" in html) == ((status == 303,) * 2)


@pytest.mark.parametrize(("path", "to"), [("/panel/next", "нет"), ("/panel/back", ""), ("/panel/next", "collecting")])
def test_a_step_that_is_none_is_refused(site_of: SiteOf, path: str, to: str) -> None:
    """Words that are no state, and steps that do not exist, are told as such."""
    assert send(site_of(State.FROZEN), path, to=to, reason="x") in {400, 409}


def test_an_observer_sees_all_and_presses_nothing(site_of: SiteOf) -> None:
    """The same page without forms, and a POST is refused."""
    site = site_of(State.FROZEN)

    def demote(session: Session) -> None:
        session.get_one(User, 1).role = Role.OBSERVER

    site.write(demote)
    html = site.html("/panel/", signed_in=True)
    assert ("Этот шаг делает организатор" in html, 'action="/panel/next"' in html) == (True, False)
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

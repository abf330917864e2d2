"""Collecting in the panel: what a newcomer reads, starting and stopping, evidence in one click, token, schedule, words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select, update

from scoring.cli.workshop import handlers
from scoring.home import Home
from scoring.jobs.worker import Worker, Workshop
from scoring.season.course import State
from scoring.services.collecting import folder_of
from scoring.sources.collecting.recording import WORDS
from scoring.store.collecting import CollectionPlan
from scoring.store.tables import AuditEvent, Job, Page, Season
from scoring.store.vocabulary import JobKind, JobState, Role
from tests.fixtures.databases import Databases
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world
from tests.webadmin.conftest import Clock, SignIn, sow, token_of
from webadmin.context import db

YEAR = 2025


@pytest.fixture(name="network")
def _network() -> Iterator[Network]:
    with serving(Network(small_world())) as network:
        yield network


@pytest.fixture(name="home")
def _home(databases: Databases, network: Network, tmp_path: Path) -> Home:
    """A home folder whose newest season collects the small world."""
    return Home(home=tmp_path, database_url=SecretStr(databases.copy(sow)), vk_api=network.address).make()


@pytest.fixture(name="panel")
def _panel(app: Flask, sign_in: SignIn, network: Network, clock: Clock) -> FlaskClient:
    """An organizer before a season of 2025 that collects, with the three pages of the small world in its register."""
    clock.now = datetime.fromtimestamp(network.world.now, UTC)
    with app.app_context():
        for one in db.session.scalars(select(Season).order_by(Season.year)):
            one.year -= 1
            db.session.flush()
        season = db.session.scalars(select(Season).where(Season.year == YEAR)).one()
        season.state, season.evidence = State.COLLECTING, None
        rows = db.session.scalars(select(Page).where(Page.season_id == season.id).order_by(Page.id)).all()
        for row in rows:
            row.key = f"none:{row.id}"
        db.session.flush()
        for row, public in zip(rows, network.world.pages, strict=False):
            row.key, row.group_id, row.link = f"vk:school_{public.id}", public.id, f"https://vk.com/school_{public.id}"
        db.session.commit()
    return sign_in(Role.ADMIN)


def post(client: FlaskClient, address: str, **form: str) -> str:
    """Send a form that must be taken, and read the page it leads to."""
    answer = client.post(f"/panel/{address}", data={"csrf_token": token_of(client), **form}, follow_redirects=True)
    assert 200 == answer.status_code, answer.get_data(as_text=True)
    return str(answer.get_data(as_text=True))


def shown(client: FlaskClient, address: str = "collecting/") -> str:
    """A page of the panel."""
    answer = client.get(f"/panel/{address}")
    assert 200 == answer.status_code
    return str(answer.get_data(as_text=True))


def keep_token(client: FlaskClient) -> str:
    """Put the right token in."""
    return post(client, "collecting-settings/token", token=TOKEN)


def work(app: Flask, home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker do all that waits."""
    monkeypatch.setattr("scoring.jobs.collecting.nap", lambda _stopped, _seconds: None)
    with app.app_context():
        worker = Worker(Workshop(db.engine, home, clock), handlers(), "first")
        while worker.work_once():
            pass


def jobs(app: Flask, kind: JobKind) -> list[Job]:
    """All jobs of a kind."""
    with app.app_context():
        return list(db.session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id)))


def test_a_newcomer_reads_what_he_needs(panel: FlaskClient) -> None:
    """The way to a token, the plan, and no button that would be refused."""
    page = shown(panel)
    assert "dev.vk.com" in page
    assert "Сервисный ключ доступа" in page
    assert "План: 3\xa0страницы" in page.replace("3 страницы", "3\xa0страницы")
    assert "Собрать весь год" not in page


def test_a_year_is_collected_and_becomes_evidence(
    app: Flask, home: Home, panel: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Token, sweep, evidence; the screen then tells of the closed page, the sweep, the calls and the words."""
    assert "Заканчивается на" in keep_token(panel) + shown(panel)
    assert "Обход идёт" in post(panel, "collecting/start")
    work(app, home, clock, monkeypatch)
    page = shown(panel)
    for words in ("закрыта", "№ 1", "242", "стены (wall.get)", "Тексты граждан", "Удалить сейчас", "Собрать новое"):
        assert words in page
    assert [JobState.DONE] == [job.state for job in jobs(app, JobKind.CONVERT)]
    assert "Последний раз" in page


def test_evidence_again_brings_nothing_new(
    app: Flask, home: Home, panel: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report says so for each table."""
    keep_token(panel)
    post(panel, "collecting/start")
    work(app, home, clock, monkeypatch)
    post(panel, "collecting/evidence")
    work(app, home, clock, monkeypatch)
    assert 4 == shown(panel).count("ничего нового")


def test_pages_that_need_attention_can_be_chosen_and_taken_along(
    app: Flask, home: Home, panel: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By reason, and as a table."""
    keep_token(panel)
    post(panel, "collecting/start")
    work(app, home, clock, monkeypatch)
    table = panel.get("/panel/collecting/pages.csv").get_data(as_text=True)
    assert 2 == len(table.strip().splitlines())
    assert "закрыта" in table
    assert "https://vk.com/school_103" in shown(panel, "collecting/?reason=closed")
    assert "https://vk.com/school_103" in shown(panel, "collecting/?reason=nonsense")


def test_a_second_sweep_is_refused_while_one_waits(panel: FlaskClient) -> None:
    """409, with the way on."""
    keep_token(panel)
    post(panel, "collecting/start")
    assert 409 == panel.post("/panel/collecting/start", data={"csrf_token": token_of(panel)}).status_code


def test_a_sweep_that_was_stopped_is_gone_on_with(app: Flask, panel: FlaskClient) -> None:
    """The row is cancelled; there is a button to begin again."""
    keep_token(panel)
    post(panel, "collecting/start")
    assert "Обход остановлен" in post(panel, "collecting/stop")
    assert [JobState.CANCELLED] == [job.state for job in jobs(app, JobKind.COLLECT)]


def test_a_sleeping_sweep_tells_until_when(app: Flask, panel: FlaskClient) -> None:
    """On its own screen, among the jobs, and on the season's home."""
    keep_token(panel)
    post(panel, "collecting/start")
    with app.app_context():
        midnight = datetime(2026, 11, 22, 21, tzinfo=UTC)
        values = {"not_before": midnight, "error_ru": "Суточный лимит сети исчерпан.", "error_en": "The limit is used up."}
        db.session.execute(update(Job).where(Job.kind == JobKind.COLLECT).values(**values))
        db.session.commit()
    for address in ("collecting/", "jobs/", ""):
        assert "Продолжится 23 нояб. 2026" in shown(panel, address).replace("\u202f", " ").replace("\xa0", " ")
    told = panel.get("/panel/collecting/progress").get_json()
    assert (True, "Суточный лимит сети исчерпан.") == (told["running"], told["note"])


def test_the_token_is_kept_checked_shown_by_its_end_and_removed(home: Home, panel: FlaskClient) -> None:
    """It stands in no page."""
    pages = [keep_token(panel), post(panel, "collecting-settings/check-it".replace("check-it", "token/check"))]
    assert "4711" in pages[0]
    assert "Сеть приняла токен" in pages[1]
    assert not [page for page in pages if TOKEN in page]
    assert "Токен удалён" in post(panel, "collecting-settings/token/remove")
    assert not home.vk_token_file.exists()


def test_a_wrong_token_is_refused_in_words_and_not_sent_back(panel: FlaskClient, network: Network) -> None:
    """The form tells what is wrong; so does the check."""
    answer = panel.post("/panel/collecting-settings/token", data={"csrf_token": token_of(panel), "token": "два слова"})
    assert (400, False) == (answer.status_code, "два слова" in answer.get_data(as_text=True))
    keep_token(panel)
    network.script = lambda _method, _params: 5
    answer = panel.post("/panel/collecting-settings/token/check", data={"csrf_token": token_of(panel)})
    assert (400, True) == (answer.status_code, "Сеть не приняла токен" in answer.get_data(as_text=True))


def test_a_token_open_to_others_is_told_on_both_screens(home: Home, panel: FlaskClient) -> None:
    """And no sweep is begun with it."""
    keep_token(panel)
    home.vk_token_file.chmod(0o644)
    for address in ("collecting/", "collecting-settings/"):
        assert "chmod 600" in shown(panel, address)
    assert 400 == panel.post("/panel/collecting/start", data={"csrf_token": token_of(panel)}).status_code


def test_a_token_of_the_environment_is_not_changed_here(app: Flask, panel: FlaskClient) -> None:
    """There is no form for it."""
    ground = app.extensions["lavr"]
    app.extensions["lavr"] = type(ground)(ground.home.model_copy(update={"vk_token": SecretStr(TOKEN)}), ground.clock)
    page = shown(panel, "collecting-settings/")
    assert "LAVR_VK_TOKEN" in page
    assert 'name="token"' not in page
    assert 409 == panel.post("/panel/collecting-settings/token/remove", data={"csrf_token": token_of(panel)}).status_code


def test_a_schedule_is_set_shown_and_switched_off(app: Flask, panel: FlaskClient) -> None:
    """Off by default; the next moment stands on the screen in the season's zone."""
    assert "Сборщик сам не запускается" in shown(panel, "collecting-settings/")
    page = post(panel, "collecting-settings/schedule", version="0", weekday="0", hour="4", then_import="1", words_days="14")
    assert "20 окт. 2025, 04:00" in page.replace("\xa0", " ")
    post(panel, "collecting-settings/schedule", version="1", weekday="off", hour="4", words_days="14")
    with app.app_context():
        plan = db.session.scalars(select(CollectionPlan)).one()
        assert (None, None, False, 14) == (plan.weekday, plan.next_run_at, plan.then_import, plan.words_days)


def test_a_wrong_schedule_keeps_what_was_typed(panel: FlaskClient) -> None:
    """With what is wrong."""
    form = {"csrf_token": token_of(panel), "version": "0", "weekday": "2", "hour": "5", "words_days": "900"}
    answer = panel.post("/panel/collecting-settings/schedule", data=form)
    page = answer.get_data(as_text=True)
    assert (400, True, True) == (answer.status_code, 'value="900"' in page, '<option value="2" selected>' in page)


def test_a_stale_schedule_is_refused(panel: FlaskClient) -> None:
    """Somebody else was faster."""
    form = {"weekday": "0", "hour": "4", "words_days": "14"}
    post(panel, "collecting-settings/schedule", version="0", **form)
    mine = form | {"hour": "6"}
    again = panel.post("/panel/collecting-settings/schedule", data={"csrf_token": token_of(panel), "version": "0", **mine})
    page = again.get_data(as_text=True)
    assert (409, True, True) == (again.status_code, "<strong>6</strong>" in page, ">4</td>" in page)


def test_words_of_citizens_are_removed_at_a_click(app: Flask, home: Home, panel: FlaskClient) -> None:
    """The trail has who did it."""
    words = folder_of(home, YEAR).path / WORDS
    words.parent.mkdir(parents=True)
    words.write_text("{}\n", encoding="utf-8")
    assert "Тексты граждан удалены" in post(panel, "collecting/forget")
    assert not words.exists()
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "words.forget")).one()
        assert "Анна Орлова" == event.actor


def test_a_broken_recording_is_told_and_the_screen_stays(home: Home, panel: FlaskClient) -> None:
    """With file and line, and what to do."""
    folder = folder_of(home, YEAR)
    folder.path.mkdir(parents=True)
    (folder.path / "sweep-0001.jsonl").write_text("no recording\n", encoding="utf-8")
    page = shown(panel)
    assert "sweep-0001.jsonl" in page
    assert "строка 1" in page


def test_a_season_that_collects_no_more_has_no_buttons(organizer: FlaskClient) -> None:
    """The sown season is signed."""
    page = shown(organizer)
    assert "Сезон уже не собирает" in page
    assert "collecting/start" not in page

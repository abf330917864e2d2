"""The organizer's forms: people, settings, rule book, files, jobs. Each calls one service and tells what went wrong."""

import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from criteria import loading
from scoring.season.course import State
from scoring.services import seasons
from scoring.store.tables import AuditEvent, Job, Season, User
from scoring.store.vocabulary import JobKind, JobState
from tests.webadmin import seeding
from tests.webadmin.conftest import token_of
from webadmin.context import db

COURSE = {"appeal_days": "5", "badge_years": "2", "fewest_jurors": "5", "keep_years": "3"}
PERSON = {"email": "new@example.org", "name": "Нина Новая", "role": "observer"}


def send(client: FlaskClient, path: str, **form: object) -> TestResponse:
    """POST a form with its key."""
    return client.post(path, data={"csrf_token": token_of(client), **form})


@pytest.fixture
def collecting(app: Flask) -> int:
    """The season 2026 taken back to where it collects files; its id."""
    return taken_to(app, State.COLLECTING)


@pytest.fixture
def drafted(app: Flask) -> int:
    """The season 2026 taken back to where its rules are written; its id."""
    return taken_to(app, State.DRAFT)


def taken_to(app: Flask, state: State) -> int:
    """The season 2026 in a state before the freeze; its id."""
    with app.app_context():
        season = db.session.scalars(select(Season).where(Season.year == 2026)).one()
        season.state, season.evidence = state, None
        for job in db.session.scalars(select(Job)):
            job.state = JobState.DONE
        db.session.commit()
        return season.id


def season_of(app: Flask, year: int) -> Season | None:
    """The season of a year as it is stored."""
    with app.app_context():
        return db.session.scalars(select(Season).where(Season.year == year)).one_or_none()


def test_a_link_of_a_new_person_is_shown_once(organizer: FlaskClient) -> None:
    """Adding somebody shows his link; the list of people never does."""
    page = send(organizer, "/panel/people/new/", **PERSON).get_data(as_text=True)
    link = re.search(r'value="http://lavr\.example/in/([\w-]+)"', page)
    assert link is not None
    assert link[1] not in organizer.get("/panel/people/").get_data(as_text=True)


def test_the_link_of_a_new_person_works(app: Flask, organizer: FlaskClient) -> None:
    """The shown link takes his first step; a role that needs it goes on to set the second up."""
    page = send(organizer, "/panel/people/new/", **PERSON).get_data(as_text=True)
    path = re.findall(r'value="http://lavr\.example(/in/[\w-]+)"', page)[0]
    other = app.test_client()
    assert send(other, path).headers["Location"] == "/sign-in/set-up"


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"email": "org@example.org"}, {"role": "king"}])
def test_a_wrong_person_is_not_added(app: Flask, organizer: FlaskClient, wrong: dict[str, str]) -> None:
    """A wrong address, one that is taken, or a role that there is not: the form comes back with what was typed."""
    answer = send(organizer, "/panel/people/new/", **{**PERSON, **wrong})
    with app.app_context():
        count = len(db.session.scalars(select(User.id)).all())
    assert (400, True, 2) == (answer.status_code, "Нина Новая" in answer.get_data(as_text=True), count)


def test_nobody_closes_his_own_access(organizer: FlaskClient) -> None:
    """Else nobody might be left to open it."""
    assert send(organizer, "/panel/people/1/active/", active="0").status_code == 409


def test_settings_are_saved(app: Flask, organizer: FlaskClient, collecting: int) -> None:
    """Contest, place and signers go into the season; a line without a name does not."""
    words = {"contest": "Лавры", "region": "Алтай", "city": "Барнаул", "name_0": "П. Петров", "post_0": "Глава", "post_1": "x"}
    send(organizer, "/panel/settings/", version=season_version(app, collecting), **words)
    season = season_of(app, 2026)
    assert season is not None
    assert ("Лавры", "Барнаул", [{"post": "Глава", "name": "П. Петров"}]) == (season.contest, season.city, season.signers)


def season_version(app: Flask, season_id: int) -> int:
    """The version of the season's row."""
    with app.app_context():
        return db.session.get_one(Season, season_id).version


def test_a_second_tab_does_not_overwrite(app: Flask, organizer: FlaskClient, collecting: int) -> None:
    """A form made from an older version is refused, and the newer words stay."""
    version = season_version(app, collecting)
    words = {"region": "", "city": ""}
    first = send(organizer, "/panel/settings/", version=version, contest="Первый", **words).status_code
    second = send(organizer, "/panel/settings/", version=version, contest="Второй", **words).status_code
    season = season_of(app, 2026)
    assert (303, 409, "Первый") == (first, second, season.contest if season else None)


def test_an_empty_title_is_told(organizer: FlaskClient, app: Flask, collecting: int) -> None:
    """The form says what to fill in."""
    answer = send(organizer, "/panel/settings/", version=season_version(app, collecting), contest=" ")
    assert (400, True) == (answer.status_code, "название конкурса" in answer.get_data(as_text=True))


def test_a_signed_season_shows_no_form(organizer: FlaskClient) -> None:
    """After the signature the words are fixed."""
    main = organizer.get("/panel/settings/").get_data(as_text=True).partition("<main")[2]
    assert "<form" not in main


def test_a_new_season_opens(app: Flask, organizer: FlaskClient) -> None:
    """A draft with the packaged jury and two keys; it is the season in question from then on."""
    form = {"year": "2027", "contest": "Лавры", "region": "", "city": "", "zone": "Asia/Novosibirsk", "rulebook": "regional"}
    send(organizer, "/panel/settings/new/", **form)
    season = season_of(app, 2027)
    shown = organizer.get("/panel/settings/").get_data(as_text=True)
    assert season is not None
    assert (State.DRAFT, True, True, True) == (
        season.state,
        seasons.has_jury(season),
        seasons.settings_of(season).two_keys,
        "Сезон 2027" in shown,
    )


def test_a_new_season_without_jury_and_second_key_opens(app: Flask, organizer: FlaskClient) -> None:
    """Two boxes of the form: points alone decide, and one admin takes the steps."""
    form = {"year": "2027", "contest": "Лавры", "region": "", "city": "", "zone": "Asia/Novosibirsk", "rulebook": "regional"}
    send(organizer, "/panel/settings/new/", **form, no_jury="1", one_key="1")
    season = season_of(app, 2027)
    assert season is not None
    assert (False, False) == (seasons.has_jury(season), seasons.settings_of(season).two_keys)


def test_the_course_of_a_season_is_set(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """Days by the region's clock, numbers, what is public, two keys."""
    version = season_version(app, drafted)
    form = COURSE | {"announce_on": "2026-01-15", "publish_at": "2027-02-01T12:30", "places_public": "1", "two_keys": "1"}
    assert 303 == send(organizer, "/panel/settings/course/", version=version, **form).status_code
    season = season_of(app, 2026)
    assert season is not None
    told = seasons.settings_of(season)
    assert (date(2026, 1, 15), datetime(2027, 2, 1, 5, 30, tzinfo=UTC)) == (told.announce_on, told.publish_at)
    assert (True, False, True, 5) == (told.places_public, told.list_public, told.two_keys, told.appeal_days)
    page = organizer.get("/panel/settings/").get_data(as_text=True)
    assert ('value="2026-01-15"' in page, 'value="2027-02-01T12:30"' in page) == (True, True)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"announce_on": "вчера"}, "Напишите день: 2026-03-01."),
        ({"collect_from": "0001-01-01"}, "Напишите день: 2026-03-01."),
        ({"publish_at": "2027-13-01T00:00"}, "Напишите день и час"),
        ({"appeal_days": "61"}, "от 0 до 60"),
        ({"keep_years": "-1"}, "от 1 до 75"),
        ({"objections_from": "2026-05-02", "objections_until": "2026-05-01"}, "Даты идут не по порядку."),
    ],
)
def test_a_wrong_course_is_told(app: Flask, organizer: FlaskClient, drafted: int, wrong: dict[str, str], told: str) -> None:
    """By its field, with everything that was typed kept, and nothing is stored."""
    form = COURSE | {"fewest_jurors": "7"} | wrong
    answer = send(organizer, "/panel/settings/course/", version=season_version(app, drafted), **form)
    page, season = answer.get_data(as_text=True), season_of(app, 2026)
    assert season is not None
    kept = all(f'value="{value}"' in page for value in ("7", *wrong.values()))
    assert (400, True, True, 5) == (answer.status_code, told in page, kept, seasons.settings_of(season).fewest_jurors)


def test_two_keys_are_settled_with_the_rules(app: Flask, organizer: FlaskClient, collecting: int) -> None:
    """After the announcement the box is no longer there, and a form that has it changes nothing of it."""
    page = organizer.get("/panel/settings/").get_data(as_text=True)
    sent = send(organizer, "/panel/settings/course/", version=season_version(app, collecting), **COURSE, two_keys="1")
    season = season_of(app, 2026)
    assert season is not None
    assert (False, 303, False) == ('name="two_keys"' in page, sent.status_code, seasons.settings_of(season).two_keys)


def test_a_stale_course_is_refused(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """A form made from an older version changes nothing."""
    version = season_version(app, drafted)
    first = send(organizer, "/panel/settings/course/", version=version, **COURSE | {"appeal_days": "7"}).status_code
    second = send(organizer, "/panel/settings/course/", version=version, **COURSE | {"appeal_days": "9"}).status_code
    season = season_of(app, 2026)
    assert season is not None
    assert (303, 409, 7) == (first, second, seasons.settings_of(season).appeal_days)


def test_the_course_of_a_signed_season_is_fixed(app: Flask, organizer: FlaskClient) -> None:
    """No form is shown, and one that is sent is refused."""
    season = season_of(app, 2026)
    assert season is not None
    assert 403 == send(organizer, "/panel/settings/course/", version=season.version, **COURSE).status_code


def test_a_wrong_season_does_not_open(app: Flask, organizer: FlaskClient) -> None:
    """A year that is there, nonsense, an unknown zone, no title, an unknown rule book."""
    form = {"year": "2027", "contest": "Лавры", "region": "", "city": "", "zone": "Asia/Novosibirsk", "rulebook": "regional"}
    wrong = [{"year": "2026"}, {"year": "x"}, {"zone": "Mars/Base"}, {"contest": ""}, {"rulebook": "none"}]
    statuses = [send(organizer, "/panel/settings/new/", **(form | one)).status_code for one in wrong]
    assert ([400] * 5, None) == (statuses, season_of(app, 2027))


def test_a_rule_book_is_saved(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """A good one goes in exactly as it was typed."""
    text = "# другой заголовок\n" + loading.packaged_text("regional")
    send(organizer, "/panel/rulebook/", version=season_version(app, drafted), text=text.replace("\n", "\r\n"))
    season = season_of(app, 2026)
    assert text == (season.rulebook if season else None)


def test_all_faults_of_a_rule_book_are_told(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """A broken one changes nothing; its text stays in the field, and every fault stands with its place."""
    text = loading.packaged_text("regional").replace("percent = 5", "percent = 500").replace("format = 1", "format = 7")
    answer = send(organizer, "/panel/rulebook/", version=season_version(app, drafted), text=text)
    page, season = answer.get_data(as_text=True), season_of(app, 2026)
    assert (400, True, True, True, seeding.RULEBOOK) == (
        answer.status_code,
        "<code>format" in page,
        "<code>quota.percent" in page,
        "percent = 500" in page,
        season.rulebook if season else None,
    )


def test_the_rule_book_is_shown_as_a_tree(organizer: FlaskClient) -> None:
    """Every criterion stands with its title and points."""
    page = organizer.get("/panel/rulebook/").get_data(as_text=True)
    missing = [c.code for c in loading.packaged("regional").criteria if f"<strong>{c.code}</strong> {c.title.ru}" not in page]
    assert missing == []


def test_files_are_handed_in(app: Flask, organizer: FlaskClient, collecting: int) -> None:
    """Several files are kept as they are, and one job is ordered to read them."""
    files = [(io.BytesIO(b"a;b\n1;2\n"), "Реестр.csv"), (io.BytesIO(b"c;d\n"), "posts.csv")]
    send(organizer, "/panel/files/upload/", files=files)
    with app.app_context():
        job = db.session.scalars(select(Job).where(Job.kind == "import")).one()
    kept = [(app.extensions["lavr"].home.uploads / one["sha256"] / one["name"]).read_bytes() for one in job.params["uploads"]]
    assert (collecting, [b"a;b\n1;2\n", b"c;d\n"]) == (job.season_id, kept)


@pytest.mark.usefixtures("collecting")
def test_an_empty_file_is_told(organizer: FlaskClient) -> None:
    """The form names the file that holds nothing, and says that the others are not taken either."""
    files = [(io.BytesIO(b"a\n"), "a.csv"), (io.BytesIO(b""), "Пусто.csv")]
    page = send(organizer, "/panel/files/upload/", files=files).get_data(as_text=True)
    assert [True, True] == [word in page for word in ("«Пусто.csv» пуст", "Остальные файлы тоже не приняты")]


def test_a_job_of_a_step_that_is_past_is_not_repeated(organizer: FlaskClient) -> None:
    """A signed season does not compute its points again behind the signature; the page says what to do."""
    answer = send(organizer, "/panel/jobs/2/retry/")
    assert (409, True) == (answer.status_code, "на шаг назад" in answer.get_data(as_text=True))


@pytest.mark.usefixtures("collecting")
def test_a_waiting_job_is_cancelled(app: Flask, organizer: FlaskClient) -> None:
    """It ends at once."""
    send(organizer, "/panel/files/upload/", files=[(io.BytesIO(b"a\n"), "a.csv")])
    with app.app_context():
        number = db.session.scalars(select(Job.id).where(Job.kind == "import")).one()
    send(organizer, f"/panel/jobs/{number}/cancel/")
    with app.app_context():
        assert db.session.get_one(Job, number).state == JobState.CANCELLED


def test_a_job_of_another_season_is_not_touched(organizer: FlaskClient) -> None:
    """Its number is not found."""
    assert [send(organizer, f"/panel/jobs/1/{verb}/").status_code for verb in ("cancel", "retry")] == [404, 404]


def test_progress_is_told_as_json(app: Flask, organizer: FlaskClient) -> None:
    """The list polls state, words and steps of its own jobs; those of another season are left out."""
    with app.app_context():
        job = db.session.get_one(Job, 2)
        job.state, job.stage, job.done, job.total, job.finished_at = JobState.RUNNING, "posts", 5, 10, None
        db.session.commit()
    answer = json.loads(organizer.get("/panel/jobs/state/?id=1&id=2").get_data(as_text=True))
    told = {"id": 2, "open": True, "word": "Идёт", "tone": "info", "text": "Читаю записи: 5 из 10", "done": 5, "total": 10}
    assert {"jobs": [told]} == answer


def test_every_change_is_in_the_journal(app: Flask, organizer: FlaskClient) -> None:
    """Who, what, and through which door."""
    send(organizer, "/panel/people/new/", **PERSON)
    with app.app_context():
        events = db.session.execute(
            select(AuditEvent.action, AuditEvent.actor, AuditEvent.via).order_by(AuditEvent.id.desc()).limit(2)
        ).all()
    assert [("user.link", "Анна Орлова", "web"), ("user.add", "Анна Орлова", "web")] == [tuple(event) for event in events]


def test_the_ranking_is_downloaded(organizer: FlaskClient) -> None:
    """In three formats, each with its type."""
    types = [organizer.get(f"/panel/downloads/ranking.{form}").mimetype for form in ("csv", "json", "xlsx")]
    assert ["text/csv", "application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] == types


@pytest.mark.parametrize(
    ("state", "result", "told"),
    [
        (JobState.QUEUED, {}, "«Эфиры.csv»"),
        (
            JobState.DONE,
            {"files": [{"name": "Эфиры.csv", "rows": 1200, "new": 1190, "changed": 7, "refused": 3}]},
            "«Эфиры.csv»: строк 1\xa0200, новых 1\xa0190, изменено 7, отклонено 3",
        ),
    ],
)
def test_an_import_names_its_files(
    app: Flask, organizer: FlaskClient, collecting: int, state: JobState, result: dict[str, object], told: str
) -> None:
    """A waiting import names what was handed in; a finished one tells what each file brought."""
    with app.app_context():
        ended = seeding.NOW if state is JobState.DONE else None
        job = Job(
            season_id=collecting,
            kind=JobKind.IMPORT,
            state=state,
            params={"uploads": [{"name": "Эфиры.csv", "sha256": "0" * 64}]},
            result=result,
            created_at=seeding.NOW,
            finished_at=ended,
        )
        db.session.add(job)
        db.session.commit()
        number = job.id
    answer = json.loads(organizer.get(f"/panel/jobs/state/?id={number}").get_data(as_text=True))
    assert told == answer["jobs"][0]["text"]


def test_faults_of_a_rule_book_name_their_lines(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """A text of three hundred lines is mended by line."""
    text = loading.packaged_text("regional").replace('metric = "avatar"', 'metric = "avatarr"')
    line = text[: text.index('"avatarr"')].count("\n") + 1
    page = send(organizer, "/panel/rulebook/", version=_version(app, 2026), text=text).get_data(as_text=True)
    assert (drafted > 0, f"<li>строка {line}, <code>criteria[1].metric</code> нет метрики" in page) == (True, True)


def test_a_season_that_collects_no_more_offers_no_import(organizer: FlaskClient) -> None:
    """Neither the button of the list nor the form, but how to get back to it."""
    page = organizer.get("/panel/files/upload/").get_data(as_text=True)
    listed = organizer.get("/panel/files/").get_data(as_text=True)
    assert ("верните сезон к сбору" in page, 'type="file"' in page, "/panel/files/upload/" in listed) == (True, False, False)


def test_words_of_a_published_season_advise_no_way_back(app: Flask, organizer: FlaskClient) -> None:
    """There is none after the publication."""
    published = season_of(app, 2025)
    assert published is not None
    send(organizer, "/panel/season-choice", season=published.id)
    page = organizer.get("/panel/settings/").get_data(as_text=True)
    assert ("Итоги опубликованы: они окончательны" in page, "верните сезон на шаг назад" in page) == (True, False)


def test_a_form_changes_the_season_it_was_drawn_for(app: Flask, organizer: FlaskClient, collecting: int) -> None:
    """Choosing another season in a second window does not turn the first window's form against it."""
    page = organizer.get("/panel/settings/").get_data(as_text=True)
    drawn = re.findall(r'name="of_season" value="(\d+)"', page[page.index("<main") :])
    published = season_of(app, 2025)
    assert published is not None
    send(organizer, "/panel/season-choice", season=published.id)
    sent = send(organizer, "/panel/settings/", of_season=drawn[0], version=_version(app, 2026), contest="Новое имя")
    assert (303, {str(collecting)}, "Новое имя") == (sent.status_code, set(drawn), _contest(app, 2026))


def test_a_form_of_no_season_is_refused(organizer: FlaskClient) -> None:
    """A season that is not there is not replaced by another one."""
    assert send(organizer, "/panel/next", of_season=999, to="published", version=1).status_code == 404


def _version(app: Flask, year: int) -> int:
    season = season_of(app, year)
    assert season is not None
    return season.version


def _contest(app: Flask, year: int) -> str:
    season = season_of(app, year)
    assert season is not None
    return season.contest

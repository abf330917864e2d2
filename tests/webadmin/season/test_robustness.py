"""Robustness in the panel: before the check, the report of a real season, its search, table, picture, and its badges."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.cli.workshop import check_robustness
from scoring.engine.robustness.report import Extent
from scoring.engine.table import ranking_digest
from scoring.errors import Conflict
from scoring.jobs.worker import Order, Workshop
from scoring.progress import silent
from scoring.season.course import State
from scoring.services import robustness
from scoring.services.acting import Actor
from scoring.store.database import open_engine
from scoring.store.people import Membership
from scoring.store.results import RobustnessReport, ScoreRun
from scoring.store.vocabulary import JobKind, Role, Via
from scoring.store.work import Job
from tests.webadmin import contest
from tests.webadmin.conftest import token_of
from tests.webadmin.season.conftest import Site, SiteOf

ACTOR = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)


@pytest.fixture(name="told", scope="session")
def _told(computed: contest.Computed) -> dict[str, Any]:
    """A report on the contest, made once."""
    from scoring.evidence.reader import open_snapshot  # noqa: PLC0415  as the job does it

    with open_snapshot(computed.folder) as evidence:
        return robustness.report_on(computed.result, evidence, silent, Extent(draws=300, resamples=12))


@pytest.fixture(name="checked")
def _checked(site: Site, told: dict[str, Any]) -> Site:
    """The site with the report kept."""

    def keep(session: Session) -> None:
        robustness.keep(session, ACTOR, site.held.season, site.held.run, told, now=contest.NOW)

    site.write(keep)
    return site


def test_before_the_check_its_button_stands_there(site: Site) -> None:
    """And what the check does."""
    html = site.html("/panel/robustness/", signed_in=True)
    assert ("Проверить устойчивость" in html, "<table" in html) == (True, False)


def test_before_the_points_there_is_nothing_to_check(site_of: SiteOf) -> None:
    """The way to the season stands there."""
    html = site_of(State.FROZEN).html("/panel/robustness/", signed_in=True)
    assert ("Баллы ещё не посчитаны" in html, "Проверить устойчивость" in html) == (True, False)


def test_the_button_orders_one_job(site: Site) -> None:
    """And leads back to the screen, which shows the work."""
    client = site.client(signed_in=True)
    token = token_of(client)
    answer = client.post("/panel/robustness/check", data={"csrf_token": token, "of_season": site.held.season})
    jobs: list[str] = []
    site.write(lambda session: jobs.extend(session.scalars(select(Job.kind).where(Job.kind == JobKind.ROBUSTNESS))))
    assert (answer.status_code, jobs, "data-progress" in site.html("/panel/robustness/", signed_in=True)) == (
        303, [JobKind.ROBUSTNESS], True,
    )  # fmt: skip


def test_the_report_tells_verdicts_sentences_and_pages(checked: Site) -> None:
    """Every winner of the sphere has its row, in words."""
    html = checked.html("/panel/robustness/?sphere=Образование", signed_in=True)
    table = html[html.index('class="table cards robustness"') :]
    assert all(word in html for word in ("Черту решает критерий", "Как это посчитано", "Отчёт ничего не меняет"))
    assert table.count('<tr id="page-') >= 2


def test_search_narrows_the_table(checked: Site) -> None:
    """What nobody is called finds nobody, and says so."""
    html = checked.html("/panel/robustness/?search=нет+такой", signed_in=True)
    assert ("Никого не нашлось" in html, '<tr id="page-' in html) == (True, False)


def test_the_table_has_every_page_of_the_report(checked: Site, told: dict[str, Any]) -> None:
    """As CSV for a spreadsheet, under a Russian name."""
    answer = checked.client(signed_in=True).get("/panel/robustness/table.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    pages = sum(len(nomination["pages"]) for nomination in told["nominations"])
    assert (len(rows) - 1, "filename*=UTF-8''%D0%A3" in answer.headers["Content-Disposition"]) == (pages, True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_names_verdicts_in_words(checked: Site, theme: str) -> None:
    """Not by colour alone."""
    svg = checked.client(signed_in=True).get(f"/panel/robustness/0/ru-{theme}.svg").get_data(as_text=True)
    assert any(word in svg for word in ("устойчиво", "уверенно", "спорно", "не решено"))


def test_a_card_bears_the_verdict(checked: Site) -> None:
    """As a link to the report, with what the word means."""
    run_page: list[int] = []
    site = checked

    def winner(session: Session) -> None:
        kept = session.scalars(select(RobustnessReport)).one()
        key = next(page["page"] for nomination in kept.report["nominations"] for page in nomination["pages"] if page["winner"])
        from scoring.store.seasons import Page  # noqa: PLC0415  only here

        run_page.append(session.scalars(select(Page.id).where(Page.key == key)).one())

    site.write(winner)
    html = site.html(f"/panel/card/{run_page[0]}", signed_in=True)
    assert '<p class="sure"><a href="/panel/robustness/' in html


def test_the_results_bear_the_verdicts(checked: Site) -> None:
    """Beside the outcome of the pages that the report tells of."""
    assert '<a class="sure" href="/panel/robustness/' in checked.html("/panel/results/?sphere=Образование", signed_in=True)


def test_an_observer_sees_the_report_but_no_button(checked: Site) -> None:
    """He reads."""

    def demote(session: Session) -> None:
        session.scalars(select(Membership)).one().role = Role.OBSERVER

    checked.write(demote)
    html = checked.html("/panel/robustness/", signed_in=True)
    assert ("Как это посчитано" in html, "Проверить снова" in html) == (True, False)


def test_the_job_keeps_a_report_and_changes_no_score(site: Site, computed: contest.Computed) -> None:
    """The whole way of the work, from the run's sources to the row."""

    def right(session: Session) -> None:
        session.get_one(ScoreRun, site.held.run).ranking = ranking_digest(computed.result)

    site.write(right)
    engine = open_engine(site.home.url)
    heard: list[str] = []
    check_robustness(
        Workshop(engine, site.home, lambda: contest.NOW),
        Order(0, site.held.season, {}, ACTOR),
        lambda stage, _done, _total: heard.append(stage),
    )
    engine.dispose()
    kept: list[int] = []
    site.write(lambda session: kept.extend(row.report["draws"] for row in session.scalars(select(RobustnessReport))))
    assert (kept, sorted(set(heard))) == ([10_000], ["draws", "measure", "resample", "robustness", "weekly"])


def test_a_run_of_another_program_is_not_explained(site: Site) -> None:
    """The sources no longer give its ranking, so a report on it would be about something else."""
    engine = open_engine(site.home.url)
    with Session(engine) as session:
        sources = robustness.sources_of(session, site.held.season)
    engine.dispose()
    with pytest.raises(Conflict, match="another version of the program"):
        robustness.compute(site.home, sources, silent)

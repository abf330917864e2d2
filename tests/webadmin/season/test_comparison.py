"""Two runs side by side in the panel: computed contests under two rule books and two years."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.engine.run import evaluate
from scoring.evidence.reader import open_snapshot
from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.scoring import save_run
from scoring.store.tables import Membership, Page, Score, ScoreRun, Season
from scoring.store.vocabulary import Role, Via
from tests.webadmin import contest
from tests.webadmin.season.conftest import Site, SiteOf, key_of

TEXT = loading.packaged_text("regional")
STRICT = TEXT.replace("norm = 3  ", "norm = 4  ", 1)
ACTOR = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)


@pytest.fixture(name="twice")
def _twice(site_of: SiteOf, computed: contest.Computed) -> Site:
    """The scored contest with a second, official run under a weekly norm of four."""
    site = site_of(State.SCORED)

    def again(session: Session) -> None:
        with open_snapshot(computed.folder) as evidence:
            result = evaluate(loading.read(STRICT), evidence)
        later = contest.NOW + timedelta(hours=1)
        save_run(session, ACTOR, site.held.season, evidence=computed.folder.name, text=STRICT, result=result, now=later)

    site.write(again)
    return site


def test_two_runs_are_needed(site_of: SiteOf) -> None:
    """With one there is nothing to compare, and the page says how a second one comes."""
    assert "Сравнивать пока нечего" in site_of(State.SCORED).html("/panel/comparison/", signed_in=True)


def test_the_official_run_stands_beside_the_one_before(twice: Site) -> None:
    """Without a question: what was changed, how many moved, and why, in words."""
    html = twice.html("/panel/comparison/", signed_in=True)
    assert "criteria[R1].params.norm" in html
    assert "R1 Недельная норма: " in html
    assert "стало: " in html
    assert "<script>alert" not in html


def test_a_run_beside_itself_does_not_differ(twice: Site) -> None:
    """Chosen twice."""
    html = twice.html(f"/panel/comparison/?before={twice.held.run}&after={twice.held.run}", signed_in=True)
    assert "Различий нет" in html


def test_the_list_is_narrowed_by_nomination(twice: Site) -> None:
    """Only pages of the sphere that was asked for."""
    html = twice.html("/panel/comparison/?nomination=Спорт", signed_in=True)
    table = html[html.index('class="table cards moves"') :]
    assert "Спорт" in table
    assert "Образование" not in table


@pytest.mark.parametrize("what", ["joined", "dropped"])
def test_only_winners_who_came_or_went_are_shown(twice: Site, what: str) -> None:
    """As many rows as the tile above says, or the sentence that there are none."""
    html = twice.html(f"/panel/comparison/?what={what}", signed_in=True)
    rows = html.count('<td class="whys"')
    assert (rows == 0) == ("Таких страниц нет" in html)


def test_the_csv_has_every_move_and_field(twice: Site) -> None:
    """Opened as a spreadsheet would."""
    answer = twice.client(signed_in=True).get("/panel/comparison/list.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert {"страница", "регламент"} == {row["Что"] for row in rows}
    assert ["criteria[R1].params.norm", "jury"] == [row["Где"] for row in rows if row["Что"] == "регламент"]


def test_runs_lead_to_the_comparison(twice: Site) -> None:
    """From the list and from the run itself."""
    assert 'href="/panel/comparison/"' in twice.html("/panel/runs/", signed_in=True)
    details = twice.html(f"/panel/runs/details/?id={twice.held.run}", signed_in=True)
    assert f"/panel/comparison/?after={twice.held.run}" in details


@pytest.fixture(name="years")
def _years(twice: Site) -> Site:
    """An earlier season before the contest: the same pages but for one, one renamed, one at another address."""

    def before(session: Session) -> None:
        season = session.get_one(Season, twice.held.season)
        run = session.get_one(ScoreRun, twice.held.run)
        earlier = Season(
            year=season.year - 1, contest=season.contest, region="", city="", zone=season.zone, state=State.SCORED,
            rulebook=TEXT, signers=[], evidence=run.evidence, created_at=contest.NOW, published_at=None,
        )  # fmt: skip
        session.add(earlier)
        session.flush()
        for held in session.scalars(select(Membership).where(Membership.season_id == season.id)).all():
            session.add(Membership(season_id=earlier.id, user_id=held.user_id, role=held.role, given_at=held.given_at))
        old = ScoreRun(
            season_id=earlier.id, name="b2" * 32, evidence=run.evidence, rulebook=run.rulebook, rulebook_text=TEXT,
            code=run.code, ranking=run.ranking, cuts=run.cuts, official=True, created_at=contest.NOW, findings=[],
        )  # fmt: skip
        session.add(old)
        session.flush()
        for number, score in enumerate(session.query(Score).where(Score.run_id == run.id).order_by(Score.id)):
            if number == 5:
                continue
            page = score.page
            copy = Page(
                season_id=earlier.id, key=page.key if number != 7 else "vk:moved", group_id=page.group_id if number != 7 else 7,
                name=page.name if number != 6 else "Прежнее имя", link=page.link, ogrn=page.ogrn, ogrn_valid=True,
                sphere=page.sphere, register_line=number + 2, search=page.search,
            )  # fmt: skip
            session.add(copy)
            session.flush()
            session.add(
                Score(
                    run_id=old.id, page_id=copy.id, nomination=score.nomination, place=score.place, total=score.total,
                    outcome=score.outcome, check=score.check, points=score.points, detail=score.detail,
                )
            )  # fmt: skip

    twice.write(before)
    return twice


def test_one_season_has_no_history(twice: Site) -> None:
    """The page says when there will be one."""
    assert "Сравнивать пока не с чем" in twice.html("/panel/history/", signed_in=True)


@pytest.mark.parametrize(("what", "told"), [("entered", "вошла"), ("renamed", "прежде: Прежнее имя"), ("moved", "vk:moved → ")])
def test_what_became_of_a_page_is_found_by_the_filter(years: Site, what: str, told: str) -> None:
    """One of each."""
    html = years.html(f"/panel/history/?what={what}", signed_in=True)
    assert "Найдено: 1<" in html
    assert told in html


def test_the_same_evidence_under_a_stricter_book_is_the_rules_doing(years: Site) -> None:
    """Both years have the same snapshot, so that the pages' own share is nothing on every page."""
    answer = years.client(signed_in=True).get("/panel/history/list.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    same = [row for row in rows if row["Что стало"] == "прежняя"]
    assert len(same) > 50
    assert {0.0} == {float(row["От страницы"]) for row in same}
    assert [row["Изменение"] for row in same] == [row["От правил"] for row in same]


def test_the_chart_comes_in_both_dresses(years: Site) -> None:
    """As SVG; a nomination that is not there is not found."""
    client = years.client(signed_in=True)
    pictures = [client.get(f"/panel/history/0/ru-{theme}.svg") for theme in ("light", "dark")]
    assert [200, 200] == [picture.status_code for picture in pictures]
    assert pictures[0].get_data() != pictures[1].get_data()
    assert 404 == client.get("/panel/history/99/ru-light.svg").status_code


def test_a_card_tells_its_years(years: Site) -> None:
    """The renamed page under both of its names."""
    html = years.html(f"/panel/card/{years.held.pages[6]}", signed_in=True)
    assert "По годам" in html
    assert "Прежнее имя" in html


def test_an_organizer_s_word_is_taken_and_taken_back(years: Site) -> None:
    """The entered page becomes the heir of one that moved; both steps need a reason."""
    client = years.client(signed_in=True)
    form = {
        "csrf_token": key_of(client), "of_season": str(years.held.season), "before_year": "2024",
        "page": "https://vk.com/club1005", "former": "vk.com/moved", "reason": "",
    }  # fmt: skip
    assert 400 == client.post("/panel/history/word", data=form).status_code
    assert 400 == client.post("/panel/history/word", data={**form, "page": "vk.com/none", "reason": "да"}).status_code
    assert 303 == client.post("/panel/history/word", data={**form, "reason": "Приказ № 5"}).status_code
    html = years.html("/panel/history/", signed_in=True)
    assert "Приказ № 5" in html
    taken = {"csrf_token": form["csrf_token"], "of_season": form["of_season"], "reason": "ошибка"}
    assert 303 == client.post("/panel/history/word/1", data=taken).status_code
    assert "Приказ № 5" not in years.html("/panel/history/", signed_in=True)

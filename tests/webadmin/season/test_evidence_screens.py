"""The register in figures, the map of days, and incidents: over the computed season, on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.services import incidents
from scoring.services.acting import Actor
from scoring.services.incidents import Announcement
from scoring.sources.register import read_register
from scoring.store.incidents import SeasonIncident
from scoring.store.results import ScoreRun
from scoring.store.seasons import Season
from scoring.store.showing_incidents import plain
from scoring.store.vocabulary import Role, Via
from tests.webadmin import contest
from tests.webadmin.conftest import token_of
from tests.webadmin.season.conftest import Site, SiteOf

ACTOR = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)
SAID = {"begins": "2025-03-03 10:00", "ends": "2025-03-16", "posts": "1", "checks": "1", "reason": "Сбой сети", "link": ""}


@pytest.fixture(name="scored")
def _scored(site_of: SiteOf) -> Site:
    """The season in which incidents may still be announced."""
    return site_of(State.SCORED)


def said(site: Site, do: str, **other: str) -> tuple[int, str]:
    """Status and page after the form was sent by one of its buttons."""
    client = site.client(signed_in=True)
    token = token_of(client)
    answer = client.post("/panel/incidents/", data={**SAID, "do": do, "csrf_token": token, **other})
    return answer.status_code, answer.get_data(as_text=True)


def written(site: Site) -> list[SeasonIncident]:
    """What stands in the table."""
    found: list[SeasonIncident] = []

    def look(session: Session) -> None:
        found.extend(session.scalars(select(SeasonIncident)))
        session.expunge_all()

    site.write(look)
    return found


def test_the_register_is_shown_in_figures(scored: Site) -> None:
    """Its pages, every way of counting, and the table of spheres by municipality."""
    page = scored.html("/panel/register-statistics/", signed_in=True)
    assert all(words in page for words in ("Статистика реестра", "По сферам", "По муниципалитетам", "Сферы по муниципалитетам"))


@pytest.mark.parametrize("way", ["sphere", "municipality", "level", "network", "mark"])
def test_each_way_of_counting_has_its_picture(scored: Site, way: str) -> None:
    """In the dress that is asked for, the same bytes each time."""
    paths = [f"/panel/register-statistics/{way}/ru-{theme}.svg" for theme in ("light", "dark", "light")]
    light, dark, again = (scored.client(signed_in=True).get(path).get_data() for path in paths)
    assert (True, True, True) == (light.startswith(b"<?xml"), light != dark, light == again)


def test_the_register_is_taken_away_as_a_file(scored: Site) -> None:
    """Under a Russian name, with all of its pages."""
    answer = scored.client(signed_in=True).get("/panel/register-statistics/register.csv")
    path = scored.home.home / "register.csv"
    path.write_bytes(answer.get_data())
    assert "%D0%A0%D0%B5%D0%B5%D1%81%D1%82%D1%80" in answer.headers["Content-Disposition"]
    assert len(scored.held.pages) == len(read_register(path).rows)


def test_the_map_of_days_has_its_layers(scored: Site) -> None:
    """A picture and a table by weeks for each table that has rows."""
    page = scored.html("/panel/coverage/", signed_in=True)
    assert ("Дыры" in page, page.count("chart-box")) == (True, 4)


def test_a_layer_is_drawn(scored: Site) -> None:
    """In both languages."""
    client = scored.client(signed_in=True)
    ru, en = (client.get(f"/panel/coverage/posts/{lang}-light.svg").get_data() for lang in ("ru", "en"))
    assert (True, True) == (ru.startswith(b"<?xml"), ru != en)


def test_the_effect_is_shown_and_nothing_written(scored: Site) -> None:
    """Who enters, who leaves, what is left out; the form keeps what was typed."""
    status, page = said(scored, "try")
    assert (200, [], True, True) == (status, written(scored), "Войдут в победители" in page, "Сбой сети</textarea>" in page)


def test_an_incident_is_announced(scored: Site) -> None:
    """With the tables that were ticked, in local time; the list shows it and calls the points old."""
    status, _ = said(scored, "announce")
    (row,) = written(scored)
    page = scored.html("/panel/incidents/", signed_in=True)
    assert (303, ("posts", "checks"), True, True) == (
        status,
        plain(row).kinds,
        "3 марта 10:00".replace(" марта", "\u00a0марта") in page,
        "Баллы посчитаны до последних изменений" in page,
    )


def test_a_wrong_form_keeps_what_was_typed(scored: Site) -> None:
    """Every field that is wrong is told at once."""
    status, page = said(scored, "announce", begins="вчера", reason="  ", posts="", checks="")
    assert (400, 3, True) == (status, page.count("field-error"), 'value="вчера"' in page)


def test_an_incident_is_taken_back_with_a_reason(scored: Site) -> None:
    """Without one the form comes back."""
    said(scored, "announce")
    (row,) = written(scored)
    path = f"/panel/incidents/{row.id}/remove/"
    client = scored.client(signed_in=True)
    token = token_of(client)
    statuses = [client.post(path, data={"reason": words, "csrf_token": token}).status_code for words in ("", "Сбоя не было")]
    assert ([400, 303], "Сбоя не было") == (statuses, written(scored)[0].removed_reason)


def test_once_results_are_signed_the_form_is_closed(site_of: SiteOf) -> None:
    """And says why."""
    page = site_of(State.SIGNED).html("/panel/incidents/", signed_in=True)
    assert ("Сезон уже дальше: «Решение подписано»" in page, 'name="begins"' in page) == (True, False)


def test_a_card_tells_what_was_left_out(scored: Site) -> None:
    """A run that was computed with an incident says so beside the points of each page."""

    def run_with_incident(session: Session) -> None:
        season = session.get_one(Season, scored.held.season)
        begins, ends = (contest.NOW.replace(year=2025, month=3, day=day, tzinfo=None) for day in (3, 6))
        found = Announcement(begins, ends, ("posts",), "Сбой сети")
        incidents.announce(session, ACTOR, season.id, found, now=contest.NOW)
        session.get_one(ScoreRun, scored.held.run).incidents = incidents.announced(session, season.id).rows

    scored.write(run_with_incident)
    page = scored.html(f"/panel/card/{scored.held.pages[0]}", signed_in=True)
    assert "Неделя не учтена ни у кого: Сбой сети" in page

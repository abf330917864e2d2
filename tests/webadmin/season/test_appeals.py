"""Appeals on their screens: the owner's form with what it would change, its page, the desk of two reviewers, the diary."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.store.tables import Decision, PageCorrection, ScoreRun, Season
from tests.webadmin.season.appealing import LOSER, act, appeal, kept, open_appeals, second
from tests.webadmin.season.conftest import Site, SiteOf, key_of
from tests.webadmin.season.owning import ONE_DATABASE, come_in, files, png


@pytest.fixture(name="site")
def _site(site_of: SiteOf) -> Site:
    """A published season that takes appeals and works with one key."""
    return open_appeals(site_of)


def mine(site: Site) -> int:
    """The page that appeals."""
    return site.held.pages[LOSER]


@ONE_DATABASE
def test_an_owner_sees_his_result_and_the_way_to_appeal(site: Site) -> None:
    """Total, place, line, and until when."""
    html = come_in(site, mine(site)).get(f"/my/{mine(site)}/").get_data(as_text=True)
    assert [True] * 4 == [
        word in html for word in ("Итог страницы", "Черта победителей", "Апелляцию можно подать до", "Подать апелляцию")
    ]


@ONE_DATABASE
def test_before_the_publication_nothing_of_it_is_there(site_of: SiteOf) -> None:
    """No result and no way to appeal."""
    site = site_of(State.SCORED)
    client = come_in(site, mine(site))
    html = client.get(f"/my/{mine(site)}/").get_data(as_text=True)
    form = client.get(f"/my/{mine(site)}/appeal").get_data(as_text=True)
    assert (False, True) == ("Итог страницы" in html, "апелляции сейчас не принимаются" in form)


@ONE_DATABASE
@pytest.mark.parametrize(
    "fields", [{"percent": "100"}, {"ground": "wrong_sphere", "sphere": "Спорт", "criterion": ""}], ids=["share", "sphere"]
)
def test_what_it_would_change_is_told_before_it_is_sent(site: Site, fields: dict[str, Any]) -> None:
    """Points and the line; nothing is written, and what was typed stays."""
    answer = appeal(come_in(site, mine(site)), mine(site), do="compute", **fields)
    html = answer.get_data(as_text=True)
    told = re.search(r"Если вы правы, было бы <strong>(\d+,\d\d)</strong>; черта <strong>(\d+,\d\d)</strong>", html)
    assert (200, True, True, []) == (answer.status_code, told is not None, "ответы были</textarea>" in html, kept(site))


@ONE_DATABASE
def test_a_share_that_is_none_is_refused_at_its_field(site: Site) -> None:
    """The rest stays as it was typed."""
    answer = appeal(come_in(site, mine(site)), mine(site), percent="сто")
    html = answer.get_data(as_text=True)
    assert (400, True, True) == (answer.status_code, "от 0 до 100" in html, 'value="сто"' in html)


@ONE_DATABASE
def test_a_form_with_faults_keeps_what_was_typed_and_no_file(site: Site) -> None:
    """Every fault at its field."""
    answer = appeal(come_in(site, mine(site)), mine(site), file=(png(), "а.png"), words="", criterion="")
    html = answer.get_data(as_text=True)
    assert (400, 2, (0, 0)) == (answer.status_code, html.count('class="field-error"'), files(site))


@ONE_DATABASE
def test_an_appeal_has_a_number_and_a_page(site: Site) -> None:
    """With its file; the text is escaped, and another owner does not find it."""
    client = come_in(site, mine(site))
    sent = appeal(client, mine(site), file=(png(), "снимок.png"), words="<script>alert(1)</script>")
    path = sent.headers["Location"]
    html = client.get(path).get_data(as_text=True)
    other = come_in(site, site.held.pages[1])
    answers = [other.get(address).status_code for address in (path, f"/my/{site.held.pages[1]}/appeals/1")]
    assert (303, True, True, False, [404, 404]) == (
        sent.status_code, "Номер вашей апелляции — 1" in html, "снимок.png" in html, "<script>alert" in html, answers,
    )  # fmt: skip


@ONE_DATABASE
def test_a_ground_is_offered_once(site: Site) -> None:
    """The second appeal on it is a conflict, and the form no longer offers it."""
    client = come_in(site, mine(site))
    appeal(client, mine(site))
    again = appeal(client, mine(site))
    html = client.get(f"/my/{mine(site)}/appeal").get_data(as_text=True)
    assert (409, False, True) == (again.status_code, 'value="wrong_data"' in html, 'value="procedure"' in html)


@ONE_DATABASE
def test_a_withdrawn_appeal_stays_withdrawn(site: Site) -> None:
    """Its page says so, and offers nothing more."""
    client = come_in(site, mine(site))
    path = appeal(client, mine(site)).headers["Location"]
    form = {"csrf_token": key_of(client)}
    statuses = [client.post(f"{path}/withdraw", data=form).status_code for _ in range(2)]
    assert ([303, 409], True) == (statuses, "Отозвана" in client.get(path).get_data(as_text=True))


@ONE_DATABASE
def test_questions_and_answers_pass_to_and_fro(site: Site) -> None:
    """The reviewer asks, the owner answers, the reviewer reads."""
    client = come_in(site, mine(site))
    path = appeal(client, mine(site)).headers["Location"]
    desk = site.client(signed_in=True)
    act(desk, 1, "take")
    act(desk, 1, "ask", question="Какие ответы?")
    seen = "Какие ответы?" in client.get(path).get_data(as_text=True)
    client.post(f"{path}/reply", data={"csrf_token": key_of(client), "text": "Вот эти"})
    assert (True, True) == (seen, "Вот эти" in desk.get("/panel/appeals/details/?id=1").get_data(as_text=True))


@ONE_DATABASE
def test_the_queue_has_a_clock_and_an_empty_state(site: Site) -> None:
    """Nothing first, then one with its day; the home page counts it."""
    desk = site.client(signed_in=True)
    empty = desk.get("/panel/appeals/").get_data(as_text=True)
    appeal(come_in(site, mine(site)), mine(site))
    html = desk.get("/panel/appeals/?ground=wrong_data").get_data(as_text=True)
    home = desk.get("/panel/").get_data(as_text=True)
    assert [True] * 4 == [
        "Апелляций нет" in empty, "Неверные данные" in html, "chip-plain\">до " in html, "1 апелляция" in home,
    ]  # fmt: skip


@ONE_DATABASE
def test_a_preview_writes_nothing(site: Site) -> None:
    """It tells total and place before and after."""
    appeal(come_in(site, mine(site)), mine(site))
    desk = site.client(signed_in=True)
    act(desk, 1, "take")
    answer = act(desk, 1, "preview", more_table="pages")
    assert (200, True, "in_review") == (
        answer.status_code, "Исправлений нет" in answer.get_data(as_text=True), kept(site)[0].state,
    )  # fmt: skip


def test_a_list_changes_by_a_decision_that_supersedes(site: Site) -> None:
    """The register's row is corrected; the shadow run is named to the owner; the decision and the diary tell it."""
    client = come_in(site, mine(site))
    path = appeal(client, mine(site), ground="wrong_sphere", criterion="").headers["Location"]
    desk = site.client(signed_in=True)
    act(desk, 1, "take")
    shown = desk.get("/panel/appeals/details/?id=1").get_data(as_text=True)
    sphere = {"pages::sphere": "Культура"} if 'name="pages::sphere"' in shown else {}
    proposed = act(desk, 1, "propose", outcome="list_changed", answer="Сфера по приказу другая", **sphere)
    decided = act(desk, 1, "decide")
    html = client.get(path).get_data(as_text=True)
    found: dict[str, int] = {}
    names: list[str] = []

    def count(session: object) -> None:
        from sqlalchemy import func, select  # noqa: PLC0415  only here

        for table in (PageCorrection, Decision):
            found[table.__name__] = session.scalar(select(func.count()).select_from(table))  # type: ignore[attr-defined]
        names.extend(session.scalars(select(ScoreRun.name).where(~ScoreRun.official)))  # type: ignore[attr-defined]

    site.write(count)
    diary = site.html("/diary/2025")
    assert (303, 303, 1, True, True) == (
        proposed.status_code, decided.status_code, len(names), names[0] in html, "решение изменено 1" in diary,
    )  # fmt: skip


@ONE_DATABASE
def test_two_people_decide_where_the_season_says_so(site_of: SiteOf) -> None:
    """The first has no button, and is refused without it."""
    site = open_appeals(site_of, two_keys=True)
    appeal(come_in(site, mine(site)), mine(site))
    desk, other = site.client(signed_in=True), second(site)
    act(desk, 1, "take")
    act(desk, 1, "propose", outcome="unchanged", answer="Данные верны")
    has_button = "Решить так" in desk.get("/panel/appeals/details/?id=1").get_data(as_text=True)
    alone = act(desk, 1, "decide").status_code
    both = act(other, 1, "decide").status_code
    row = kept(site)[0]
    assert (False, 403, 303, "notified", "Борис Второй") == (has_button, alone, both, row.state, row.reviewer2_name)


@ONE_DATABASE
def test_a_stale_form_is_a_conflict(site: Site) -> None:
    """Two took it at once: the second is told."""
    appeal(come_in(site, mine(site)), mine(site))
    desk, other = site.client(signed_in=True), second(site)
    taken = act(desk, 1, "take").status_code
    late = other.post("/panel/appeals/1/act/", data={"csrf_token": key_of(other), "version": "1", "do": "take"})
    assert (303, 409, True) == (taken, late.status_code, "Анна" in late.get_data(as_text=True))


@ONE_DATABASE
def test_ruling_out_tells_the_owner_kindly(site: Site) -> None:
    """The standard text stands in the form, and the owner reads it."""
    client = come_in(site, mine(site))
    path = appeal(client, mine(site), words="Мы лучше школы № 5").headers["Location"]
    desk = site.client(signed_in=True)
    html = desk.get("/panel/appeals/details/?id=1").get_data(as_text=True)
    act(desk, 1, "rule_out", inadmissible="comparison", answer="Понимаем, что результат огорчил.")
    assert (True, True) == ("Понимаем, что результат огорчил" in html, "огорчил" in client.get(path).get_data(as_text=True))


@ONE_DATABASE
@pytest.mark.parametrize(("days_ago", "word"), [(0, "Апелляции принимаются"), (40, "Апелляции принимались")])
def test_the_desk_tells_whether_appeals_are_taken_still(site: Site, days_ago: int, word: str) -> None:
    """With the days; behind them nothing says that they are taken."""

    def publish(session: Session) -> None:
        session.get_one(Season, site.held.season).published_at = datetime.now(UTC) - timedelta(days=days_ago)

    site.write(publish)
    html = site.client(signed_in=True).get("/panel/appeals/").get_data(as_text=True)
    assert [word] == re.findall(r"Апелляции принима\w+", html)

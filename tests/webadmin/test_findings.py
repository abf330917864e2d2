"""Penalties and bonuses in the panel: proposed by one, decided by another, told with their reasons, in and out as files."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scoring.season.course import State
from scoring.store.tables import AuditEvent, PageFinding, Season
from scoring.store.vocabulary import FindingState, Role
from tests.people import add_person, sign_in
from tests.webadmin import seeding
from tests.webadmin.conftest import SignIn, token_of
from webadmin.context import db

MINE = (2, 3, 4)
"""Findings of the season 2026; the first belongs to 2025."""


@pytest.fixture(autouse=True)
def _open(app: Flask) -> None:
    """The season 2026 has its points and no signature yet."""
    with app.app_context():
        db.session.get_one(Season, 2).state = State.SCORED
        db.session.commit()


@pytest.fixture(name="other")
def _other(app: Flask, organizer: FlaskClient) -> FlaskClient:  # noqa: ARG001 the first organizer comes in while he is the only one
    """A second organizer's browser."""
    with app.app_context():
        user = add_person(db.session, "b@example.org", "Борис", Role.ADMIN, "c" * 32, seeding.NOW)
        db.session.commit()
    return sign_in(app.test_client(), user.id, "c" * 32, seeding.NOW)


def states(app: Flask) -> list[str]:
    """The states of the season's findings."""
    with app.app_context():
        return list(db.session.scalars(select(PageFinding.state).where(PageFinding.season_id == 2).order_by(PageFinding.id)))


def decide(client: FlaskClient, act: str, *numbers: int, note: str = "", query: str = "") -> tuple[int, str]:
    """Press a button of the list; status and page that come of it."""
    form = {"csrf_token": token_of(client), "do": act, "finding": [str(number) for number in numbers], "note": note}
    answer = client.post(f"/panel/findings/decide/{query}", data=form, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def propose(client: FlaskClient, **form: str) -> tuple[int, str]:
    """Send the form of a new finding."""
    given = {"page": "9", "rule": "penalty:P5", "times": "1", "reason": "накрутка", "evidence": "https://vk.com/wall-1_2"} | form
    answer = client.post("/panel/findings/new/", data={"csrf_token": token_of(client), **given}, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    """A downloaded table."""
    return list(csv.reader(io.StringIO(client.get(path).get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))


def test_several_are_confirmed_at_once(app: Flask, organizer: FlaskClient) -> None:
    """What is ticked, and nothing else; the screen then says that the points are old."""
    status, page = decide(organizer, "confirm", 2, 4)
    assert (200, ["confirmed", "proposed", "confirmed"]) == (status, states(app))
    assert ("Подтверждено: 2." in page, "пересчитайте баллы" in page) == (True, True)


def test_a_refusal_needs_its_reason(app: Flask, organizer: FlaskClient) -> None:
    """Without one the list comes back with the ticks as they were."""
    status, page = decide(organizer, "refuse", 3)
    assert (400, ["proposed"] * 3) == (status, states(app))
    assert ["3"] == re.findall(r'name="finding" value="(\d+)" checked', page)


def test_a_refusal_is_shown_with_its_reason(app: Flask, organizer: FlaskClient) -> None:
    """Who, when and why stand in the list."""
    _, page = decide(organizer, "refuse", 3, note="это не реклама <b>")
    assert (["proposed", "refused", "proposed"], True) == (states(app), "это не реклама &lt;b&gt;" in page)


def test_a_decision_is_taken_back(app: Flask, organizer: FlaskClient) -> None:
    """As long as nobody has signed."""
    decide(organizer, "confirm", 2)
    decide(organizer, "reopen", 2)
    assert ["proposed"] * 3 == states(app)


def test_nothing_ticked_is_told(organizer: FlaskClient) -> None:
    """With what to do."""
    status, page = decide(organizer, "confirm")
    assert (400, True) == (status, "Отметьте в списке хотя бы одну строку" in page)


def test_the_list_comes_back_as_it_was(organizer: FlaskClient) -> None:
    """Search, filters and sheet stay."""
    form = {"csrf_token": token_of(organizer), "do": "confirm", "finding": "2"}
    answer = organizer.post("/panel/findings/decide/?state=proposed&search=школа", data=form)
    assert "/panel/findings/?search=%D1%88%D0%BA%D0%BE%D0%BB%D0%B0&state=proposed" == answer.headers["Location"]


def test_a_finding_of_another_season_is_not_decided(app: Flask, organizer: FlaskClient) -> None:
    """Whatever the form names."""
    decide(organizer, "confirm", 1)
    with app.app_context():
        assert FindingState.PROPOSED == db.session.get_one(PageFinding, 1).state


def test_ones_own_waits_for_another(app: Flask, organizer: FlaskClient, other: FlaskClient) -> None:
    """It is said beside it, the button changes nothing, and the second person's does."""
    propose(organizer)
    assert "подтвердит другой" in organizer.get("/panel/findings/").get_data(as_text=True)
    _, page = decide(organizer, "confirm", 2, 5)
    assert (["confirmed", "proposed", "proposed", "proposed"], True) == (states(app), "Не подтверждено: 1." in page)
    decide(other, "confirm", 5)
    assert "confirmed" == states(app)[3]


def test_one_is_decided_on_its_own_page(app: Flask, organizer: FlaskClient) -> None:
    """Which then tells who did what."""
    status, page = decide(organizer, "confirm", 2, query="?details=2")
    assert (200, "confirmed", True) == (status, states(app)[0], "Находка подтверждена: P2, vk:100" in page)


def test_a_page_is_found_by_a_part_of_its_name(organizer: FlaskClient) -> None:
    """Case and ё do not matter; nothing found says so."""
    page = organizer.get("/panel/findings/new/?find=ШКОЛА № 3 елкино").get_data(as_text=True)
    assert ["/panel/findings/new/?page=11"] == re.findall(r'<li><a href="(/panel/findings/new/[^"]+)"', page)
    assert "Такой страницы в реестре нет" in organizer.get("/panel/findings/new/?find=нетакой").get_data(as_text=True)


def test_the_form_knows_the_rule_book(organizer: FlaskClient) -> None:
    """What each costs, and what becomes of the points of a criterion that is not asked."""
    page = organizer.get("/panel/findings/new/?page=9").get_data(as_text=True)
    assert ("\u22121 за раз, всего не больше 5" in page, "снимает с конкурса" in page) == (True, True)
    assert "Оформление → Виджеты Госуслуг: его баллы (5) разделят соседи: D1, D2, D3, D4, D6" in page


def test_a_new_finding_is_a_proposal(app: Flask, organizer: FlaskClient) -> None:
    """In the name of whoever writes it, and in the journal."""
    status, page = propose(organizer, rule="waiver:D5", reason=" нет виджетов по закону ")
    assert (200, True) == (status, "подтвердить должен другой" in page)
    with app.app_context():
        row = db.session.get_one(PageFinding, 5)
        assert ("waiver", "D5", 1, "нет виджетов по закону", "Анна Орлова") == (
            row.kind,
            row.code,
            row.times,
            row.reason,
            row.made_name,
        )
        assert "finding.propose" in set(db.session.scalars(select(AuditEvent.action)))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"rule": ""}, "rule"),
        ({"rule": "penalty:X9"}, "rule"),
        ({"rule": "nonsense"}, "rule"),
        ({"times": "0"}, "times"),
        ({"times": "много"}, "times"),
        ({"rule": "waiver:D5", "times": "2"}, "times"),
        ({"reason": " "}, "reason"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_a_fault_stands_at_its_field(organizer: FlaskClient, form: dict[str, str], field: str) -> None:
    """And what was typed stays."""
    status, page = propose(organizer, **form)
    assert (400, [field]) == (status, re.findall(r'id="([a-z]+)-error"', page))


def test_all_faults_stand_at_once(organizer: FlaskClient) -> None:
    """Nobody mends one after the other."""
    _, page = propose(organizer, rule="", times="", reason="", evidence="")
    assert ["rule", "times", "reason", "evidence"] == re.findall(r'id="([a-z]+)-error"', page)


@pytest.mark.parametrize("page", ["", "1", "x", "99999999999"])
def test_a_page_of_no_or_another_season_is_asked_for_again(app: Flask, organizer: FlaskClient, page: str) -> None:
    """Nothing is written."""
    assert (400, 3) == (propose(organizer, page=page)[0], len(states(app)))


def test_the_cards_piece_tells_state_and_reason(organizer: FlaskClient) -> None:
    """The form shows what the page has already."""
    decide(organizer, "confirm", 2, note="видел запись")
    page = organizer.get("/panel/findings/new/?page=9").get_data(as_text=True).partition("findings-of-page")[2]
    assert ("3 рекламных записи" in page, "видел запись" in page, "подтверждено" in page) == (True, True, True)


def test_the_card_shows_them_and_says_that_its_points_are_old(organizer: FlaskClient) -> None:
    """After a decision, until the points are computed again."""
    before = organizer.get("/panel/card/9").get_data(as_text=True)
    decide(organizer, "confirm", 2)
    after = organizer.get("/panel/card/9").get_data(as_text=True)
    assert (True, False, True) == ("3 рекламных записи" in before, "прежний расчёт" in before, "прежний расчёт" in after)


def test_filters_narrow(organizer: FlaskClient) -> None:
    """State, kind, code, nomination, who proposed, and the search."""
    decide(organizer, "confirm", 3)
    propose(organizer)
    counts = {
        "state=confirmed": 1,
        "kind=waiver": 0,
        "code=P5": 1,
        "nomination=Здравоохранение": 1,
        "by=person": 1,
        "by=metric": 3,
        "search=мирный": 0,
        "search=заречный": 1,
    }
    assert counts == {query: len(rows(organizer, f"/panel/findings/export/csv/?{query}")) - 1 for query in counts}


def test_the_export_is_a_file_to_import(organizer: FlaskClient) -> None:
    """Formulas unarmed, times of the season's zone; read in again it brings nothing new."""
    propose(organizer, reason="=1+1")
    header, *found = rows(organizer, "/panel/findings/export/csv/")
    row = dict(zip(header, found[0], strict=True))
    assert ("https://vk.com/school1", "P5", "'=1+1", "Предложено", "2026") == (
        row["Страница"],
        row["Код"],
        row["Причина"],
        row["Состояние"],
        row["Предложено"][:4],
    )
    assert row["Предложено"].endswith("+07:00")
    content = organizer.get("/panel/findings/export/csv/").data
    _, page = take(organizer, content)
    assert ("Новых предложений: 0, уже были: 4, отклонено строк: 0" in page) is True


def take(client: FlaskClient, content: bytes) -> tuple[int, str]:
    """Hand a file in."""
    form = {"csrf_token": token_of(client), "file": (io.BytesIO(content), "штрафы.csv")}
    answer = client.post("/panel/findings/file/", data=form)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_file_brings_proposals_and_a_report(app: Flask, organizer: FlaskClient) -> None:
    """Refused rows on the screen, all of them as a table."""
    table = "Страница;Код;Причина;Доказательство\nvk.com/club101;P1;нет метки;снимок\nclub999;P1;а;б\n"
    status, page = take(organizer, table.encode())
    assert (200, True, 4) == (status, "отклонено строк: 1" in page, len(states(app)))
    (link,) = re.findall(r'href="(/panel/findings/file/[0-9a-f]{64}/refused.csv)"', page)
    assert ["штрафы.csv", "3", "Страница", "club999"] == rows(organizer, link)[1][:4]


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"\x00\x01"])
def test_a_file_that_is_none_changes_nothing(app: Flask, organizer: FlaskClient, content: bytes) -> None:
    """And says what to do."""
    assert (400, 3) == (take(organizer, content)[0], len(states(app)))


def test_the_home_tells_what_metrics_propose(organizer: FlaskClient) -> None:
    """With the way to decide it."""
    page = organizer.get("/panel/").get_data(as_text=True)
    assert "показатели предлагают 3 штрафа" in page
    assert 'href="/panel/findings/?state=proposed"' in page


@pytest.mark.parametrize("state", [State.COLLECTING, State.SIGNED, State.PUBLISHED])
def test_a_closed_season_says_why(app: Flask, organizer: FlaskClient, state: State) -> None:
    """No box to tick, no button, and nothing is written by a form that was open."""
    with app.app_context():
        found = db.session.get_one(Season, 2)
        found.evidence = None if state is State.COLLECTING else found.evidence
        found.state, found.published_at = state, seeding.NOW if state is State.PUBLISHED else None
        db.session.commit()
    page = organizer.get("/panel/findings/").get_data(as_text=True)
    assert ('name="finding"' in page, 'value="confirm"' in page, "notice" in page) == (False, False, True)
    assert (409, ["proposed"] * 3) == (decide(organizer, "confirm", *MINE)[0], states(app))
    assert 409 == propose(organizer)[0]


def test_an_observer_sees_and_decides_nothing(sign_in: SignIn) -> None:
    """The list is there, its boxes are not."""
    page = sign_in(Role.OBSERVER).get("/panel/findings/").get_data(as_text=True)
    assert ("3 рекламных записи" in page, 'name="finding"' in page) == (True, False)

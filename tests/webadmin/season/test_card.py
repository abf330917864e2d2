"""A page's card: its words, sums and pictures, and what it says without evidence."""

import re
import shutil
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.store import showing
from scoring.store.decisions import Decision
from scoring.store.tables import Page, Score
from scoring.store.vocabulary import Outcome
from tests.webadmin.contest import NOW
from tests.webadmin.season.conftest import Site, SiteOf
from webadmin.organizer.card import gap_text

GOT = re.compile(r"why-(\d).*?<strong>(\d+,\d{2,4})</strong>", re.DOTALL)


def page_named(site: Site, name: str) -> int:
    """The id of the page with this name."""
    found: list[int] = []

    def read(session: Session) -> None:
        found.extend(page.id for page in session.query(Page).filter(Page.name == name))

    site.write(read)
    return found[0]


def card(site: Site, name: str, query: str = "") -> str:
    """The card of the page with this name, with plain spaces."""
    return site.html(f"/panel/card/{page_named(site, name)}{query}", signed_in=True).replace("\u00a0", " ")


def test_the_card_says_place_total_and_distance(site: Site) -> None:
    """The most important figures stand on top."""
    html = card(site, "МБОУ «Школа № 30»")
    assert [True, True, True] == [word in html for word in ("место из 41", "59,52", "До черты (92,18) не хватило 32,66 балла.")]


def test_every_criterion_is_explained_in_a_sentence(site: Site) -> None:
    """Each leaf tells the numbers it came from."""
    html = card(site, "МБОУ «Школа № 30»")
    assert (14, True) == (html.count('class="why-words"'), "38 из 51 недели без трёх записей" in html)


def test_the_parts_sum_up_to_the_total(site: Site) -> None:
    """What the top criteria gave is the sum that is shown."""
    html = card(site, "МБОУ «Школа № 30»")
    tops = [Decimal(got.replace(",", ".")) for depth, got in GOT.findall(html) if depth == "0"]
    total = re.search(r'why-total">.*?<strong>(\d+,\d\d)', html, re.DOTALL)
    assert total is not None
    assert Decimal(total[1].replace(",", ".")) == sum(tops, Decimal(0))


def test_neighbours_are_links(site: Site) -> None:
    """The pages above and below are one step away."""
    html = card(site, "МБОУ «Школа № 4»")
    start = html.index('class="neighbours"')
    assert html[start : html.index("</nav>", start)].count("/panel/card/") == 2


def test_a_page_out_of_the_contest_names_its_gate(site: Site) -> None:
    """The reason stands among the gates."""
    html = card(site, "МБОУ «Школа № 46»")
    assert (True, True) == ("Вне конкурса: места нет" in html, "не пройден" in html)


@pytest.mark.parametrize("what", ["weeks", "answers", "looks"])
def test_each_picture_is_there_with_words_and_a_table(site: Site, what: str) -> None:
    """A picture is an SVG with alt text, and its numbers stand below it."""
    number = page_named(site, "МБОУ «Школа № 30»")
    html = site.html(f"/panel/card/{number}", signed_in=True)
    answer = site.client(signed_in=True).get(f"/panel/card/{number}/{what}/ru-dark.svg")
    alt = re.search(rf'{what}/ru-light\.svg" alt="([^"]+)"', html)
    assert (200, "image/svg+xml", True) == (answer.status_code, answer.mimetype, alt is not None and len(alt[1]) > 20)
    assert html.count('class="chart-table"') == 3


def test_the_weeks_of_the_picture_are_those_of_the_score(site: Site) -> None:
    """The sentence under the chart and the criterion's own sentence count the same weeks."""
    html = card(site, "МБОУ «Школа № 30»")
    assert (True, True) == ("выдержана в 13 из 51 недель" in html, "38 из 51 недели без трёх записей" in html)


def test_the_posts_of_a_week_are_shown_as_they_are(site: Site) -> None:
    """The table of a week lists as many counted posts as the chart's table says."""
    html = card(site, "МБОУ «Школа № 30»", "?week=20")
    chosen = re.search(r'<option value="20" selected>[^<]+: (\d+)</option>', html)
    assert chosen is not None
    assert int(chosen[1]) == len(re.findall(r'data-label="В зачёте">да', html))


@pytest.mark.parametrize("week", ["999", "-1", "кот", "0x1"])
def test_a_wrong_week_is_no_error(site: Site, week: str) -> None:
    """The card falls back to a week of its own choice."""
    assert "Сырые свидетельства" in card(site, "МБОУ «Школа № 30»", f"?week={week}")


def test_without_the_snapshot_the_card_says_so(site: Site) -> None:
    """Points and words remain, pictures are not invented."""
    shutil.rmtree(site.home.evidence)
    html = card(site, "МБОУ «Школа № 30»")
    assert (True, False, True) == ("Снимка свидетельств этого расчёта на сервере нет" in html, ".svg?" in html, "59,52" in html)


def test_before_the_points_the_card_has_a_next_step(site_of: SiteOf) -> None:
    """A page of a season that is not scored is shown without figures."""
    assert "ещё не посчитаны" in card(site_of(State.FROZEN), "МБОУ «Школа № 30»")


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "99999999999999999999"])
def test_a_page_of_no_season_is_not_found(site: Site, number: str) -> None:
    """A number that is not of this season's register shows nothing."""
    assert site.client(signed_in=True).get(f"/panel/card/{number}").status_code == 404


def test_a_stranger_sees_no_card(site: Site) -> None:
    """A card is for staff."""
    assert site.client().get(f"/panel/card/{site.held.pages[0]}").status_code == 303


def test_the_distance_is_told_for_every_outcome(site: Site) -> None:
    """Winner, laureate, participant and a page out of the contest each have their sentence."""
    told = []
    with site.app.test_request_context():
        from webadmin.context import db  # noqa: PLC0415 needs the application

        for page in site.held.pages:
            score = showing.score_of(db.session, page, site.held.season)
            assert score is not None
            cut = next(cut for cut in score.run.cuts if cut["nomination"] == score.nomination)
            told.append((score.outcome, gap_text(score, cut).split()[0]))
    assert {
        (Outcome.WINNER, "Выше"),
        (Outcome.WINNER, "Ровно"),
        (Outcome.LAUREATE, "Черта"),
        (Outcome.LAUREATE, "До"),
        (Outcome.NONE, "До"),
        (Outcome.OUT, "Вне"),
    } == set(told)


def levers_of(html: str) -> str:
    """The section of what raises the result."""
    start = html.index('id="levers"')
    return html[start : html.index('id="gates"', start)]


def test_the_card_names_what_raises_the_page(site: Site) -> None:
    """Steps with their gain, the total they lead to, and whether they reach the line."""
    levers = levers_of(card(site, "МБОУ «Школа № 30»"))
    assert ("До черты 32,66" in levers, "недель без трёх записей меньше" in levers) == (True, True)
    assert levers.count('class="lever-gain"') > 6


def test_the_gain_and_the_total_of_each_step_agree(site: Site) -> None:
    """What a step is said to give is what its total is higher by."""
    levers = levers_of(card(site, "МБОУ «Школа № 30»"))
    steps = re.findall(r"\+(\d+,\d\d)</strong> <span>итог (\d+,\d\d)", levers)
    assert len(steps) > 6
    for gain, total in steps:
        grown = Decimal(total.replace(",", ".")) - Decimal("59.52")
        assert abs(grown - Decimal(gain.replace(",", "."))) <= Decimal("0.01")  # each is rounded by itself


def test_a_winner_needs_no_lever_to_win(site: Site) -> None:
    """Its steps are told all the same."""
    assert "Страница и так победитель." in levers_of(card(site, "МБОУ «Школа № 3»"))


def test_without_evidence_no_lever_is_promised(site: Site) -> None:
    """What cannot be computed anew is not told."""
    shutil.rmtree(site.home.evidence)
    html = card(site, "МБОУ «Школа № 29»")
    assert (False, False) == ('id="levers"' in html, 'id="left"' in html)


def test_short_weeks_lead_to_their_posts(site: Site) -> None:
    """The sentence about the norm links to the weeks it counts, and the link opens one of them."""
    html = card(site, "МБОУ «Школа № 30»")
    number = page_named(site, "МБОУ «Школа № 30»")
    weeks = re.findall(rf'href="/panel/card/{number}\?week=(\d+)#raw"', html)
    assert 12 == len(weeks)
    assert "open" in re.findall(r'<details class="raw" id="raw"([^>]*)>', card(site, "МБОУ «Школа № 30»", f"?week={weeks[0]}"))[0]


def test_a_silence_leads_to_the_posts_on_both_sides(site: Site) -> None:
    """Each link goes to the post itself on the network."""
    html = card(site, "МБОУ «Школа № 30»")
    assert 2 == len(re.findall(r'href="https://vk\.com/wall-\d+_\d+" rel="noopener noreferrer">запись', html))


def test_messages_are_listed_with_their_answers(site: Site) -> None:
    """«ответ на N из M сообщений» leads to a list of exactly M messages."""
    html = card(site, "МБОУ «Школа № 30»")
    said = re.search(r"ответ на (\d+) из (\d+) сообщени", html)
    number = re.search(r'\?rows=(\d+)#rows">Сообщения в зачёте: (\d+)<', html)
    assert said is not None
    assert number is not None
    rows = card(site, "МБОУ «Школа № 30»", f"?rows={number[1]}")
    listed = rows[rows.index('id="rows"') :]
    without = listed.count("ответа нет")
    assert (said[2], int(said[2]), int(said[1])) == (number[2], listed.count('<th scope="row">'), int(said[2]) - without)


def test_what_did_not_count_is_named_with_its_criteria(site: Site) -> None:
    """Copies, crowded days and the like stand in a table with their numbers."""
    html = card(site, "МБОУ «Школа № 4»")
    left = html[html.index('id="left"') :]
    assert ("Записи сверх предела за день" in left, "R1, R2, R3, A3" in left) == (True, True)


@pytest.mark.parametrize("asked", ["999", "-1", "x", "²"])
def test_rows_that_do_not_exist_are_not_shown(site: Site, asked: str) -> None:
    """An address written by hand breaks nothing."""
    assert 'id="rows"' not in card(site, "МБОУ «Школа № 30»", f"?rows={asked}")


def test_the_card_tells_the_decision_beside_the_points(site: Site) -> None:
    """Where it was decided otherwise than the points gave, the card says both."""
    page = page_named(site, "МБОУ «Школа № 30»")

    def decide(session: Session) -> None:
        score = session.query(Score).filter(Score.page_id == page).one()
        session.add(
            Decision(
                season_id=score.run.season_id, run_id=score.run_id, page_id=page, nomination=score.nomination, place=score.place,
                total=score.total, machine="not_selected", automatic="not_selected", final="excluded", votes={},
                reason_code="dead", reason="Страница не ведётся с весны.", citation="", made_name="Председатель", made_at=NOW,
            )
        )  # fmt: skip

    site.write(decide)
    html = card(site, "МБОУ «Школа № 30»")
    assert [True, True] == [words in html for words in ('исключена</span> <span class="muted">по решению', "по баллам</span>")]

"""Results in the panel: the order, ties, the cut line, who is out and why; and the winners' cards."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest

from criteria import loading
from scoring.season.course import State
from tests.webadmin.season.conftest import Site, SiteOf
from webadmin.organizer.results import line_text, parts_text

PLACE = re.compile(r'ranking-place" data-label="[^"]*">(\d+)')
TOTAL = re.compile(r"<strong>(\d+,\d\d)</strong>")


def ranking(html: str) -> str:
    """The table of places alone."""
    return html[html.index('<table class="table cards ranking">') : html.index("</table>", html.index("cards ranking"))]


def test_pages_stand_by_place_with_falling_totals(site: Site) -> None:
    """Places rise, totals fall, over both sheets of the list."""
    table = ranking(site.html("/panel/results/?sphere=Образование", signed_in=True))
    places = [int(place) for place in PLACE.findall(table)]
    totals = [float(total.replace(",", ".")) for total in TOTAL.findall(table)]
    assert (41, sorted(places), sorted(totals, reverse=True)) == (len(places), places, totals)


def test_equals_share_a_place_and_say_so(site: Site) -> None:
    """Two pages that did the same have the same place, and the next place is left out."""
    table = ranking(site.html("/panel/results/?sphere=Образование", signed_in=True))
    assert (["1", "2", "3", "3", "5"], 2) == (PLACE.findall(table)[:5], table.count('class="tied"'))


def test_the_cut_is_drawn_once_below_the_last_winner(site: Site) -> None:
    """The line stands between the last winner and the first page that did not win."""
    table = ranking(site.html("/panel/results/?sphere=Образование", signed_in=True))
    line = table.index('<tr class="cut">')
    assert (1, 2, 0) == (
        table.count('<tr class="cut">'),
        table[:line].count("ranking-winner"),
        table[line:].count("ranking-winner"),
    )


def test_equals_at_the_border_are_awarded_together(site: Site) -> None:
    """With one place by quota and two equal pages both win, and the line says why."""
    html = site.html("/panel/results/?sphere=Спорт", signed_in=True)
    assert (2, True) == (ranking(html).count("ranking-winner"), "равные на границе награждены вместе" in html)


@pytest.mark.parametrize(
    ("cut", "wanted"),
    [
        (
            {"nomination": "Спорт", "pages": 210, "eligible": 200, "quota": 11, "winners": 11},
            "черта: 5 % от 210 = мест: 11, минимум 70 баллов",
        ),
        (
            {"nomination": "Спорт", "pages": 210, "eligible": 200, "quota": 11, "winners": 4},
            "черта: 5 % от 210 = мест: 11, минимум 70 баллов; мест занято меньше: не хватило баллов",
        ),
    ],
)
def test_the_line_tells_its_rule(site: Site, cut: dict[str, Any], wanted: str) -> None:
    """Quota, base and floor stand in one sentence."""
    with site.app.test_request_context():
        assert wanted == line_text(loading.packaged("regional"), cut)


def test_the_bar_is_told_in_words(site: Site) -> None:
    """Who does not see the bar hears its parts."""
    html = site.html("/panel/results/?sphere=Образование", signed_in=True)
    with site.app.test_request_context():
        assert parts_text(()) == ""
    assert 'aria-label="Оформление 25,00; Регулярность' in html or 'aria-label="Оформление 24,' in html


def test_out_of_contest_pages_tell_their_gate(site: Site) -> None:
    """A page without the state mark stands apart with the reason."""
    html = site.html("/panel/results/?sphere=Образование", signed_in=True)
    out = html[html.index('id="out"') :]
    assert (5, True) == (out.count('<th scope="row">'), "госметк" in out.lower())


def test_an_unknown_sphere_shows_the_first(site: Site) -> None:
    """A mistyped address is no error."""
    assert '<h2 id="sphere">Образование</h2>' in site.html("/panel/results/?sphere=Кошки&page=77", signed_in=True)


def test_names_are_escaped(site: Site) -> None:
    """A hostile name stays text in the ranking and on the winners' cards."""
    pages = [site.html(path, signed_in=True) for path in ("/panel/results/?sphere=Спорт", "/panel/winners/")]
    assert [(True, False)] * 2 == [("МБУ &lt;script&gt;" in page, "<script>alert" in page) for page in pages]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_distribution_is_a_picture(site: Site, theme: str) -> None:
    """The chart of a sphere is an SVG, in both dresses."""
    answer = site.client(signed_in=True).get(f"/panel/results/0/ru-{theme}.svg")
    assert (200, "image/svg+xml", True) == (answer.status_code, answer.mimetype, "черта 92,18".encode() in answer.data)


@pytest.mark.parametrize(
    "path", ["/panel/results/9/ru-light.svg", "/panel/results/0/de-light.svg", "/panel/results/0/ru-pink.svg"]
)
def test_a_wrong_picture_is_not_found(site: Site, path: str) -> None:
    """No sphere, language or theme is invented."""
    assert site.client(signed_in=True).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/panel/results/", "/panel/winners/"])
def test_before_the_points_a_page_says_what_to_do(site_of: SiteOf, path: str) -> None:
    """An empty screen leads to the season's home."""
    html = site_of(State.FROZEN).html(path, signed_in=True)
    assert 'class="empty"' in html


def test_winners_have_cards_with_links(site: Site) -> None:
    """Every award has its serial, its link and its files on the sheet."""
    html = site.html("/panel/winners/", signed_in=True)
    wanted = [*site.held.serials, *(f"http://lavr.example/w/{token}" for token in site.held.tokens)]
    assert [word for word in wanted if word not in html] == []


def test_winners_of_one_sphere(site: Site) -> None:
    """The filter leaves the other spheres out."""
    html = site.html("/panel/winners/?sphere=Спорт", signed_in=True)
    assert ("Спортивный клуб № 48" in html, "Школа № 3" in html) == (True, False)


def test_everything_is_one_zip(site: Site) -> None:
    """Each award has its folder with all of its files, sent as it is packed."""
    with site.client(signed_in=True).get("/panel/winners/all.zip") as answer, ZipFile(BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert (None, 7, 42, True) == (
            archive.testzip(),
            len({name.rsplit("/", 1)[0] for name in names}),
            len(names),
            all(name.startswith(("Образование/", "Спорт/")) for name in names),
        )


def test_the_archive_s_name_travels_in_ascii(site: Site) -> None:
    """Servers send no header with Cyrillic letters in it, so the name is encoded."""
    with site.client(signed_in=True).get("/panel/winners/all.zip") as answer:
        sent = answer.headers["Content-Disposition"]
    assert (True, "Награды 2025.zip") == (sent.isascii(), unquote(sent.rpartition("''")[2]))


def test_without_documents_there_is_no_archive(site_of: SiteOf) -> None:
    """An empty ZIP helps nobody: the page says what to do."""
    answer = site_of(State.SCORED).client(signed_in=True).get("/panel/winners/all.zip")
    assert (404, True) == (answer.status_code, "Сначала выпустите награды" in answer.get_data(as_text=True))

"""What the public sees: results after publication only, the check of a certificate, the search among winners."""

import hashlib
import re

import pytest
from sqlalchemy.orm import Session

from certificates.serials import normalise
from scoring.season.awarding import AwardStatus
from scoring.season.course import State
from scoring.store.tables import Award, Season
from scoring.store.vocabulary import AwardKind
from tests.webadmin.season.conftest import Site, SiteOf, plain

WINNERS = re.compile(r"Победителей</dt><dd>(\d+)")
UNPUBLISHED = (State.COLLECTING, State.FROZEN, State.SCORED, State.SIGNED)


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_an_unpublished_year_is_like_one_that_never_was(site_of: SiteOf, state: State) -> None:
    """Status and body give nothing away before the publication."""
    client = site_of(state).client()
    ours, never = client.get("/results/2025"), client.get("/results/1999")
    assert (404, plain(never.get_data(as_text=True), "1999")) == (ours.status_code, plain(ours.get_data(as_text=True), "2025"))


def test_the_start_is_friendly_before_any_publication(site_of: SiteOf) -> None:
    """Without a published season the start says what there will be."""
    assert "Итоги ещё не опубликованы" in site_of(State.SIGNED).html("/")


def test_the_start_shows_the_newest_published_season(site: Site) -> None:
    """The start and the year's own address show the same list."""
    start, year = site.html("/"), site.html("/results/2025")
    assert plain(year, "/results/2025") == plain(start, "/results/2025").replace('value="/"', 'value=""')


def test_winners_stand_before_laureates_with_points(site: Site) -> None:
    """The list shows names and points, winners first."""
    html = site.html("/results/2025?sphere=Образование")
    places = [html.index(name) for name in ("Победители", "МБОУ «Школа № 3»", "92,28", "Лауреаты", "МБОУ «Школа № 1»")]
    assert sorted(places) == places


@pytest.mark.parametrize("public", [False, True])
def test_places_are_shown_where_the_season_makes_them_public(site: Site, public: bool) -> None:
    """A season decides whether everybody sees the winners' places."""

    def decide(session: Session) -> None:
        for season in session.query(Season):
            season.settings = season.settings | {"places_public": public}

    site.write(decide)
    assert public == ('<span class="hidden-text">Место </span>1' in site.html("/results/2025"))


def test_as_many_winners_are_told_as_are_listed(site: Site) -> None:
    """The figure on top counts the awards that stand, whatever the points alone would have given."""

    def demote(session: Session) -> None:
        first = session.query(Award).filter(Award.kind == AwardKind.WINNER).order_by(Award.id).first()
        assert first is not None
        first.status = AwardStatus.REVOKED

    before = int(WINNERS.findall(site.html("/"))[0])
    site.write(demote)
    assert before - 1 == int(WINNERS.findall(site.html("/"))[0])


def test_a_hostile_name_is_text(site: Site) -> None:
    """A name out of a register cannot become a script."""
    html = site.html("/results/2025?sphere=Спорт")
    assert ("МБУ &lt;script&gt;alert(1)&lt;/script&gt; «Ёлка &amp; Ко»" in html, "<script>alert" in html) == (True, False)


@pytest.mark.parametrize("words", ["ёлка", "ЕЛКА", "елка club1046"])
def test_search_folds_letters_and_wants_every_word(site: Site, words: str) -> None:
    """Case and ё do not matter; all words must be there."""
    html = site.client().get("/results/2025", query_string={"q": words}).get_data(as_text=True)
    assert ("«Ёлка &amp; Ко»" in html, "Спортивный клуб № 48" in html) == (True, False)


def test_search_without_a_hit_says_so(site: Site) -> None:
    """An empty answer tells what to do."""
    assert "Никого не нашлось" in site.html("/results/2025?q=ничего-такого%00%25_")


def test_a_number_is_checked(site: Site) -> None:
    """The page of a valid number says for whom, for what, when, and the file's fingerprint."""
    serial = site.held.serials[0]
    html = site.html(f"/v/{serial}")
    told = ("Действителен", "МБОУ «Школа № 3»", "Образование", "2025", "22 января 2026", serial, "vk.com/club1002")
    assert [word for word in told if word not in html] == []


def test_the_fingerprint_is_that_of_the_certificate(site: Site) -> None:
    """The SHA-256 on the page is the one of the file that is handed out."""
    folder = site.home.awards / "2025" / site.held.serials[0]
    assert hashlib.sha256((folder / "certificate.pdf").read_bytes()).hexdigest() in site.html(f"/v/{site.held.serials[0]}")


def test_what_people_type_is_understood(site: Site) -> None:
    """Small letters, missing dashes and Cyrillic look-alikes lead to the same certificate."""
    serial = site.held.serials[0]
    typed = serial.lower().replace("-", " ").replace("h", "н").replace("p", "р")
    assert normalise(typed) == serial
    client = site.client()
    answer = client.get("/v/", query_string={"number": typed}, follow_redirects=True)
    assert (200, f"/v/{serial}", True) == (
        answer.status_code,
        answer.request.path,
        "Действителен" in answer.get_data(as_text=True),
    )


@pytest.mark.parametrize("number", ["0000-0000-0000-0000", "кошка", "%00", "a" * 300, "-", "GP1X"])
def test_unknown_and_mistyped_numbers_answer_alike(site: Site, number: str) -> None:
    """Nobody learns from an answer whether a number is nearly right."""
    client = site.client()
    first, second = client.get("/v/1111-1111-1111-1111"), client.get(f"/v/{number}")
    texts = [plain(answer.get_data(as_text=True), answer.request.path) for answer in (first, second)]
    assert (404, _without_here(texts[0])) == (second.status_code, _without_here(texts[1]))


def test_a_certificate_is_unknown_before_publication(site_of: SiteOf) -> None:
    """What is not public yet cannot be checked."""
    site = site_of(State.SIGNED)
    assert site.client().get(f"/v/{site.held.serials[0]}").status_code == 404


def test_the_badge_of_a_published_award_is_a_picture(site: Site) -> None:
    """The check page shows the badge; it is a PNG."""
    with site.client().get(f"/v/{site.held.serials[0]}/badge") as answer:
        assert (200, "image/png", b"\x89PNG") == (answer.status_code, answer.mimetype, answer.data[:4])


def test_a_wrong_number_has_no_badge(site: Site) -> None:
    """There is no picture of an unknown award."""
    assert site.client().get("/v/0000-0000-0000-0000/badge").status_code == 404


def test_guessing_is_slowed_down(site: Site) -> None:
    """One address may ask sixty times a minute."""
    client = site.client()
    answers = [client.get(f"/v/0000-0000-0000-{n:04d}").status_code for n in range(61)]
    assert ([404] * 60, 429) == (answers[:60], answers[60])


def test_every_public_page_has_one_h1_and_a_language(site: Site) -> None:
    """Landmarks for those who do not see the page."""
    pages = [site.html(path) for path in ("/", "/v/", f"/v/{site.held.serials[0]}", f"/w/{site.held.tokens[0]}")]
    assert [(1, True, 1)] * 4 == [(page.count("<h1"), '<html lang="ru"' in page, page.count("<main")) for page in pages]


def _without_here(html: str) -> str:
    return re.sub(r'name="next" value="[^"]*"', "", html)

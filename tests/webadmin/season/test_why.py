"""«Почему не мы?»: an owner's points beside the medians of his sphere, out of the sealed run, for him alone and once public."""

import re
from statistics import median

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from criteria.phrases import points_text
from scoring.season.course import State
from scoring.services.decisions import last_rows
from scoring.store.tables import Decision, Score, ScoreRun
from scoring.store.vocabulary import DecisionOutcome
from tests.webadmin.season.appealing import LOSER
from tests.webadmin.season.conftest import Site, SiteOf
from tests.webadmin.season.owning import ONE_DATABASE, come_in
from tests.webadmin.season.test_meeting import WHY

LEAF = re.compile(r'<li class="why-line why-\d" id="(\w+)">.*?<strong>([\d,—]+)</strong>(.*?)</li>', re.DOTALL)
MEDIAN = re.compile(r"медиана сферы ([\d,]+), у вас (выше|ниже|столько же)")


def mine(site: Site) -> int:
    """A page that is in no list."""
    return site.held.pages[LOSER]


def shown(site: Site) -> str:
    """The owner's page."""
    return come_in(site, mine(site)).get(f"/my/{mine(site)}/").get_data(as_text=True)


def own(session: Session, site: Site) -> Score:
    """The page's sealed score."""
    return session.scalars(select(Score).where(Score.page_id == mine(site), Score.run_id == site.held.run)).one()


def test_points_and_medians_are_those_of_the_sealed_run(site: Site) -> None:
    """Every leaf within a hundredth, its median to the digit, and the parts add up to the sum as it is shown."""

    def read(session: Session) -> tuple[Score, list[Score]]:
        score = own(session, site)
        same = (Score.run_id == score.run_id, Score.nomination == score.nomination, Score.place.is_not(None))
        return score, list(session.scalars(select(Score).where(*same)))

    score, sphere = site.write_and_read(read)
    html = shown(site)
    leaves = {code: (got, MEDIAN.search(rest)) for code, got, rest in LEAF.findall(html)}
    expected = {code: points_text(int(median(one.detail["leaves"][code]["got"] for one in sphere)), "ru") for code in leaves}
    hundredths = {code: int(got.replace(",", "")) for code, (got, _) in leaves.items()}
    off = [code for code, got in hundredths.items() if abs(100 * got - score.detail["leaves"][code]["got"]) >= 100]
    total = re.search(r'why-total"><span>Сумма</span> <strong>([\d,]+)', html)
    assert (set(score.detail["leaves"]), [], expected, points_text(score.total, "ru")) == (
        set(leaves), off, {code: found[1] for code, (_, found) in leaves.items() if found}, total[1] if total else "",
    )  # fmt: skip
    assert sum(hundredths.values()) == (score.total + 50) // 100


@ONE_DATABASE
def test_what_stands_beside_a_bar_is_told_in_words(site: Site) -> None:
    """A median that is larger than one's own points is told as such."""
    said = {1: "выше", 0: "столько же", -1: "ниже"}
    found = [(int(got.replace(",", "")), MEDIAN.search(rest)) for _, got, rest in LEAF.findall(shown(site))]
    middles = [(got, int(one[1].replace(",", "")), one[2]) for got, one in found if one]
    assert [said[(got > middle) - (got < middle)] for got, middle, _ in middles] == [word for *_, word in middles]
    assert {"выше", "ниже"} <= {word for *_, word in middles}


@ONE_DATABASE
def test_of_two_pages_no_median_is_shown(site: Site) -> None:
    """It would give the other one away; the page says why there is none."""

    def alone(session: Session) -> None:
        score = own(session, site)
        pair = select(Score.id).where(Score.run_id == score.run_id, Score.nomination == score.nomination)
        kept = [score.id, *session.scalars(pair.where(Score.id != score.id).limit(1))]
        session.execute(update(Score).where(Score.id.not_in(kept)).values(place=None))
        session.execute(update(ScoreRun).values(name="f" * 64))  # other scores are another run

    site.write(alone)
    html = shown(site)
    assert (False, True, True) == ("медиана сферы" in html, "слишком мало" in html, "Почему не мы?" in html)


@ONE_DATABASE
def test_before_the_publication_there_is_no_why(site_of: SiteOf) -> None:
    """No points, no medians."""
    html = shown(site_of(State.SCORED))
    assert [False] * 3 == [word in html for word in ("Почему не мы?", "медиана", "why-points")]


@ONE_DATABASE
def test_another_owner_does_not_find_it(site: Site) -> None:
    """Nor does anybody without an access."""
    clients = (come_in(site, site.held.pages[1]), site.client(), site.client(signed_in=True))
    assert [404] * 3 == [client.get(f"/my/{mine(site)}/").status_code for client in clients]


@ONE_DATABASE
def test_the_jurys_reason_is_told_and_no_vote(site: Site) -> None:
    """Code and sentence of the meeting; numbers of votes and who decided stay inside. No points take an excluded page in."""
    levers = 'class="levers"' in shown(site)

    def move(session: Session) -> None:
        old = session.scalars(last_rows(site.held.season).where(Decision.page_id == mine(site))).one()
        kept = ("season_id", "run_id", "page_id", "nomination", "place", "total", "machine", "automatic", "reserve", "made_at")
        moved = Decision(**{name: getattr(old, name) for name in kept}, made_name="Ольга Тайная", supersedes_id=old.id)
        moved.final, moved.reason_code, moved.reason = DecisionOutcome.EXCLUDED, "not_official", WHY
        moved.votes = {"yes": 1, "no": 7311, "unsure": 0}
        session.add(moved)

    site.write(move)
    html = shown(site)
    found = [word in html for word in ("исключена. Причина: Не официальная страница.", WHY, "7311", "Ольга Тайная")]
    assert ([True, True, False, False], True, False) == (found, levers, 'class="levers"' in html)


@ONE_DATABASE
def test_after_an_appeal_the_points_are_those_that_hold(site: Site) -> None:
    """They come from the run that the decision names, the medians from what was published."""
    right = "e" * 64

    def correct(session: Session) -> None:
        score, run = own(session, site), session.get_one(ScoreRun, site.held.run)
        columns = [column.name for column in ScoreRun.__table__.columns if column.name not in {"id", "name", "official"}]
        other = ScoreRun(**{name: getattr(run, name) for name in columns}, name=right, official=False)
        session.add(other)
        session.flush()
        detail = {**score.detail, "leaves": {**score.detail["leaves"]}}
        leaf = detail["leaves"]["A1"]
        detail["leaves"]["A1"] = {**leaf, "got": leaf["most"]}
        columns = [column.name for column in Score.__table__.columns if column.name not in {"id", "run_id", "detail"}]
        session.add(Score(**{name: getattr(score, name) for name in columns}, run_id=other.id, detail=detail))
        old = session.scalars(last_rows(site.held.season).where(Decision.page_id == mine(site))).one()
        columns = [
            column.name for column in Decision.__table__.columns if column.name not in {"id", "corrected", "supersedes_id"}
        ]
        corrected = {"appeal": 1, "run": right, "nomination": score.nomination, "place": score.place, "total": score.total}
        session.add(Decision(**{name: getattr(old, name) for name in columns}, corrected=corrected, supersedes_id=old.id))

    before = {code: (got, MEDIAN.search(rest)) for code, got, rest in LEAF.findall(shown(site))}["A1"]
    site.write(correct)
    after = {code: (got, MEDIAN.search(rest)) for code, got, rest in LEAF.findall(shown(site))}["A1"]
    most = site.write_and_read(lambda session: points_text(own(session, site).detail["leaves"]["A1"]["most"], "ru"))
    assert before[1] is not None
    assert after[1] is not None
    assert (True, most, before[1][1]) == (before[0] != after[0], after[0], after[1][1])


@ONE_DATABASE
def test_a_winner_is_not_asked_why_not(site: Site) -> None:
    """His section has a heading of its own."""
    winner = site.write_and_read(lambda session: session.scalars(select(Score.page_id).where(Score.outcome == "winner")).first())
    html = come_in(site, winner or 0).get(f"/my/{winner}/").get_data(as_text=True)
    assert (False, True) == ("Почему не мы?" in html, "Из чего сложился балл" in html)


@ONE_DATABASE
def test_it_is_told_in_english_too(site: Site) -> None:
    """By the visitor's language."""
    client = come_in(site, mine(site))
    with client.session_transaction() as kept:
        kept["language"] = "en"
    html = client.get(f"/my/{mine(site)}/").get_data(as_text=True)
    assert [True] * 2 == [word in html for word in ("Why not us?", "median of the sphere")]

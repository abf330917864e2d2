"""``lavr explain``: one page told for people and programs."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scoring.cli.context import Desk
from scoring.home import Home
from scoring.store.database import transaction
from scoring.store.results import Score
from tests.scoring.cli.conftest import call, done


@pytest.fixture(name="ranked", scope="module")
def _ranked(scored: Path) -> list[dict[str, Any]]:
    """The ranking as another command stores it: by the last page that is no winner and by a winner."""
    desk = Desk(Home(home=scored), "ru")
    with transaction(desk.engine) as session:
        scores = session.scalars(select(Score).where(Score.place.is_not(None)).order_by(Score.total.desc())).all()
        found = [
            {"key": s.page.key, "link": s.page.link, "group": s.page.group_id, "outcome": s.outcome, "total": s.total}
            for s in scores
        ]
    desk.close()
    return found


def told(home: Path, page: str) -> dict[str, Any]:
    """What a program is told."""
    found: dict[str, Any] = json.loads(done(home, "explain", page, "--json"))
    return found


def test_key_link_and_number_name_the_same_page(scored: Path, ranked: list[dict[str, Any]]) -> None:
    """However a page is named, it is that page."""
    page = ranked[-1]
    names = [page["key"], page["link"], *([str(page["group"])] if page["group"] else [])]
    assert {page["key"]} == {told(scored, name)["page"] for name in names}


def test_the_parts_that_a_person_reads_add_up(scored: Path, ranked: list[dict[str, Any]]) -> None:
    """Leaves and adjustments to the total, as it is shown: to the hundredth, with a pocket calculator."""
    for page in ranked[:: max(len(ranked) // 5, 1)]:
        found = told(scored, page["key"])
        leaves = [line["got"] for line in found["lines"] if line["known"] and not line["branch"]]
        whole = sum((Decimal(got.replace(",", ".")) for got in leaves), Decimal(0))
        whole += sum((Decimal(str(one["points"])) for one in found["adjustments"]), Decimal(0))
        assert Decimal(str(found["total"])).quantize(Decimal("0.01")) == whole.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_levers_of_a_page_below_the_line_are_told(scored: Path, ranked: list[dict[str, Any]]) -> None:
    """Each step names its gain and the total it leads to, which add up."""
    page = next(one for one in ranked if one["outcome"] != "winner")
    found = told(scored, page["key"])
    assert found["levers"]["missing"] > 0
    assert found["levers"]["steps"]
    for step in found["levers"]["steps"]:
        assert abs(page["total"] / 10_000 + step["gain"] - step["total"]) <= 0.01  # totals are shown to the hundredth


def test_a_winner_is_told_so(scored: Path, ranked: list[dict[str, Any]]) -> None:
    """There is no line to reach."""
    winner = next(one for one in ranked if one["outcome"] == "winner")
    assert "Страница и так победитель." == told(scored, winner["key"])["levers"]["sentence"]


def test_a_person_reads_points_rows_and_steps(scored: Path, ranked: list[dict[str, Any]]) -> None:
    """Criteria with their sentences, what counts and what does not, what would raise the page."""
    text = done(scored, "explain", ranked[-1]["key"])
    assert [True] * 4 == [
        part in text for part in ("R1 Недельная норма", "Свидетельства, строк:", "Записи в зачёте", "Что поднимет")
    ]


def test_an_unknown_page_is_refused_with_a_remedy(scored: Path) -> None:
    """The sentence says how a page is named."""
    refused = call(scored, "explain", "vk:nobody-here")
    assert (1, True) == (refused.exit_code, "Назовите её ссылкой" in refused.stderr)

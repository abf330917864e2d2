"""Every bench runs at a tiny size and gives its figures; how large they are depends on the machine and is not judged."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from scoring.bench.activity import bench_import, write_keyed
from scoring.bench.bulk import bench_bulk, write_bulk
from scoring.bench.collecting import bench_collecting
from scoring.bench.country import Size, lay_country
from scoring.bench.draws import bench_draws
from scoring.bench.engine import Plain, bench_country, bench_engine, least_work
from scoring.bench.figures import Figure, timed
from scoring.bench.ground import Ground, lay_ground
from scoring.bench.importers import importers
from scoring.cli.bench_awards import bench_awards
from scoring.cli.commands import lavr
from scoring.sources.activity import import_activity
from scoring.sources.demo import Written
from scoring.sources.register import page_aliases, read_register


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return lay_ground(tmp_path_factory.mktemp("bench"), "small")


def test_the_engine_is_measured_as_a_whole_and_by_stages(ground: Ground) -> None:
    """Each stage has its figure, and the whole stands beside the floor."""
    sheet = bench_engine(ground, 2)
    names = ["whole", "read", "measure", "points", "rank", "floor", "whole.DuckDB: SQL"]
    assert [f"engine.{name}" for name in names] == [figure.name for figure in sheet.figures][:7]
    assert [2] * 5 == [len(figure.runs) for figure in sheet.figures[:5]]
    assert {"pages": 120, "posts": ground.files.written["posts"].good} == sheet.figures[0].counts


def test_a_country_is_measured_as_a_whole(tmp_path: Path) -> None:
    """Evidence that SQL made is ranked like any other, beside the floor and DuckDB's SQL."""
    evidence = lay_country(tmp_path, 2025, Size(pages=50, posts=2_000, messages=300))
    sheet = bench_country(evidence, 1)
    assert ["country.whole", "country.memory", "country.floor"] == [figure.name for figure in sheet.figures][:3]
    assert "country.whole.DuckDB: SQL" in {figure.name for figure in sheet.figures}
    assert {"pages": 50, "posts": 2_000} == sheet.figures[0].counts


def test_draws_and_the_report_stand_beside_bare_numpy(ground: Ground) -> None:
    """Winners and places have a floor each, peers a ratio to Lavr, and a tiny season is not judged by a region's limits."""
    figures = {figure.name: figure for figure in bench_draws(ground, 1).figures}
    assert figures["draws.winners.floor"].median == figures["draws.winners"].floor
    assert figures["draws.places.floor"].median == figures["draws.places"].floor
    assert {"draws.report", "draws.winners.scikit-criteria: weighted sum"} <= figures.keys()
    assert {None} == {figure.met for figure in figures.values()}


def test_import_is_measured_by_file_and_in_all(ground: Ground) -> None:
    """Rows and refused rows are those written, and each file stands beside its bare reading."""
    figures = {figure.name: figure for figure in bench_import(ground, 1).figures}
    written = [ground.files.written[kind] for kind in ("posts", "messages", "streams", "checks")]
    total = {"rows": sum(file.rows for file in written), "refused": sum(file.rows - file.good for file in written)}
    assert total == figures["import.all"].counts
    assert figures["import.posts"].counts["rows"] == figures["import.keyed"].counts["rows"]
    for kind in ("posts", "keyed", "messages", "streams", "checks"):
        assert figures[f"import.{kind}"].floor == figures[f"import.{kind}.floor"].median


def test_posts_with_keys_are_read_like_posts_with_texts(ground: Ground, tmp_path: Path) -> None:
    """The same rows are taken and refused from the file that holds keys for texts."""
    files = ground.files
    pages = page_aliases(read_register(files.register).rows)
    keyed = write_keyed(files.posts, tmp_path / "keyed.csv")
    batch = import_activity(keyed, pages=pages, zone=files.zone, year=files.year, into=tmp_path)
    assert files.written["posts"] == Written(batch.rows, dict(Counter(refusal.code for refusal in batch.refusals)))


def test_a_file_of_any_length_is_measured_into_evidence(tmp_path: Path) -> None:
    """Every spoiled row is told with its reason, and the whole way stands beside the bare reading."""
    sheet = bench_bulk(tmp_path, 8_000, 1)
    names = [one.name for one in sheet.figures]
    assert ["import.bulk", "import.bulk.import", "import.bulk.freeze", "import.bulk.floor"] == names[:4]
    others = {"DuckDB, store_rejects", "SQLite, executemany", "SQLAlchemy Core, SQLite"}
    assert others <= {name.removeprefix("import.bulk.") for name in names[4:]}
    assert (8_000, 8) == (sheet.figures[0].counts["rows"], sheet.figures[0].counts["refused"])


@pytest.mark.parametrize("name", ["DuckDB, store_rejects", "Polars"])
def test_those_beside_the_import_refuse_the_same_rows(tmp_path: Path, name: str) -> None:
    """Else they would be measured at other work; who is not installed is not measured."""
    spoiled = write_bulk(tmp_path / "bulk.csv", 8_000)
    write_bulk(tmp_path / "good.csv", 8_000, spoil=False)
    for peer, work, _rows in importers(tmp_path, tmp_path / "bulk.csv", tmp_path / "good.csv", 80, 8_000):
        if peer == name:
            assert (8_000 - sum(spoiled.values()), sum(spoiled.values())) == work()


def test_awards_are_measured_beside_plain_weasyprint() -> None:
    """Two awards are enough for every stage to have its figure."""
    sheet = bench_awards(2, 1, workers=0)
    proofs = ["sign", "credential", "bake", "verify"]
    names = ["whole", "worker", "pdf", "single_pdf", *proofs, "fit", "badge", "kit", "naive"]
    measured = [figure.name for figure in sheet.figures if figure.name != "awards.typst"]  # a peer, who may be there
    assert [f"awards.{name}" for name in names] == measured


def test_a_limit_is_set_for_a_region_only(ground: Ground) -> None:
    """A tiny season is not judged by a region's limit."""
    assert {None} == {figure.met for figure in bench_engine(ground, 1).figures}


def test_the_command_writes_what_it_shows_as_data(tmp_path: Path) -> None:
    """The file holds the machine, the date and every figure with its runs."""
    target = tmp_path / "bench.json"
    done = CliRunner().invoke(lavr, ["bench", "engine", "--scale", "small", "--repeat", "1", "--json", str(target)])
    assert (0, "") == (done.exit_code, str(done.exception or ""))
    written = json.loads(target.read_text(encoding="utf-8"))
    assert {"date", "scale", "processor", "cores", "load", "system", "python", "libraries"} == written["machine"].keys()
    assert ["engine", "ranking", "draws"] == [sheet["bench"] for sheet in written["benches"]]
    figures = [figure for sheet in written["benches"] for figure in sheet["figures"]]
    assert "engine.whole" == figures[0]["name"]
    keys = {"name", "title", "unit", "median", "min", "max", "runs", "cpu_s", "floor", "ratio", "limit", "met", "counts"}
    assert [keys] * len(figures) == [figure.keys() for figure in figures]


@pytest.mark.parametrize(("unit", "median", "ratio", "met"), [("s", 4.0, 2.0, False), ("rows/s", 4.0, 0.5, True)])
def test_a_rate_is_better_the_higher_and_a_time_the_lower(unit: str, median: float, ratio: float, met: bool) -> None:
    """The ratio says how many times as long as the floor it takes, whatever the unit."""
    figure = Figure("x", "х", "x", "s" if unit == "s" else "rows/s", (1.0, 4.0, 9.0), floor=2.0, limit=2.5)
    assert (median, ratio, met) == (figure.median, figure.ratio, figure.met)


def test_a_first_run_is_not_counted() -> None:
    """What a process pays once is no part of a figure."""
    calls: list[int] = []
    assert 3 == len(timed(lambda: calls.append(1), 3).wall)
    assert 4 == len(calls)


def test_the_floor_orders_pages_by_weeks_with_posts() -> None:
    """Four posts of one week are worth three, and posts of two weeks more than those of one."""
    week = 7 * 86_400
    page, time = [0, 0, 0, 0, 1, 1, 1, 1], [0, 1, 2, 3, 0, 1, week, week + 1]
    plain = Plain(np.array(page), np.array(time), 0, np.zeros(3, np.int16))
    assert [1, 0, 2] == least_work(plain).tolist()


def test_the_collector_is_measured_beside_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One figure for each speed of answers, with the network's rate as its floor."""
    monkeypatch.setattr("scoring.bench.collecting.LATENCIES_MS", (5,))
    sheet = bench_collecting(2, 1)
    assert ["collect.5ms"] == [figure.name for figure in sheet.figures]
    assert (3.0, "calls/s") == (sheet.figures[0].floor, sheet.figures[0].unit)
    assert 0 < sheet.figures[0].median

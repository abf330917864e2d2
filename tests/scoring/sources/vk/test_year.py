"""The invented network's full year, collected week by week, becomes the evidence that is true of it."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from criteria import loading
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import Snapshot, freeze
from scoring.evidence.reader import open_snapshot
from scoring.sources.activity import import_activity
from scoring.sources.collecting.converting import Converted
from scoring.sources.register import page_aliases
from tests.vk_world.collecting import YEAR, ZONE, Desk, desk
from tests.vk_world.server import Network, serving
from tests.vk_world.year import BY_NAME, SWEEPS, Year, invented_year


@pytest.fixture(name="played", scope="module")
def _played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Year, Desk, Converted]:
    """The year, its sweeps, and the files made of them."""
    year = invented_year()
    with serving(Network(year.world)) as network:
        collected = desk(tmp_path_factory.mktemp("vk"), network, by_name=BY_NAME)
        for moment in SWEEPS:
            collected.sweep(moment, whole=moment == SWEEPS[-1])
    return year, collected, collected.convert()


def _frozen(collected: Desk, files: Path, into: Path) -> Snapshot:
    """The evidence of four files, none of whose rows is refused."""
    aliases = page_aliases(collected.rows)
    batches = [
        import_activity(path, pages=aliases, zone=ZONE, year=YEAR, into=into / "batches") for path in sorted(files.glob("*.csv"))
    ]
    assert [] == [refusal for batch in batches for refusal in batch.refusals]
    assert 4 == len(batches)
    return freeze(collected.rows, batches, year=YEAR, zone=ZONE, days_off=days_off(YEAR), into=into / "evidence")


def test_evidence_and_ranking_are_those_of_the_truth(played: tuple[Year, Desk, Converted], tmp_path: Path) -> None:
    """The collector's files and the clerk's freeze into evidence of the same name, and the same ranking."""
    year, collected, converted = played
    clerk = _frozen(collected, year.write(tmp_path / "clerk"), tmp_path / "true")
    told = _frozen(collected, converted.folder, tmp_path / "told")

    book = loading.read(loading.packaged_text("regional"))
    with open_snapshot(clerk.folder) as true_evidence, open_snapshot(told.folder) as evidence:
        assert clerk.name == told.name
        assert ranking_csv(evaluate(book, true_evidence)) == ranking_csv(evaluate(book, evidence))


def test_metrics_are_those_of_plain_loops_over_the_truth(played: tuple[Year, Desk, Converted], tmp_path: Path) -> None:
    """Messages and answers of each page, counted by hand, are what the engine has measured."""
    year, collected, converted = played
    told = _frozen(collected, converted.folder, tmp_path)
    wanted = [row for row in year.messages if row["Требует ответа"] == "да" and row["Задано"] >= "2025"]
    asked = Counter(row["Страница"] for row in wanted)
    answered = Counter(row["Страница"] for row in wanted if row["Отвечено"])

    with open_snapshot(told.folder) as evidence:
        result = evaluate(loading.read(loading.packaged_text("regional")), evidence)
    leaf = next(one for one in result.basis.leaves if one.code == "A1")
    pages = [key.replace("vk:", "vk.com/") for key in result.key]

    assert [asked[page] for page in pages] == leaf.facts["messages"].tolist()
    assert [answered[page] for page in pages] == leaf.facts["answered"].tolist()


def test_everything_of_a_year_has_happened(played: tuple[Year, Desk, Converted]) -> None:
    """The year has deleted and edited posts, a renamed and a closed page, so that the comparison says something."""
    year, _, converted = played
    assert 20 < sum(bool(row["Удалено"]) for row in year.posts)
    assert {"vk:page_1005": "novoe_imya"} == dict(converted.renamed)
    assert 10 < sum(row["Закрыта"] == "да" for row in year.checks)
    assert 0 == converted.outside + converted.unread


def test_converting_again_gives_the_same_bytes(played: tuple[Year, Desk, Converted]) -> None:
    """Files depend on the recordings alone."""
    _, collected, _ = played
    assert collected.files("first") == collected.files("second")


def test_no_file_of_the_year_names_a_person(played: tuple[Year, Desk, Converted]) -> None:
    """Neither words nor numbers of citizens stand in recordings or activity files; the words lie by themselves."""
    _, collected, converted = played
    kept = b"".join(path.read_bytes() for path in [*collected.folder.sweeps(), *converted.folder.glob("*.csv")])
    words = (collected.path / "words.jsonl").read_text(encoding="utf-8")

    assert "Подскажите" in words
    assert "Подскажите".encode() not in kept
    assert b'"by":900' not in kept
    assert b'"by":' in kept


def test_words_can_be_forgotten_without_a_change(played: tuple[Year, Desk, Converted]) -> None:
    """Removing the words of citizens changes no activity file."""
    _, collected, _ = played
    before = collected.files()
    words = (collected.path / "words.jsonl").read_bytes()
    try:
        assert collected.folder.forget_words()
        assert before == collected.files()
        assert not collected.folder.forget_words()
    finally:
        (collected.path / "words.jsonl").write_bytes(words)


def test_the_first_row_of_each_file_can_be_read_by_people(played: tuple[Year, Desk, Converted]) -> None:
    """Headers are the Russian ones of the format, times carry the zone's offset."""
    _, _, converted = played
    with (converted.folder / "posts.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert "https://vk.com/page_1001" == row["Страница"]
    assert row["Опубликовано"].endswith("+07:00")

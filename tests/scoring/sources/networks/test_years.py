"""Each invented network's full year, collected fortnight by fortnight, becomes the evidence that is true of it."""

import csv
from pathlib import Path

from criteria import loading
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import Snapshot, freeze
from scoring.evidence.reader import open_snapshot
from scoring.sources.activity import import_activity
from scoring.sources.columns import ACTIVITY
from scoring.sources.register import page_aliases
from tests.clerk import ZONE
from tests.desk import YEAR, Desk
from tests.scoring.sources.networks.conftest import Played


def _frozen(collected: Desk, files: Path, into: Path) -> Snapshot:
    """The evidence of activity files, none of whose rows is refused."""
    aliases = page_aliases(collected.rows)
    batches = [
        import_activity(path, pages=aliases, zone=ZONE, year=YEAR, into=into / "batches") for path in sorted(files.glob("*.csv"))
    ]
    assert [] == [refusal for batch in batches for refusal in batch.refusals]
    return freeze(collected.rows, batches, year=YEAR, zone=ZONE, days_off=days_off(YEAR), into=into / "evidence")


def test_evidence_and_ranking_are_those_of_the_truth(played: Played, tmp_path: Path) -> None:
    """The collector's files and the clerk's freeze into evidence of the same name, and the same ranking."""
    clerk = _frozen(played.desk, played.book.write(tmp_path / "clerk"), tmp_path / "true")
    told = _frozen(played.desk, played.converted.folder, tmp_path / "told")

    book = loading.read(loading.packaged_text("regional"))
    with open_snapshot(clerk.folder) as true_evidence, open_snapshot(told.folder) as evidence:
        assert clerk.name == told.name
        assert ranking_csv(evaluate(book, true_evidence)) == ranking_csv(evaluate(book, evidence))


def test_everything_of_a_year_has_happened(played: Played) -> None:
    """The year has deleted posts and, where the network tells of them, messages, so that the comparison says something."""
    assert 5 < sum(bool(row["Удалено"]) for row in played.book.posts)
    assert {kind for kind in ("posts", "messages", "checks") if getattr(played.book, kind)} == set(played.converted.rows)
    assert 0 == played.converted.outside + played.converted.unread


def test_columns_that_a_network_does_not_tell_are_empty(played: Played) -> None:
    """Unknown stays unknown, whatever an answer may seem to say; a table of which nothing is told is not written."""
    network = played.desk.source.network
    assert {f"{kind}.csv" for kind in network.knows if network.tells(kind)} == set(played.desk.files())
    for kind in played.converted.rows:
        with (played.converted.folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        silent = network.silent(kind)
        names = {heading.ru: heading.name for heading in ACTIVITY[kind]}
        told = {names[title] for place, title in enumerate(header) if any(row[place] for row in rows)}
        assert set() == told & silent
        assert {names[title] for title in header} - silent <= told | {"interim"}


def test_converting_again_gives_the_same_bytes(played: Played) -> None:
    """Files depend on the recordings alone."""
    assert played.desk.files("first") == played.desk.files("second")


def test_no_recording_names_a_person(played: Played) -> None:
    """Neither words nor numbers of citizens stand in recordings or activity files."""
    kept = b"".join(path.read_bytes() for path in [*played.desk.folder.sweeps(), *played.converted.folder.glob("*.csv")])
    assert "Подскажите".encode() not in kept
    assert b'"by":900' not in kept

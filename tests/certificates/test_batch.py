"""Many awards: order, resuming, refusing, worker processes."""

from pathlib import Path

import pytest

from certificates.award import Award
from certificates.credential.terms import Terms
from certificates.errors import KeysRefused, NameDoesNotFit
from certificates.kit import MANIFEST, PATHS
from certificates.press import Made, Press, make_many
from tests.certificates.samples import NOW, an_award, some_awards


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file: a file that was made again has others."""
    return {str(p.relative_to(folder)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


def test_a_second_run_makes_nothing_twice(tmp_path: Path) -> None:
    """When all kits are whole, no file is touched and the answer is the same."""
    awards = some_awards(3)
    first = make_many(awards, lambda award: tmp_path / award.serial, workers=0)
    before = written(tmp_path)
    again = make_many(awards, lambda award: tmp_path / award.serial, workers=0)
    assert (first, before) == (again, written(tmp_path))


def test_a_killed_run_goes_on_where_it_stood(tmp_path: Path) -> None:
    """Only the award without its manifest is made again, and to the same bytes."""
    awards = some_awards(4)
    first = make_many(awards, lambda award: tmp_path / award.serial, workers=0)
    (tmp_path / awards[2].serial / MANIFEST).unlink()
    before = written(tmp_path)
    again = make_many(awards, lambda award: tmp_path / award.serial, workers=0)
    touched = {name.split("/")[0] for name, mark in written(tmp_path).items() if before.get(name) != mark}
    assert (first, {awards[2].serial}) == (again, touched)


def test_progress_counts_what_was_there_and_ends_at_all(tmp_path: Path) -> None:
    """Progress begins with the finished kits and goes up by one to the whole number."""
    awards = some_awards(4)
    Press().make(awards[1], tmp_path / awards[1].serial)
    told: list[tuple[int, int]] = []
    make_many(awards, lambda award: tmp_path / award.serial, workers=0, progress=lambda done, of: told.append((done, of)))
    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == told


def test_one_bad_name_stops_the_run_before_it_begins(tmp_path: Path) -> None:
    """An award that does not fit is refused before the first file of any other is written."""
    awards = [*some_awards(2), an_award(name="Щ" * 5000)]
    with pytest.raises(NameDoesNotFit):
        make_many(awards, lambda award: tmp_path / award.serial, workers=0)
    assert {} == written(tmp_path)


def test_no_award_is_no_work(tmp_path: Path) -> None:
    """An empty list is made at once."""
    told: list[tuple[int, int]] = []
    assert [] == make_many([], lambda award: tmp_path / award.serial, progress=lambda done, of: told.append((done, of)))
    assert [(0, 0)] == told


def test_a_failing_disk_leaves_no_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a file cannot be put in its place the error is told, and the kit does not count as whole."""
    award = some_awards(1)[0]
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == PATHS["post"]:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        make_many([award], lambda award: tmp_path / award.serial, workers=0)
    left = sorted(p.name for p in (tmp_path / award.serial).iterdir())
    assert (False, False, []) == (MANIFEST in left, PATHS["post"] in left, [n for n in left if n.endswith(".part")])


def terms_of(award: Award) -> Terms:
    return Terms(NOW, status_index=int(award.serial[-4:]))


def test_worker_processes_give_the_same_bytes_in_order(tmp_path: Path, keys_home: Path) -> None:
    """Two spawned workers open the keys by their folder, make what one process makes, and answer in the awards' order."""
    awards: list[Award] = [*some_awards(3), an_award(language="en", serial="0000-0000-0000-0009")]
    keys = keys_home / "keys"
    alone = make_many(awards, lambda award: tmp_path / "alone" / award.serial, workers=0, keys=keys, terms=terms_of)
    together = make_many(awards, lambda award: tmp_path / "together" / award.serial, workers=2, keys=keys, terms=terms_of)
    assert (alone, True) == (together, "credential" in {made.kind for made in alone[0]})


def test_a_sealed_run_that_was_killed_goes_on_to_equal_bytes(tmp_path: Path, keys_home: Path) -> None:
    """What is made again after a kill carries the same signature and the same credential; what was whole is not touched."""
    awards = some_awards(3)

    def run() -> list[tuple[Made, ...]]:
        return make_many(awards, lambda award: tmp_path / award.serial, workers=0, keys=keys_home / "keys", terms=terms_of)

    first = run()
    (tmp_path / awards[1].serial / PATHS["certificate"]).unlink()
    before = written(tmp_path)
    again = run()
    touched = {name.split("/")[0] for name, mark in written(tmp_path).items() if before.get(name) != mark}
    assert (first, {awards[1].serial}) == (again, touched)


def test_other_terms_make_another_kit(tmp_path: Path, keys_home: Path) -> None:
    """A kit that was sealed on other terms, or not sealed at all, is made again."""
    awards, keys = some_awards(1), keys_home / "keys"
    folder = tmp_path / "one"
    runs = [
        make_many(awards, lambda _: folder, workers=0),
        make_many(awards, lambda _: folder, workers=0, keys=keys, terms=terms_of),
        make_many(awards, lambda _: folder, workers=0, keys=keys, terms=lambda _: Terms(NOW, status_index=5)),
    ]
    assert 3 == len({run[0][0].sha256 for run in runs})


def test_keys_that_cannot_be_used_stop_the_run_before_it_begins(tmp_path: Path) -> None:
    """Without keys in the named folder nothing is written."""
    with pytest.raises(KeysRefused):
        make_many(some_awards(2), lambda award: tmp_path / award.serial, workers=2, keys=tmp_path / "nowhere")
    assert {} == written(tmp_path)

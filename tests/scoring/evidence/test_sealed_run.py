"""The files of a sealed run: written in one step, the same bytes for the same run."""

from pathlib import Path
from typing import Any

import pytest

from scoring.errors import BrokenRun
from scoring.evidence.sealed_run import read_sealed, seal, sealed_runs

RUN: dict[str, Any] = {
    "name": "ab" * 32, "year": 2025, "evidence": "cd" * 32, "rulebook": "ef" * 32, "code": "0.1.0",
    "computed_at": "2026-01-15T09:30:00+00:00", "text": "id = 1\r\n", "findings": [{"page": "vk:a", "code": "P1"}],
    "ranking": "Номинация\n".encode(),
}  # fmt: skip


def test_what_is_sealed_is_read_back(tmp_path: Path) -> None:
    """Text with its line ends, findings, ranking, nothing broken."""
    found = read_sealed(seal(tmp_path, **RUN))
    assert (RUN["text"], RUN["findings"], RUN["ranking"], ()) == (
        found.rulebook,
        found.told_findings,
        found.ranking,
        found.broken,
    )


def test_findings_have_one_form(tmp_path: Path) -> None:
    """The order of a finding's fields says nothing."""
    other = {**RUN, "findings": [{"code": "P1", "page": "vk:a"}]}
    one, two = seal(tmp_path / "a", **RUN), seal(tmp_path / "b", **other)
    assert (one / "findings.json").read_bytes() == (two / "findings.json").read_bytes()


def test_a_folder_that_stands_is_left_alone(tmp_path: Path) -> None:
    """Sealing again writes nothing, also where the content would be another."""
    folder = seal(tmp_path, **RUN)
    seal(tmp_path, **{**RUN, "text": "id = 2\n"})
    assert RUN["text"] == read_sealed(folder).rulebook


def test_a_killed_sealing_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever file it was at, there is no folder of that name, and the next try makes the whole of it."""

    def killed(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content[:3])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", killed)
        with pytest.raises(KeyboardInterrupt):
            seal(tmp_path, **RUN)
    assert () == sealed_runs(tmp_path)
    assert () == read_sealed(seal(tmp_path, **RUN)).broken


def test_rests_of_a_kill_are_no_runs(tmp_path: Path) -> None:
    """A folder that was being made when the machine lost its power is not listed."""
    (tmp_path / ".sealing-left").mkdir()
    assert (seal(tmp_path, **RUN),) == sealed_runs(tmp_path)


@pytest.mark.parametrize(("name", "content"), [("findings.json", b"{}"), ("findings.json", b"["), ("rulebook.toml", b"\xff")])
def test_what_cannot_be_understood_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    """With the file and what to do."""
    folder = seal(tmp_path, **RUN)
    (folder / name).write_bytes(content)
    with pytest.raises(BrokenRun, match="is damaged or of another version"):
        _ = read_sealed(folder).told_findings

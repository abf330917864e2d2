"""An import or a freezing that is killed at any moment does no harm: what is begun anew gives the same bytes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scoring.sources.dying import KILLS

TOP = Path(__file__).parents[3]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for what the dead left in hidden ones, by its path."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: raw for name, raw in found.items() if not any(part.startswith(".") for part in Path(name).parts)}


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_steps_the_same_file_gives_the_same_bytes(tmp_path: Path, seed: int) -> None:
    """SIGKILL a dozen times while a file is imported and frozen; then it is taken once more, to the end."""
    command = [sys.executable, "-m", "tests.scoring.sources.dying", str(tmp_path), str(seed)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert KILLS // 2 <= len(done.stdout.split())
    assert {"posts.parquet", "manifest.json", "posts.time"} <= {Path(name).name for name in files(tmp_path / "whole")}
    assert files(tmp_path / "whole") == files(tmp_path / "killed")

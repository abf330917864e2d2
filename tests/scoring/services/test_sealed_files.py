"""Sealed files outside of the database: they come out again to the byte, and one altered row is named."""

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.cli.commands import lavr
from scoring.errors import InputError
from scoring.services import sealed_files
from scoring.services.replaying import replay
from scoring.store.database import transaction
from tests.scoring.services.whole_year import Year


@pytest.fixture(name="_told", autouse=True)
def _told(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAVR_LANGUAGE", "ru")
    monkeypatch.setenv("LAVR_DATABASE_URL", year.engine.url.render_as_string(hide_password=False))


def command(year: Year, *arguments: str) -> Result:
    """Run ``lavr``."""
    return CliRunner().invoke(lavr, ["--home", str(year.home.home), *arguments], catch_exceptions=False)


def written(year: Year, out: Path) -> Path:
    """The sealed files in a folder."""
    with transaction(year.engine) as session:
        sealed_files.write(sealed_files.files_of(session, year.season_id), out)
    return out


def rows(year: Year, seals: Path) -> list[tuple[str, str]]:
    """File and row of whatever does not come out again of a folder of seals."""
    folder = next(year.home.runs.iterdir())
    found = replay(folder, evidence=year.evidence, files=sealed_files.read(seals))
    return [(one.file, one.row) for one in found.rows]


def test_a_season_comes_out_again_from_its_seals(year: Year) -> None:
    """Run, verdicts and decisions, out of the database."""
    told = command(year, "replay", "2025")

    assert (0, True) == (told.exit_code, "решения сосчитаны заново и совпали до байта" in told.output), told.output


def test_written_seals_pass_the_usual_check(year: Year, tmp_path: Path) -> None:
    """``sha256sum -c`` agrees with what the command wrote, and replay reads it without a database."""
    out = tmp_path / "seals"

    told = command(year, "season", "seals", "2025", "--out", str(out))

    assert 0 == told.exit_code, told.output
    tool = shutil.which("sha256sum")
    assert tool is not None
    assert 0 == subprocess.run([tool, "-c", "--quiet", "SHA256SUMS"], cwd=out, check=False).returncode
    assert [] == rows(year, out)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("05-decisions.jsonl", b'"final":"laureate"', b'"final":"winner"', "05-decisions.jsonl"),
        ("04-verdicts.jsonl", b'"answer":"no"', b'"answer":"yes"', "04-verdicts.jsonl"),
        ("03-run.jsonl", b'"place":1', b'"place":2', "03-run.jsonl"),
    ],
)
def test_an_altered_row_is_named(year: Year, tmp_path: Path, file: str, old: bytes, new: bytes, named: str) -> None:
    """By its file and its page, also where the seal's hash was made to fit."""
    out = written(year, tmp_path / "seals")
    whole = (out / file).read_bytes()
    assert old in whole
    (out / file).write_bytes(whole.replace(old, new))

    found = rows(year, out)

    assert (named, "") in found
    assert [] != [page for _, page in found if page.startswith("vk:club")]
    assert 1 == command(year, "replay", "2025", "--seals", str(out)).exit_code


def test_a_lost_file_is_told(year: Year, tmp_path: Path) -> None:
    """In words, with what to do."""
    out = written(year, tmp_path / "seals")
    (out / "03-run.jsonl").unlink()

    with pytest.raises(InputError, match=r"03-run\.jsonl"):
        sealed_files.read(out)

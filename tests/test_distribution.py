"""``pip install .`` gives the command and every file that the program reads."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PACKAGES = ("criteria", "scoring", "certificates", "webadmin")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution as pip builds it, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--wheel-dir", folder, TOP], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("lavr-*.whl"))


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    """Rule books, templates, styles and migrations as well as modules."""
    files = (file for package in PACKAGES for file in (TOP / package).rglob("*") if file.is_file())
    expected = {str(file.relative_to(TOP)) for file in files if "__pycache__" not in file.parts}
    with zipfile.ZipFile(wheel) as archive:
        assert expected | {"wsgi.py"} == {name for name in archive.namelist() if ".dist-info/" not in name}


def test_an_installed_lavr_answers_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, away from the checkout; the libraries are those of the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "own"], check=True)
    target: list[str | Path] = [
        "--python",
        tmp_path / "own" / "bin" / "python",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        wheel,
    ]
    subprocess.run([sys.executable, "-m", "pip", *target], check=True, cwd=tmp_path)
    done = subprocess.run(
        [tmp_path / "own" / "bin" / "lavr", "rulebook", "check", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

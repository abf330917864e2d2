"""The doctor names what is missing and its remedy."""

import importlib
import shutil
import warnings
from datetime import date
from pathlib import Path

import pytest

from criteria.errors import LavrError
from scoring.doctor import (
    ROOM_BYTES,
    SCARCE_BYTES,
    Finding,
    State,
    database_state,
    examine,
    families_in,
    fonts,
    keys_state,
    library,
    pdf_library,
    programs_for_tests,
    python_version,
    room,
)


def states(findings: tuple[Finding, ...]) -> dict[str, State]:
    """How each thing stands, by its name."""
    return {finding.what: finding.state for finding in findings}


def test_a_ready_machine_has_nothing_missing(tmp_path: Path) -> None:
    """Where the tests run, nothing that the program needs is missing."""
    assert [finding for finding in examine(tmp_path) if finding.state is State.MISSING] == []


def test_every_finding_speaks_both_languages(tmp_path: Path) -> None:
    """No finding leaves a reader without a sentence."""
    assert [
        finding.what for finding in examine(tmp_path, lambda: None, keys=lambda: None) if not (finding.ru and finding.en)
    ] == []


@pytest.mark.parametrize(("version", "state"), [((3, 10), State.MISSING), ((3, 11), State.OK), ((3, 13), State.OK)])
def test_python_is_judged_by_its_version(version: tuple[int, int], state: State) -> None:
    """3.11 is the oldest that will do."""
    assert python_version(version).state == state


def test_an_absent_library_is_named() -> None:
    """The sentence says how to get it back."""
    finding = library("lavr_absent")
    assert (finding.state, "lavr_absent" in finding.ru, ".venv" in finding.en) == (State.MISSING, True, True)


def test_weasyprint_without_pango_is_told_with_the_packages() -> None:
    """The first line of the loader's message and the command to run."""

    def load(_name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0': no such file\nand much more")

    finding = pdf_library(load)
    assert finding.state == State.MISSING
    assert finding.en == (
        "WeasyPrint does not find its system libraries (cannot load library 'libpango-1.0-0': no such file): "
        "no certificate can be made. "
        "Install them: apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_weasyprint_without_harfbuzz_subset_is_a_warning() -> None:
    """It works, but not as well."""

    def load(_name: str) -> object:
        warnings.warn("HarfBuzz-Subset will be required", DeprecationWarning, stacklevel=1)
        return importlib

    assert pdf_library(load).state == State.WARNING


def test_each_font_is_judged_by_itself() -> None:
    """One family there, the other not."""
    assert states(fonts(lambda: frozenset({"PT Sans"}))) == {"font PT Serif": State.MISSING, "font PT Sans": State.OK}


def test_fonts_are_found_without_fontconfig(tmp_path: Path) -> None:
    """A font's file anywhere below a font folder is enough."""
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "PTF55F.ttf").touch()
    assert families_in([tmp_path, tmp_path / "absent"]) == {"PT Serif"}


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (ROOM_BYTES, State.OK),
        (ROOM_BYTES - 1, State.WARNING),
        (SCARCE_BYTES, State.WARNING),
        (SCARCE_BYTES - 1, State.MISSING),
    ],
)
def test_room_is_judged_by_free_bytes(tmp_path: Path, free: int, state: State) -> None:
    """A warning below a season's need, missing when hardly anything is left."""
    assert room(tmp_path, lambda _folder: free).state == state


def test_room_is_looked_up_where_the_folder_will_be(tmp_path: Path) -> None:
    """A folder that does not exist yet is judged by the nearest one that does."""
    asked: list[Path] = []

    def free(folder: Path) -> int:
        asked.append(folder)
        return shutil.disk_usage(folder).free

    room(tmp_path / "a" / "b", free)
    assert asked == [tmp_path]


def test_a_folder_that_cannot_be_written_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the folder and the setting that chooses another."""
    monkeypatch.setattr("os.access", lambda _folder, _mode: False)
    finding = room(tmp_path)
    assert (finding.state, str(tmp_path) in finding.en, "LAVR_HOME" in finding.en) == (State.MISSING, True, True)


def test_the_databases_own_words_are_told() -> None:
    """The check's error becomes the finding."""

    def check() -> None:
        raise LavrError("Схема устарела.", "The schema is out of date.")

    assert database_state(check) == Finding("database", State.MISSING, "Схема устарела.", "The schema is out of date.")


def test_programs_for_tests_are_never_missing() -> None:
    """Without Chromium and PostgreSQL the program itself works."""
    assert states(programs_for_tests(lambda _name: None)) == {
        "tests: chromium": State.WARNING,
        "tests: postgres": State.WARNING,
        "tests: pdftoppm": State.WARNING,
        "tests: qpdf": State.WARNING,
    }


def test_keys_that_are_not_there_are_a_warning() -> None:
    """Without keys awards are made, and not signed."""
    assert (State.WARNING, State.OK) == (keys_state(lambda: None).state, keys_state(lambda: date(2027, 12, 1)).state)


def test_keys_that_cannot_be_used_are_told_with_their_remedy() -> None:
    """What is wrong with them stands in the finding."""

    def refuse() -> date:
        raise LavrError("закройте файл", "close the file")

    assert (State.MISSING, "закройте файл") == (keys_state(refuse).state, keys_state(refuse).ru)

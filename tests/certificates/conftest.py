"""One press and one finished kit for all tests of this folder: to start WeasyPrint is what costs."""

from pathlib import Path

import pytest

from certificates.press import Made, Press
from tests.certificates.samples import AWARD


@pytest.fixture(scope="session")
def press() -> Press:
    """A press that has warmed up."""
    return Press()


@pytest.fixture(scope="session")
def kit_folder(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the usual award's kit."""
    folder = tmp_path_factory.mktemp("kit")
    press.make(AWARD, folder)
    return folder


@pytest.fixture(scope="session")
def made(press: Press, kit_folder: Path) -> tuple[Made, ...]:
    """What the press says it has made, in a second making over the first."""
    return press.make(AWARD, kit_folder)

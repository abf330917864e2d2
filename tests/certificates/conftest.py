"""One press, one ring of keys and one finished kit for all tests of this folder: to start WeasyPrint is what costs."""

from pathlib import Path
from secrets import randbits

import pytest

from certificates.credential.issuing import Issuer
from certificates.keys.published import Published
from certificates.keys.ring import init_ring, open_ring
from certificates.press import Made, Press
from certificates.sealing import open_sealer
from tests.certificates.samples import AWARD, NOW, ORGANISER, PASSPHRASE, SITE, TERMS


@pytest.fixture(scope="session")
def keys_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with «keys» and «root»."""
    folder = tmp_path_factory.mktemp("organiser")
    init_ring(folder / "keys", folder / "root", PASSPHRASE, name=ORGANISER, site=SITE, year=2026, now=NOW, randbits=randbits)
    return folder


@pytest.fixture(scope="session")
def published(keys_home: Path) -> Published:
    """The public side of these keys."""
    return open_ring(keys_home / "keys").published


@pytest.fixture(scope="session")
def issuer(keys_home: Path) -> Issuer:
    """The issuer of credentials with these keys."""
    return open_ring(keys_home / "keys").issuer()


@pytest.fixture(scope="session")
def press(keys_home: Path) -> Press:
    """A press that has warmed up; it seals what comes with terms."""
    return Press(sealer=open_sealer(keys_home / "keys"))


@pytest.fixture(scope="session")
def sealed(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the usual award, signed, with its credential."""
    folder = tmp_path_factory.mktemp("sealed")
    press.make(AWARD, folder, TERMS)
    return folder


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

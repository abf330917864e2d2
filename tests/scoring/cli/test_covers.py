"""``lavr import covers`` and ``lavr collect covers``: pictures into the jury's evidence, strangers' files and all."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from scoring.cli import covers as command
from scoring.home import Home
from scoring.season.course import State
from scoring.services import covers
from scoring.sources.collecting import pictures
from scoring.sources.collecting.pictures import Pictures
from scoring.store.database import open_engine, transaction
from scoring.store.seasons import Season
from tests.scoring.cli.conftest import OPEN, call, done
from tests.vk_world.collecting import write_register
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world


def photo(colour: str) -> bytes:
    """A wide picture of one colour with words of its owner in it."""
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "personal archive"
    Image.new("RGB", (1590, 400), colour).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.fixture(name="network")
def _network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The small world's server, named in the environment."""
    with serving(Network(small_world())) as network:
        monkeypatch.setenv("LAVR_VK_TOKEN", TOKEN)
        monkeypatch.setenv("LAVR_VK_API", network.address)
        monkeypatch.setattr("scoring.cli.collect_sweeps._sleep", lambda _stop, _seconds: None)
        yield network


@pytest.fixture(name="home")
def _home(network: Network, tmp_path: Path) -> Path:
    """A season that collects, with the register of the small world."""
    home = tmp_path / "home"
    done(home, *OPEN)
    done(home, "import", "register", str(write_register(tmp_path / "register.csv", network.world.pages)))
    return home


def kept(home: Path) -> dict[str, bytes]:
    """The pictures by the keys of their pages."""
    engine = open_engine(f"sqlite:///{home / 'lavr.sqlite3'}")
    with transaction(engine) as session:
        found = {
            cover.page.key: covers.path_of(Home(home=home), cover.sha256).read_bytes()
            for cover in covers.standing(session, 1).values()
        }
    engine.dispose()
    return found


def test_a_folder_of_pictures_becomes_covers(home: Path, network: Network, tmp_path: Path) -> None:
    """By number or short name; small, without what their owners wrote into them; the others are named with what to do."""
    folder = tmp_path / "covers"
    folder.mkdir()
    number = network.world.pages[0].id
    (folder / f"club{number}.jpg").write_bytes(photo("teal"))
    (folder / "nobody.png").write_bytes(photo("red"))
    (folder / f"{network.world.pages[1].id}.webp").write_bytes(b"RIFF....WEBP of somebody")
    told = call(home, "import", "covers", str(folder))
    (picture,) = kept(home).values()
    with Image.open(BytesIO(picture)) as opened:
        assert (720, 181, "JPEG", {}) == (opened.width, opened.height, opened.format, dict(opened.getexif()))
    assert (0, True, b"personal" in picture) == (told.exit_code, "Новых обложек: 1. Не взято: 2." in told.stdout, False)
    assert ("nobody.png: такой страницы" in told.stderr, "не картинка" in told.stderr or "повреждён" in told.stderr) == (
        True,
        True,
    )


def test_importing_them_again_adds_nothing(home: Path, network: Network, tmp_path: Path) -> None:
    """The same picture is known by its name."""
    (tmp_path / f"{network.world.pages[0].id}.jpg").write_bytes(photo("teal"))
    done(home, "import", "covers", str(tmp_path))
    assert "Новых обложек: 0." in done(home, "import", "covers", str(tmp_path))


def test_covers_are_fetched_after_a_sweep_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where the recording says they lie; the same sweep is not asked of again, and the cards need no network then."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=photo("navy"))

    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(command, "Pictures", lambda: Pictures(transport=transport, sleep=lambda _seconds: None))
    monkeypatch.setattr(pictures, "HOSTS", (".userapi.example",))
    assert "Сначала соберите" in done(home, "collect", "covers")
    done(home, "collect", "vk", "--once")
    first, again = done(home, "collect", "covers"), done(home, "collect", "covers")
    found = kept(home)
    assert (len(asked), f"Новых обложек: {len(found)}.") == (
        len(found),
        first.splitlines()[-1][: len(f"Новых обложек: {len(found)}.")],
    )
    assert (True, True) == (len(found) > 0, "Новых обложек: 0." in again)


def test_covers_come_only_while_the_season_collects(home: Path, tmp_path: Path, network: Network) -> None:
    """Afterwards the command says why not."""
    (tmp_path / f"{network.world.pages[0].id}.jpg").write_bytes(photo("teal"))
    engine = open_engine(f"sqlite:///{home / 'lavr.sqlite3'}")
    with transaction(engine) as session:
        session.get_one(Season, 1).state = State.OBJECTIONS
    engine.dispose()
    refused = call(home, "import", "covers", str(tmp_path))
    assert (1, {}) == (refused.exit_code, kept(home))


def test_a_folder_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    """With what to do."""
    refused = call(home, "import", "covers", str(tmp_path / "none"))
    assert (1, True) == (refused.exit_code, "Укажите папку" in refused.stderr)

"""``lavr collect``: from a network on loopback to evidence of a season."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.scoring.cli.conftest import OPEN, call, done
from tests.vk_world.collecting import limit, write_register
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world
from tests.worlds import Params

TOP = Path(__file__).parents[3]


@pytest.fixture(name="network")
def _network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The small world's server, named in the environment."""
    with serving(Network(small_world())) as network:
        monkeypatch.setenv("LAVR_VK_TOKEN", TOKEN)
        monkeypatch.setenv("LAVR_VK_API", network.address)
        monkeypatch.setattr("scoring.cli.collect_sweeps._sleep", lambda _stop, _seconds: None)
        yield network


@pytest.fixture(name="register")
def _register(network: Network, tmp_path: Path) -> Path:
    """The register of the small world."""
    return write_register(tmp_path / "register.csv", network.world.pages)


def collect(home: Path, register: Path, *options: str) -> Result:
    """``lavr collect vk`` over a register of 2025."""
    return call(home, "collect", "vk", "--register", str(register), "--season", "2025", "--zone", "Asia/Novosibirsk", *options)


def test_a_network_becomes_evidence_of_a_season(network: Network, register: Path, tmp_path: Path) -> None:
    """Collect, convert, import: the way of the README, with the season's own register."""
    home = tmp_path / "home"
    done(home, *OPEN)
    done(home, "import", "register", str(register))
    told = done(home, "collect", "vk", "--once")
    assert "Обход закончен: страниц 3, вызовов 10." in told
    converted = done(home, "collect", "convert", str(home / "collections" / "vk-2025"))
    assert "posts.csv 242, messages.csv 17, streams.csv 1, checks.csv 3" in converted
    imported = done(home, "import", "activity", str(home / "collections" / "vk-2025" / "activity"))
    assert "posts.csv (записи): новых 242, изменённых 0, прежних 0, отклонённых 0" in imported
    done(home, "season", "run", "--until", "scored")
    assert 10 == len(network.calls)


def test_importing_again_changes_nothing(register: Path, tmp_path: Path) -> None:
    """Two conversions and two imports of the same recordings."""
    home, out = tmp_path / "home", tmp_path / "vk"
    done(home, *OPEN)
    done(home, "import", "register", str(register))
    collect(home, register, "--once", "--out", str(out))
    for _ in range(2):
        done(home, "collect", "convert", str(out))
        told = done(home, "import", "activity", str(out / "activity"))
    assert "posts.csv (записи): новых 0, изменённых 0, прежних 242" in told


def test_a_plan_asks_the_network_nothing(
    network: Network, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And needs no token."""
    monkeypatch.delenv("LAVR_VK_TOKEN")
    result = collect(tmp_path / "home", register, "--plan")
    assert 0 == result.exit_code
    assert "прикидка" in result.stdout
    assert [] == network.calls


def test_without_a_token_it_says_where_to_get_one(register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 1, and what to do."""
    monkeypatch.delenv("LAVR_VK_TOKEN")
    result = collect(tmp_path / "home", register, "--once")
    assert 1 == result.exit_code
    assert "LAVR_VK_TOKEN" in result.stderr


def test_a_used_up_day_ends_with_the_words_that_go_on(
    network: Network, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 75; with --resume the sweep is finished later."""
    limit(monkeypatch, {"wall.get": 2})
    out = tmp_path / "vk"
    result = collect(tmp_path / "home", register, "--once", "--out", str(out))
    assert 75 == result.exit_code, result.output
    assert f"Продолжить: lavr collect vk --resume --out {out}" in result.stdout
    limit(monkeypatch, {"wall.get": 5000})
    assert "Обход закончен" in collect(tmp_path / "home", register, "--resume", "--out", str(out)).stdout
    again = collect(tmp_path / "home", register, "--resume", "--out", str(out))
    assert 1 == again.exit_code
    assert "продолжать нечего" in again.stderr
    assert len(network.calls) == len({str(one) for one in network.calls})


def test_the_panels_token_will_do(register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment has none, the file is read, if nobody else can read it; the sweep is told beside its recording."""
    monkeypatch.delenv("LAVR_VK_TOKEN")
    home = tmp_path / "home"
    home.mkdir()
    (home / "vk.token").write_text(TOKEN, encoding="ascii")
    (home / "vk.token").chmod(0o644)
    assert "chmod 600" in collect(home, register, "--once", "--out", str(tmp_path / "vk")).stderr
    assert "доступен не только владельцу" in call(home, "doctor").stdout
    (home / "vk.token").chmod(0o600)
    assert "Обход закончен" in collect(home, register, "--once", "--out", str(tmp_path / "vk")).stdout
    assert (tmp_path / "vk" / "sweep-0001.told.json").exists()
    assert "…4711" in call(home, "doctor").stdout


def test_a_refused_token_is_an_alarm(network: Network, register: Path, tmp_path: Path) -> None:
    """Status 1, without the token."""
    network.script = lambda _method, _params: 5
    result = collect(tmp_path / "home", register, "--once")
    assert 1 == result.exit_code
    assert "Сбор остановлен" in result.stderr
    assert TOKEN not in result.output


def test_two_ways_at_once_are_refused(register: Path, tmp_path: Path) -> None:
    """--once and --resume say different things."""
    result = collect(tmp_path / "home", register, "--once", "--resume")
    assert 1 == result.exit_code
    assert "Выберите одно" in result.stderr


def test_another_year_needs_another_folder(register: Path, tmp_path: Path) -> None:
    """Recordings of two years are never mixed."""
    collect(tmp_path / "home", register, "--once", "--out", str(tmp_path / "vk"))
    options = ("--register", str(register), "--season", "2026", "--zone", "Asia/Novosibirsk", "--out", str(tmp_path / "vk"))
    result = call(tmp_path / "home", "collect", "vk", "--once", *options)
    assert 1 == result.exit_code
    assert "2025" in result.stderr


def test_a_register_without_pages_is_told(network: Network, tmp_path: Path) -> None:
    """A season whose register is still to come."""
    home = tmp_path / "home"
    done(home, *OPEN)
    result = call(home, "collect", "vk", "--once")
    assert 1 == result.exit_code
    assert "lavr import register" in result.stderr
    assert [] == network.calls


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    """With the command that makes some."""
    result = call(tmp_path / "home", "collect", "convert", str(tmp_path / "nothing"))
    assert 1 == result.exit_code
    assert "lavr collect vk --once" in result.stderr


def test_a_moderator_gets_a_table_and_gives_it_back(register: Path, tmp_path: Path) -> None:
    """The command says what comes next, and that works."""
    home, out, table = tmp_path / "home", tmp_path / "vk", tmp_path / "review.csv"
    collect(home, register, "--once", "--out", str(out))
    told = done(home, "collect", "review", str(out), "--out", str(table))
    assert "Сообщений 17" in told
    assert "messages.csv 17" in done(home, *told.rpartition("lavr ")[2].split())


def test_words_of_citizens_are_removed_at_will(register: Path, tmp_path: Path) -> None:
    """And only they."""
    out = tmp_path / "vk"
    collect(tmp_path / "home", register, "--once", "--out", str(out))
    assert (out / "words.jsonl").exists()
    assert "удалены" in done(tmp_path / "home", "collect", "forget", str(out))
    assert ["register.csv"] == [path.name for path in tmp_path.iterdir() if path.is_file()]
    assert not (out / "words.jsonl").exists()
    assert "нет" in done(tmp_path / "home", "collect", "forget", str(out))


def test_the_key_of_authors_is_for_its_owner_and_stays(register: Path, tmp_path: Path) -> None:
    """Made once, readable by nobody else."""
    key = tmp_path / "home" / "authors.key"
    collect(tmp_path / "home", register, "--once", "--out", str(tmp_path / "one"))
    first = key.read_bytes()
    collect(tmp_path / "home", register, "--once", "--out", str(tmp_path / "two"))
    assert 0o600 == key.stat().st_mode & 0o777
    assert first == key.read_bytes()


def test_ctrl_c_ends_cleanly_with_the_words_that_go_on(network: Network, register: Path, tmp_path: Path) -> None:
    """A process that is interrupted in the middle of a call notes it, and says how to go on; status 130."""
    reached, go = threading.Event(), threading.Event()

    def script(method: str, _params: Params) -> None:
        if method == "wall.getComments":
            reached.set()
            go.wait(20)

    network.script = script
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "scoring.cli",
        "--home",
        tmp_path / "home",
        "collect",
        "vk",
        "--once",
        "--season",
        "2025",
    ]
    process = subprocess.Popen(
        [*command, "--register", register, "--out", tmp_path / "vk"],
        cwd=TOP,
        env=os.environ | {"LAVR_LANGUAGE": "ru"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reached.wait(30)
    process.send_signal(signal.SIGINT)
    go.set()
    told, _ = process.communicate(timeout=30)
    assert 130 == process.returncode
    assert f"Продолжить: lavr collect vk --resume --out {tmp_path / 'vk'}" in told

    network.script = lambda _method, _params: None
    assert "Обход закончен" in done(tmp_path / "home", *told.rpartition("Продолжить: lavr ")[2].split())

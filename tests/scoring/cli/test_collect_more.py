"""``lavr collect`` beyond VK: other networks, what each can tell, empty tables, and streams by link."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.sources.columns import ACTIVITY, ActivityKind
from scoring.sources.network import Told
from scoring.sources.networks import NETWORKS, SOURCES
from tests import desk as desks
from tests.ok_world import server as ok_server
from tests.ok_world import year as ok_year
from tests.scoring.cli.conftest import OPEN, call, done
from tests.telegram_world import server as telegram_server
from tests.telegram_world import year as telegram_year
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world

ZONE = "Asia/Novosibirsk"


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sleeps."""
    monkeypatch.setattr("scoring.cli.collect_sweeps._sleep", lambda _stop, _seconds: None)


@pytest.fixture(name="network")
def _network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The small world of VK, named in the environment."""
    with serving(Network(small_world())) as network:
        monkeypatch.setenv("LAVR_VK_API", network.address)
        yield network


def test_odnoklassniki_becomes_evidence_of_a_season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Collect, convert, import, with the season's own register, in which pages of VK are left to VK."""
    world, _ = ok_year.invented_year()
    world.now, home = ok_year.SWEEPS[8], tmp_path / "home"
    register = desks.write_register(tmp_path / "register.csv", world.pages[:3], lambda page: f"https://ok.ru/group/{page.id}")
    register.write_text(register.read_text(encoding="utf-8") + "Музей;;Культура;vk.com/museum;да;500\n", encoding="utf-8")
    for name, value in (("APP_KEY", ok_server.KEYS.public), ("SECRET", ok_server.KEYS.secret), ("TOKEN", ok_server.KEYS.token)):
        monkeypatch.setenv(f"LAVR_OK_{name}", value)
    done(home, *OPEN)
    done(home, "import", "register", str(register))
    with ok_server.serving(ok_server.Network(world)) as network:
        told = done(home, "collect", "ok", "--once", "--api", network.address)
    assert "Обход закончен: страниц 3" in told
    folder = home / "collections" / "ok-2025"
    assert "posts.csv" in done(home, "collect", "convert", str(folder))
    assert "отклонённых 0" in done(home, "import", "activity", str(folder / "activity"))


def test_telegram_needs_no_keys(tmp_path: Path) -> None:
    """A register from a file, and a folder of its own; no table of messages is written."""
    world, _ = telegram_year.invented_year()
    world.now, out = telegram_year.SWEEPS[8], tmp_path / "tg"
    register = desks.write_register(tmp_path / "register.csv", world.pages[:2], lambda page: f"t.me/{page.names[0]}")
    options = ("--once", "--register", str(register), "--season", "2025", "--zone", ZONE, "--out", str(out))
    with telegram_server.serving(telegram_server.Network(world)) as network:
        assert "Обход закончен: страниц 2" in done(tmp_path / "home", "collect", "telegram", "--site", network.address, *options)
    done(tmp_path / "home", "collect", "convert", str(out))
    assert ["checks.csv", "posts.csv"] == sorted(path.name for path in (out / "activity").iterdir())


@pytest.mark.usefixtures("network")
def test_a_folder_holds_one_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings of two networks are never mixed."""
    monkeypatch.setenv("LAVR_VK_TOKEN", TOKEN)
    pages = tmp_path / "register.csv"
    pages.write_text("Наименование;Ссылка\nШкола;vk.com/school_101\nКанал;t.me/kanal_1\n", encoding="utf-8")
    options = ("--once", "--register", str(pages), "--season", "2025", "--zone", ZONE, "--out", str(tmp_path / "one"))
    done(tmp_path / "home", "collect", "vk", *options)
    result = call(tmp_path / "home", "collect", "telegram", *options)
    assert 1 == result.exit_code
    assert "другой сети" in result.stderr


def test_a_register_without_pages_of_a_network_is_told(tmp_path: Path) -> None:
    """Before anything is asked."""
    pages = tmp_path / "register.csv"
    pages.write_text("Наименование;Ссылка\nШкола;vk.com/school_101\n", encoding="utf-8")
    result = call(tmp_path / "home", "collect", "telegram", "--once", "--register", str(pages), "--season", "2025")
    assert 1 == result.exit_code
    assert "нет страниц сети" in result.stderr
    assert "Telegram" in result.stderr


def test_every_network_says_what_it_can_tell(tmp_path: Path) -> None:
    """Table by table, with the reason where it tells less than all."""
    told = done(tmp_path / "home", "collect", "networks")
    for network in NETWORKS.values():
        assert f"{network.ru} ({network.key})" in told
    assert "Сообщения и ответы: нет — комментариев в предпросмотре нет" in told


@pytest.mark.parametrize("key", list(NETWORKS))
def test_every_column_of_every_network_is_spoken_of(key: str) -> None:
    """And a column that is not told, or not whole, has its reason in both languages."""
    for kind, columns in NETWORKS[key].knows.items():
        assert [heading.name for heading in ACTIVITY[kind]] == list(columns)
        assert [] == [name for name, known in columns.items() if known.told is not Told.WHOLE and not (known.ru and known.en)]
    assert key in SOURCES or key == "max"


@pytest.mark.parametrize("kind", list(ACTIVITY))
def test_an_empty_table_can_be_imported_as_it_is(tmp_path: Path, kind: ActivityKind) -> None:
    """Its example row is passed over without a word, and a row that was filled in below counts."""
    home, out = tmp_path / "home", tmp_path / f"{kind}.csv"
    register = tmp_path / "register.csv"
    register.write_text("Наименование;Ссылка\nМузей;max.ru/muzey_nsk\n", encoding="utf-8")
    done(home, *OPEN)
    done(home, "import", "register", str(register))
    done(home, "collect", "template", "max", "--kind", kind, "--out", str(out))
    header, example = out.read_text(encoding="utf-8-sig").splitlines()
    assert example.startswith("# https://max.ru/")
    out.write_text("\n".join([header, example, example.replace("# https://max.ru/primer", "max.ru/muzey_nsk")]), encoding="utf-8")
    told = done(home, "import", "activity", str(out))
    assert "новых 1, изменённых 0, прежних 0, отклонённых 0" in told


def test_a_filled_table_is_not_written_over(tmp_path: Path) -> None:
    """The second time it says so."""
    done(tmp_path / "home", "collect", "template", "max", "--out", str(tmp_path / "posts.csv"))
    result = call(tmp_path / "home", "collect", "template", "max", "--out", str(tmp_path / "posts.csv"))
    assert 1 == result.exit_code
    assert "не перезаписывается" in result.stderr


def links(path: Path, *rows: str) -> Path:
    """A submitted list."""
    path.write_text("\n".join(["Ссылка;Начало;Длительность, мин;Название", *rows]), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    """The table of streams."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_links_are_checked_with_a_users_token(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the network tells goes before what the submitter says; nobody has confirmed it yet."""
    monkeypatch.setenv("LAVR_VK_USER_TOKEN", TOKEN)
    clip = network.world.pages[1].entries[5].clip
    assert clip is not None
    given = links(
        tmp_path / "links.csv",
        f"https://vk.com/video-102_{clip.id};01.01.2025 10:00;5;Чужое",
        f"https://vkvideo.ru/video-102_{clip.id}",
        "vk.com/school_102?z=video-102_77;02.03.2025 12:00;30;Концерт",
    )
    out = tmp_path / "streams.csv"
    result = call(tmp_path / "home", "collect", "streams", str(given), "--out", str(out), "--zone", ZONE)
    assert 0 == result.exit_code, result.output
    first, second = rows_of(out)
    assert ("77", "2025-03-02T12:00:00+07:00", "1800", "Концерт", "") == tuple(first[name] for name in list(first)[1:])
    assert (str(clip.id), str(clip.duration), clip.title, "") == tuple(
        second[name] for name in ("ID видео", "Длительность, с", "Название", "Подтверждено")
    )
    assert "сеть ничего не сказала, строки: 4" in result.stderr


def test_without_rights_the_submitter_is_all_there_is(network: Network, tmp_path: Path) -> None:
    """Without a token nothing is asked; a link without a start is not written, and told."""
    given = links(tmp_path / "links.csv", "vk.com/video-102_5;02.03.2025 12:00;30;Концерт", "vk.com/video-102_6")
    result = call(tmp_path / "home", "collect", "streams", str(given), "--out", str(tmp_path / "s.csv"), "--zone", ZONE)
    assert ["5"] == [row["ID видео"] for row in rows_of(tmp_path / "s.csv")]
    assert "не записаны строки: 3" in result.stderr
    assert [] == network.calls


def test_a_refused_token_leaves_the_videos_unknown(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Error 28 is told, and what the submitter says is written."""
    monkeypatch.setenv("LAVR_VK_USER_TOKEN", TOKEN)
    network.script = lambda _method, _params: 28
    given = links(tmp_path / "links.csv", "vk.com/video-102_5;02.03.2025 12:00;30;Концерт")
    result = call(tmp_path / "home", "collect", "streams", str(given), "--out", str(tmp_path / "s.csv"), "--zone", ZONE)
    assert 1 == len(rows_of(tmp_path / "s.csv"))
    assert "28: scripted 28" in result.stderr
    assert TOKEN not in result.output


@pytest.mark.parametrize("link", ["vk.com/wall-1_2", "vk.com/video5_6", "https://youtube.com/watch?v=1", "эфир"])
def test_what_is_no_video_of_a_community_is_told_with_its_line(tmp_path: Path, link: str) -> None:
    """Nothing is written."""
    given = links(tmp_path / "links.csv", "vk.com/video-1_2;02.03.2025 12:00;30;Концерт", link)
    result = call(tmp_path / "home", "collect", "streams", str(given), "--out", str(tmp_path / "s.csv"))
    assert 1 == result.exit_code
    assert "строка 3" in result.stderr
    assert not (tmp_path / "s.csv").exists()

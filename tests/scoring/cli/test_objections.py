"""``lavr owners`` and ``lavr objections``: links for owners, codes on pages, answers that become corrections."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from scoring.cli.context import Desk, now
from scoring.home import Home
from scoring.season.objecting import Ground, Way
from scoring.services import claims, objections, owners
from scoring.store.owners import OwnerAccess
from scoring.store.seasons import Page
from tests.scoring.cli.conftest import OPEN, call, done
from tests.vk_world.collecting import write_register
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world
from tests.vk_world.truth import Entry


@pytest.fixture(name="number")
def _number(home: Path) -> int:
    """The number of an objection about the first page's first message."""
    desk = Desk(Home(home=home), "ru")
    season_id = desk.season_id(None)
    with desk.transaction() as session:
        page = session.query(Page).order_by(Page.key).first()
        assert page is not None
        day = now().date()
        objections.set_window(
            session, desk.actor, season_id, first=day, last=day.replace(year=day.year + 1), version=0, now=now()
        )
        access = owners.give_access(session, page=page, way=Way.LINK, who="a@b.ru", now=now())
        row = objections.raise_objection(
            session,
            session.get_one(OwnerAccess, access.id),
            form="a" * 32,
            criterion="R3",
            ground=Ground.MISSING_POST,
            words="была запись",
            link="https://vk.com/wall-1_2",
            rows=[],
            attachment=None,
            now=now(),
        )
        session.flush()
        number = row.id
    desk.close()
    return number


NEW = "posts:9000001:time=12.03.2025 12:00;text_length=300"


def one(home: Path, number: int) -> dict[str, Any]:
    """What a program is told of an objection."""
    told: dict[str, Any] = json.loads(done(home, "objections", "show", str(number), "--json"))
    return told


def test_an_objection_is_listed_and_shown(home: Path, number: int) -> None:
    """With its words, and what the evidence says."""
    assert "ждёт ответа: R3, записи не хватает" in done(home, "objections", "list", "--state", "waiting")
    told = done(home, "objections", "show", str(number))
    assert ("была запись" in told, "у нас: " in told) == (True, True)


def test_a_dry_run_tells_and_writes_nothing(home: Path, number: int) -> None:
    """Total and place before and after."""
    told = done(home, "objections", "accept", str(number), "--answer", "да", "--add", NEW, "--dry-run")
    assert ("Итог " in told, "R3 " in told, "waiting") == (True, True, one(home, number)["state"])


def test_an_accepted_objection_counts_in_the_next_computation(home: Path, number: int) -> None:
    """The figure of the page is another one then, and its explanation says so."""
    key = one(home, number)["page"]
    before = done(home, "explain", key)
    done(home, "objections", "accept", str(number), "--answer", "нашли", "--add", NEW)
    done(home, "season", "run", "--again", "--until", "scored")
    after = done(home, "explain", key)
    assert ("accepted", 1, True) == (one(home, number)["state"], len(one(home, number)["corrections"]), before != after)


def test_refused_and_opened_again(home: Path, number: int) -> None:
    """The answer stands, and then it does not."""
    done(home, "objections", "refuse", str(number), "--answer", "записи нет")
    assert ("refused", "записи нет") == (one(home, number)["state"], one(home, number)["answer"])
    done(home, "objections", "reopen", str(number))
    assert ("waiting", "") == (one(home, number)["state"], one(home, number)["answer"])


@pytest.mark.parametrize(
    "wanted",
    [
        ("--change", "messages"),
        ("--change", "messages:1:answered=вчера"),
        ("--strike", "posts"),
        ("--strike", "posts:999999999"),
        ("--add", "posts:1"),
        ("--add", "posts:9000001:text_length=300"),
        (),
    ],
)
def test_what_cannot_be_corrected_is_told(home: Path, number: int, wanted: tuple[str, ...]) -> None:
    """And changes nothing."""
    assert (1, "waiting") == (
        call(home, "objections", "accept", str(number), "--answer", "да", *wanted).exit_code,
        one(home, number)["state"],
    )


def test_an_objection_of_no_season_is_not_found(home: Path) -> None:
    """With where the numbers stand."""
    assert "lavr objections list" in call(home, "objections", "show", "99").stderr


def test_links_are_written_for_their_owner_only(home: Path, tmp_path: Path) -> None:
    """Addresses in, links out, and taken back."""
    with Desk(Home(home=home), "ru").transaction() as session:
        link = session.query(Page).order_by(Page.id).first()
        assert link is not None
        address = link.link
    contacts = tmp_path / "a.csv"
    contacts.write_text(f"Страница;Почта\n{address};school@example.org\nclub999999999;a@b.ru\n", encoding="utf-8")
    assert "новых адресов 1, уже были 0, отклонено строк 1" in done(home, "owners", "import", str(contacts))
    out = tmp_path / "links.csv"
    assert "Ссылок 1" in done(home, "owners", "links", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file, delimiter=";"))
    assert ("school@example.org", True, 0o600) == (
        row["Почта"],
        "/my/in/" in row["Ссылка для входа"],
        stat.S_IMODE(out.stat().st_mode),
    )
    assert "с адресом 1, ссылка ждёт 1" in done(home, "owners", "status")
    assert "Отозвано ссылок: 1" in done(home, "owners", "revoke", "--page", address)
    assert 1 == call(home, "owners", "revoke").exit_code


def test_a_code_is_read_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Posted by the page itself it opens the page; without it nothing happens."""
    home = tmp_path / "home"
    world = small_world()
    with serving(Network(world)) as network:
        monkeypatch.setenv("LAVR_VK_TOKEN", TOKEN)
        monkeypatch.setenv("LAVR_VK_API", network.address)
        done(home, *OPEN)
        done(home, "import", "register", str(write_register(tmp_path / "register.csv", world.pages)))
        assert "Кодов никто не ждёт" in done(home, "owners", "read")
        desk = Desk(Home(home=home), "ru")
        with desk.transaction() as session:
            page = session.query(Page).order_by(Page.id).first()
            assert page is not None
            code = claims.ask(session, page_id=page.id, who="И. Петрова", now=now()).code
        desk.close()
        assert "кода нет" in done(home, "owners", "read")
        last = world.pages[0].entries[-1]
        world.pages[0].entries.append(Entry(last.id + 1, world.now - 3600, f"Наш код {code}"))
        assert "И. Петрова: доступ открыт" in done(home, "owners", "read")

"""``lavr season`` with two keys: who asks, who confirms, who signs, and what everybody else is told."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from scoring.cli.context import Desk
from scoring.home import Home
from scoring.season.settings import SeasonSettings
from scoring.services import decisions, protocols
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role
from tests.scoring.cli.conftest import call, done

ASK = ("season", "key", "ask", "objections", "--reason", "забыт файл мониторинга")
BACK = ("season", "step", "objections", "--reason", "забыт файл мониторинга")
RIGHT = ("--read", "year=2025", "--read", "pages=120")


@pytest.fixture(name="home")
def _home(home: Path) -> Path:
    """The scored season, now one of two keys, and the people who have to do with it."""
    desk = Desk(Home(home=home), "ru")
    with desk.transaction() as session:
        session.execute(update(Season).values(settings=SeasonSettings().model_dump(mode="json")))
    desk.close()
    for name, role in (("anna", Role.ADMIN), ("boris", Role.ORGANIZER), ("olga", Role.OBSERVER), ("vera", Role.CHAIR)):
        done(home, "user", "add", f"{name}@example.org", "--role", role.value)
    return home


def by(name: str) -> tuple[str, str]:
    """The option that names who acts."""
    return "--as", f"{name}@example.org"


def refused(home: Path, *arguments: str) -> str:
    """What a command that must fail tells."""
    result = call(home, *arguments)
    assert 1 == result.exit_code, result.output
    return result.stderr


def state(home: Path) -> str:
    """Where the season stands."""
    return done(home, "season", "list").split()[1]


def test_a_step_back_takes_two_people(home: Path) -> None:
    """Anna asks, Boris reads the numbers, and then Anna goes; the machine's user alone may not."""
    assert "нужен второй человек" in refused(home, *BACK, *by("anna"))
    assert "Просьба № 1 ждёт" in done(home, *ASK, *by("anna"))
    (waiting,) = json.loads(done(home, "season", "key", "list", "--json"))
    assert (1, "scored>objections", "anna@example.org") == (waiting["number"], waiting["act"], waiting["asked_by"])
    assert "забыт файл" in done(home, "season", "key", "list")

    done(home, "season", "key", "confirm", "1", *by("boris"), *RIGHT)

    assert "нужен второй человек" in refused(home, *BACK)
    done(home, *BACK, *by("anna"))
    assert ("objections", []) == (state(home), json.loads(done(home, "season", "key", "list", "--json")))


def test_whoever_asks_does_not_confirm(home: Path) -> None:
    """Nor does somebody who only looks, and the machine's user is no person."""
    assert "нужен человек" in refused(home, *ASK)
    done(home, *ASK, *by("anna"))

    assert "другой человек" in refused(home, "season", "key", "confirm", "1", *by("anna"), *RIGHT)
    assert "не даёт такого права" in refused(home, "season", "key", "confirm", "1", *by("olga"), *RIGHT)


def test_wrong_numbers_are_counted(home: Path) -> None:
    """Each is kept, and the third ends the asking."""
    done(home, *ASK, *by("anna"))
    wrong = ("season", "key", "confirm", "1", *by("boris"), "--read", "year=2025", "--read", "pages=1")

    assert ["2", "1", "0"] == [refused(home, *wrong).partition("попыток: ")[2][0] for _ in range(3)]
    assert "решена или истекла" in refused(home, "season", "key", "confirm", "1", *by("boris"), *RIGHT)


def test_an_asking_can_be_refused(home: Path) -> None:
    """After that nothing waits."""
    done(home, *ASK, *by("anna"))
    done(home, "season", "key", "refuse", "1", *by("boris"))
    assert "Ждут: 0" in done(home, "season", "key", "list")


@pytest.mark.parametrize("end", ["proposed", "published"])
def test_a_step_of_one_key_asks_for_none(home: Path, end: str) -> None:
    """It names the step itself; a step that does not exist likewise."""
    told = refused(home, "season", "key", "ask", end, "--reason", "на всякий случай", *by("anna"))
    assert f"второго ключа не нужно. Шаг: lavr season step {end}" in told


def test_a_number_nobody_asks_for_is_told(home: Path) -> None:
    """With the names there are."""
    done(home, *ASK, *by("anna"))
    told = refused(home, "season", "key", "confirm", "1", *by("boris"), "--read", "страниц=1")
    assert "одно из: year, pages" in told


def test_the_chair_signs_and_the_admin_reads_back(home: Path) -> None:
    """The run stops between the two signatures; what was read wrong signs nothing."""
    assert "Первым подписывает председатель" in refused(home, "season", "run", *by("anna"))
    assert "Вторую" not in done(home, "season", "step", "signed", *by("vera"))
    assert "другой человек" in refused(home, "season", "step", "signed", *by("vera"))
    told = read_protocol(home)
    right = [f"--read={name}={words}" for name, words in told.items()]
    wrong = [f"--read={name}={words}9" for name, words in told.items()]

    assert "не совпало с решением" in refused(home, "season", "step", "signed", *by("anna"), *wrong)
    assert "proposed" == state(home)
    done(home, "season", "step", "signed", *by("anna"), *right)
    assert "signed" == state(home)


def test_a_person_acts_in_the_role_that_the_season_gives(home: Path) -> None:
    """An organizer who is the season's chair signs first, as long as the role lasts."""
    done(home, "user", "role", "boris@example.org", "chair")
    done(home, "season", "step", "proposed", *by("anna"))

    told = done(home, "season", "run", *by("boris"))

    assert ("proposed", True) == (state(home), "Протокол подписал первый." in told)


def read_protocol(home: Path) -> dict[str, str]:
    """What the second signer reads: winners by nomination, and one who is the last of them."""
    desk = Desk(Home(home=home), "ru")
    with desk.transaction() as session:
        decided = decisions.standing(session, desk.season_id(2025))
        lasts = protocols.last_places(decided)
        read = {f"count:{name}": str(count) for name, count in protocols.counts(decided).items()}
        read |= {f"last:{name}": lasts[name][0] if name in lasts else "" for name in protocols.counts(decided)}
    desk.close()
    return read

"""``lavr user``: the first person, roles, the list, and what is done for somebody who lost his phone."""

from pathlib import Path

from scoring.cli.context import Desk, now
from scoring.home import Home
from scoring.services.accounts import factors
from scoring.services.acting import Actor
from scoring.store.vocabulary import Via
from tests.scoring.cli.conftest import call, done

OPEN = ("season", "open", "2025", "--contest", "Знак", "--region", "Область", "--city", "Город", "--zone", "UTC")


def test_the_first_person_keeps_the_installation(tmp_path: Path) -> None:
    """Then a season that is opened on the command line has him as its admin; roles for others come with an end."""
    told = done(tmp_path, "user", "add", "anna@example.org", "--name", "Анна")
    assert ("администратор установки" in told, "/in/" in told) == (True, True)
    done(tmp_path, *OPEN)
    done(tmp_path, "user", "add", "boris@example.org", "--role", "observer")
    done(tmp_path, "user", "role", "boris@example.org", "organizer", "--until", "2099-12-31")
    lines = {line.split()[0]: line for line in done(tmp_path, "user", "list").splitlines()}
    assert (True, True) == (
        lines["anna@example.org"].endswith("2025 admin sysadmin"),
        lines["boris@example.org"].endswith("2025 organizer"),
    )


def test_a_role_needs_a_season(tmp_path: Path) -> None:
    """Before there is one, only an administrator can be added."""
    refused = call(tmp_path, "user", "add", "olga@example.org", "--role", "observer")
    assert (1, True) == (refused.exit_code, "lavr season open" in refused.stderr)


def test_the_last_admin_stays(tmp_path: Path) -> None:
    """His role cannot be ended before there is another."""
    done(tmp_path, "user", "add", "anna@example.org")
    done(tmp_path, *OPEN)
    refused = call(tmp_path, "user", "role", "anna@example.org", "none")
    assert (1, True) == (refused.exit_code, "единственный администратор" in refused.stderr)


def test_a_lost_phone_is_reset_with_a_reason(tmp_path: Path) -> None:
    """The way in is a new link then; the rule of second steps is the machine's to change."""
    done(tmp_path, "user", "add", "anna@example.org")
    desk = Desk(Home(home=tmp_path), "ru")
    with desk.transaction() as session:
        factors.set_up(session, Actor(1, "Анна", None, Via.WEB), secret="s", counter=1, now=now())  # noqa: S106  no secret
    assert "lavr user link anna@example.org" in done(tmp_path, "user", "reset", "anna@example.org", "--reason", "потерян телефон")
    done(tmp_path, "user", "second-factor", "off")
    with desk.transaction() as session:
        found = factors.factor_of(session, 1), factors.is_required(session)
    desk.close()
    assert (None, False) == found

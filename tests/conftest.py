"""What holds for every test: no foreign host, and the long ones only when they are asked for."""

import smtplib
from typing import Any

import pytest

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.browser", "tests.fixtures.templates"]


@pytest.fixture(autouse=True)
def _no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test speaks to a mail server but one of its own on loopback."""
    connect = smtplib.SMTP.connect

    def only_here(self: smtplib.SMTP, host: str = "localhost", port: int = 0, **more: Any) -> tuple[int, bytes]:
        assert host == "127.0.0.1", f"a test wants to send mail by {host}"
        return connect(self, host, port, **more)

    monkeypatch.setattr(smtplib.SMTP, "connect", only_here)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--long``."""
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out, as if they had not been named, unless ``--long`` is given."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]

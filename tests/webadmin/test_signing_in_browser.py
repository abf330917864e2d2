"""Signing in as people see it: the app set up from its picture's page, a passkey made and used, each page accessible."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from scoring.home import Home
from scoring.services import people
from scoring.services.acting import Actor
from scoring.store.vocabulary import Role, Via
from tests.fixtures.browser import Serve
from tests.fixtures.databases import Databases
from tests.webadmin.conftest import Clock, sow
from webadmin.app import create_app
from webadmin.context import db

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
SCREENS = (("light", 1440), ("dark", 320))


class Site:
    """The application at an address that browsers know passkeys for; it is known only once it is served."""

    def __init__(self, databases: Databases, folder: Path, clock: Clock) -> None:
        self._app: Flask | None = None
        self._databases, self._folder, self.clock = databases, folder, clock

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> object:
        """Answer a request; the application is made at the first one, when the port is known."""
        return self.app(str(environ["SERVER_PORT"]))(environ, start)  # type: ignore[arg-type]  # as WSGI says

    def app(self, port: str) -> Flask:
        """The application."""
        if self._app is None:
            home = Home(
                home=self._folder,
                database_url=SecretStr(self._databases.copy(sow)),
                public_url=f"http://localhost:{port}",
            )
            self._app = create_app(home.make(), clock=self.clock)
        return self._app

    def link(self, port: str) -> str:
        """The path of a one-time link of the admin."""
        with self.app(port).app_context():
            machine = Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE)
            secret = people.issue_link(db.session, machine, user_id=1, now=self.clock())
            db.session.commit()
        return f"/in/{secret}"


def shown(phone: TOTP, at: datetime) -> str:
    """What an app shows at a moment."""
    return str(phone.generate(time=int(at.timestamp())).token)


def test_the_app_then_a_passkey(
    databases: Databases,
    tmp_path: Path,
    clock: Clock,
    page: Page,
    serve: Serve,
    axe: Callable[[Page], list[str]],
) -> None:
    """From the first link to signing in by a finger; on the way every page is looked at, wide and narrow."""
    site = Site(databases, tmp_path, clock)
    port = serve(site).rpartition(":")[2]  # type: ignore[arg-type]  # a WSGI application by its call
    base, found = f"http://localhost:{port}", []

    def look() -> None:
        for scheme, width in SCREENS:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the words it knows
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            found.extend([*axe(page), *(["too wide"] if wide else [])])

    finger = page.context.new_cdp_session(page)
    finger.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    finger.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True}})

    page.goto(base + site.link(port))
    look()
    page.get_by_role("main").get_by_role("button").click()
    look()
    page.get_by_text("Введите ключ руками").click()
    phone = TOTP(key=page.locator("code.breaks").inner_text().replace("-", ""))
    page.get_by_label("Введите код").fill(shown(phone, clock()))
    page.get_by_role("button", name="Подключить").click()
    look()
    page.get_by_role("link", name="Я сохранил коды").click()
    page.goto(base + "/account")
    page.get_by_label("Название", exact=False).last.fill("Палец")
    page.get_by_role("button", name="Добавить ключ").click()
    expect(page.get_by_text("Ключ добавлен.")).to_be_visible()
    look()

    page.context.clear_cookies()
    page.goto(base + "/sign-in")
    look()
    page.get_by_role("button", name="Войти ключом доступа").click()
    expect(page).to_have_url(base + "/panel/")
    assert [] == found

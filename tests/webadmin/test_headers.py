"""What every answer forbids a browser, and that no page of ours needs what is forbidden."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import webadmin
from tests.webadmin.routes import READING
from tests.webadmin.test_access import address

ROOT = Path(webadmin.__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OWN = re.compile(r"https?://(?!www\.w3\.org/|lavr\.example|127\.0\.0\.1)[^\s\"'<>`]+")
LOADS = {"src", "srcset", "poster", "data", "action", "formaction"}


class Page(HTMLParser):
    """Collects what a strict policy would block: inline scripts, styles, handlers, and addresses that a page loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = dict(attrs)
        self._inside = tag if tag in {"script", "style"} else ""
        self.inline += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.inline += [f"<{tag} {value}>" for value in given.values() if (value or "").strip().lower().startswith("javascript:")]
        self.loaded += [value or "" for name, value in given.items() if name in LOADS]
        if tag == "link":
            self.loaded.append(given.get("href") or "")

    def handle_data(self, data: str) -> None:
        """Look at the text within a script or a style."""
        if self._inside and data.strip():
            self.inline.append(f"<{self._inside}> {data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 the parser's signature
        """Leave the tag."""
        self._inside = ""


@pytest.fixture
def answers(app: Flask, organizer: FlaskClient) -> dict[str, tuple[str, str, str]]:
    """Every route's type, policy and text."""
    found = {}
    for endpoint in READING:
        answer = organizer.get(address(app, endpoint), buffered=True)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        found[endpoint] = (answer.mimetype or "", answer.headers.get("Content-Security-Policy", ""), text)
    return found


def test_every_page_has_the_policy(answers: dict[str, tuple[str, str, str]]) -> None:
    """A page may use our own scripts, styles and pictures and nothing else."""
    assert {endpoint: POLICY for endpoint, (kind, _, _) in answers.items() if kind == "text/html"} == {
        endpoint: policy for endpoint, (kind, policy, _) in answers.items() if kind == "text/html"
    }


def test_what_is_no_page_may_run_nothing(answers: dict[str, tuple[str, str, str]]) -> None:
    """Files, JSON and pictures carry a policy without scripts."""
    assert [] == [
        endpoint
        for endpoint, (kind, policy, _) in answers.items()
        if kind != "text/html" and ("default-src 'none'" not in policy or "script-src" in policy)
    ]


def test_no_page_has_anything_inline(answers: dict[str, tuple[str, str, str]]) -> None:
    """There is no inline script, style or handler in any rendered page."""
    assert {} == {endpoint: Page(text).inline for endpoint, (_, _, text) in answers.items() if Page(text).inline}


def test_no_page_loads_from_elsewhere(answers: dict[str, tuple[str, str, str]]) -> None:
    """Everything a page loads lies on this very server."""
    loaded = {value for _, _, text in answers.values() for value in Page(text).loaded}
    assert [] == sorted(value for value in loaded if not value.startswith("/") or value.startswith("//"))


def test_our_files_name_no_foreign_host() -> None:
    """Neither templates nor styles nor scripts hold an address of another host."""
    texts = {path.name: path.read_text() for folder in ("templates", "static") for path in (ROOT / folder).rglob("*.*")}
    assert {} == {name: OWN.findall(text) for name, text in texts.items() if OWN.findall(text)}


def test_no_template_switches_escaping_off() -> None:
    """Values are escaped everywhere: no «safe», no autoescape block."""
    texts = {path.name: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    assert [] == [name for name, text in texts.items() if re.search(r"\|\s*safe\b|autoescape", text)]


def test_the_other_headers(organizer: FlaskClient) -> None:
    """No sniffing, no framing, nothing kept by a proxy."""
    headers = organizer.get("/panel/pages/").headers
    assert ("nosniff", "DENY", "same-origin", "private, no-store") == (
        headers["X-Content-Type-Options"],
        headers["X-Frame-Options"],
        headers["Referrer-Policy"],
        headers["Cache-Control"],
    )


@pytest.mark.parametrize("path", ["/in/secret", "/w/secret"])
def test_a_secret_address_is_not_told_to_others(app: Flask, path: str) -> None:
    """Pages whose address is a secret send no referrer."""
    assert app.test_client().get(path).headers["Referrer-Policy"] == "no-referrer"


def test_the_session_cookie_is_kept_from_scripts(app: Flask) -> None:
    """The cookie is HttpOnly and not sent along from other sites."""
    cookie = app.test_client().get("/v/").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


def test_the_secret_key_is_its_owners(app: Flask) -> None:
    """The file with the key can be read by its owner only, and holds the application's key."""
    file = app.extensions["lavr"].home.secret_file
    assert (0o600, app.secret_key) == (file.stat().st_mode & 0o777, file.read_text())

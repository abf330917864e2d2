"""What the organiser publishes of his keys, as files that the command line wrote; no key that signs is ever read here."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Response, abort, send_from_directory

from webadmin.access import public
from webadmin.context import home

if TYPE_CHECKING:
    from certificates.keys.published import Published

_TYPES: Final = {
    "published.json": "application/json",
    "did.json": "application/did+json",
    "root.crt": "application/x-pem-file",
    "revoked.crl": "application/pkix-crl",
}
_AGE: Final = 3600
"""Seconds for which a published document may be kept: keys are replaced once a year, and revoked in a hurry."""


@public
def did() -> Response:
    """The document that ``did:web`` names."""
    return _document("did.json")


@public
def document(name: str) -> Response:
    """Published keys, the root's certificate, the list of revoked certificates."""
    return _document(name)


@public
def status(purpose: str, number: int) -> Response:
    """A signed status list, as the worker wrote it last."""
    return _sent(f"status/{purpose}/{number}", "application/vc")


def published() -> "Published | None":
    """The organiser's published keys; None where there are none."""
    path = home().published_keys / "published.json"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


def fingerprint() -> str | None:
    """By which people know the organiser's root key."""
    found = published()
    return found.fingerprint if found is not None else None


def status_lists() -> list[bytes]:
    """Every signed status list there is."""
    folder = home().published_keys / "status"
    return [path.read_bytes() for path in sorted(folder.glob("*/*")) if path.is_file() and not path.name.startswith(".")]


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> "Published":
    from certificates.keys.published import published_file  # noqa: PLC0415  loads cryptography, which other pages do without

    return published_file(path)


def _document(name: str) -> Response:
    if name not in _TYPES:
        abort(404)
    return _sent(name, _TYPES[name])


def _sent(path: str, mimetype: str) -> Response:
    answer = send_from_directory(home().published_keys.absolute(), path, mimetype=mimetype, max_age=_AGE, etag=True)
    return shared(answer, _AGE)


def shared(answer: Response, seconds: int) -> Response:
    """An answer that everybody may keep for a while and any site may read: it is made to be read by programs of others."""
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer

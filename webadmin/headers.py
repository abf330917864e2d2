"""The headers that every answer carries: what a page may load, who may frame it, who may keep it."""

from flask import Flask, Response, request

_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_FILE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
"""For pictures and documents opened by themselves: an SVG keeps its own styles and can run nothing."""
_DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
"""A PDF: the browser's own viewer does not open inside a sandbox."""


def policy_of(mimetype: str | None) -> str:
    """The content security policy of an answer: pages may use our own files, everything else may run nothing."""
    return _PAGE if mimetype == "text/html" else _FILE if mimetype != "application/pdf" else _DOCUMENT


def set_up(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_put)


def _put(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = policy_of(response.mimetype)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer" if request.path.startswith(("/in/", "/w/", "/my/in/")) else "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store"
    return response

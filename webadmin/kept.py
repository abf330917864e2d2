"""Forms that came too late: the session is over, or the page's key. What was typed is on the answer, to be sent once more.

The server keeps nothing: the fields go back into the page that tells of it. Whoever has to sign in does so beside it, in another
tab. Fields are given back only to a page of our own, so that no other site can put words into a form that a person sends.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from scoring.errors import LavrError, NotAllowed
from webadmin.i18n import language, t
from webadmin.visiting import visitor

_SECRET: Final = frozenset({"csrf_token", "proof", "credential", "code"})
"""Fields of one use: they are asked for anew."""
_WORDS: Final = 20
"""A value that long was probably typed: it is shown, so that it can be copied."""


class SessionOver(NotAllowed):
    """Somebody sends a form who is not signed in, or not any more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it came: where to, its fields in their order, and whether a file was with it, which no page can give back."""

    action: str
    fields: tuple[tuple[str, str], ...]
    files: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What was typed at length."""
        return tuple(value for _, value in self.fields if len(value) > _WORDS and " " in value.strip())


def set_up(app: Flask) -> None:
    """Answer both kinds of late forms."""
    app.register_error_handler(SessionOver, _session_over)
    app.register_error_handler(CSRFError, _key_over)


def _session_over(error: LavrError) -> ResponseReturnValue:
    return _answer(403, error.told(language()))


def _key_over(_: Exception) -> ResponseReturnValue:
    return _answer(
        400,
        t(
            "Страница устарела: её ключ больше не действует. Вернитесь, обновите страницу и повторите.",
            "The page is too old: its key no longer holds. Go back, reload the page and repeat.",
        ),
    )


def _answer(status: int, text: str) -> ResponseReturnValue:
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(error=text, points=[]), status
    return render_template("sign_in/kept.html", kept=_kept(), text=text, signed_in=visitor() is not None), status


def typed_words() -> tuple[str, ...]:
    """What was typed at length in a form that was refused, so that the page which tells of it does not lose it."""
    kept = _kept() if request.method == "POST" else None
    return kept.words if kept is not None else ()


def _kept() -> Kept | None:
    """The form, if a page of our own sent it and there is anything in it."""
    if not _from_here():
        return None
    try:
        fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in _SECRET)
        files = any(file.filename for file in request.files.values())
    except HTTPException:  # too large to be read
        return None
    return Kept(f"{request.script_root}{request.full_path}".rstrip("?"), fields, files) if fields or files else None


def _from_here() -> bool:
    """Whether the browser says that the form comes from a page of this very site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host

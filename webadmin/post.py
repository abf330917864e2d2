"""Letters that leave at once: handed to a thread, so that an answer takes the same time whether there is a letter or not."""

import logging
import secrets
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any, Final, cast

from flask import Flask, current_app

from scoring.errors import Unsent
from scoring.home import Home
from scoring.services.letters.drafting import send_now
from scoring.services.letters.texts import Language

_LOG: Final = logging.getLogger(__name__)
_NAME: Final = "lavr.post"


class Post:
    """Sends in the background, a few at the same time; what does not leave is told to the log, without its words."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="post")
        self._under_way: set[Future[None]] = set()

    def send(
        self, home: Home, kind: str, *, to: str, name: str, fields: Mapping[str, Any], now: datetime, language: Language
    ) -> None:
        """Hand a letter over; with nobody to send it to, do all the same but sending."""
        made = self._threads.submit(_send, home, kind, to, name, dict(fields), now, language)
        self._under_way.add(made)
        made.add_done_callback(self._under_way.discard)

    def flush(self) -> None:
        """Wait until all that was handed over has left."""
        wait(set(self._under_way))


def post() -> Post:
    """The application's."""
    return cast("Post", current_app.extensions[_NAME])


def set_up(app: Flask) -> None:
    """One for the application; its threads start with the first letter."""
    app.extensions[_NAME] = Post()


def _send(home: Home, kind: str, to: str, name: str, fields: dict[str, Any], now: datetime, language: Language) -> None:
    if not to:
        return
    try:
        send_now(home, kind, to=to, name=name, fields=fields, now=now, token=secrets.token_hex(8), language=language)
    except Unsent as error:
        _LOG.error("a letter of the kind %s has not left: %s", kind, error.en)
    except Exception:  # noqa: BLE001  a thread has nobody above it that could be told
        _LOG.exception("a letter of the kind %s has not left", kind)

"""Asks VK one question over HTTP, and says what came back: an answer, an error of the network, or nothing whole.

The token travels in a header only: it stands in no address, no recording, no log and no error.
"""

import json
import time
from collections.abc import Callable
from typing import Final

import httpx

from scoring.sources.collecting.http import Answered, Broken, Failed, Http, Params, Reply
from scoring.sources.collecting.policy import TokenMissing
from scoring.sources.vk.marks import PAGE

VERSION: Final = "5.199"
ADDRESS: Final = "https://api.vk.com/method"
SITE: Final = "https://vk.com"
"""Where anybody sees the pages of communities."""
_TOLD: Final = frozenset({301, 302, 303, 307, 308, 403, 404, 410})
"""Statuses of the site that say how things are with a page."""
_WORDS: Final = 200


class Client:
    """A connection with a token. Safe for several threads; use as a context or ``close`` it."""

    def __init__(
        self,
        token: str,
        address: str = ADDRESS,
        *,
        site: str = SITE,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token = checked_token(token)
        headers = {"Authorization": f"Bearer {self._token}"}
        self._http = Http(address, headers=headers, transport=transport, clock=clock)
        self._site = Http(site, transport=transport, clock=clock)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()
        self._site.close()

    def ask(self, method: str, params: Params) -> Reply:
        """One call, once. Always POST: long lists fit, and nothing of it stands in the logs of what lies between.

        The method ``page`` is none of the API's: it is the public page of a community, and the token is not sent there.
        """
        if method == PAGE:
            return self._shown(str(params["name"]))
        page = self._http.post(method, {**params, "v": VERSION})
        if isinstance(page, Broken):
            return page
        return self._read(page.body) if page.status == httpx.codes.OK else Broken(f"HTTP {page.status}")

    def _shown(self, name: str) -> Reply:
        page = self._site.get(name)
        if isinstance(page, Broken):
            return page
        if page.status == httpx.codes.OK:
            return Answered(page.body.decode("utf-8", "replace"))
        return Failed(page.status, f"HTTP {page.status}") if page.status in _TOLD else Broken(f"HTTP {page.status}")

    def _read(self, body: bytes) -> Reply:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Broken("no JSON")
        if isinstance(told, dict) and isinstance(told.get("error"), dict):
            code, words = told["error"].get("error_code"), told["error"].get("error_msg")
            if isinstance(code, int) and not isinstance(code, bool):
                return Failed(code, str(words or "").replace(self._token, "***")[:_WORDS])
        if isinstance(told, dict) and "response" in told:
            return Answered(told["response"])
        return Broken("neither answer nor error")


def checked_token(token: str) -> str:
    """The token without white space around it; raises ``TokenMissing`` for what can be none."""
    bare = token.strip()
    if not bare:
        raise TokenMissing(
            "Нет сервисного токена VK. Создайте приложение на dev.vk.com, возьмите в его настройках сервисный ключ доступа и "
            "впишите его в «Настройках сбора» панели или положите в переменную окружения LAVR_VK_TOKEN.",
            "There is no service token of VK. Make an application at dev.vk.com, take the service key out of its settings, "
            "and put it into the panel's «Settings of collecting» or the environment variable LAVR_VK_TOKEN.",
        )
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise TokenMissing(
            "Это не токен (поле или LAVR_VK_TOKEN): в нём пробелы или не латинские знаки. Скопируйте ключ ещё раз, целиком.",
            "This is no token (the field, or LAVR_VK_TOKEN): it has spaces or other than Latin characters. Copy the key again,"
            " all of it.",
        )
    return bare

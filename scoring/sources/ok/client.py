"""Asks OK one question over HTTP, signed by the application, and says what came back.

Every call bears a signature: the MD5 of its parameters, sorted by name and written one after another as ``name=value``, and of a
secret. With a token the secret is the MD5 of the token and the application's secret; without one the application's secret
itself. Neither secret travels, and neither it nor the token stands in a recording, an address, or an error.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from scoring.sources.collecting.http import Answered, Broken, Failed, Http, Params, Reply
from scoring.sources.collecting.policy import TokenMissing

ADDRESS: Final = "https://api.ok.ru"
_PATH: Final = "fb.do"
_WORDS: Final = 200


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an application: its public key, its secret, and the token of a session, which may be empty."""

    public: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)

    def signed(self, params: Mapping[str, str | int]) -> dict[str, str | int]:
        """The parameters with the public key and the signature, and with the token where there is one."""
        form = {**params, "application_key": self.public, "format": "json"}
        told = "".join(f"{name}={form[name]}" for name in sorted(form))
        secret = _md5(self.token + self.secret) if self.token else self.secret
        return form | {"sig": _md5(told + secret)} | ({"access_token": self.token} if self.token else {})

    def hidden(self, words: str) -> str:
        """Words without anything of the keys."""
        for part in (self.token, self.secret, self.public):
            words = words.replace(part, "***") if part else words
        return words


def keys_of(environment: Mapping[str, str]) -> Keys:
    """The keys out of LAVR_OK_APP_KEY, LAVR_OK_SECRET and LAVR_OK_TOKEN."""
    public, secret, token = (environment.get(f"LAVR_OK_{name}", "").strip() for name in ("APP_KEY", "SECRET", "TOKEN"))
    if not public or not secret:
        raise TokenMissing(
            "Нет ключей приложения OK. Создайте приложение на apiok.ru, получите права GROUP_CONTENT и VALUABLE_ACCESS и "
            "положите публичный ключ в LAVR_OK_APP_KEY, секретный в LAVR_OK_SECRET, вечный токен в LAVR_OK_TOKEN.",
            "There are no keys of an OK application. Make one at apiok.ru, get the rights GROUP_CONTENT and VALUABLE_ACCESS, and "
            "put the public key into LAVR_OK_APP_KEY, the secret one into LAVR_OK_SECRET, the eternal token into LAVR_OK_TOKEN.",
        )
    for name, value in (("APP_KEY", public), ("SECRET", secret), ("TOKEN", token)):
        if not value.isascii() or not all(letter.isprintable() and letter != " " for letter in value):
            raise TokenMissing(
                f"В LAVR_OK_{name} не ключ: в нём пробелы или не латинские знаки. Скопируйте его ещё раз, целиком.",
                f"LAVR_OK_{name} holds no key: it has spaces or other than Latin characters. Copy it again, all of it.",
            )
    return Keys(public, secret, token)


class Client:
    """A connection with keys. Safe for several threads; ``close`` it at the end."""

    def __init__(
        self,
        keys: Keys,
        address: str = ADDRESS,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys = keys
        self._http = Http(address, transport=transport, clock=clock)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(self, method: str, params: Params) -> Reply:
        """One call, once. A parameter that begins with an underscore is for the recording only."""
        sent = {name: value for name, value in params.items() if not name.startswith("_")}
        page = self._http.post(_PATH, self._keys.signed({**sent, "method": method}))
        if isinstance(page, Broken):
            return page
        return self._read(page.body) if page.status == httpx.codes.OK else Broken(f"HTTP {page.status}")

    def _read(self, body: bytes) -> Reply:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Broken("no JSON")
        if isinstance(told, dict) and "error_code" in told:
            code = told["error_code"]
            if isinstance(code, int) and not isinstance(code, bool) and code:
                return Failed(code, self._keys.hidden(str(told.get("error_msg") or ""))[:_WORDS])
            return Broken("an error without a code")
        return Answered(told) if isinstance(told, (dict, list)) else Broken("neither answer nor error")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

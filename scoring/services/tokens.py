"""The service token of VK: in the environment, or in a file for its owner's eyes only; never in the database, nor in a log."""

import os
import secrets
import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError
from scoring.home import Home
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.sources.collecting.http import Answered, Broken
from scoring.sources.collecting.policy import Policy, down
from scoring.sources.vk.client import ADDRESS, SITE, Client, checked_token
from scoring.sources.vk.policy import policy_of
from scoring.store.seasons import Season

_SHOWN: Final = 4
_LONGEST: Final = 1_000
_HARMLESS: Final = ("groups.getById", {"group_ids": "1"})
"""A call that every service token may make and that changes nothing."""


class UnsafeToken(InputError):
    """The token's file may be read by others, so it is not used."""


class TokenRefused(InputError):
    """The network does not take the token."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is there. ``by_environment``: it is set outside, and the panel cannot change it."""

    secret: str
    by_environment: bool

    @property
    def tail(self) -> str:
        """Its last four characters, for telling two tokens apart; less than a third of it ever."""
        return self.secret[-min(_SHOWN, len(self.secret) // 3) :] if len(self.secret) > _SHOWN else ""

    def __repr__(self) -> str:
        """Without the secret, wherever it may be printed."""
        return f"Token(…{self.tail})"


def find_token(home: Home) -> Token | None:
    """The token, or None without any. Raises ``UnsafeToken`` where others may read its file, ``TokenMissing`` for rubbish."""
    if home.vk_token is not None and home.vk_token.get_secret_value().strip():
        return Token(checked_token(home.vk_token.get_secret_value()), by_environment=True)
    try:
        handle = os.open(home.vk_token_file, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unsafe(home.vk_token_file) from error
    with os.fdopen(handle, encoding="utf-8", errors="replace") as file:
        _require_own(home.vk_token_file, os.fstat(handle))
        return Token(checked_token(file.read(_LONGEST)), by_environment=False)


def save_token(session: Session, home: Home, actor: Actor, season_id: int, text: str, *, now: datetime) -> Token:
    """Keep a token that a person has given; the trail tells that, and not the token."""
    require_organizer(actor)
    _require_changeable(home)
    secret = checked_token(text[:_LONGEST])
    _write(home.vk_token_file, secret)
    token = Token(secret, by_environment=False)
    record(
        session,
        actor,
        "token.save",
        session.get_one(Season, season_id),
        season_id=season_id,
        now=now,
        after={"network": "vk", "tail": token.tail},
    )
    return token


def remove_token(session: Session, home: Home, actor: Actor, season_id: int, *, now: datetime) -> None:
    """Forget the token."""
    require_organizer(actor)
    _require_changeable(home)
    home.vk_token_file.unlink(missing_ok=True)
    record(
        session,
        actor,
        "token.remove",
        session.get_one(Season, season_id),
        season_id=season_id,
        now=now,
        before={"network": "vk"},
    )


def client_of(home: Home, address: str | None = None, site: str = SITE) -> Client:
    """A connection with the token; raises ``TokenMissing`` without one."""
    token = find_token(home)
    return Client(token.secret if token is not None else "", address or home.vk_api or ADDRESS, site=site)


def check_token(home: Home) -> None:
    """Make one harmless call. Comes back when the network takes the token; raises what to do otherwise."""
    method, params = _HARMLESS
    with closing(client_of(home)) as client:
        reply = client.ask(method, dict(params))
    if isinstance(reply, Answered):
        return
    if isinstance(reply, Broken):
        raise down(reply.reason)
    if policy_of(reply.code) is Policy.STOP:
        raise TokenRefused(
            f"Сеть не приняла токен (ошибка {reply.code}: {reply.words}). Скопируйте сервисный ключ ещё раз, целиком, или "
            "выпустите новый на dev.vk.com и сохраните его здесь.",
            f"The network does not take the token (error {reply.code}: {reply.words}). Copy the service key again, all of it, or "
            "make a new one at dev.vk.com and keep it here.",
        )
    raise Conflict(
        f"Сеть ответила ошибкой {reply.code} ({reply.words}). Токен, возможно, верен: проверьте ещё раз через минуту.",
        f"The network answered with error {reply.code} ({reply.words}). The token may be right: check again in a minute.",
    )


def _require_changeable(home: Home) -> None:
    if home.vk_token is not None and home.vk_token.get_secret_value().strip():
        raise Conflict(
            "Токен задан переменной окружения LAVR_VK_TOKEN: измените его там и перезапустите сервер.",
            "The token is set by the environment variable LAVR_VK_TOKEN: change it there and start the server anew.",
        )


def _require_own(path: Path, found: os.stat_result) -> None:
    if stat.S_IMODE(found.st_mode) & 0o077 or found.st_uid != os.geteuid():
        raise _unsafe(path)


def _unsafe(path: Path) -> UnsafeToken:
    return UnsafeToken(
        f"Файл с токеном «{path}» доступен не только владельцу, поэтому токен не используется: его могли прочитать. "
        f"Закройте файл (chmod 600 {path}), а лучше выпустите новый ключ на dev.vk.com и впишите его в «Настройках сбора».",
        f"The token's file «{path}» is open to others than its owner, so the token is not used: it may have been read. "
        f"Close the file (chmod 600 {path}), or better make a new key at dev.vk.com and put it into the panel's settings.",
    )


def _write(path: Path, secret: str) -> None:
    """Whole or not at all, and never open to others, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secret}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

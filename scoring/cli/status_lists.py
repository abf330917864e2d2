"""Signed status lists: written by the worker where a key is at hand, so that the web's process needs none."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scoring.jobs.worker import Workshop
from scoring.store.database import transaction
from scoring.store.showing_awards import listed
from scoring.store.vocabulary import AwardStatus

if TYPE_CHECKING:
    from certificates.credential.issuing import Issuer

# Libraries of signing are loaded where there are keys only.
# ruff: noqa: PLC0415

_OLDEST: Final = timedelta(days=1)
"""A list that says the same is signed anew after this, so that whoever reads it sees that it is looked after."""


def publish_status_lists(shop: Workshop) -> None:
    """A chore: sign the lists again that say something else than the register, or are a day old. Nothing without keys."""
    if shop.home.key_folder is None or shop.home.is_rehearsal:
        return
    from certificates.credential.status import BITS

    with transaction(shop.engine) as session:
        places, ended = listed(session)
    revoked, suspended = ended[AwardStatus.REVOKED], ended[AwardStatus.SUSPENDED]
    issuer: Issuer | None = None
    for number in sorted({place // BITS for place in places}):
        if _is_current(shop, number, revoked, suspended):
            continue
        issuer = issuer or _issuer(shop)
        lists = issuer.status_lists(number, revoked=revoked, suspended=suspended, at=shop.clock())
        for purpose, content in lists.items():
            _write(_path(shop, purpose, number), content)


def _is_current(shop: Workshop, number: int, revoked: frozenset[int], suspended: frozenset[int]) -> bool:
    from certificates.credential.status import BITS, encode

    for purpose, all_places in (("revocation", revoked), ("suspension", suspended)):
        path = _path(shop, purpose, number)
        told: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
        wanted = encode(place % BITS for place in all_places if place // BITS == number)
        if told.get("credentialSubject", {}).get("encodedList") != wanted:
            return False
        if shop.clock() - datetime.fromisoformat(told["validFrom"]) > _OLDEST:
            return False
    return True


def _issuer(shop: Workshop) -> "Issuer":
    from certificates.keys.ring import open_ring

    return open_ring(Path(str(shop.home.key_folder)), away_from=shop.home.without_keys).issuer()


def _path(shop: Workshop, purpose: str, number: int) -> Path:
    return shop.home.published_keys / "status" / purpose / str(number)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: somebody may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f".{path.name}.part")
    passing.write_bytes(content)
    passing.replace(path)

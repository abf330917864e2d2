"""Bitstring status lists: a signed list of bits, one an award, that says what was revoked or suspended since.

W3C Bitstring Status List 1.0: at least 131,072 bits, so that a place tells nothing about who has it; bit 0 is the leftmost; the
bits are packed by gzip, then written as base64url without padding after a «u». Places are handed out at random.
"""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credential.contexts import CREDENTIALS
from certificates.credential.proof import sign
from certificates.errors import CredentialMalformed

BITS = 131_072
Purpose = Literal["revocation", "suspension"]


def free_index(taken: Collection[int], randbelow: Callable[[int], int]) -> int:
    """A place that nobody has, drawn at random; give ``secrets.randbelow``. Places run on: 131,072 is in list 1.

    The next list is begun when one is seven eighths full, so that a draw never takes long.
    """
    number = len(taken) // (BITS * 7 // 8)
    while True:
        index = number * BITS + randbelow(BITS)
        if index not in taken:
            return index


def list_address(site: str, purpose: Purpose, number: int) -> str:
    """Where list ``number`` is served."""
    return f"{site}/status/{purpose}/{number}"


def encode(indexes: Iterable[int]) -> str:
    """The bits at ``indexes`` (each below 131,072) set, as «u…»."""
    bits = bytearray(BITS // 8)
    for index in indexes:
        bits[index // 8] |= 128 >> index % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), 9, mtime=0)).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bits of a list, eight a byte; ``CredentialMalformed`` unless they are exactly as many as here."""
    try:
        packed = base64.b64decode(
            text.removeprefix("u") + "=" * (-len(text.removeprefix("u")) % 4), altchars=b"-_", validate=True
        )
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, BITS // 8 + 1)
    except (ValueError, zlib.error):
        bits = b""
    if not text.startswith("u") or len(bits) != BITS // 8:
        raise CredentialMalformed(
            f"Список состояний прочесть нельзя: в нём должно быть {BITS} бит. Скачайте его заново с сайта организатора.",
            f"The status list cannot be read: it must hold {BITS} bits. Download it again from the organiser's site.",
        )
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit of an award is set; a place outside of the list has none."""
    return index < BITS and bool(bits[index // 8] & 128 >> index % 8)


def status_list(
    *,
    issuer: str,
    address: str,
    purpose: Purpose,
    indexes: Iterable[int],
    key: Ed25519PrivateKey,
    method: str,
    at: datetime,
) -> bytes:
    """A signed list as it is served at ``address``; ``indexes`` are its own places that are revoked (or suspended) at ``at``."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    document: dict[str, Any] = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment,
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(indexes),
        },
    }
    return json.dumps(sign(document, key, method, moment), ensure_ascii=False, separators=(",", ":")).encode()

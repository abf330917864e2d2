"""Keys of an issuer as identifiers: base58, multikeys, did:key, did:web and the document that did:web names."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # multicodec of an Ed25519 public key
DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


def base58(data: bytes) -> str:
    """Bytes in the alphabet of Bitcoin; each leading zero byte is one «1»."""
    number, out = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        out = LETTERS[rest] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def unbase58(text: str) -> bytes:
    """The way back; ``ValueError`` on a letter outside of the alphabet."""
    number = 0
    for letter in text:
        number = number * 58 + LETTERS.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as «z6Mk…»."""
    return "z" + base58(ED25519 + key.public_bytes_raw())


def from_multikey(text: str) -> Ed25519PublicKey:
    """The key in «z6Mk…»; ``ValueError`` on anything else."""
    raw = unbase58(text.removeprefix("z")) if text.startswith("z") and len(text) <= 64 else b""
    if not raw.startswith(ED25519) or len(raw) != 34:
        msg = "not a multikey of Ed25519"
        raise ValueError(msg)
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def did_key(key: Ed25519PublicKey) -> str:
    """An issuer that is nothing but its key: for trials and tests."""
    return f"did:key:{multikey(key)}"


def did_web(site: str) -> str:
    """The issuer whose document lies at ``site``/.well-known/did.json; ``ValueError`` unless it is an address of a host alone."""
    parts = urlsplit(site)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        msg = "the site's address must be a scheme and a host"
        raise ValueError(msg)
    host = parts.hostname.encode("idna").decode()
    return "did:web:" + (host if parts.port is None else quote(f"{host}:{parts.port}", safe=""))


def site_of(did: str) -> str:
    """The host of a did:web, with its port."""
    return unquote(did.removeprefix("did:web:"))


def document(did: str, keys: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The issuer's document: every key that ever signed (``id``, ``multikey``, ``revoked`` or None), and which may assert.

    A key that was retired in good order still verifies what it signed; one that was revoked verifies nothing.
    """
    methods, asserting = [], []
    for key in keys:
        name = f"{did}#{key['id']}"
        method = {"id": name, "type": "Multikey", "controller": did, "publicKeyMultibase": key["multikey"]}
        if key["revoked"] is None:
            asserting.append(name)
        else:
            method["revoked"] = f"{key['revoked']}T00:00:00Z"
        methods.append(method)
    return {"@context": list(DID_CONTEXTS), "id": did, "verificationMethod": methods, "assertionMethod": asserting}

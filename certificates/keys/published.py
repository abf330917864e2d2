"""What an organiser publishes of his keys, so that anybody can check awards, off-line too."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

from cryptography import x509
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from certificates.credential.did import document, from_multikey
from certificates.errors import KeysRefused

VERSION = 1
Pem = Annotated[str, StringConstraints(pattern=r"^-----BEGIN (CERTIFICATE|X509 CRL)-----\n", max_length=20_000_000)]


class IssuerKey(BaseModel):
    """A key that signs, or once signed, credentials."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    multikey: Annotated[str, StringConstraints(pattern=r"^z6Mk[1-9A-HJ-NP-Za-km-z]{40,50}$")]
    since: date
    retired: date | None = None
    """From this day on it signs no more; what it signed stays valid."""
    revoked: date | None = None
    """It was lost or stolen: nothing that it signed is valid, whatever day stands there."""


class Published(BaseModel):
    """The public side of all keys; everything in it may be seen by everybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lavr: int = VERSION
    issuer: str
    """The did under which credentials are issued."""
    name: str
    site: str
    root: Pem
    """The authority's certificate; its fingerprint is what an organiser prints elsewhere."""
    leaves: tuple[Pem, ...]
    """Certificates of signing keys, from the oldest."""
    crl: Pem
    """Which of them were revoked, signed by the root."""
    keys: tuple[IssuerKey, ...] = Field(min_length=1)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root's certificate, in hexadecimal pairs."""
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - only here

        return x509.load_pem_x509_certificate(self.root.encode()).fingerprint(hashes.SHA256()).hex(":").upper()

    def did_document(self) -> bytes:
        """The did:web document, to be served at /.well-known/did.json."""
        found = document(self.issuer, [key.model_dump(mode="json") for key in self.keys])
        return json.dumps(found, ensure_ascii=False, indent=1).encode()

    def to_json(self) -> bytes:
        """The file ``published.json``."""
        return (self.model_dump_json(indent=1, exclude_none=True) + "\n").encode()


def read_published(content: bytes, source: str = "published.json") -> Published:
    """The published keys in a file; ``KeysRefused`` names what is wrong with it."""
    try:
        found = Published.model_validate_json(content)
        for key in found.keys:
            from_multikey(key.multikey)
        for pem in (found.root, *found.leaves):
            x509.load_pem_x509_certificate(pem.encode())
        x509.load_pem_x509_crl(found.crl.encode())
    except ValidationError as error:
        places = ", ".join(sorted({".".join(str(part) for part in fault["loc"]) or "JSON" for fault in error.errors()})[:5])
        raise _refused(source, places) from None
    except ValueError as error:
        raise _refused(source, str(error)[:120]) from None
    if found.lavr != VERSION:
        raise _refused(source, f"lavr = {found.lavr}")
    return found


def published_file(path: Path) -> Published:
    """The published keys at a path."""
    return read_published(path.read_bytes(), path.name)


def _refused(source: str, what: str) -> KeysRefused:
    return KeysRefused(
        f"Файл открытых ключей {source} не читается: {what}. Возьмите файл, который сделала команда lavr keys publish.",
        f"The file of published keys {source} cannot be used: {what}. Take the one made by lavr keys publish.",
    )

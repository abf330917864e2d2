"""The Data Integrity proof ``eddsa-rdfc-2022``: an Ed25519 signature of a document's canonical RDF.

W3C VC Data Integrity EdDSA Cryptosuites 1.0, 3.2: the document without its proof and the proof's options without its value are
each canonicalised by RDFC-1.0 and hashed with SHA-256; signed are the hash of the options and then that of the document; the
value is the signature in base58 after a «z».
"""

import hashlib
from functools import lru_cache
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import ContextResolver, jsonld

from certificates.credential.contexts import load
from certificates.credential.did import base58, unbase58

SUITE = "eddsa-rdfc-2022"
# pyld keeps what it made of contexts in plain dictionaries; canonicalising takes a few milliseconds, one at a time.
_lock = Lock()
_resolver = ContextResolver({}, load)


def sign(document: dict[str, Any], key: Ed25519PrivateKey, method: str, created: str) -> dict[str, Any]:
    """The document with its proof. ``method`` is the key's whole name, ``created`` a moment like «2026-11-22T09:00:00Z»."""
    options = _options(method, created)
    signature = key.sign(_hash_of_options(tuple(document["@context"]), method, created) + _hash(document))
    return {**document, "proof": {**options, "proofValue": "z" + base58(signature)}}


def holds(document: dict[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether the one proof of a document of known shape was made with the key, over these very contents."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    proof = document["proof"]
    try:
        signature = unbase58(proof["proofValue"].removeprefix("z"))
        signed = _hash_of_options(tuple(document["@context"]), proof["verificationMethod"], proof["created"]) + _hash(bare)
        key.verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def canonical(document: dict[str, Any]) -> str:
    """The document as canonical N-Quads (RDFC-1.0, formerly URDNA2015). Reads no context but those of the closed table."""
    with _lock:
        quads: str = jsonld.normalize(
            document,
            {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, "contextResolver": _resolver},
        )
    return quads


def _options(method: str, created: str) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


@lru_cache(maxsize=256)
def _hash_of_options(contexts: tuple[str, ...], method: str, created: str) -> bytes:
    """Awards that are issued together differ in nothing of this."""
    return _hash({"@context": list(contexts), **_options(method, created)})


def _hash(document: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(document).encode()).digest()

"""A PDF looked at without opening it as a reader does: is every byte of it signed, and what file lies in it.

A certificate carries one signature over the whole file but for the signature itself. So its check needs no parser that could be
led astray: the two signed ranges must reach from the first byte to the last, the gap must hold hexadecimal digits and nothing
else, and what is signed must be signed by a key of the organiser. Then the file is, byte for byte, one that he signed.
"""

import logging
import re
import zlib
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pikepdf
from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from certificates.attachment import CREDENTIAL_NAME
from certificates.coroutines import finished
from certificates.credential.shape import LARGEST
from certificates.errors import FileRefused
from certificates.keys.published import Published
from certificates.verifying.verdict import Answer, Finding

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_GAP = re.compile(rb"<([0-9A-Fa-f]*)>")
_MOMENT = re.compile(rb"/M\s*\(D:(\d{4})(\d\d)(\d\d)")
_NO_SIGNATURE = Finding(
    Answer.ABSENT,
    "absent",
    "Электронной подписи в файле нет.",
    "The file carries no electronic signature.",
)
_CHANGED = Finding(
    Answer.INVALID,
    "changed",
    "Файл изменён после подписания: подпись не сходится с содержимым.",
    "The file was changed after it was signed: the signature does not match what it holds.",
)
_FOREIGN = Finding(
    Answer.INVALID,
    "foreign",
    "Файл подписан чужим ключом: организатору он не принадлежит.",
    "The file is signed with a foreign key that does not belong to the organiser.",
)
_NO_KEYS = Finding(
    Answer.UNKNOWN,
    "no-keys",
    "Подпись есть, но проверить её нечем: открытые ключи организатора не даны.",
    "There is a signature, but nothing to check it with: the organiser's published keys were not given.",
)
logging.getLogger("pyhanko").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class _Signed:
    """What the signature covers, the signature, and the day that stands beside it."""

    content: bytes
    signature: bytes
    day: str


def signature_of(pdf: bytes, published: Published | None, *, at: datetime) -> Finding:
    """Whether the organiser signed this file, and nothing was changed since."""
    if b"/ByteRange" not in pdf:
        return _NO_SIGNATURE
    signed = _signed(pdf)
    if signed is None:
        return _CHANGED
    if published is None:
        return _NO_KEYS
    try:
        data = cms.ContentInfo.load(signed.signature)["content"]
        status = finished(async_validate_detached_cms(signed.content, data, signer_validation_context=_context(published, at)))
    except Exception:  # noqa: BLE001 - a stranger's file may be wrong in any way, and every way is the same
        return _CHANGED
    if not status.intact or not status.valid:
        return _CHANGED
    leaf = x509.load_der_x509_certificate(status.signing_cert.dump())
    if not _issued_by(leaf, published):
        return _FOREIGN
    return _standing(leaf, signed.day, published, at)


def attached_credential(pdf: bytes) -> bytes | None:
    """The credential that lies in a PDF, None when there is none; ``FileRefused`` when the PDF cannot be opened."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            found = [
                spec.obj.EF.F.read_raw_bytes() if "/Filter" not in spec.obj.EF.F else _unpacked(spec.obj.EF.F.read_raw_bytes())
                for name, spec in opened.attachments.items()
                if name == CREDENTIAL_NAME
            ]
    except Exception as error:
        raise FileRefused(
            "Файл не открывается как PDF. Скачайте диплом заново.",
            "The file cannot be opened as PDF. Download the certificate again.",
        ) from error
    return found[0] if found else None


def serial_of(pdf: bytes) -> str | None:
    """The serial that stands in the file's own description; anybody could have written it."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            return str(opened.docinfo.get("/Subject", "")) or None
    except Exception:  # noqa: BLE001 - as above
        return None


def _unpacked(content: bytes) -> bytes:
    """Deflated bytes, no more of them than a credential may have (and one, by which it is seen to be too long)."""
    return zlib.decompressobj().decompress(content, LARGEST + 1)


def _signed(pdf: bytes) -> _Signed | None:
    """The signature over the whole file; None when there is none that reaches from end to end."""
    for match in reversed(deque(_RANGE.finditer(pdf), maxlen=8)):
        start, end, after, rest = (int(number) for number in match.groups())
        gap = _GAP.fullmatch(pdf, end, after) if start == 0 and end < after and after + rest == len(pdf) else None
        if gap is not None and len(gap[1]) % 2 == 0:
            said = _MOMENT.search(pdf[max(0, end - 500) : end] + pdf[after : after + 500])
            day = ".".join(part.decode() for part in reversed(said.groups())) if said else ""
            return _Signed(pdf[:end] + pdf[after:], bytes.fromhex(gap[1].decode()), day)
    return None


def _context(published: Published, at: datetime) -> ValidationContext:
    root = asn1.Certificate.load(x509.load_pem_x509_certificate(published.root.encode()).public_bytes(Encoding.DER))
    return ValidationContext(trust_roots=[root], allow_fetching=False, moment=at)


def _issued_by(leaf: x509.Certificate, published: Published) -> bool:
    try:
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(published.root.encode()))
    except Exception:  # noqa: BLE001 - whatever is wrong with a stranger's certificate, it is not ours
        return False
    return True


def _standing(leaf: x509.Certificate, day: str, published: Published, at: datetime) -> Finding:
    """Of a signature that holds: whether the key was revoked, or its certificate is not in force any more."""
    root = x509.load_pem_x509_certificate(published.root.encode())
    crl = x509.load_pem_x509_crl(published.crl.encode())
    if not crl.is_signature_valid(root.public_key()):  # type: ignore[arg-type] # the root's key is of a kind that signs
        return _NO_KEYS
    entry = crl.get_revoked_certificate_by_serial_number(leaf.serial_number)
    if entry is not None:
        on = entry.revocation_date_utc
        return Finding(
            Answer.INVALID,
            "revoked-key",
            f"Ключ, которым подписан файл, отозван {on:%d.%m.%Y}. Попросите организатора переиздать диплом.",
            f"The key that signed the file was revoked on {on:%Y-%m-%d}. Ask the organiser to issue the certificate again.",
        )
    if not leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc:
        return Finding(
            Answer.UNKNOWN,
            "expired",
            f"Файл не изменён, но сертификат ключа действовал до {leaf.not_valid_after_utc:%d.%m.%Y}. "
            "Проверьте диплом по номеру.",
            f"The file is unchanged, but the key's certificate was good until {leaf.not_valid_after_utc:%Y-%m-%d}. "
            "Check the certificate by its number.",
        )
    ru, en = (
        f"Подпись организатора верна ({published.name}), файл не изменён",
        f"Signed by the organiser ({published.name}), unchanged",
    )
    when_ru, when_en = (f"; подписан {day}", f"; signed on {'-'.join(reversed(day.split('.')))}") if day else ("", "")
    stale = crl.next_update_utc is not None and at > crl.next_update_utc
    old_ru = ". Список отозванных ключей устарел: возьмите свежий файл открытых ключей" if stale else ""
    old_en = ". The list of revoked keys is out of date: take a fresh file of published keys" if stale else ""
    return Finding(Answer.VALID, "stale-list" if stale else "valid", f"{ru}{when_ru}{old_ru}.", f"{en}{when_en}{old_en}.")

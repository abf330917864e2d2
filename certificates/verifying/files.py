"""One file, looked at whole: what it is, whether the organiser knows it, signed it, vouches for it, and still does."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from certificates.credential.baking import SIGNATURE, baked_in_png, baked_in_svg
from certificates.errors import FileRefused
from certificates.keys.published import Published
from certificates.serials import SERIAL
from certificates.verifying.standing import standing_of
from certificates.verifying.verdict import Answer, FileKind, FileVerdict, Finding, Looked
from certificates.verifying.vouching import claims_of, invalid, judge, serial_in

LARGEST = 16 * 1024 * 1024  # bytes of a file; a certificate has about 300,000
_TAIL = re.compile(rb"%%EOF[\r\n \t]*\Z")
_SVG = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|svg\b)")  # what follows is left to the parser


def verify_file(
    content: bytes,
    published: Published | None,
    *,
    at: datetime,
    known: Callable[[str], bool] | None = None,
    credential_of: Callable[[str], bytes | None] | None = None,
    lists: Sequence[bytes] = (),
) -> FileVerdict:
    """Everything that can be said about a file. Reads nothing but its arguments.

    ``published``: the organiser's public keys; None leaves signature and credential unjudged. ``at``: the present moment.
    ``known(sha256)``: whether the register holds the file. ``credential_of(serial)``: the credential as it was published.
    ``lists``: signed status lists. Raises ``FileRefused`` for a file that is too large, of another kind, of two kinds at once, or
    broken.
    """
    return compared(look(content, published, at=at, lists=lists), known=known, credential_of=credential_of)


def look(content: bytes, published: Published | None, *, at: datetime, lists: Sequence[bytes] = ()) -> Looked:
    """What the file itself tells, which is all of it that needs to open the file; arguments as in ``verify_file``."""
    kind = kind_of(content)
    inside = _inside(kind, content)
    finding, credential = judge(inside, published)
    serial = serial_in(credential) if credential is not None else None
    if serial is None and kind is FileKind.PDF:
        serial = _serial_of_pdf(content)
    valid = credential if finding.answer is Answer.VALID else None
    return Looked(
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        serial=serial,
        claims=claims_of(valid, serial) if valid is not None and serial is not None else None,
        signature=_signature(kind, content, published, at),
        credential=finding,
        standing=standing_of(valid, published, lists, at=at),
        inside=None if inside is None else inside.strip(),
    )


def compared(
    looked: Looked, *, known: Callable[[str], bool] | None = None, credential_of: Callable[[str], bytes | None] | None = None
) -> FileVerdict:
    """The whole verdict: what the file tells, beside what the register holds; arguments as in ``verify_file``."""
    return FileVerdict(
        kind=looked.kind,
        size=looked.size,
        sha256=looked.sha256,
        serial=looked.serial,
        claims=looked.claims,
        known=_known(looked.sha256, known),
        signature=looked.signature,
        credential=looked.credential,
        same=_same(looked.inside, looked.serial, credential_of),
        standing=looked.standing,
    )


def kind_of(content: bytes) -> FileKind:
    """What a file is by its own bytes; ``FileRefused`` unless it is wholly that and nothing else."""
    if len(content) > LARGEST:
        raise too_large()
    if _holds_zip(content):
        raise _two_kinds()
    if content.startswith(b"%PDF-"):
        if _TAIL.search(content, max(0, len(content) - 64)) is None:
            raise _two_kinds()
        return FileKind.PDF
    if content.startswith(SIGNATURE):
        return FileKind.PNG
    if _SVG.match(content):
        return FileKind.SVG
    if content.strip()[:1] == b"{":
        return FileKind.JSON
    raise FileRefused(
        "Это не PDF, PNG, SVG и не JSON. Выберите файл диплома, знака или цифрового удостоверения.",
        "This is neither PDF, PNG, SVG nor JSON. Choose the file of a certificate, a badge or a credential.",
    )


def too_large() -> FileRefused:
    """What to tell of a file that is larger than ``LARGEST``, read or not."""
    return FileRefused(
        f"Файл больше {LARGEST // 1024 // 1024} МБ: таких дипломов и знаков не бывает. Выберите исходный файл.",
        f"The file is larger than {LARGEST // 1024 // 1024} MB: no certificate or badge is. Choose the original file.",
    )


def _inside(kind: FileKind, content: bytes) -> bytes | None:
    """The credential that a file carries, or is."""
    if kind is FileKind.JSON:
        return content
    if kind is FileKind.PNG:
        return baked_in_png(content)
    return baked_in_svg(content) if kind is FileKind.SVG else _attached(content)


def _signature(kind: FileKind, content: bytes, published: Published | None, at: datetime) -> Finding:
    if kind is FileKind.PDF:
        from certificates.verifying.pdf import signature_of  # noqa: PLC0415 - pyHanko loads slowly, and pictures do without

        return signature_of(content, published, at=at)
    return Finding(
        Answer.ABSENT,
        "not-pdf",
        "Электронная подпись бывает только у PDF; за этот файл говорит цифровое удостоверение.",
        "Only PDFs carry an electronic signature; for this file its credential speaks.",
    )


def _attached(content: bytes) -> bytes | None:
    from certificates.verifying.pdf import attached_credential  # noqa: PLC0415 - likewise

    return attached_credential(content)


def _serial_of_pdf(content: bytes) -> str | None:
    from certificates.verifying.pdf import serial_of  # noqa: PLC0415 - likewise

    said = serial_of(content)
    return said if said is not None and SERIAL.fullmatch(said) else None


def _known(digest: str, known: Callable[[str], bool] | None) -> Finding:
    if known is None:
        return Finding(
            Answer.UNKNOWN,
            "not-asked",
            f"SHA-256 файла {digest}. Сравните с тем, что показывает страница проверки.",
            f"SHA-256 of the file is {digest}. Compare it with what the check page shows.",
        )
    if known(digest):
        return Finding(
            Answer.VALID,
            "valid",
            "Файл совпадает с выданным до последнего байта.",
            "The file is the one that was issued, to the last byte.",
        )
    return Finding(
        Answer.ABSENT,
        "unknown",
        "Такого файла среди выданных нет: его пересохранили, сжали или изменили.",
        "No such file was issued: it was saved anew, compressed or changed.",
    )


def _same(inside: bytes | None, serial: str | None, credential_of: Callable[[str], bytes | None] | None) -> Finding:
    """Whether what the file carries is what the organiser published under the serial."""
    if inside is None:
        return Finding(Answer.ABSENT, "absent", "Сравнивать нечего.", "There is nothing to compare.")
    if credential_of is None or serial is None:
        return Finding(
            Answer.UNKNOWN,
            "not-asked",
            "С опубликованным удостоверением не сравнивалось.",
            "It was not compared with the published credential.",
        )
    there = credential_of(serial)
    if there is None:
        return invalid(
            "unpublished",
            f"Организатор не публиковал удостоверения с номером {serial}.",
            f"The organiser published no credential with the serial {serial}.",
        )
    if there.strip() != inside:
        return invalid(
            "other",
            f"Удостоверение в файле не то, что опубликовано под номером {serial}.",
            f"The credential in the file is not the one published with the serial {serial}.",
        )
    return Finding(
        Answer.VALID,
        "valid",
        "Удостоверение в файле то же, что опубликовано.",
        "The credential in the file is the published one.",
    )


def _holds_zip(content: bytes) -> bool:
    """Whether the file is a ZIP to whoever reads it from its end."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    return at >= 0 and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)


def _two_kinds() -> FileRefused:
    return FileRefused(
        "В файле спрятан ещё один: за его концом что-то лежит. Такие файлы не проверяются; выберите исходный.",
        "Another file hides in this one: something lies behind its end. Such files are not checked; choose the original.",
    )

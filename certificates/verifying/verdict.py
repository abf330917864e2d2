"""The answers about one file: four questions, each with a verdict of its own in Russian and English."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import ConfigDict, TypeAdapter

from certificates.award import Tongue


class FileKind(StrEnum):
    """What kinds of files can be looked at."""

    PDF = "pdf"
    PNG = "png"
    SVG = "svg"
    JSON = "json"


class Answer(StrEnum):
    """The verdict on one question."""

    VALID = "valid"
    INVALID = "invalid"
    ABSENT = "absent"
    """The file carries no such thing."""
    UNKNOWN = "unknown"
    """It could not be judged: nobody gave what is needed for it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One question's answer; ``reason`` names the case («changed», «revoked-key», …), the sentences are for people."""

    answer: Answer
    reason: str
    ru: str
    en: str

    def told(self, language: Tongue) -> str:
        """The sentence in the reader's language."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid credential says; nothing of it is known of a file whose credential is not valid."""

    serial: str
    institution: str
    page: str
    achievement: str
    contest: str
    issuer: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file tells by itself, before the register is asked; fields as in ``FileVerdict``."""

    __pydantic_config__ = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    kind: FileKind
    size: int
    sha256: str
    serial: str | None
    claims: Claims | None
    signature: Finding
    credential: Finding
    standing: Finding
    inside: bytes | None
    """The credential that it carries, or is, as it stands there."""


def looked_json(looked: Looked) -> bytes:
    """As it comes out of the process that opened the file."""
    return _looked().dump_json(looked)


def read_looked(content: bytes) -> Looked:
    """The same read back."""
    found: Looked = _looked().validate_json(content)
    return found


@cache
def _looked() -> TypeAdapter[Looked]:
    return TypeAdapter(Looked)


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """Everything found out about a file."""

    kind: FileKind
    size: int
    sha256: str
    """Of the bytes, in hexadecimal."""
    serial: str | None
    """As the file itself says; only a valid credential makes it more than a word."""
    claims: Claims | None
    known: Finding
    """Whether the register holds this very file, byte for byte."""
    signature: Finding
    """Of a PDF; absent in pictures and JSON."""
    credential: Finding
    """Attached to a PDF, baked into a picture, or the JSON itself."""
    same: Finding
    """Whether the credential is the one that the organiser published under its serial."""
    standing: Finding
    """Whether it was revoked or suspended since."""

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """(name, finding) in the order in which they are told."""
        for name in ("known", "signature", "credential", "same", "standing"):
            yield name, getattr(self, name)

    @property
    def genuine(self) -> bool:
        """The file itself is proven, and nothing speaks against it.

        A valid credential proves a file of its own; it does not prove the page or the picture that it was put into, which anybody
        can exchange. Those need a signature, or the register that knows the file.
        """
        return self._case() == "genuine"

    def summary(self, language: Tongue) -> str:
        """One sentence for a heading."""
        ru, en = _SUMMARIES[self._case()]
        return ru if language == "ru" else en

    def _case(self) -> str:
        if self.standing.answer is Answer.INVALID:
            return self.standing.reason
        if Answer.INVALID in {finding.answer for _, finding in self.findings()}:
            return "forged"
        if Answer.VALID in {self.known.answer, self.signature.answer}:
            return "genuine"
        if self.credential.answer is not Answer.VALID:
            return "unproven"
        return {FileKind.JSON: "genuine", FileKind.PDF: "carrier"}.get(self.kind, "picture")


_SUMMARIES = {
    "genuine": ("Файл подлинный.", "The file is genuine."),
    "picture": (
        "Удостоверение в картинке подлинное, а сама картинка ничем не закреплена: сверьте её с тем, что в удостоверении.",
        "The credential in the picture is genuine, but nothing proves the picture: compare it with what the credential says.",
    ),
    "carrier": (
        "В файле лежит подлинное удостоверение, но сам диплом не подписан: верьте только удостоверению.",
        "The file holds a genuine credential, but the certificate itself is not signed: trust the credential alone.",
    ),
    "revoked": ("Файл выдан организатором, но награда отозвана.", "The organiser issued the file, but revoked the award."),
    "suspended": (
        "Файл выдан организатором, но награда приостановлена.",
        "The organiser issued the file, but suspended the award.",
    ),
    "forged": (
        "Файл изменён или подделан: верить ему нельзя. Попросите у владельца исходный файл.",
        "The file was changed or forged: do not trust it. Ask its owner for the original file.",
    ),
    "unproven": (
        "Подлинность файла ничем не подтверждается. Проверьте диплом по номеру.",
        "Nothing proves that the file is genuine. Check the certificate by its number.",
    ),
}

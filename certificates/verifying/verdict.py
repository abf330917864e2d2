"""The answers about one file: four questions, each with a verdict of its own in Russian and English."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
        """Something proves the file, nothing speaks against it. A file that nothing can be said about is not genuine."""
        answers = [finding.answer for _, finding in self.findings()]
        proven = Answer.VALID in {self.known.answer, self.signature.answer, self.credential.answer}
        return proven and Answer.INVALID not in answers

    def summary(self, language: Tongue) -> str:
        """One sentence for a heading."""
        ru, en = _SUMMARIES[self._case()]
        return ru if language == "ru" else en

    def _case(self) -> str:
        if self.standing.answer is Answer.INVALID:
            return self.standing.reason
        if self.genuine:
            return "genuine"
        return "forged" if Answer.INVALID in {finding.answer for _, finding in self.findings()} else "unproven"


_SUMMARIES = {
    "genuine": ("Файл подлинный.", "The file is genuine."),
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

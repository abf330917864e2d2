"""The protocol of a jury's decision as a PDF: A4, tables that run over pages, two signature lines, the hashes below it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from certificates.award import Tongue
from certificates.fonts import need_fonts
from certificates.protocol_words import WORDS

FOLDER: Final = "protocol"


@dataclass(frozen=True, slots=True)
class Count:
    """How many win and are laureates in one nomination."""

    nomination: str
    winners: int
    laureates: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """An outcome that differs from what points and verdicts give; ``otherwise``: who would otherwise be in, or empty."""

    name: str
    nomination: str
    automatic: str
    final: str
    code: str
    reason: str
    votes: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A shared last winning place: the pages, each with whether it wins."""

    nomination: str
    place: int
    pages: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """One of the two lines; ``name`` and ``when`` are empty until somebody has signed."""

    office: str
    name: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolPaper:
    """Everything that stands on the paper, ready to print but for the fixed words.

    ``at``: the moment the file's dates name. ``reader``: whose copy it is, on every page, as long as nothing of it is public.
    """

    contest: str
    region: str
    city: str
    year: int
    pages: int
    counts: tuple[Count, ...]
    winners: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """By nomination: name and municipality of each."""
    deviations: tuple[Deviation, ...]
    recusals: tuple[tuple[str, int], ...]
    ties: tuple[Tie, ...]
    seals: tuple[tuple[int, str, str], ...]
    """Number, kind in words, SHA-256."""
    decisions: str
    """SHA-256 of the sealed file of decisions."""
    signatures: tuple[Signature, Signature]
    signed: bool
    one_key: bool
    rehearsal: bool
    at: datetime
    language: Tongue = "ru"
    reader: str = ""

    @property
    def watermark(self) -> str:
        """What lies across every page: nothing once both have signed in earnest."""
        words = WORDS[self.language]
        return words["rehearsal"] if self.rehearsal else "" if self.signed else words["draft"]


def protocol_pdf(paper: ProtocolPaper) -> bytes:
    """The paper as a tagged PDF; the same values give the same bytes."""
    need_fonts()
    from certificates.paper import print_paper  # noqa: PLC0415 - WeasyPrint loads slowly, and values do not need it

    words = WORDS[paper.language]
    title = words["title"].format(contest=paper.contest, year=paper.year)
    values: dict[str, Any] = {"paper": paper, "words": words, "title": title, "language": paper.language}
    return print_paper(FOLDER, "protocol", values, title=title, at=paper.at, about=paper.decisions)

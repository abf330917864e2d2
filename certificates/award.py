"""What a certificate says, as plain values: the shape asked for, and a copy that travels between processes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

Kind = Literal["winner", "laureate", "thanks", "participant"]
"""Diploma of a winner, of a laureate, letter of thanks to a page's administrator, certificate of participation."""
HonouredKind = Literal["winner", "laureate"]
"""What a quality badge is given for."""
Tongue = Literal["ru", "en"]
Wording = Literal["ru", "en", "bilingual"]
"""Of a certificate's fixed words; a bilingual one is Russian with the English below."""


class Award(Protocol):
    """One award, as whatever object has these."""

    @property
    def serial(self) -> str:
        """16 Crockford letters and two that check them, «XXXX-XXXX-XXXX-XXXX-CC»."""
        ...

    @property
    def kind(self) -> Kind:
        """What it was won for."""
        ...

    @property
    def year(self) -> int:
        """The contest's year."""
        ...

    @property
    def place(self) -> int | None:
        """Place in the nomination; None prints none."""
        ...

    @property
    def nomination(self) -> str:
        """In Russian."""
        ...

    @property
    def nomination_en(self) -> str:
        """In English, for certificates in English and bilingual ones."""
        ...

    @property
    def name(self) -> str:
        """The organisation, as it officially calls itself."""
        ...

    @property
    def person(self) -> str:
        """Whom a letter of thanks is addressed to; stands in the document and nowhere else. Empty for other kinds."""
        ...

    @property
    def municipality(self) -> str:
        """Where it works."""
        ...

    @property
    def region(self) -> str:
        """May be empty."""
        ...

    @property
    def contest(self) -> str:
        """The contest's title, in the nominative."""
        ...

    @property
    def points(self) -> str:
        """Ready to print, «92,40»; empty prints none."""
        ...

    @property
    def issued_on(self) -> date:
        """The day printed; all dates inside the files come from it."""
        ...

    @property
    def check_url(self) -> str:
        """Printed whole, and in the QR code."""
        ...

    @property
    def page_link(self) -> str:
        """Address of the page that won."""
        ...

    @property
    def signers(self) -> Sequence[tuple[str, str]]:
        """One to three of (post, name)."""
        ...

    @property
    def city(self) -> str:
        """Where it is issued, without «г.»."""
        ...

    @property
    def language(self) -> Wording:
        """Of the fixed words."""
        ...

    @property
    def rehearsal(self) -> bool:
        """Whether it is only tried: the sheet says so across the page."""
        ...


@dataclass(frozen=True, slots=True)
class PlainAward:
    """An ``Award`` that can be pickled and compared; fields as there."""

    serial: str
    kind: Kind
    year: int
    place: int | None
    nomination: str
    nomination_en: str
    name: str
    municipality: str
    region: str
    contest: str
    points: str
    issued_on: date
    check_url: str
    page_link: str
    signers: tuple[tuple[str, str], ...]
    city: str
    language: Wording
    person: str = ""
    rehearsal: bool = False


def plain(award: Award) -> PlainAward:
    """The same award without whatever object it came in."""
    return PlainAward(
        serial=award.serial,
        kind=award.kind,
        year=award.year,
        place=award.place,
        nomination=award.nomination,
        nomination_en=award.nomination_en,
        name=award.name,
        municipality=award.municipality,
        region=award.region,
        contest=award.contest,
        points=award.points,
        issued_on=award.issued_on,
        check_url=award.check_url,
        page_link=award.page_link,
        signers=tuple((post, name) for post, name in award.signers),
        city=award.city,
        language=award.language,
        person=award.person,
        rehearsal=award.rehearsal,
    )


def tongue_of(wording: Wording) -> Tongue:
    """The language of pictures and posts beside a certificate in ``wording``."""
    return "en" if wording == "en" else "ru"


def bare_link(link: str) -> str:
    """An address as people say it: without the scheme and the last slash."""
    return re.sub(r"^https?://(?:www\.)?", "", link.strip()).rstrip("/")

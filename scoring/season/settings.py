"""What a season decides for itself: its dates, whether acts need two keys, what is public."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class DocumentLook(BaseModel):
    """How the season's documents look: language of the fixed words, coat of arms, facsimiles. Pictures are named by SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wording: Literal["ru", "en", "bilingual"] = "ru"
    coat: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    outline: Annotated[str, Field(max_length=50_000)] = ""
    """A coat of arms drawn in one ink, instead of the picture: the numbers of an SVG path."""
    facsimiles: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = {}
    """By the signer's name."""


class SeasonSettings(BaseModel):
    """Defaults are those of a usual year; a date that is not set is nobody's deadline.

    Days are local days of the season's zone and end at midnight behind them; ``publish_at`` and ``jury_closes_at`` are moments.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    two_keys: bool = True
    """One person may not unseal, sign or revoke alone. Where it is off the public diary says so."""
    places_public: bool = False
    """Places of winners are shown, not only their points."""
    list_public: bool = False
    """The open file holds all pages, not only winners and cut lines."""
    english_letters: bool = False
    """Letters are written in English instead of Russian."""
    announce_on: date | None = None
    collect_from: date | None = None
    objections_from: date | None = None
    objections_until: date | None = None
    jury_closes_at: AwareDatetime | None = None
    publish_at: AwareDatetime | None = None
    appeal_days: Annotated[int, Field(ge=0, le=60)] = 5
    """Working days after publication in which an appeal may be made."""
    fewest_jurors: Annotated[int, Field(ge=0, le=100)] = 5
    badge_years: Annotated[int, Field(ge=0, le=20)] = 2
    """Years for which a badge may be shown; 0 for no term. The certificate has none."""
    keep_years: Annotated[int, Field(ge=1, le=75)] = 3
    """Years after which personal data are thinned."""

    look: DocumentLook = DocumentLook()

    def in_order(self) -> bool:
        """Whether the dates that are set follow one another."""
        days = [self.announce_on, self.collect_from, self.objections_from, self.objections_until]
        days += [_day(self.jury_closes_at), _day(self.publish_at)]
        known = [day for day in days if day is not None]
        return known == sorted(known)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None

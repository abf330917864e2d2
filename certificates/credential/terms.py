"""What the files of an award say beside the award itself: when it was issued, for how long, where it may be looked up."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from certificates.award import Award


@dataclass(frozen=True, slots=True)
class Terms:
    """What the files of an award say beside the award itself."""

    at: datetime
    """The moment of issue; it stands in the signature and in the credential."""
    status_index: int | None = None
    """The award's place in the status lists, drawn by ``free_index``; None names none."""
    valid_until: date | None = None
    """Last day of the quality badge; the certificate lasts."""


def default_terms(award: Award) -> Terms:
    """Terms of an award of which nothing but its day of issue is known."""
    return Terms(datetime.combine(award.issued_on, time(), UTC))

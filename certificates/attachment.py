"""A file that lies inside of a certificate."""

from dataclasses import dataclass
from datetime import datetime

CREDENTIAL_NAME = "credential.json"


@dataclass(frozen=True, slots=True)
class Attached:
    """Says the same as the page, for programs; dated by the moment of issue."""

    content: bytes
    at: datetime
    description: str

"""How a region's documents look beside the words: template, coat of arms, signers with their facsimiles."""

import hashlib
from dataclasses import dataclass

from certificates.drawing import Path

CLASSIC = "classic"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that ``upload.safe_picture`` has taken apart and written anew: PNG, sRGB, without any metadata."""

    width: int
    height: int
    png: bytes


@dataclass(frozen=True, slots=True)
class Coat:
    """A coat of arms: a re-encoded picture, or a drawing read by ``coat.read_outline`` (never a file of somebody's)."""

    picture: Picture | None = None
    outline: Path = ()
    """Within the square from (0, 0) to (1, 1), painted in the ink of the kind."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One who signs: post, name, and a picture of the signature where there is one."""

    post: str
    name: str
    facsimile: Picture | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Everything of a season's documents that is not words of an award; travels whole to the workers."""

    template: str = CLASSIC
    coat: Coat | None = None
    signers: tuple[Signer, ...] = ()
    """Those of the season; an award's signers who are not among them sign without a facsimile."""

    def facsimile(self, post: str, name: str) -> Picture | None:
        """The picture of a signer's signature, if there is one."""
        return next((one.facsimile for one in self.signers if (one.post, one.name) == (post, name)), None)

    def fingerprint(self) -> str:
        """SHA-256 of everything that is drawn from here; equal looks are equal documents."""
        whole = hashlib.sha256(repr((self.template, self.coat, self.signers)).encode())
        return whole.hexdigest()


PLAIN = Look()
"""Without a coat of arms and without facsimiles."""

"""How a region's documents look beside the words: template, coat of arms, signers with their facsimiles."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from certificates.drawing import Path as Outline

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
    outline: Outline = ()
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


def kept(folder: Path, picture: Picture) -> str:
    """Put a picture into the folder under its SHA-256 in hex, and give that back."""
    name = hashlib.sha256(picture.png).hexdigest()
    path = folder / f"{name}.png"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        passing = path.with_suffix(".part")
        passing.write_bytes(picture.png)
        passing.replace(path)
    return name


def look_of(
    folder: Path, *, coat: str, outline: str = "", signers: Iterable[tuple[str, str]], facsimiles: Mapping[str, str]
) -> Look:
    """The look of pictures that lie in the folder by their names; a picture that is gone is left out."""
    from certificates.coat import read_outline  # noqa: PLC0415 - the coat is made of this module's values

    shield = _read(folder, coat)
    drawn = read_outline(outline) if outline else None
    return Look(
        coat=drawn or (Coat(shield) if shield is not None else None),
        signers=tuple(Signer(post, name, _read(folder, facsimiles.get(name, ""))) for post, name in signers),
    )


def _read(folder: Path, name: str) -> Picture | None:
    path = folder / f"{name}.png"
    if not name or not path.is_file():
        return None
    from PIL import Image  # noqa: PLC0415 - only looks with pictures need it

    content = path.read_bytes()
    with Image.open(BytesIO(content), formats=("PNG",)) as opened:
        return Picture(*opened.size, content)


PLAIN = Look()
"""Without a coat of arms and without facsimiles."""

"""What is done to a stranger's file inside the sandbox."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps

from certificates.errors import PictureRefused
from certificates.pixels import decoded, inked, jpeg, png

Answer = tuple[dict[str, Any], list[bytes]]
SMALLEST_PHOTO: Final = 300
_SMALLEST_COVER: Final = 16


def picture(order: Mapping[str, Any], parts: Sequence[bytes]) -> Answer:
    """The picture written anew, no larger than asked."""
    return _small(decoded(parts[0], smallest=order["smallest"]), order["most"])


def facsimile(order: Mapping[str, Any], parts: Sequence[bytes]) -> Answer:
    """A signature without its paper."""
    return _small(inked(decoded(parts[0], smallest=order["smallest"])), order["most"])


def cover(order: Mapping[str, Any], parts: Sequence[bytes]) -> Answer:
    """The photo filled into the size, our overlay on it."""
    width, height = order["size"]
    photo = decoded(parts[0], smallest=SMALLEST_PHOTO, about=(width, height)).convert("RGB")
    filled = ImageOps.fit(photo, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.45)).convert("RGBA")
    with Image.open(BytesIO(parts[1]), formats=("PNG",)) as overlay:
        filled.alpha_composite(overlay.convert("RGBA"))
    return {"width": width, "height": height}, [jpeg(filled)]


def covers(order: Mapping[str, Any], parts: Sequence[bytes]) -> Answer:
    """Photos at most so large, each small enough for a card that a telephone shows; what is wrong with the others."""
    width, height = order["size"]
    said: list[dict[str, Any]] = []
    made = []
    for part in parts:
        try:
            photo = decoded(part, smallest=_SMALLEST_COVER, about=(width, height)).convert("RGB")
        except PictureRefused as fault:
            said.append({"ru": fault.ru, "en": fault.en})
            continue
        photo.thumbnail((width, height), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        photo.save(buffer, "JPEG", quality=78, optimize=True)
        said.append({"width": photo.width, "height": photo.height})
        made.append(buffer.getvalue())
    return {"pictures": said}, made


def look(order: Mapping[str, Any], parts: Sequence[bytes]) -> Answer:
    """What a file that somebody brings is worth; after it come the published keys, if there are any, and the status lists."""
    from certificates.keys.published import read_published  # noqa: PLC0415 - pictures do without all that checks signatures
    from certificates.verifying import files  # noqa: PLC0415 - likewise
    from certificates.verifying.verdict import looked_json  # noqa: PLC0415 - likewise

    content, *rest = parts
    keys, lists = rest[: order["keys"]], rest[order["keys"] :]
    published = read_published(keys[0]) if keys else None
    return {}, [looked_json(files.look(content, published, at=datetime.fromisoformat(order["at"]), lists=lists))]


def _small(found: Image.Image, most: int) -> Answer:
    found.thumbnail((most, most), Image.Resampling.LANCZOS)
    return {"width": found.width, "height": found.height}, [png(found)]


WORKS: Final[Mapping[str, Callable[[Mapping[str, Any], Sequence[bytes]], Answer]]] = {
    "picture": picture,
    "facsimile": facsimile,
    "cover": cover,
    "covers": covers,
    "look": look,
}

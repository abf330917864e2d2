"""Pictures that all winners of one badge share: drawn once for a badge, when first needed, and kept in a folder."""

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from certificates.badge import SMALL_BELOW, BadgeKey, badge_svg, svg_png
from certificates.howto import howto_pdf
from certificates.networks import networks
from certificates.poster import Cover, overlay, plain_cover

VERSION: Final = 2
"""Of what is drawn; a new one makes new folders."""
Draw = Callable[[BadgeKey], bytes]
_log = logging.getLogger(__name__)
_drawing = threading.Lock()  # who comes while a picture is drawn waits for it and does not draw it again


def pictures() -> Mapping[str, Draw]:
    """File name → how it is drawn, in the order of the kit."""
    table = networks()
    out: dict[str, Draw] = {f"badge-{variant}.svg": partial(_vector, variant) for variant in ("dark", "mono", "white")}
    out["badge-small.svg"] = lambda key: badge_svg(key, reduced=True).encode()
    for badge in table.badges:
        out[f"{badge.key}.png"] = partial(_raster, badge.variant, badge.px)
    for size in table.covers:
        out[f"cover-{size.key}.jpg"] = partial(_ground, Cover(size))
        out[f"overlay-{size.key}.png"] = partial(_overlay, Cover(size, words=False))
    for size in table.pictures:
        out[f"{size.key}.jpg"] = partial(_ground, Cover(size))
    out["howto.pdf"] = _howto
    return out


def gallery_folder(root: Path, key: BadgeKey) -> Path:
    """Where the pictures of a badge lie below ``root``: by a hash of everything that they show."""
    return root / "pictures" / hashlib.sha256(repr((VERSION, astuple(key))).encode()).hexdigest()[:24]


def gallery_file(root: Path, key: BadgeKey, name: str) -> Path:
    """One picture, drawn now if it is not there yet. ``KeyError`` for a name that is none of ``pictures``."""
    draw = pictures()[name]
    path = gallery_folder(root, key) / name
    with _drawing:
        _drawn(draw, key, path)
    return path


def _drawn(draw: Draw, key: BadgeKey, path: Path) -> None:
    """Draw the picture unless it is there, under a passing name first."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        passing = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            passing.write_bytes(draw(key))
            passing.replace(path)
        finally:
            passing.unlink(missing_ok=True)


def gallery_lacks(root: Path, key: BadgeKey) -> list[str]:
    """Names of the pictures that are still to be drawn."""
    folder = gallery_folder(root, key)
    return [name for name in pictures() if not (folder / name).is_file()]


class Ahead:
    """Draws galleries in threads, for those who cannot wait: a whole one takes some seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[Path] = set()
        self._failed: set[Path] = set()

    def missing(self, root: Path, key: BadgeKey) -> tuple[int, int]:
        """(pictures that are still to be drawn, of how many); they are being drawn from now on.

        None is missing where drawing failed before: who asks for such a picture draws it himself, and meets the fault.
        """
        lacking, folder = gallery_lacks(root, key), gallery_folder(root, key)
        with self._lock:
            if folder in self._failed:
                return 0, len(pictures())
            if lacking and folder not in self._under_way:
                self._under_way.add(folder)
                threading.Thread(target=self._draw, args=(root, key, folder), name="gallery", daemon=True).start()
        return len(lacking), len(pictures())

    def _draw(self, root: Path, key: BadgeKey, folder: Path) -> None:
        try:
            for name in gallery_lacks(root, key):
                gallery_file(root, key, name)
        except Exception:  # noqa: BLE001 - whoever asks next meets the fault himself
            _log.exception("the pictures of a badge were not drawn")
            with self._lock:
                self._failed.add(folder)
        finally:
            with self._lock:
                self._under_way.discard(folder)


def _vector(variant: str, key: BadgeKey) -> bytes:
    return badge_svg(key, variant).encode()  # type: ignore[arg-type]  # one of the three named above


def _raster(variant: str, pixels: int, key: BadgeKey) -> bytes:
    return svg_png(badge_svg(key, variant, reduced=pixels < SMALL_BELOW), pixels)  # type: ignore[arg-type]  # from the table


def _ground(cover: Cover, key: BadgeKey) -> bytes:
    return plain_cover(key, cover)


def _overlay(cover: Cover, key: BadgeKey) -> bytes:
    return overlay(key, cover)


def _howto(key: BadgeKey) -> bytes:
    return howto_pdf(key.contest, key.year, key.language, datetime(key.year, 1, 1, tzinfo=UTC))

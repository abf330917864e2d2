"""Work on strangers' files in a process of its own, with limits of memory, time and files, and nothing to steal."""

import json
import logging
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certificates.errors import CannotIssue, FileRefused, PictureRefused
from certificates.look import Picture

if TYPE_CHECKING:
    from certificates.keys.published import Published
    from certificates.verifying.verdict import Looked

SECONDS: Final = 20
AT_ONCE: Final = 2
_PATIENCE: Final = 15
_CHILD: Final = Path(__file__).with_name("sandbox_child.py")
_MOST_BACK: Final = 64 << 20
_HEAD = struct.Struct(">I")
_log = logging.getLogger(__name__)
_room = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What is told, in both languages, when there is no room, and when a file asks for too much."""

    error: type[CannotIssue]
    busy: tuple[str, str]
    hard: tuple[str, str]


@dataclass(frozen=True, slots=True)
class SmallCover:
    """A cover written anew as a small JPEG."""

    width: int
    height: int
    jpeg: bytes


_OF_PICTURES: Final = _Refusal(
    PictureRefused,
    busy=(
        "Сейчас обрабатывается много картинок. Повторите через минуту.",
        "Many pictures are being worked on. Try again in a minute.",
    ),
    hard=(
        "Картинка не принята: её слишком долго или тяжело открывать. Сохраните её как обычный JPEG и повторите.",
        "The picture was not taken: to open it takes too much time or memory. Save it as an ordinary JPEG and try again.",
    ),
)
_OF_FILES: Final = _Refusal(
    FileRefused,
    busy=(
        "Сейчас проверяется много файлов. Повторите через минуту.",
        "Many files are being checked. Try again in a minute.",
    ),
    hard=(
        "Файл не проверен: его слишком долго или тяжело открывать, у дипломов и знаков так не бывает. Выберите исходный файл.",
        "The file was not checked: to open it takes too much time or memory, as no certificate does. Choose the original file.",
    ),
)


def safe_picture(raw: bytes, *, smallest: int = 64, most: int = 1200) -> Picture:
    """A picture for a document, as a coat of arms: at most ``most`` pixels a side, written anew. Raises ``PictureRefused``."""
    return _picture(*run("picture", {"smallest": smallest, "most": most}, [raw]))


def facsimile(raw: bytes, *, smallest: int = 40, most: int = 900) -> Picture:
    """A scanned signature, its paper made clear. Raises ``PictureRefused``."""
    return _picture(*run("facsimile", {"smallest": smallest, "most": most}, [raw]))


def cover(raw: bytes, overlay: bytes, size: tuple[int, int]) -> bytes:
    """A stranger's photo filled into ``size`` with our own overlay (PNG of that size) on top, as JPEG."""
    return run("cover", {"size": list(size)}, [raw, overlay])[1][0]


def small_covers(raws: Sequence[bytes], size: tuple[int, int] = (720, 300)) -> list[SmallCover | PictureRefused]:
    """Strangers' covers at most so large; the refusal stands in the place of one that cannot be used."""
    said, made = run("covers", {"size": list(size)}, raws)
    pictures = iter(made)
    return [
        PictureRefused(one["ru"], one["en"]) if "ru" in one else SmallCover(int(one["width"]), int(one["height"]), next(pictures))
        for one in said["pictures"]
    ]


def look(content: bytes, published: "Published | None", *, at: datetime, lists: Sequence[bytes]) -> "Looked":
    """``verifying.files.look`` at a stranger's file. Raises ``FileRefused``."""
    from certificates.verifying.verdict import read_looked  # noqa: PLC0415 - only here

    keys = [] if published is None else [published.to_json()]
    order = {"at": at.isoformat(), "keys": len(keys)}
    return read_looked(run("look", order, [content, *keys, *lists], refusal=_OF_FILES)[1][0])


def run(
    work: str, terms: Mapping[str, Any], parts: Sequence[bytes], *, refusal: _Refusal = _OF_PICTURES
) -> tuple[dict[str, Any], list[bytes]]:
    """Do one work of ``sandbox_child`` and give back (what it says, the files it made)."""
    if not _room.acquire(timeout=_PATIENCE):
        raise refusal.error(*refusal.busy)
    try:
        # Our own interpreter and our own file; «-I» keeps the child from looking at folders and variables of others.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_CHILD)],
            input=packed({"work": work, **terms}, parts),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd="/",
            env={"OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
        )
        if done.returncode != 0 or len(done.stdout) > _MOST_BACK:
            _log.warning("%s ended with %s: %r", work, done.returncode, done.stderr[-200:])
            raise refusal.error(*refusal.hard)
        said, made = unpacked(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as fault:
        raise refusal.error(*refusal.hard) from fault
    finally:
        _room.release()
    if "ru" in said:
        raise refusal.error(str(said["ru"]), str(said["en"]))
    return said, made


def packed(said: Mapping[str, Any], parts: Sequence[bytes]) -> bytes:
    """A head in JSON, with the lengths of the parts, and the parts after it."""
    head = json.dumps({**said, "lengths": [len(part) for part in parts]}).encode()
    return b"".join([_HEAD.pack(len(head)), head, *parts])


def unpacked(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The same read back; ``ValueError`` when it is not whole."""
    try:
        (length,) = _HEAD.unpack_from(content)
        said: dict[str, Any] = json.loads(content[_HEAD.size : _HEAD.size + length])
        at = _HEAD.size + length
        parts = []
        for size in said.pop("lengths"):
            parts.append(content[at : at + size])
            at += size
    except (struct.error, ValueError, KeyError, TypeError) as fault:
        msg = "an order or an answer is not whole"
        raise ValueError(msg) from fault
    return said, parts


def read_all(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """What the parent has sent, for the child."""
    return unpacked(stream.read())


def _picture(said: Mapping[str, Any], made: Sequence[bytes]) -> Picture:
    return Picture(int(said["width"]), int(said["height"]), made[0])

"""Work on strangers' pictures in a process of its own, with limits of memory, time and files, and nothing to steal."""

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from certificates.errors import PictureRefused
from certificates.look import Picture

SECONDS: Final = 20
AT_ONCE: Final = 2
_PATIENCE: Final = 15
_CHILD: Final = Path(__file__).with_name("sandbox_child.py")
_MOST_BACK: Final = 64 << 20
_HEAD = struct.Struct(">I")
_room = threading.BoundedSemaphore(AT_ONCE)


def safe_picture(raw: bytes, *, smallest: int = 64, most: int = 1200) -> Picture:
    """A picture for a document, as a coat of arms: at most ``most`` pixels a side, written anew. Raises ``PictureRefused``."""
    return _picture(*run("picture", {"smallest": smallest, "most": most}, [raw]))


def facsimile(raw: bytes, *, smallest: int = 40, most: int = 900) -> Picture:
    """A scanned signature, its paper made clear. Raises ``PictureRefused``."""
    return _picture(*run("facsimile", {"smallest": smallest, "most": most}, [raw]))


def cover(raw: bytes, overlay: bytes, size: tuple[int, int]) -> bytes:
    """A stranger's photo filled into ``size`` with our own overlay (PNG of that size) on top, as JPEG."""
    return run("cover", {"size": list(size)}, [raw, overlay])[1][0]


def run(work: str, terms: Mapping[str, Any], parts: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Do one work of ``sandbox_child`` and give back (what it says, the files it made)."""
    if not _room.acquire(timeout=_PATIENCE):
        raise PictureRefused(
            "Сейчас обрабатывается много картинок. Повторите через минуту.",
            "Many pictures are being worked on. Try again in a minute.",
        )
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
    except subprocess.TimeoutExpired as fault:
        raise _too_hard() from fault
    finally:
        _room.release()
    if done.returncode != 0 or len(done.stdout) > _MOST_BACK:
        raise _too_hard()
    said, made = unpacked(done.stdout)
    if "ru" in said:
        raise PictureRefused(str(said["ru"]), str(said["en"]))
    return said, made


def packed(said: Mapping[str, Any], parts: Sequence[bytes]) -> bytes:
    """A head in JSON, with the lengths of the parts, and the parts after it."""
    head = json.dumps({**said, "lengths": [len(part) for part in parts]}).encode()
    return b"".join([_HEAD.pack(len(head)), head, *parts])


def unpacked(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The same read back; ``PictureRefused`` when it is not whole."""
    try:
        (length,) = _HEAD.unpack_from(content)
        said: dict[str, Any] = json.loads(content[_HEAD.size : _HEAD.size + length])
        at = _HEAD.size + length
        parts = []
        for size in said.pop("lengths"):
            parts.append(content[at : at + size])
            at += size
    except (struct.error, ValueError, KeyError, TypeError) as fault:
        raise _too_hard() from fault
    return said, parts


def read_all(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """What the parent has sent, for the child."""
    return unpacked(stream.read())


def _picture(said: Mapping[str, Any], made: Sequence[bytes]) -> Picture:
    return Picture(int(said["width"]), int(said["height"]), made[0])


def _too_hard() -> PictureRefused:
    return PictureRefused(
        "Картинка не принята: чтобы её открыть, нужно слишком много времени или памяти. Сохраните её как обычный JPEG и "
        "повторите.",
        "The picture was not taken: to open it takes too much time or memory. Save it as an ordinary JPEG and try again.",
    )

"""Keeping files as they were handed in: once each, by their SHA-256, whole or not at all."""

import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from scoring.errors import InputError
from scoring.home import Home

_CHUNK: Final = 1 << 20
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A kept file: its content's SHA-256, where it lies, the name it came under, and its size."""

    sha256: str
    path: Path
    name: str
    size: int


def keep_upload(home: Home, stream: BinaryIO, name: str) -> Upload:
    """Copy ``stream`` into the uploads; the same content lands in the same place."""
    safe = safe_name(name)
    digest, size = hashlib.sha256(), 0
    home.uploads.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=home.uploads, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        if size == 0:
            raise InputError(
                f"Файл «{safe}» пуст. Сохраните таблицу заново и загрузите её ещё раз.",
                f"The file «{safe}» is empty. Save the table again and import it once more.",
            )
        path = upload_path(home, digest.hexdigest(), safe)
        path.parent.mkdir(exist_ok=True)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Upload(digest.hexdigest(), path, safe, size)


def keep_file(home: Home, path: Path) -> Upload:
    """The same for a file of this machine."""
    with path.open("rb") as stream:
        return keep_upload(home, stream, path.name)


def as_it_lies(path: Path) -> Upload:
    """A file of this machine as an upload that was not kept, for a dry run."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Upload(digest, path, safe_name(path.name), path.stat().st_size)


def upload_path(home: Home, sha256: str, name: str) -> Path:
    """Where an upload lies; both parts are checked, since they come back out of a job's parameters."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or name != safe_name(name):
        raise InputError("Неверное имя загруженного файла.", "A wrong name of an uploaded file.")
    return home.uploads / sha256 / name


def safe_name(name: str) -> str:
    """The last part of ``name`` without control characters, never empty and never hidden."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip().lstrip(".")
    if len(clean) > _LONGEST_NAME:
        stem, dot, ending = clean.rpartition(".")
        clean = f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
    return clean or "file"

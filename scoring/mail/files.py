"""The transport that sends nothing: every letter becomes an ``.eml`` file, which any mail program opens."""

import contextlib
import os
import re
import tempfile
from pathlib import Path

from scoring.errors import Unreached
from scoring.mail.message import Message, mime


class Files:
    """A folder of letters, for the owner's eyes only; the same letter written twice is one file."""

    name = "files"

    def __init__(self, folder: Path, address: str, reply_to: str = "") -> None:
        self._folder, self._address, self._reply_to = folder, address, reply_to

    def send(self, message: Message) -> None:
        """Write the letter, whole or not at all."""
        body = mime(message, address=self._address, reply_to=self._reply_to)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, half = tempfile.mkstemp(dir=self._folder, prefix=".half-")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(body)
                    stream.flush()
                    os.fsync(handle)
                Path(half).replace(self._path(message.label))
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    Path(half).unlink()
                raise
        except OSError as error:
            raise Unreached(
                f"Письмо не записано в папку {self._folder}: {error.strerror}. Проверьте место на диске и права на папку.",
                f"The letter was not written into {self._folder}: {error.strerror}. Look at the disk and the rights.",
            ) from error

    def has(self, message_id: str, label: str) -> bool | None:  # noqa: ARG002 the protocol's; a file is known by its label
        """Whether its file is there."""
        return self._path(label).exists()

    def close(self) -> None:
        """A folder needs no letting go."""

    def _path(self, label: str) -> Path:
        return self._folder / f"{re.sub(r'[^0-9A-Za-z_-]', '-', label)[:100]}.eml"

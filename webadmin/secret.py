"""The key that signs cookies: made at the first start, readable by its owner only."""

import os
import secrets
import tempfile
from pathlib import Path


def secret_key(file: Path) -> str:
    """The key in ``file``; makes it where there is none. Two processes that start at once get the same one."""
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent)  # 0600 by itself
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32))
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()

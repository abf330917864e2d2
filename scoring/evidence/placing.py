"""Puts a finished folder in its place in one step, so that nobody ever reads half of one."""

import os
from pathlib import Path


def put(making: Path, target: Path) -> bool:
    """Makes the files of ``making`` safe on the disk and renames it to ``target``; False when that stands there already."""
    for part in making.rglob("*"):
        if part.is_file():
            with part.open("rb") as file:
                os.fsync(file.fileno())
    making.chmod(0o755)  # a temporary folder is its maker's alone
    try:
        making.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        return False
    return True

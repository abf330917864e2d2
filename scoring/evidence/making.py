"""Makes the plain columns of a snapshot that has none: beside it, or in a temporary folder where nothing can be written there.

A folder that is being made, and a temporary one as long as it is read, is locked by its process. What a killed process left
behind is therefore known by nobody's lock lying on it, and the next one who opens the snapshot sweeps it away.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from scoring.errors import InputError
from scoring.evidence.columns import FOLDER, unreadable, write_column
from scoring.evidence.following import is_whole, write_following, write_repeated
from scoring.evidence.manifest import Manifest
from scoring.evidence.schema import ACTIVITY, Table
from scoring.sources import duck

_MAKING: Final = ".columns-"
_ELSEWHERE: Final = "lavr-columns-"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the plain columns of an open snapshot lie. ``temporary``: the folder that goes when it is closed, and its lock."""

    folder: Path
    temporary: tuple[Path, int] | None = None

    def leave(self) -> None:
        """Remove what was made for this opening alone."""
        if self.temporary is not None:
            folder, lock = self.temporary
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def ensure_columns(folder: Path, manifest: Manifest) -> Place:
    """Where the plain columns lie; made in one step where there are none, so that a crash leaves nothing half-made.

    BrokenEvidence where the Parquet files cannot be read, InputError where there is no room for the columns anywhere.
    """
    _sweep(folder, _MAKING)
    beside = Place(folder / FOLDER)
    if is_whole(beside.folder):
        return beside
    try:
        if beside.folder.is_dir():  # made by an older program
            write_repeated(beside.folder)
        else:
            _make_beside(folder, manifest)
    except OSError:  # read-only, not ours, or full
        return beside if is_whole(beside.folder) else _elsewhere(folder, manifest)
    return beside


def _make_beside(folder: Path, manifest: Manifest) -> None:
    making = Path(tempfile.mkdtemp(dir=folder, prefix=_MAKING))
    try:
        with _locked(making):
            _make(folder, making, manifest)
            making.chmod(0o755)
            making.rename(folder / FOLDER)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _elsewhere(folder: Path, manifest: Manifest) -> Place:
    try:
        _sweep(Path(tempfile.gettempdir()), _ELSEWHERE)
        whole = Path(tempfile.mkdtemp(prefix=_ELSEWHERE))
    except OSError as error:
        raise _no_room(folder, error) from error
    place = Place(whole / folder.name / FOLDER, (whole, _lock(whole)))
    try:
        place.folder.mkdir(parents=True)
        _make(folder, place.folder, manifest)
    except OSError as error:
        place.leave()
        raise _no_room(folder, error) from error
    except BaseException:
        place.leave()
        raise
    return place


def _make(folder: Path, making: Path, manifest: Manifest) -> None:
    with duck.connect() as base:
        for table in ACTIVITY:
            _write_table(base, folder, making, table, manifest)
            write_following(making, table, manifest.rows("pages"))


def _write_table(base: duckdb.DuckDBPyConnection, folder: Path, making: Path, table: Table, manifest: Manifest) -> None:
    source = f"read_parquet({duck.quoted(folder / f'{table.name}.parquet')})"
    for column in table.columns_of(manifest.version):
        try:
            values = base.execute(f"SELECT {column.name} FROM {source}").fetchnumpy()[column.name]
        except duckdb.Error as error:
            raise unreadable(folder, table) from error
        write_column(making, table, column, [values])


def _sweep(parent: Path, prefix: str) -> None:
    """Remove folders of this kind on which no living process holds a lock."""
    for left in parent.glob(f"{prefix}*"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = _lock(folder)
    try:
        yield
    finally:
        os.close(lock)


def _lock(folder: Path) -> int:
    """A handle that holds the folder until it is closed; OSError where another process holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _no_room(folder: Path, error: OSError) -> InputError:
    temporary = tempfile.tempdir or "TMPDIR"
    return InputError(
        f"Снимок «{folder.name}» сделан до того, как рядом с ним стали хранить столбцы, а записать их некуда: ни в папку снимка, "
        f"ни во временную папку «{temporary}» ({error.strerror}). Освободите место, дайте право писать в папку снимка или "
        "назовите другую временную папку в переменной TMPDIR.",
        f"The snapshot «{folder.name}» was made before columns were kept beside it, and they can be written neither into its "
        f"folder nor into the temporary folder «{temporary}» ({error.strerror}). Free some room, allow writing into the "
        "snapshot's folder, or name another temporary folder in the variable TMPDIR.",
    )

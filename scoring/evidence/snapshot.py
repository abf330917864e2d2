"""Checks that a frozen folder still is what its name says."""

from pathlib import Path

import duckdb

from scoring.errors import BrokenEvidence
from scoring.evidence.following import wrong_files
from scoring.evidence.freeze import digest_of
from scoring.evidence.hashing import TableDigest, evidence_name
from scoring.evidence.manifest import Manifest, TableEntry, read_manifest
from scoring.evidence.schema import TABLES, Table
from scoring.progress import Progress, silent
from scoring.sources import duck


def verify(folder: Path, progress: Progress = silent) -> Manifest:
    """Reads every column again and compares it with the manifest, and the manifest with the folder's name.

    Raises BrokenEvidence naming the table and the column.
    """
    manifest = read_manifest(folder)
    entries = {entry.name: entry for entry in manifest.tables}
    digests: dict[str, TableDigest] = {}
    with duck.connect() as base:
        for done, table in enumerate(TABLES):
            progress("verify", done, len(TABLES))
            if table.name not in entries:
                raise _broken(folder, table.name, "")
            digests[table.name] = _verified(base, folder, table, entries[table.name], manifest.version)
    for plain in wrong_files(folder, manifest):
        name, _, column = plain.partition(".")
        raise _broken(folder, name, column)
    progress("verify", len(TABLES), len(TABLES))
    name = evidence_name(manifest.year, manifest.zone, digests, manifest.version)
    if name != manifest.name or name != folder.name:
        raise BrokenEvidence(
            f"Снимок «{folder.name}» не соответствует своему имени: по содержанию он «{name}». Верните его из резервной копии.",
            f"The snapshot «{folder.name}» does not match its name: by its content it is «{name}». Restore it from a backup.",
        )
    return manifest


def _verified(base: duckdb.DuckDBPyConnection, folder: Path, table: Table, entry: TableEntry, version: int) -> TableDigest:
    try:
        found = digest_of(base, folder, table, version)
    except duckdb.Error as error:
        raise _broken(folder, table.name, "") from error
    said = {column.name: column.sha256 for column in entry.columns}
    wrong = [column.name for column in table.columns_of(version) if said.get(column.name) != found.columns[column.name]]
    if wrong or found.rows != entry.rows:
        raise _broken(folder, table.name, ", ".join(wrong))
    return found


def _broken(folder: Path, table: str, columns: str) -> BrokenEvidence:
    ru = f"столбцы: {columns}" if columns else "файл не читается или изменилось число строк"
    en = f"columns: {columns}" if columns else "the file cannot be read or its number of rows changed"
    return BrokenEvidence(
        f"Снимок «{folder.name}» изменён после заморозки: таблица {table}, {ru}. Верните его из резервной копии.",
        f"The snapshot «{folder.name}» was changed after freezing: table {table}, {en}. Restore it from a backup.",
    )

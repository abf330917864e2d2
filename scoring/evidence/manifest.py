"""The manifest of a snapshot: what it is, what is in it, where that came from. Written once, as JSON."""

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from scoring.errors import BrokenEvidence

FILE: Final = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnEntry(_Part):
    """A column: its name, its kind, and the digest of its canonical bytes."""

    name: str
    kind: str
    sha256: str


class TableEntry(_Part):
    """A table: its name, its rows, its columns in canonical order."""

    name: str
    rows: int
    columns: tuple[ColumnEntry, ...]


class Source(_Part):
    """A file that the evidence was made of: what it held, its name and SHA-256, how many rows were taken and refused."""

    kind: str
    source: str
    sha256: str
    rows: int
    refused: int


class Manifest(_Part):
    """What stands in ``manifest.json``. ``findings``: what quality checks counted; neither they nor the sources make the name."""

    format: Literal["lavr-evidence"]
    version: Literal[1, 2, 3]
    name: str
    year: int
    zone: str
    tables: tuple[TableEntry, ...]
    sources: tuple[Source, ...]
    findings: dict[str, int]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return next(entry.rows for entry in self.tables if entry.name == table)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest into a folder that is still being made."""
    (folder / FILE).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Reads the manifest; raises BrokenEvidence when there is none or it cannot be understood."""
    try:
        return Manifest.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError as error:
        raise BrokenEvidence(
            f"В папке «{folder}» нет снимка свидетельств (файла {FILE}). Укажите папку снимка или заморозьте их заново.",
            f"The folder «{folder}» holds no evidence ({FILE} is missing). Name a snapshot's folder or freeze the evidence anew.",
        ) from error
    except ValidationError as error:
        raise BrokenEvidence(
            f"Опись снимка «{folder / FILE}» повреждена или другой версии. Верните её из резервной копии или заморозьте заново.",
            f"The manifest «{folder / FILE}» is damaged or of another version. Restore it from a backup or freeze anew.",
        ) from error

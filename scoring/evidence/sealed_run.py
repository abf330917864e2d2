"""A sealed run: the files from which a run can be computed again anywhere, beside the frozen evidence that it names.

A folder named by the run holds ``rulebook.toml`` as it was written, ``findings.json`` and, where there were any,
``incidents.json`` in one canonical form, ``ranking.csv`` as it came out, and ``run.json`` with the hashes of all of them. It
is written in one step and never changed.
"""

import hashlib
import json
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from scoring.errors import BrokenRun
from scoring.evidence.corrections import NO_CORRECTIONS, Correction, canonical, corrections_hash, corrections_of
from scoring.evidence.placing import put

ENTRY: Final = "run.json"
RULEBOOK: Final = "rulebook.toml"
FINDINGS: Final = "findings.json"
RANKING: Final = "ranking.csv"
CORRECTIONS: Final = "corrections.json"
"""Only there where the evidence was corrected."""
INCIDENTS: Final = "incidents.json"
"""Only there where an incident was left out."""
_MAKING: Final = ".sealing-"


class RunEntry(BaseModel):
    """What stands in ``run.json``: the names and hashes a run is made of, and of its files; libraries for information only.

    ``findings``, ``incidents``, ``rulebook``: digests of what was read, whatever the form; ``files``: SHA-256 of each file's
    bytes.
    ``code``: version of the program; ``ranking``: SHA-256 of ``ranking.csv``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["lavr-run"] = "lavr-run"
    version: Literal[1] = 1
    name: str
    year: int
    evidence: str
    findings: str
    incidents: str = hashlib.sha256(b"").hexdigest()
    rulebook: str
    code: str
    ranking: str
    computed_at: str
    files: dict[str, str]
    libraries: dict[str, str]
    corrections: str = NO_CORRECTIONS


@dataclass(frozen=True, slots=True)
class SealedRun:
    """A sealed run as its files are now; ``broken`` names those whose bytes are not those of ``entry.files``."""

    folder: Path
    entry: RunEntry
    rulebook: str
    findings: bytes
    ranking: bytes
    broken: tuple[str, ...]
    incidents: bytes = b"[]"
    corrections: tuple[Correction, ...] = ()

    @property
    def told_findings(self) -> list[dict[str, Any]]:
        """The findings as they were written down; raises BrokenRun where the file is no JSON list."""
        return self._told(FINDINGS, self.findings)

    @property
    def told_incidents(self) -> list[dict[str, Any]]:
        """The incidents likewise; none where the run has no such file."""
        return self._told(INCIDENTS, self.incidents)

    def _told(self, name: str, content: bytes) -> list[dict[str, Any]]:
        try:
            found = json.loads(content)
        except ValueError as error:
            raise damaged(self.folder / name) from error
        if not isinstance(found, list):
            raise damaged(self.folder / name)
        return found


def canonical_findings(findings: Sequence[Mapping[str, Any]]) -> bytes:
    """Findings in one fixed form: keys sorted, no white space, UTF-8, in the order in which they were given."""
    return json.dumps(list(findings), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def findings_digest(findings: Sequence[Mapping[str, Any]]) -> str:
    """The digest by which a run's name knows its findings or incidents: of the canonical form, of no bytes where none are."""
    return sha256(canonical_findings(findings) if findings else b"")


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def libraries() -> dict[str, str]:
    """The versions that computed, for information: results do not depend on them."""
    return {"python": platform.python_version(), "numpy": np.__version__}


def seal(
    into: Path,
    *,
    name: str,
    year: int,
    evidence: str,
    rulebook: str,
    code: str,
    computed_at: str,
    text: str,
    findings: Sequence[Mapping[str, Any]],
    ranking: bytes,
    incidents: Sequence[Mapping[str, Any]] = (),
    corrections: Sequence[Correction] = (),
) -> Path:
    """Writes ``into/<name>`` in one step and gives the folder; a folder that stands there already is left as it is."""
    target = into / name
    if target.is_dir():
        return target
    files = {RULEBOOK: text.encode(), FINDINGS: canonical_findings(findings), RANKING: ranking}
    if corrections:
        files[CORRECTIONS] = canonical(corrections)
    if incidents:
        files[INCIDENTS] = canonical_findings(incidents)
    entry = RunEntry(
        name=name,
        year=year,
        evidence=evidence,
        findings=findings_digest(findings),
        incidents=findings_digest(incidents),
        corrections=corrections_hash(corrections),
        rulebook=rulebook,
        code=code,
        ranking=sha256(ranking),
        computed_at=computed_at,
        files={file: sha256(content) for file, content in files.items()},
        libraries=libraries(),
    )
    files[ENTRY] = (entry.model_dump_json(indent=2) + "\n").encode()
    into.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=into, prefix=_MAKING))
    try:
        for file, content in files.items():
            (making / file).write_bytes(content)
        put(making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def read_sealed(folder: Path) -> SealedRun:
    """The sealed run in a folder; raises BrokenRun for a file that is missing or cannot be understood."""
    try:
        entry = RunEntry.model_validate_json(_read(folder / ENTRY))
    except ValidationError as error:
        raise damaged(folder / ENTRY) from error
    content = {
        file: _read(folder / file) for file in (RULEBOOK, FINDINGS, RANKING, INCIDENTS, CORRECTIONS) if _holds(entry, file)
    }
    try:
        text = content[RULEBOOK].decode()
    except UnicodeDecodeError as error:
        raise damaged(folder / RULEBOOK) from error
    broken = tuple(file for file, found in content.items() if sha256(found) != entry.files.get(file))
    incidents = content.get(INCIDENTS, b"[]")
    return SealedRun(folder, entry, text, content[FINDINGS], content[RANKING], broken, incidents, _corrections(folder, content))


def _holds(entry: RunEntry, file: str) -> bool:
    """Whether a sealed run has the file: all have the first three."""
    return file not in (INCIDENTS, CORRECTIONS) or file in entry.files


def _corrections(folder: Path, content: Mapping[str, bytes]) -> tuple[Correction, ...]:
    try:
        return corrections_of(json.loads(content.get(CORRECTIONS, b"[]")))
    except (ValueError, TypeError) as error:
        raise damaged(folder / CORRECTIONS) from error


def sealed_runs(into: Path) -> tuple[Path, ...]:
    """The folders of sealed runs, in the order of their names."""
    if not into.is_dir():
        return ()
    return tuple(sorted(path for path in into.iterdir() if path.is_dir() and not path.name.startswith(".")))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BrokenRun(
            f"В запечатанном расчёте нет файла «{path}». Верните его из резервной копии; если база данных цела, удалите папку "
            "целиком и повторите: она будет сделана заново.",
            f"The sealed run lacks the file «{path}». Restore it from a backup; where the database is sound, remove the whole "
            "folder and try again: it will be made anew.",
        ) from error


def damaged(path: Path) -> BrokenRun:
    """The error that names a file of a sealed run and says what to do."""
    return BrokenRun(
        f"Файл «{path}» повреждён или другой версии. Верните его из резервной копии; если база данных цела, удалите папку "
        "целиком и повторите: она будет сделана заново.",
        f"The file «{path}» is damaged or of another version. Restore it from a backup; where the database is sound, remove the "
        "whole folder and try again: it will be made anew.",
    )

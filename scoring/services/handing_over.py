"""Files that another department hands over: read as an import would read them, frozen for the time of a look, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import UnreadableFile
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import freeze
from scoring.evidence.inspection import EvidenceFault
from scoring.progress import Progress, silent
from scoring.services.imports import kind_of
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.register import RegisterRow, page_aliases, read_register
from scoring.sources.report import Refusal
from scoring.store.vocabulary import FileKind

_TABLES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".csv.gz", ".docx")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a folder gave: the register's rows, the batches, rows taken by file, and everything that is wrong."""

    register: tuple[RegisterRow, ...]
    batches: tuple[ActivityBatch, ...]
    rows: dict[str, int]
    faults: tuple[EvidenceFault, ...]


def read_handed_over(folder: Path, *, year: int, zone: str, working: Path, progress: Progress = silent) -> HandedOver:
    """Every table in a folder, the register first. A file that cannot be read at all is a fault; the others are read.

    ``working``: where checked rows lie meanwhile. Raises UnreadableFile where the folder holds not exactly one register.
    """
    files, faults = _sorted(folder)
    registers = [path for path, kind in files if kind is FileKind.REGISTER]
    if len(registers) != 1:
        names = ", ".join(path.name for path in registers) or "—"
        raise UnreadableFile(
            f"В папке «{folder}» нужен ровно один реестр страниц, найдено: {names}. Без него не узнать, чьи записи в файлах.",
            f"The folder «{folder}» needs exactly one register of pages, found: {names}. Without it rows have no pages.",
        )
    register = read_register(registers[0])
    faults += _told(register.refusals)
    rows, batches = {registers[0].name: len(register.rows)}, []
    aliases = page_aliases(register.rows)
    for path, kind in files:
        if kind is FileKind.REGISTER:
            continue
        try:
            batch = import_activity(path, pages=aliases, zone=zone, year=year, into=working, progress=progress)
        except UnreadableFile as error:
            faults.append(_unreadable(path, error))
            continue
        batches.append(batch)
        rows[path.name] = batch.rows
        faults += _told(batch.refusals)
    return HandedOver(register.rows, tuple(batches), rows, tuple(faults))


def frozen_for_a_look(found: HandedOver, *, year: int, zone: str, working: Path, progress: Progress = silent) -> Path:
    """The snapshot that would be made of the folder, in ``working``."""
    return freeze(
        found.register, found.batches, year=year, zone=zone, days_off=days_off(year), into=working, progress=progress
    ).folder


def _sorted(folder: Path) -> tuple[list[tuple[Path, FileKind]], list[EvidenceFault]]:
    """The tables of a folder by what they hold, and those that hold nothing known."""
    files, faults = [], []
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().endswith(_TABLES)):
        try:
            files.append((path, kind_of(path)))
        except UnreadableFile as error:
            faults.append(_unreadable(path, error))
    return files, faults


def _told(refusals: Iterable[Refusal]) -> list[EvidenceFault]:
    return [EvidenceFault(one.file, one.line, one.column, one.value, one.told("ru"), one.told("en")) for one in refusals]


def _unreadable(path: Path, error: UnreadableFile) -> EvidenceFault:
    return EvidenceFault(path.name, 0, "", "", error.ru, error.en)

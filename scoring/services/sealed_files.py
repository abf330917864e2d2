"""A season's sealed files outside of the database: written with their checksums, read again, held against their chain."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from scoring.errors import InputError, NotFound
from scoring.services.sealing import FIRST, lines, link
from scoring.store.sealing import Seal
from scoring.store.vocabulary import SealKind

CHAIN: Final = "seals.jsonl"
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One sealed file and what the chain says of it. ``at``: UTC epoch seconds."""

    number: int
    kind: SealKind
    sha256: str
    previous: str
    chained: str
    at: datetime
    content: bytes

    @property
    def name(self) -> str:
        """Its file name: number and kind."""
        return f"{self.number:02d}-{self.kind}.jsonl"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its lines; InputError where they are no JSON."""
        try:
            return [json.loads(line) for line in self.content.splitlines()]
        except ValueError as error:
            raise _damaged(self.name) from error


def files_of(session: Session, season_id: int) -> tuple[SealedFile, ...]:
    """The season's sealed files as the database holds them, in the chain's order."""
    seals = select(Seal).options(undefer(Seal.content)).where(Seal.season_id == season_id).order_by(Seal.number)
    return tuple(
        SealedFile(one.number, SealKind(one.kind), one.sha256, one.previous, one.chained, one.at, one.content)
        for one in session.scalars(seals)
    )


def write(files: Sequence[SealedFile], out: Path) -> tuple[Path, ...]:
    """Write the files, their chain and ``SHA256SUMS`` into a folder; what ``sha256sum -c SHA256SUMS`` then reads."""
    if not files:
        raise NotFound("У этого сезона ещё нет печатей: первая ставится при объявлении.", "This season has no seals yet.")
    out.mkdir(parents=True, exist_ok=True)
    chain = lines(
        {
            "number": one.number,
            "kind": one.kind.value,
            "sha256": one.sha256,
            "previous": one.previous,
            "chained": one.chained,
            "at": one.at.isoformat(timespec="seconds"),
        }
        for one in files
    )
    contents = {one.name: one.content for one in files} | {CHAIN: chain}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    for name, content in {**contents, SUMS: sums.encode()}.items():
        (out / name).write_bytes(content)
    return tuple(out / name for name in (*contents, SUMS))


def read(folder: Path) -> tuple[SealedFile, ...]:
    """The sealed files of a folder that ``write`` made; InputError for what is missing or cannot be understood."""
    try:
        rows = [json.loads(line) for line in (folder / CHAIN).read_bytes().splitlines()]
        return tuple(_read(folder, row) for row in rows)
    except FileNotFoundError as error:
        raise InputError(
            f"Нет файла «{error.filename}». Выгрузите печати заново: lavr season seals ГОД --out ПАПКА",
            f"There is no file «{error.filename}». Write the seals anew: lavr season seals YEAR --out DIR",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(str(folder / CHAIN)) from error


def _read(folder: Path, row: dict[str, Any]) -> SealedFile:
    kind, number = SealKind(row["kind"]), int(row["number"])
    content = (folder / f"{number:02d}-{kind}.jsonl").read_bytes()
    at = datetime.fromisoformat(row["at"])
    return SealedFile(number, kind, str(row["sha256"]), str(row["previous"]), str(row["chained"]), at, content)


def broken(files: Sequence[SealedFile]) -> tuple[SealedFile, ...]:
    """The files that are not what their chain says, or that stand in it wrongly."""
    found, previous = [], FIRST
    for expected, one in enumerate(files, 1):
        whole = hashlib.sha256(one.content).hexdigest() == one.sha256
        tied = one.number == expected and one.previous == previous
        if not (whole and tied and link(one.previous, one.number, one.kind, one.sha256, one.at) == one.chained):
            found.append(one)
        previous = one.chained
    return tuple(found)


def current(files: Iterable[SealedFile], kind: SealKind) -> SealedFile | None:
    """The last file of a kind that no later seal made void."""
    listed = list(files)
    voided = {row.get("number") for one in listed if one.kind is SealKind.VOID for row in one.rows}
    return next((one for one in reversed(listed) if one.kind is kind and one.number not in voided), None)


def _damaged(name: str) -> InputError:
    return InputError(
        f"Файл «{name}» повреждён. Выгрузите печати заново: lavr season seals ГОД --out ПАПКА",
        f"The file «{name}» is damaged. Write the seals anew: lavr season seals YEAR --out DIR",
    )

"""Findings out of a file: every row becomes a proposal, once however often the file is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.engine.findings import Finding
from scoring.errors import UnreadableFile
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.seasons import require_writable, season
from scoring.sources.findings import FindingsFile, read_findings
from scoring.sources.page_address import current_key, parse_address
from scoring.sources.page_links import key_by_number
from scoring.sources.report import Refusal
from scoring.store.rules import PageFinding
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import FindingKind, FindingState

LARGEST: Final = 16 << 20
"""Bytes of a file of findings."""


@dataclass(frozen=True, slots=True)
class FindingReport:
    """What a file brought: proposals that are new, rows that stand there already in whatever state, rows that were refused."""

    name: str
    new: int
    same: int
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...]


def propose_file(session: Session, actor: Actor, season_id: int, path: Path, *, now: datetime) -> FindingReport:
    """Write every usable row of the file down as a proposal of the actor's.

    A row that equals a finding of the season in page, code, times, reason and evidence is there already, however it was
    decided, and is not proposed again.
    """
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "runs")
    file = read_file(session, found, path)
    rows_of = session.execute(select(Page.key, Page.id).where(Page.season_id == season_id))
    ids = {key: number for key, number in rows_of}  # noqa: C416 a Row is no pair to dict()
    there = _there(session, season_id)
    new = [row for row in file.rows if row not in there]
    if new:
        session.execute(insert(PageFinding), [_values(row, ids, actor, season_id, now) for row in new])
    after = {"name": file.name, "new": len(new), "same": len(file.rows) - len(new), "refused": len(file.refusals)}
    record(session, actor, "finding.import", found, season_id=season_id, now=now, after=after)
    return FindingReport(file.name, len(new), len(file.rows) - len(new), file.refusals, file.ignored)


def read_file(session: Session, found: Season, path: Path) -> FindingsFile:
    """The file as the season's rule book and register understand it; nothing is written."""
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(
            f"Файл «{path.name}» больше {LARGEST >> 20} МБ: для штрафов это слишком много. Разделите его.",
            f"The file «{path.name}» is larger than {LARGEST >> 20} MB, too much for findings. Split it.",
        )
    rows = session.execute(select(Page.key, Page.group_id, Page.link).where(Page.season_id == found.id)).all()
    aliases = {key_by_number(key, group): key for key, group, _ in rows if group is not None}
    aliases |= {current_key(key, link): key for key, _, link in rows} | {key: key for key, _, _ in rows}
    return read_findings(path, loading.read(found.rulebook), page_of(aliases))


def page_of(aliases: Mapping[str, str]) -> Callable[[str], str | None]:
    """Finds the key of a page by what a person wrote: a key as it is, or the address in any of its spellings."""

    def found(text: str) -> str | None:
        if text in aliases:
            return aliases[text]
        address = parse_address(text)
        return aliases.get(address.key) if address is not None else None

    return found


def _there(session: Session, season_id: int) -> frozenset[Finding]:
    rows = session.execute(
        select(Page.key, PageFinding.kind, PageFinding.code, PageFinding.times, PageFinding.reason, PageFinding.evidence)
        .join(PageFinding.page)
        .where(PageFinding.season_id == season_id)
    )
    return frozenset(Finding(row.key, FindingKind(row.kind).value, row.code, row.times, row.reason, row.evidence) for row in rows)


def _values(row: Finding, ids: Mapping[str, int], actor: Actor, season_id: int, now: datetime) -> dict[str, object]:
    return {
        "season_id": season_id,
        "page_id": ids[row.page],
        "kind": FindingKind(row.kind),
        "code": row.code,
        "times": row.times,
        "reason": row.reason,
        "evidence": row.evidence,
        "state": FindingState.PROPOSED,
        "made_by": actor.id,
        "made_name": actor.name[:200],
        "made_at": now,
    }

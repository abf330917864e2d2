"""Covers of pages for the jury's cards: small pictures that belong to the frozen evidence.

A picture is kept once, as a file named by its SHA-256. Which page showed it is a row; such rows are added while a season
collects, and freezing seals the digest of all that count (``sealed``). The snapshot itself knows nothing of pictures, so that its
name is what it was.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.sealing import lines
from scoring.services.seasons import require_writable, season
from scoring.store.covers import PageCover
from scoring.store.seasons import Page
from scoring.store.vocabulary import CoverSource

MOST_BYTES: Final = 512 << 10
"""A picture of our own writing is far smaller."""
_JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture of our own writing."""

    width: int
    height: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """The cover of one page as it was seen at a moment."""

    page_id: int
    picture: Small
    at: datetime


def keep(
    session: Session, home: Home, actor: Actor, season_id: int, covers: Iterable[Seen], *, source: CoverSource, now: datetime
) -> int:
    """Keep covers; how many were new to their pages. Only an organizer, and only while the season collects."""
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "activity")
    known = {page_id: cover.sha256 for page_id, cover in standing(session, season_id).items()}
    rows = []
    for cover in covers:
        name = _put(home, cover.picture)
        if known.get(cover.page_id) != name:
            known[cover.page_id] = name
            rows.append(
                {
                    "season_id": season_id, "page_id": cover.page_id, "sha256": name, "width": cover.picture.width,
                    "height": cover.picture.height, "source": source, "seen_at": cover.at, "made_at": now,
                }
            )  # fmt: skip
    if rows:
        session.execute(insert(PageCover), rows)
        record(session, actor, "covers.keep", found, season_id=season_id, now=now, after={"covers": len(rows), "source": source})
    return len(rows)


def standing(session: Session, season_id: int) -> Mapping[int, PageCover]:
    """The newest cover of each page that has one, by page."""
    last = select(func.max(PageCover.id)).where(PageCover.season_id == season_id).group_by(PageCover.page_id)
    return {cover.page_id: cover for cover in session.scalars(select(PageCover).where(PageCover.id.in_(last)))}


def sealed(session: Session, season_id: int) -> dict[str, Any]:
    """What the seal of the snapshot tells of covers: nothing where there are none, as in seasons from before there were."""
    rows = _listed(session, season_id)
    if not rows:
        return {}
    return {"covers": hashlib.sha256(lines(rows)).hexdigest(), "pictures": len(rows)}


def path_of(home: Home, sha256: str) -> Path:
    """Where a picture lies."""
    return home.covers / f"{sha256}.jpg"


def damaged(session: Session, home: Home, season_id: int) -> tuple[str, ...]:
    """Keys of pages whose picture is not there, or is not the one that was seen."""
    pictures: dict[str, bool] = {}
    found = []
    for row in _listed(session, season_id):
        name = row["picture"]
        if name not in pictures:
            path = path_of(home, name)
            pictures[name] = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == name
        if not pictures[name]:
            found.append(str(row["page"]))
    return tuple(found)


def copy(session: Session, home: Home, made: Home, season_id: int) -> None:
    """Give another home the pictures of a season; they never change, so hard links do where there can be any."""
    for name in session.scalars(select(PageCover.sha256).where(PageCover.season_id == season_id).distinct()):
        made.covers.mkdir(parents=True, exist_ok=True)
        _link(path_of(home, name), path_of(made, name))


def _listed(session: Session, season_id: int) -> Sequence[dict[str, Any]]:
    keys = {row.id: row.key for row in session.execute(select(Page.id, Page.key).where(Page.season_id == season_id))}
    rows = [
        {"page": keys[cover.page_id], "picture": cover.sha256, "seen": int(cover.seen_at.timestamp())}
        for cover in standing(session, season_id).values()
    ]
    return sorted(rows, key=lambda row: str(row["page"]))


def _put(home: Home, picture: Small) -> str:
    """Write the picture down, if it is not there, in one step; its name."""
    if not picture.jpeg.startswith(_JPEG) or len(picture.jpeg) > MOST_BYTES:
        raise ValueError("a cover is a small JPEG of our own writing")
    name = hashlib.sha256(picture.jpeg).hexdigest()
    path = path_of(home, name)
    if path.exists():
        path.touch()  # young again, lest it be swept as one of the archive before its new row is there
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".cover-", delete=False) as file:
            file.write(picture.jpeg)
        Path(file.name).replace(path)
    return name


def _link(source: Path, target: Path) -> None:
    if not source.is_file() or target.exists():
        return
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        target.write_bytes(source.read_bytes())

"""The register of a season: its pages as rows of a register, and rows of a register as pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.evidence import UNKNOWN
from scoring.season.register_plan import Standing
from scoring.sources.register import RegisterRow
from scoring.store.seasons import Page

_SAME = (
    "key",
    "name",
    "link",
    "ogrn",
    "ogrn_valid",
    "level",
    "founder",
    "municipality",
    "sphere2",
    "sphere3",
    "status",
    "exempt",
)
_ALSO = ("address", "design_percent", "activity_percent", "weekly_reach", "post_reach")


def register_rows(session: Session, season_id: int) -> list[RegisterRow]:
    """The season's register as the sources know it, in the order in which its rows came; pages that are gone are left out."""
    pages = session.scalars(select(Page).where(Page.season_id == season_id, Page.gone_at.is_(None)).order_by(Page.id))
    return [row_of(page) for page in pages]


def standing(session: Session, season_id: int) -> list[Standing]:
    """Every page of the season as a plan compares it, those that are gone too."""
    pages = session.scalars(select(Page).where(Page.season_id == season_id).order_by(Page.id))
    return [Standing(page.id, row_of(page), page.gone_at is not None) for page in pages]


def search_text(parts: Sequence[str]) -> str:
    """Words to search in: lower case, ё as е."""
    return " ".join(part for part in parts if part).casefold().replace("ё", "е")


def values_of(row: RegisterRow) -> dict[str, Any]:
    """The columns of a page that a row of a register fills."""
    values = {name: getattr(row, name) for name in (*_SAME, *_ALSO)}
    return values | {
        "group_id": _known(row.group_id),
        "sphere": row.sphere1,
        "connected": _answer(row.connected),
        "mark": _answer(row.mark),
        "widgets": _known(row.widgets),
        "members": _known(row.members),
        "applied": _answer(row.applied),
        "last_winner": _answer(row.last_winner),
        "register_line": row.line,
        "search": search_text((row.name, row.link, row.key, row.ogrn, row.municipality)),
    }


def row_of(page: Page) -> RegisterRow:
    """A page as a row of a register."""
    return RegisterRow(
        **{name: getattr(page, name) for name in (*_SAME, *_ALSO)},
        group_id=_or_unknown(page.group_id),
        sphere1=page.sphere,
        connected=_or_unknown(page.connected),
        mark=_or_unknown(page.mark),
        widgets=_or_unknown(page.widgets),
        members=_or_unknown(page.members),
        applied=_or_unknown(page.applied),
        last_winner=_or_unknown(page.last_winner),
        line=page.register_line,
    )


def _known(value: int) -> int | None:
    return None if value == UNKNOWN else value


def _answer(value: int) -> bool | None:
    return None if value == UNKNOWN else bool(value)


def _or_unknown(value: int | bool | None) -> int:
    return UNKNOWN if value is None else int(value)

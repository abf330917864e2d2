"""Labels by a moderator: what needs an answer, what is a template only, when the answer came, which streams were live.

A label is a correction of the evidence (source «moderator»), so that undo, journal and replay are those of corrections. The
queue holds what nobody has labelled: pages near the line of their nomination first, since there a label decides most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.evidence import NEVER, UNKNOWN, Int64
from scoring.errors import Conflict, InputError, NotFound
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import Correction, Value
from scoring.evidence.reader import Rows
from scoring.evidence.schema import MESSAGES, STREAMS
from scoring.home import Home
from scoring.services import corrections
from scoring.services.acting import Actor, require_organizer
from scoring.services.corrections import SUPERSEDED, active
from scoring.services.seasons import require_writable, season
from scoring.sources.collecting.said import words_of_page
from scoring.sources.page_links import address_on
from scoring.store.corrections import PageCorrection
from scoring.store.results import Score
from scoring.store.seasons import Page
from scoring.store.showing import official_run
from scoring.store.showing_corrections import active_at, corrections_of_page
from scoring.store.vocabulary import CorrectionSource

LABELS: Final = {"messages": ("needs_answer", "interim", "answered"), "streams": ("confirmed",)}
"""What a moderator says, by table."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page with what nobody has labelled. ``gap``: its total less the line of its nomination in ten-thousandths, or None."""

    page: Page
    streams: int
    messages: int
    gap: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """A message or a stream as it reads now. ``labels``: the corrections by column; ``words``: empty where none are kept.

    ``href``: the post below which a message stands, or the video; empty where the network gives no address.
    """

    kind: Literal["messages", "streams"]
    row: int
    at: int
    values: dict[str, int]
    words: str
    href: str
    labels: dict[str, PageCorrection]

    @property
    def waits(self) -> bool:
        """Whether nobody has labelled it."""
        return self.values["confirmed" if self.kind == "streams" else "needs_answer"] == UNKNOWN


def queue(session: Session, home: Home, season_id: int) -> list[Waiting]:
    """The pages on which something waits for a label, the most decisive first."""
    found = season_now(session, season_id)
    folder = home.evidence / found
    if not folder.is_dir():
        return []
    keys, streams, messages = _unlabelled(folder, active(session, season_id))
    counts = {key: (int(streams[i]), int(messages[i])) for i, key in enumerate(keys) if streams[i] or messages[i]}
    if not counts:
        return []
    gaps = _gaps(session, season_id)
    pages = [page for page in session.scalars(select(Page).where(Page.season_id == season_id)) if page.key in counts]
    waiting = [Waiting(page, *counts[page.key], gaps.get(page.id)) for page in pages]
    return sorted(waiting, key=_decisive)


def season_now(session: Session, season_id: int) -> str:
    """The name of the season's evidence; Conflict before it is frozen."""
    found = season(session, season_id)
    if found.evidence is None:
        raise Conflict(
            "Метки ставят на замороженные данные: сначала заморозьте их на главной странице сезона.",
            "Labels are put on frozen evidence: freeze it first on the season's home page.",
        )
    return found.evidence


def items_of(session: Session, home: Home, page: Page) -> list[Item]:
    """The streams and messages of a page: what waits first, then what costs the page most, each by its time."""
    folder = home.evidence / season_now(session, page.season_id)
    year = page.season.year
    words = words_of_page(sorted(home.collections.glob(f"*-{year}")), page.key)
    labels: dict[tuple[str, int], dict[str, PageCorrection]] = {}
    for one in corrections_of_page(session, page.season_id, page.key):
        if one.withdrawn_at is None and one.column_name in LABELS.get(one.table_name, ()):
            labels.setdefault((one.table_name, one.row_id), {})[one.column_name] = one
    with open_corrected(folder, active(session, page.season_id)) as evidence:
        number = evidence.number_of(page.key)
        if number is None:
            raise NotFound("В снимке этой страницы нет.", "The snapshot does not hold this page.")
        streams, messages = evidence.rows_of(STREAMS, number), evidence.rows_of(MESSAGES, number)
    found = [_stream(page, streams, i, labels) for i in range(len(streams["id"]))]
    found += [_message(page, messages, i, words, labels) for i in range(len(messages["id"]))]
    return sorted(found, key=_costly)


def label(
    session: Session,
    actor: Actor,
    page: Page,
    *,
    home: Home,
    table: str,
    row: int,
    column: str,
    was: int,
    value: int,
    now: datetime,
) -> PageCorrection | None:
    """Put a label; the correction that says so, None where the frozen value counts (again).

    ``was``: what the moderator saw. Conflict where it is something else by now, or where a person has corrected it otherwise
    than by a label: that one is withdrawn in its own place.
    """
    require_organizer(actor)
    if column not in LABELS.get(table, ()):
        raise InputError("Такой метки нет. Обновите страницу.", "There is no such label. Reload the page.")
    require_writable(season(session, page.season_id), "runs")
    place = (page.key, table, row, column)
    there = corrections.standing_row(session, home, page.season_id, place)
    if there is None:
        raise NotFound("Такой строки в данных нет. Обновите страницу.", "The evidence has no such row. Reload the page.")
    earlier, frozen = active_at(session, page.season_id, place), there[column]
    _check(earlier, frozen, was)
    if value == was:
        return earlier
    if value == frozen and earlier is not None:
        corrections.withdraw(session, actor, earlier.id, reason=SUPERSEDED, now=now)
        return None
    return corrections.correct(
        session,
        actor,
        page.season_id,
        Correction(table, page.key, row, column, frozen, value),
        home=home,
        reason="метка модератора",
        basis=_seen_at(page, table, row),
        now=now,
        source=CorrectionSource.MODERATOR,
        supersede=True,
    )


def _check(earlier: PageCorrection | None, frozen: Value, was: int) -> None:
    if earlier is not None and earlier.source != CorrectionSource.MODERATOR:
        raise Conflict(
            f"Эту величину исправил(а) {earlier.made_name} не меткой. Отзовите то исправление на экране исправлений.",
            f"{earlier.made_name} corrected this figure otherwise than by a label. Withdraw that on the screen of corrections.",
        )
    if (frozen if earlier is None else earlier.new) != was:
        raise Conflict(
            "Метку уже поставил другой человек. Страница показывает, что стоит сейчас.",
            "Somebody has labelled it already. The page shows what it says now.",
        )


def _seen_at(page: Page, table: str, row: int) -> str:
    link = address_on(page.key, page.group_id, "video", row) if table == "streams" else ""
    return link or page.link or page.key


def _decisive(one: Waiting) -> tuple[int, int, str]:
    return abs(one.gap) if one.gap is not None else 2**62, -(one.streams + one.messages), one.page.key


def _costly(item: Item) -> tuple[int, int, int]:
    """Streams and messages without a label, then unanswered ones that want an answer, then template answers, then the rest."""
    values = item.values
    if item.waits:
        rank = 0 if item.kind == "streams" else 1
    elif item.kind == "messages" and values["needs_answer"] == 1 and values["answered"] == NEVER:
        rank = 2
    elif item.kind == "messages" and values["interim"] == 1 and values["answered"] != NEVER:
        rank = 3
    else:
        rank = 4
    return rank, item.at, item.row


def _stream(page: Page, rows: Rows, i: int, labels: dict[tuple[str, int], dict[str, PageCorrection]]) -> Item:
    number = int(rows["id"][i])
    values = {name: int(rows[name][i]) for name in ("confirmed", "duration")}
    href = address_on(page.key, page.group_id, "video", number)
    return Item("streams", number, int(rows["started"][i]), values, "", href, labels.get(("streams", number), {}))


def _message(
    page: Page, rows: Rows, i: int, words: dict[int, str], labels: dict[tuple[str, int], dict[str, PageCorrection]]
) -> Item:
    number, post = int(rows["id"][i]), int(rows["post"][i])
    values = {name: int(rows[name][i]) for name in ("needs_answer", "interim", "answered")}
    href = address_on(page.key, page.group_id, "post", post) if post != UNKNOWN else ""
    at = int(rows["asked"][i])
    return Item("messages", number, at, values, words.get(number, ""), href, labels.get(("messages", number), {}))


@lru_cache(maxsize=2)  # a snapshot never changes, and neither do its corrections
def _unlabelled(folder: Path, said: Sequence[Correction]) -> tuple[list[str], Int64, Int64]:
    """Keys of all pages, and how many streams and messages of each nobody has labelled."""
    with open_corrected(folder, said) as evidence:
        streams, messages = np.zeros(evidence.count, np.int64), np.zeros(evidence.count, np.int64)
        for block in evidence.blocks(np.full(evidence.count, UNKNOWN, np.int16)):
            part = slice(block.first, block.first + block.count)
            streams[part] = _sums(block.streams.confirmed == UNKNOWN, block.streams.bounds)
            messages[part] = _sums(block.messages.needs_answer == UNKNOWN, block.messages.bounds)
        return [str(key) for key in evidence.pages.key], streams, messages


def _sums(flags: np.ndarray, bounds: Int64) -> Int64:
    """How many flags are set between neighbouring bounds."""
    running = np.concatenate(([0], np.cumsum(flags)))
    return np.diff(running[bounds])


def _gaps(session: Session, season_id: int) -> dict[int, int]:
    """By page, how far its total is from the line of its nomination in the official run."""
    run = official_run(session, season_id)
    if run is None:
        return {}
    lines = {cut["nomination"]: int(cut["line"]) for cut in run.cuts if int(cut["line"]) >= 0}
    rows = session.execute(select(Score.page_id, Score.nomination, Score.total).where(Score.run_id == run.id))
    return {page: total - lines[nomination] for page, nomination, total in rows if nomination in lines}

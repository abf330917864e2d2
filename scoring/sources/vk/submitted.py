"""Streams by link: what pages have submitted, looked up where the network lets us, and written for a moderator's yes.

``video.get`` answers a user's token only. Without one, or where it is refused, nothing is known of a video but what the submitter
says. Whatever the network tells, «Подтверждено» stays empty: a video keeps no sure sign of having been live.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from scoring.errors import InputError
from scoring.sources.cells import clean
from scoring.sources.collecting.answers import read
from scoring.sources.collecting.converting import COLUMNS
from scoring.sources.collecting.http import Answered, Broken, Failed
from scoring.sources.collecting.pace import Bucket, Time
from scoring.sources.columns import STREAMS, Heading
from scoring.sources.headers import matched
from scoring.sources.vk.answers import Video, listed
from scoring.sources.vk.client import Client
from scoring.sources.vk.policy import RATE
from scoring.sources.workbook import read_sheets

METHOD: Final = "video.get"
BATCH: Final = 100
"""Videos a call."""
_LINK: Final = Heading("link", "Ссылка", "Link", "text", also=("Ссылка на эфир", "Адрес эфира", "URL"))
HEADINGS: Final = (_LINK, *(heading for heading in STREAMS if heading.name in {"started", "duration_minutes", "title"}))
"""The columns of a list of links; only the link is needed."""
_VIDEO: Final = re.compile(
    r"(?:https?://)?(?:www\.|m\.|live\.)?(?:vk\.com|vk\.ru|vkvideo\.ru|vkontakte\.ru)/(?:[^\s]*?[/=])?(?:video|clip)(-?\d{1,15})_(\d{1,15})(?!\d)"
)
_TIMES: Final = ("%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A link of the list. ``started`` (UTC seconds), ``seconds`` and ``title``: what the submitter says; 0 or empty: nothing."""

    line: int
    community: int
    video: int
    started: int
    seconds: int
    title: str


@dataclass(frozen=True, slots=True)
class Streams:
    """What became of a list. ``written``: rows of the table; ``unknown``: lines of which the network tells nothing; ``why``.

    ``plain``: lines whose video the network does not call a stream; ``left``: lines without a start or a length from anybody,
    which cannot be written.
    """

    written: int
    unknown: tuple[int, ...]
    plain: tuple[int, ...]
    left: tuple[int, ...]
    why: str


def read_links(path: Path, zone: str) -> list[Submitted]:
    """The list's links; raises InputError with the line of one that is no video of a community."""
    sheets = read_sheets(path)
    positions: dict[str, int] = {}
    found: dict[tuple[int, int], Submitted] = {}
    for line, raw in sheets[0].rows if sheets else []:
        texts = [clean(cell) for cell in raw]
        if not positions:
            there = matched(texts, HEADINGS).positions
            positions = there if "link" in there else {}
        elif any(texts):
            one = _submitted(path, line, {name: texts[at] if at < len(texts) else "" for name, at in positions.items()}, zone)
            found.setdefault((one.community, one.video), one)
    if not positions:
        raise InputError(
            f"В файле «{path.name}» нет строки заголовков со столбцом «Ссылка». Добавьте её первой строкой.",
            f"The file «{path.name}» has no header row with the column «Ссылка». Add it as the first row.",
        )
    return list(found.values())


def _submitted(path: Path, line: int, row: Mapping[str, str], zone: str) -> Submitted:
    found = _VIDEO.match(row["link"])
    if found is None or not found[1].startswith("-"):
        raise InputError(
            f"Файл «{path.name}», строка {line}: «{row['link'][:80]}» — не ссылка на видео сообщества. Скопируйте её из адресной "
            "строки: vk.com/video-123_456.",
            f"The file «{path.name}», line {line}: «{row['link'][:80]}» is no link to a community's video. Copy it from the "
            "address bar: vk.com/video-123_456.",
        )
    minutes = row.get("duration_minutes", "").replace(",", ".")
    try:
        seconds = round(float(minutes) * 60) if minutes else 0
    except ValueError:
        seconds = 0
    return Submitted(
        line, -int(found[1]), int(found[2]), _moment(row.get("started", ""), zone), max(seconds, 0), row.get("title", "")
    )


def _moment(text: str, zone: str) -> int:
    for shape in _TIMES:
        try:
            return int(datetime.strptime(text, shape).replace(tzinfo=ZoneInfo(zone)).timestamp())
        except ValueError:
            continue
    return 0


def look_up(client: Client | None, links: Sequence[Submitted], time: Time) -> tuple[dict[tuple[int, int], Video], str]:
    """What the network tells of the videos, and why it tells no more; without a client nothing is asked."""
    found: dict[tuple[int, int], Video] = {}
    if client is None:
        return found, "нет токена пользователя / there is no user token"
    bucket = Bucket(time, RATE)
    for start in range(0, len(links), BATCH):
        asked = ",".join(f"-{one.community}_{one.video}" for one in links[start : start + BATCH])
        bucket.take()
        reply = client.ask(METHOD, {"videos": asked, "count": BATCH})
        if isinstance(reply, Answered):
            good, _ = read(Video, listed(reply.content).items, "items")
            found |= {(-video.owner_id, video.id): video for video in good}
        elif isinstance(reply, Failed):
            return found, f"{reply.code}: {reply.words}"
        elif isinstance(reply, Broken):
            return found, reply.reason
    return found, ""


def write_streams(
    path: Path, links: Iterable[Submitted], told: Mapping[tuple[int, int], Video], zone: str, why: str = ""
) -> Streams:
    """The activity table of streams, none of them confirmed; what the network tells goes before what the submitter says."""
    rows: list[list[str | int]] = []
    unknown: list[int] = []
    plain: list[int] = []
    left: list[int] = []
    for one in sorted(links, key=lambda link: (link.community, link.video)):
        video = told.get((one.community, one.video))
        started = (video.live_start_time or video.date if video else 0) or one.started
        seconds = (video.duration if video and not video.upcoming else 0) or one.seconds
        if video is None:
            unknown.append(one.line)
        elif not (video.live or video.type == "live"):
            plain.append(one.line)
        if not started or not seconds:
            left.append(one.line)
            continue
        when = datetime.fromtimestamp(started, ZoneInfo(zone)).isoformat()
        title = clean(video.title) if video and video.title else one.title
        rows.append([f"https://vk.com/club{one.community}", one.video, when, seconds, title, ""])
    titles = {heading.name: heading.ru for heading in STREAMS}
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([titles[name] for name in COLUMNS["streams"]])
        writer.writerows(rows)
    part.replace(path)
    return Streams(len(rows), tuple(sorted(unknown)), tuple(sorted(plain)), tuple(sorted(left)), why)

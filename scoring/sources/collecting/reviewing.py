"""Writes messages with their words for a moderator, who says which want an answer; what he fills in is read as labels."""

import csv
import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scoring.sources.collecting.converting import messages_of
from scoring.sources.collecting.corrections import Corrections
from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.reading import read_sweeps
from scoring.sources.collecting.recording import WORDS, Folder
from scoring.sources.columns import MESSAGES
from scoring.spreadsheet import unarmed

_TITLES = {heading.name: heading.ru for heading in MESSAGES}
_COLUMNS = ("page", "post", "id", "asked", "answered")
_LABELS = ("needs_answer", "interim")


def write_review(dialect: Dialect, folder: Folder, into: Path, corrections: Corrections) -> int:
    """One row a message, as it is labelled so far, in a CSV that opens safely in a spreadsheet; returns how many.

    Only its owner may read the file, since it holds words of citizens.
    """
    seen = read_sweeps(dialect, folder)
    words = _words(folder.path / WORDS)
    zone = ZoneInfo(seen.zone)
    part = into.with_name(f".{into.name}.part")
    part.unlink(missing_ok=True)
    count = 0
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*(_TITLES[name] for name in _COLUMNS), "Текст", *(_TITLES[name] for name in _LABELS)])
        for key in sorted(seen.pages):
            page = seen.pages[key]
            for message in messages_of(page, corrections):
                said = " / ".join(words[key, number] for number in sorted(message.comments) if (key, number) in words)
                times = (_time(message.asked, zone), _time(message.answered, zone))
                labels = ("да" if message.wants else "нет", "да" if message.interim else "нет")
                writer.writerow([page.asked.link, message.post, message.id, *times, unarmed(said), *labels])
                count += 1
    part.replace(into)
    return count


def _time(moment: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(moment, zone).strftime("%d.%m.%Y %H:%M") if moment else ""


def _words(path: Path) -> dict[tuple[str, int], str]:
    """(page, comment) -> its words as they were read last; none once they were forgotten."""
    found: dict[tuple[str, int], str] = {}
    if path.exists():
        with path.open(encoding="utf-8") as file:
            for line in file:
                try:
                    told = json.loads(line)
                    found[told["page"], told["id"]] = told["text"]
                except (ValueError, KeyError, TypeError):
                    continue  # torn by a kill: the call was made again, and its words stand further down
    return found

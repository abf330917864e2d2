"""The words of citizens that a recording still keeps, of one page, for the eyes of moderators."""

import json
from collections.abc import Iterable
from pathlib import Path

from scoring.sources.collecting.recording import WORDS


def words_of_page(folders: Iterable[Path], page: str) -> dict[int, str]:
    """Number of a comment -> its words as they were read last; empty where none are kept any more.

    ``folders``: recordings. A torn line is left out: the call it told of was made again.
    """
    found: dict[int, str] = {}
    wanted = json.dumps(page, ensure_ascii=False)
    for folder in folders:
        path = folder / WORDS
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if wanted in line:
                    try:
                        told = json.loads(line)
                        if told["page"] == page:
                            found[int(told["id"])] = str(told["text"])
                    except (ValueError, KeyError, TypeError):
                        continue
    return found

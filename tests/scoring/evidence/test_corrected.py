"""Corrected evidence is what evidence frozen from right files would be: for blocks, texts, single pages and the ranking."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria import loading
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.corrected import CorrectedEvidence, corrected
from scoring.evidence.corrections import Correction, added, row_text, struck
from scoring.evidence.reader import Evidence, open_snapshot
from scoring.evidence.schema import ACTIVITY, PAGES
from tests.scoring.evidence import invented

BOOK = loading.packaged("regional")


def everything(evidence: Evidence) -> list[object]:
    """All that can be read: blocks of all pages and of some, single pages, the register, texts of one to five pages."""
    nomination = np.arange(evidence.count, dtype=np.int16)
    read: list[object] = []
    for first, last in ((0, evidence.count), (0, 5), (5, 6), (6, evidence.count)):
        block = evidence.block(first, last, nomination)
        for part in ("pages", "posts", "messages", "streams", "checks"):
            table = getattr(block, part)
            read += [getattr(table, name).tolist() for name in table.__dataclass_fields__]
    for table in ACTIVITY:
        read += [
            (name, column.dtype.str, column.tolist())
            for page in range(evidence.count)
            for name, column in evidence.rows_of(table, page).items()
        ]
    read += [getattr(evidence.pages, column.name).tolist() for column in PAGES.columns]
    read += [[part.tolist() for part in evidence.text_postings(pages)] for pages in range(1, 6)]
    return [*read, [part.tolist() for part in evidence.column("Количество подписчиков") or ()]]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_corrected_evidence_is_evidence_of_right_files(tmp_path_factory: pytest.TempPathFactory, seed: int, count: int) -> None:
    """Whatever is corrected: what is read, and the ranking to the byte, are those of evidence frozen from corrected files."""
    folder, dice = tmp_path_factory.mktemp("corrected"), invented.dice(seed)
    world = invented.world(dice)
    said = invented.corrections(dice, world, count)
    idle = (Correction("pages", "vk:nobody", None, "members", 1, 2), Correction("posts", "vk:club100", 999, "repost", 0, 1))
    with (
        open_snapshot(world.after(said).frozen(folder / "right").folder) as right,
        open_snapshot(world.frozen(folder / "wrong").folder) as wrong,
    ):
        found = corrected(wrong, (*said, *idle))
        assert isinstance(found, CorrectedEvidence)
        assert set(idle) == set(found.idle) - {one for one in said if one.old == one.new}
        assert everything(right) == everything(found)
        assert ranking_csv(evaluate(BOOK, right)) == ranking_csv(evaluate(BOOK, found))


def test_without_corrections_the_evidence_is_itself(tmp_path: Path) -> None:
    """Nothing is laid over, so nothing is paid."""
    with open_snapshot(invented.world(invented.dice(1)).frozen(tmp_path).folder) as evidence:
        assert corrected(evidence, ()) is evidence


@pytest.mark.parametrize(
    "one",
    [
        Correction("posts", "vk:club100", 1, "attachments", 0, 40_000),
        Correction("posts", "vk:club100", 1, "attachments", 0, "много"),
        Correction("posts", "vk:club100", 1, "nothing", 0, 1),
        Correction("nothing", "vk:club100", 1, "attachments", 0, 1),
        Correction("calendar", "vk:club100", 1, "off", 0, 1),
        Correction("pages", "vk:club100", None, "key", "vk:club100", "vk:club1"),
        Correction("posts", "vk:club100", 500, "", None, row_text({"time": 1}), "add"),
        Correction("posts", "vk:club100", 500, "", None, "[]", "add"),
        struck("posts", "vk:club100", 500),
        struck("pages", "vk:club100", 0),
    ],
)
def test_what_is_no_correction_changes_nothing(tmp_path: Path, one: Correction) -> None:
    """However it came into a file: it is idle, and the engine reads what was frozen."""
    with open_snapshot(invented.world(invented.dice(3)).frozen(tmp_path).folder) as evidence:
        found = corrected(evidence, [one])
        assert isinstance(found, CorrectedEvidence)
        assert ((one,), everything(evidence)) == (found.idle, everything(found))


def test_a_lost_row_stands_where_its_moment_puts_it(tmp_path: Path) -> None:
    """Rows of a page stay in order of time and number."""
    world = invented.world(invented.dice(5))
    one = added("posts", "vk:club103", 500, {"time": invented.START - 100})
    with open_snapshot(world.frozen(tmp_path).folder) as evidence:
        found = corrected(evidence, [one])
        page = found.number_of("vk:club103")
        assert page is not None
        assert 500 == found.rows_of(ACTIVITY[0], page)["id"][0]

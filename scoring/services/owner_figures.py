"""What was collected about one page, as its owner may see it: figures in words and the evidence behind them, no place, no total.

Before the freeze it is the trial over what is imported so far, afterwards the frozen evidence with its corrections.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from criteria import loading
from criteria.measurement import Language
from criteria.rulebook import RuleBook
from scoring.engine.detail import detail_of
from scoring.engine.explain import explain
from scoring.engine.findings import Findings
from scoring.engine.incidents import Incidents
from scoring.engine.run import evaluate, setting_of
from scoring.errors import BrokenEvidence, LavrError
from scoring.evidence.corrected import corrected
from scoring.evidence.corrections import Correction, corrections_hash
from scoring.evidence.reader import open_snapshot
from scoring.home import Home
from scoring.services.page_evidence import Ground, PageEvidence
from scoring.services.rehearsing import rehearsal
from scoring.store.seasons import Page, Season
from scoring.store.showing import confirmed
from scoring.store.showing_corrections import active
from scoring.store.showing_incidents import announced

KEPT: Final = 3
"""So many grounds are kept in memory: they are whole results."""
REGISTER: Final = "REG"
"""Stands for what the register says of the page, beside the codes of criteria and gates."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A criterion or gate as it came out: its sentence, without points. ``branch``: it only gathers those below it."""

    code: str
    depth: int
    title: str
    sentence: str
    branch: bool
    gate: bool = False


@dataclass(frozen=True, eq=False)
class Seen:
    """A page's evidence; ``preliminary``: it is not frozen yet."""

    found: PageEvidence
    preliminary: bool


class Grounds:
    """Grounds by evidence, corrections, rule book, findings and incidents, the last few; may be shared by several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Ground] = OrderedDict()
        self._lock, self._measuring = threading.Lock(), threading.Lock()

    def of(self, folder: Path, text: str, findings: Findings, incidents: Incidents, corrections: Sequence[Correction]) -> Ground:
        """The ground; BrokenEvidence where this machine does not have the snapshot."""
        book = book_of(text)
        name = (str(folder), loading.digest(book), findings.digest, incidents.digest, corrections_hash(corrections))
        with self._measuring:  # a page and its pictures come at once: the first measures, the others wait for it
            with self._lock:
                if name in self._kept:
                    self._kept.move_to_end(name)
                    return self._kept[name]
            evidence = corrected(open_snapshot(folder), corrections)
            result = evaluate(book, evidence, findings=findings, incidents=incidents)
            made = Ground(evidence, setting_of(book, evidence, result.nominations, incidents), result)
        with self._lock:
            self._kept[name] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


GROUNDS: Final = Grounds()


def snapshot_of(session: Session, home: Home, season: Season) -> Path | None:
    """Where the season's evidence lies: the frozen one, else the trial over what is imported."""
    return home.evidence / season.evidence if season.evidence else rehearsal(session, home, season.id)


def seen(session: Session, home: Home, page: Page, tried: Sequence[Correction] = ()) -> Seen | None:
    """What is known of a page; None where nothing is gathered yet, or nothing about this page.

    ``tried``: corrections laid over those that count, to see what they would change.
    """
    season = page.season
    folder = snapshot_of(session, home, season)
    if folder is None:
        return None
    corrections = laid_over(active(session, season.id) if season.evidence else (), tried)
    try:
        findings, incidents = confirmed(session, season.id), announced(session, season.id)
        ground = GROUNDS.of(folder, season.rulebook, findings, incidents, corrections)
    except (BrokenEvidence, FileNotFoundError):
        return None
    except LavrError:  # a draft of a rule book that names what the evidence lacks is the organizers' matter
        return None
    index = int(np.searchsorted(ground.result.key, page.key))
    if index >= ground.result.pages or ground.result.key[index] != page.key:
        return None
    return Seen(PageEvidence(ground, index), season.evidence is None)


def laid_over(counting: Sequence[Correction], tried: Sequence[Correction]) -> list[Correction]:
    """The corrections that count with those tried in place of any of the same places."""
    places = {one.place for one in tried}
    return [*(one for one in counting if one.place not in places), *tried]


def figures(found: PageEvidence, language: Language) -> list[Figure]:
    """The criteria, branches before their leaves, then the gates."""
    result = found.ground.result
    told = explain(result.book, detail_of(result, found.page), language)
    lines = [Figure(line.code, line.level, line.title, line.sentence, bool(line.children)) for line in told.walk()]
    return [*lines, *(Figure(gate.code, 0, gate.title, gate.sentence, branch=False, gate=True) for gate in told.gates)]


def codes(book: RuleBook) -> dict[str, tuple[str, str]]:
    """Russian and English titles by code of everything that may be objected to."""
    leaves = {leaf.code: (leaf.title.ru, leaf.title.en) for leaf in book.leaves}
    gates = {gate.code: (gate.title.ru, gate.title.en) for gate in book.gates}
    return {**leaves, **gates, REGISTER: ("Сведения реестра", "What the register says")}


@lru_cache(maxsize=8)
def book_of(text: str) -> RuleBook:
    """The rule book of a season."""
    return loading.read(text)

"""What lies behind a stored score: the run's evidence, opened and measured once for all its pages, and each page in it."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from criteria import loading, registry
from criteria.evidence import Block, Int64
from criteria.setting import Setting
from scoring.engine.evidence_rows import Group, Kind, evidence_groups, incident_groups
from scoring.engine.findings import Findings
from scoring.engine.incidents import Incidents
from scoring.engine.levers import Levers, levers
from scoring.engine.page_year import PageYear, page_year
from scoring.engine.run import Result, evaluate, setting_of
from scoring.engine.single_page import single_page
from scoring.engine.unaffected import inside, without
from scoring.errors import BrokenEvidence
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import corrections_of
from scoring.evidence.reader import Evidence, Rows
from scoring.evidence.schema import MESSAGES, POSTS, STREAMS
from scoring.home import Home
from scoring.store.results import Score, ScoreRun

RUNS: Final = 2
PAGES: Final = 64
"""So many runs and pages are kept in memory."""

_TABLES: Final = {"posts": POSTS, "messages": MESSAGES, "streams": STREAMS}


@dataclass(frozen=True, eq=False)
class Ground:
    """A run's evidence, and what the engine makes of it now."""

    evidence: Evidence
    setting: Setting
    result: Result


@dataclass(frozen=True, eq=False)
class PageEvidence:
    """One page in its run; what is asked of it is worked out once."""

    ground: Ground
    page: int

    @cached_property
    def block(self) -> Block:
        """The page's evidence as metrics read it: without what lies inside of incidents."""
        return without(self._whole, self.ground.result.incidents, self.ground.evidence.zone)

    @cached_property
    def _whole(self) -> Block:
        return self.ground.evidence.block(self.page, self.page + 1, self.ground.result.nomination)

    @cached_property
    def year(self) -> PageYear:
        """The page's year for pictures and tables."""
        return page_year(self.ground.result.book, self.ground.setting, self.block)

    @cached_property
    def levers(self) -> Levers:
        """What would raise the page."""
        ground = self.ground
        single = single_page(ground.result.basis, self.page, self.block, ground.setting, registry.METRICS, registry.GATES)
        return levers(single)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The page's posts, messages and streams by what became of them."""
        result = self.ground.result
        terms = result.basis.terms[int(result.nomination[self.page])]
        groups = evidence_groups(result.book, terms, self.ground.setting, self.block, registry.METRICS)
        if not result.incidents:
            return groups
        return groups + incident_groups(result.book, self._whole, result.incidents, self.ground.evidence.zone)

    def rows(self, group: Group) -> Rows:
        """Every column of a group's rows, numbers of posts and messages among them."""
        whole = group.reason == "incident"
        rows = self.ground.evidence.rows_of(_TABLES[group.kind], self.page) if whole else self._rows_of(group.kind)
        return {name: column[group.row] for name, column in rows.items()}

    def _rows_of(self, kind: Kind) -> Rows:
        """Every column of the rows of ``block``."""
        found = self.ground.evidence.rows_of(_TABLES[kind], self.page)
        incidents = self.ground.result.incidents
        if not incidents.spans(kind):
            return found
        kept = ~inside(self._whole, kind, incidents, self.ground.evidence.zone)
        return {name: column[kept] for name, column in found.items()}

    def own_posts_on(self, day: int) -> Int64:
        """Numbers (ids) of the counted posts of one local day, given as days since 1970-01-01; for a silence's two ends."""
        calendar = self.ground.setting.calendar
        local = calendar.day_of(self.block.posts.time) + calendar.first_day
        counted = np.zeros(len(local), np.bool_)
        for group in self.groups:
            if group.kind == "posts" and group.reason in {"counted", "mandated"}:
                counted[group.row] = True
        ids: Int64 = self._rows_of("posts")["id"][counted & (local == day)]
        return ids


class Grounds:
    """The grounds of the last few runs and the pages last looked at; may be shared by several threads."""

    def __init__(self) -> None:
        self._grounds: OrderedDict[tuple[str, str], Ground] = OrderedDict()
        self._pages: OrderedDict[tuple[str, str, str], PageEvidence] = OrderedDict()
        self._lock, self._measuring = threading.Lock(), threading.Lock()

    def page(self, home: Home, run: ScoreRun, key: str) -> PageEvidence | None:
        """The page with this key; None where this machine does not have the run's snapshot, or that not the page."""
        name = (str(home.evidence), run.name, key)
        with self._lock:
            if name in self._pages:
                self._pages.move_to_end(name)
                return self._pages[name]
        try:
            with self._measuring:  # a card and its pictures come at once: the first measures, the others wait for it
                ground = self._ground(home.evidence / run.evidence, run)
        except (BrokenEvidence, FileNotFoundError):
            return None
        index = int(np.searchsorted(ground.result.key, key))
        if index >= ground.result.pages or ground.result.key[index] != key:
            return None
        found = PageEvidence(ground, index)
        with self._lock:
            self._pages[name] = found
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        return found

    def _ground(self, folder: Path, run: ScoreRun) -> Ground:
        name = (str(folder), run.name)
        with self._lock:
            if name in self._grounds:
                self._grounds.move_to_end(name)
                return self._grounds[name]
        evidence, book = open_corrected(folder, corrections_of(run.corrections or [])), loading.read(run.rulebook_text)
        incidents = Incidents.of(run.incidents or [])
        result = evaluate(book, evidence, findings=Findings.of(run.findings or []), incidents=incidents)
        found = Ground(evidence, setting_of(book, evidence, result.nominations, incidents), result)
        with self._lock:
            self._grounds[name] = found
            while len(self._grounds) > RUNS:
                gone, _ = self._grounds.popitem(last=False)
                for page in [page for page in self._pages if page[1] == gone[1]]:
                    del self._pages[page]
        return found


GROUNDS: Final = Grounds()


def page_evidence(home: Home, score: Score) -> PageEvidence | None:
    """What lies behind a score; None where this machine does not have it."""
    return GROUNDS.page(home, score.run, score.page.key)


def same_as_stored(found: PageEvidence, score: Score) -> bool:
    """Whether this version of the program still gives the page the stored total: only then levers promise something."""
    result = found.ground.result
    return max(int(result.ranked.shown[found.page]), 0) == score.total

"""From evidence to ranking: one call, one frozen value."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from numpy.typing import NDArray

from criteria.evidence import Block, Int16, Int64
from criteria.measurement import Gate, Metric
from criteria.rulebook import RuleBook
from criteria.setting import Setting
from scoring.engine.measure import Leaf, Passed, measure, plan_of
from scoring.engine.nominations import nominate
from scoring.engine.points import Scored, score
from scoring.engine.ranking import Ranked, rank
from scoring.engine.setting import build_setting, mandated_texts, pages_needed

Texts = NDArray[Any]
"""(pages,) object array of str."""


class PageColumns(Protocol):
    """What the engine reads of the register; arrays (pages,) of str as objects, in the order of the blocks."""

    @property
    def key(self) -> Texts: ...  # noqa: D102
    @property
    def name(self) -> Texts: ...  # noqa: D102
    @property
    def sphere(self) -> Texts: ...  # noqa: D102
    @property
    def level(self) -> Texts: ...  # noqa: D102
    @property
    def municipality(self) -> Texts: ...  # noqa: D102


class Evidence(Protocol):
    """A season's frozen evidence as the engine reads it."""

    @property
    def year(self) -> int:
        """The calendar year of the contest."""
        ...

    @property
    def zone(self) -> str:
        """The region's IANA time zone."""
        ...

    @property
    def days_off(self) -> Sequence[date]:
        """Dates on which offices are shut, weekends too."""
        ...

    @property
    def pages(self) -> PageColumns:
        """The register's columns."""
        ...

    def blocks(self, nomination: Int16) -> Iterator[Block]:
        """Neighbouring pages block by block from page 0 on; ``nomination`` (pages,) goes into ``Block.pages``."""
        ...

    def text_postings(self, min_pages: int) -> tuple[Int64, Int64, Int64]:
        """Text key, page and time of every posting of a text that at least ``min_pages`` different pages posted."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Everything that came out of a run, by page in the order of the evidence.

    ``key``, ``name``, ``level``, ``municipality`` (pages,) str; ``nomination`` (pages,) int16 into ``nominations`` or UNKNOWN.
    ``leaves`` and ``gates``: what was measured, in the order of the rule book; ``scored`` and ``ranked``: what was made of it.
    """

    book: RuleBook
    key: Texts
    name: Texts
    level: Texts
    municipality: Texts
    nominations: tuple[str, ...]
    nomination: Int16
    leaves: tuple[Leaf, ...]
    gates: tuple[Passed, ...]
    scored: Scored
    ranked: Ranked

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.key)


def evaluate(
    book: RuleBook,
    evidence: Evidence,
    *,
    executor: Executor | None = None,
    metrics: Mapping[str, Metric] | None = None,
    gates: Mapping[str, Gate] | None = None,
) -> Result:
    """The ranking of all pages of ``evidence`` under ``book``, the same bits on every machine and with every executor.

    ``executor`` measures blocks of pages at once. ``metrics`` and ``gates`` stand in for the registry's. The rule book must
    have been read with the same ones.
    """
    if metrics is None or gates is None:
        from criteria import registry  # noqa: PLC0415  the registry imports every metric, which a caller with its own does not need

        metrics = registry.METRICS if metrics is None else metrics
        gates = registry.GATES if gates is None else gates
    pages = evidence.pages
    values: Texts = getattr(pages, book.nominations.by)
    nominated = nominate(book, values.tolist())
    plan = plan_of(book, setting_of(book, evidence, nominated.names), metrics, gates)
    raw = measure(plan, evidence.blocks(nominated.of), pages=len(values), executor=executor)
    scored = score(book, raw.leaves, nominated.of, len(nominated.names))
    ranked = rank(book, scored, raw.leaves, raw.gates, nominated.of, nominated.names)
    return Result(
        book=book,
        key=pages.key,
        name=pages.name,
        level=pages.level,
        municipality=pages.municipality,
        nominations=nominated.names,
        nomination=nominated.of,
        leaves=raw.leaves,
        gates=raw.gates,
        scored=scored,
        ranked=ranked,
    )


def setting_of(book: RuleBook, evidence: Evidence, nominations: Sequence[str]) -> Setting:
    """What every metric knows beside the pages of ``evidence``: calendar, relaxed weeks, mandated texts."""
    needed = pages_needed(book.mandated, len(evidence.pages.key))
    text_key, page, time = evidence.text_postings(needed)
    return build_setting(
        book,
        year=evidence.year,
        zone=evidence.zone,
        days_off=evidence.days_off,
        nominations=nominations,
        mandated=mandated_texts(text_key, page, time, needed=needed, hours=book.mandated.hours),
    )

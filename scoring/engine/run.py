"""From evidence to ranking: one call, one frozen value."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from criteria.curves import FULL, half_up
from criteria.evidence import Bool, Int8, Int16, Int64
from criteria.measurement import Gate, Metric
from criteria.rulebook import RuleBook
from criteria.setting import Setting
from scoring.engine.adjustments import Adjusted, adjusted, adjustments
from scoring.engine.basis import Basis, basis_of
from scoring.engine.evidence import Evidence, PageColumns, Texts
from scoring.engine.findings import Findings, said
from scoring.engine.incidents import NO_INCIDENTS, Incidents
from scoring.engine.measure import Leaf, Passed, measure, plan_of
from scoring.engine.nominations import nominate
from scoring.engine.points import Scored, score
from scoring.engine.ranking import Ranked, admitted, rank, standings
from scoring.engine.setting import build_setting, mandated_texts, pages_needed
from scoring.engine.small_samples import leant
from scoring.engine.terms import terms_of
from scoring.engine.tree import weights
from scoring.engine.unaffected import unaffected

NO_FINDINGS = Findings()


@dataclass(frozen=True, slots=True, eq=False)
class Pointed:
    """Points and totals of a basis, and ``standing`` (pages,) int8: who takes part.

    ``lacking`` (leaves, pages): unknown values that put a page out, by ``missing`` = «fail».
    """

    scored: Scored
    adjusted: Adjusted
    standing: Int8
    lacking: Bool


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What was made of a basis; ``lacking`` as in ``Pointed``.

    ``wholes`` (nominations + 1, leaves) int64: full points of each leaf in ten-thousandths where all is known; None where
    they are the rule book's points in every nomination.
    """

    scored: Scored
    adjusted: Adjusted
    ranked: Ranked
    lacking: Bool
    wholes: Int64 | None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Everything that came out of a run, by page in the order of the evidence.

    ``register``: its columns, of which ``key``, ``name``, ``level`` and ``municipality`` (pages,) str are at hand;
    ``nomination`` (pages,) int16 into ``nominations`` or UNKNOWN. ``basis``: what was measured and said; ``scored``,
    ``adjusted`` and ``ranked``: what was made of it. ``findings``, ``incidents``: those that went in.
    """

    book: RuleBook
    register: PageColumns
    basis: Basis
    findings: Findings
    judged: Judged
    incidents: Incidents = NO_INCIDENTS

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self.basis.pages

    @property
    def key(self) -> Texts:
        """(pages,) canonical addresses."""
        return self.register.key

    @property
    def name(self) -> Texts:
        """(pages,) names of the organisations."""
        return self.register.name

    @property
    def level(self) -> Texts:
        """(pages,) levels of the register."""
        return self.register.level

    @property
    def municipality(self) -> Texts:
        """(pages,) municipalities of the register."""
        return self.register.municipality

    @property
    def nominations(self) -> tuple[str, ...]:
        """The nominations that have pages."""
        return self.basis.nominations

    @property
    def nomination(self) -> Int16:
        """(pages,) into ``nominations``, or UNKNOWN."""
        return self.basis.nomination

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """What was measured, in the order of the rule book."""
        return self.basis.leaves

    @property
    def gates(self) -> tuple[Passed, ...]:
        """What the gates said, in the order of the rule book."""
        return self.basis.gates

    @property
    def scored(self) -> Scored:
        """Points."""
        return self.judged.scored

    @property
    def adjusted(self) -> Adjusted:
        """Penalties, bonuses, caps."""
        return self.judged.adjusted

    @property
    def ranked(self) -> Ranked:
        """Places and outcomes."""
        return self.judged.ranked

    @property
    def proposed(self) -> Mapping[str, Int64]:
        """By code of penalty or bonus, how many times (pages,) its metric proposes it; it counts nothing."""
        return self.judged.adjusted.proposed


def evaluate(
    book: RuleBook,
    evidence: Evidence,
    *,
    findings: Findings = NO_FINDINGS,
    incidents: Incidents = NO_INCIDENTS,
    executor: Executor | None = None,
    metrics: Mapping[str, Metric] | None = None,
    gates: Mapping[str, Gate] | None = None,
) -> Result:
    """The ranking of all pages of ``evidence`` under ``book``, the same bits on every machine and with every executor.

    ``findings``: what people confirmed. ``incidents``: what lies inside of them counts for no page. ``executor``
    measures blocks of pages at once. ``metrics`` and ``gates`` stand in for the registry's. The rule book must have been read
    with the same ones. InputError where it names a column that the evidence does not have.
    """
    basis = measured(book, evidence, findings=findings, incidents=incidents, executor=executor, metrics=metrics, gates=gates)
    return Result(book=book, register=evidence.pages, basis=basis, findings=findings, judged=judge(basis), incidents=incidents)


def measured(
    book: RuleBook,
    evidence: Evidence,
    *,
    findings: Findings = NO_FINDINGS,
    incidents: Incidents = NO_INCIDENTS,
    executor: Executor | None = None,
    metrics: Mapping[str, Metric] | None = None,
    gates: Mapping[str, Gate] | None = None,
) -> Basis:
    """The first half of ``evaluate``: all that needs the evidence."""
    evidence = unaffected(evidence, incidents)
    if metrics is None or gates is None:
        from criteria import registry  # noqa: PLC0415  the registry imports every metric, which a caller with its own does not need

        metrics = registry.METRICS if metrics is None else metrics
        gates = registry.GATES if gates is None else gates
    nominated = nominate(book, evidence)
    terms = terms_of(book, nominated.names)
    plan = plan_of(book, setting_of(book, evidence, nominated.names, incidents), metrics, gates, terms)
    raw = measure(plan, evidence.blocks(nominated.of), pages=evidence.count, executor=executor)
    return basis_of(book, evidence, nominated, terms, raw, said(book, findings, evidence.pages))


def judge(basis: Basis) -> Judged:
    """The second half of ``evaluate``: points, totals and places out of the basis alone."""
    points = pointed(basis)
    return Judged(points.scored, points.adjusted, placed(basis, points), points.lacking, _wholes(basis))


def pointed(basis: Basis) -> Pointed:
    """The first half of ``judge``: points and totals, and who takes part."""
    book, nomination = basis.book, basis.nomination
    found = adjustments(book, basis.counts, basis.said.times, basis.caps, basis.pages)
    values = leant(book, basis.asked, nomination, len(basis.nominations))
    lacking = _lacking(basis, values.denominator)
    out = found.disqualified
    if any(leaf.missing == "fail" for leaf in book.leaves):
        out = out | lacking.any(axis=0)
    takes = ~(out | admitted(book, basis.gates, nomination)[0])
    points = score(book, values, nomination, basis.terms, takes=takes, waived=basis.said.waived)
    scored = adjusted(book, points, found)
    standing = standings(book, basis.gates, scored.total, nomination, out, found.unclear)
    return Pointed(scored, found, standing, lacking)


def placed(basis: Basis, points: Pointed) -> Ranked:
    """The second half of ``judge``: places and outcomes."""
    return rank(
        basis.book,
        points.scored,
        basis.leaves,
        points.standing,
        basis.nomination,
        basis.nominations,
        terms=basis.terms,
        municipality=basis.municipality,
    )


def _wholes(basis: Basis) -> Int64 | None:
    if basis.book.total.weights == "points" and not any(override.points for override in basis.book.overrides):
        return None
    known = np.ones(len(basis.leaves), np.bool_)
    full = [[weight * FULL for weight in weights(basis.book, known, term.points)] for term in basis.terms]
    return np.array([[half_up(whole.numerator, whole.denominator) for whole in row] for row in full], np.int64)


def _lacking(basis: Basis, denominators: Sequence[Int64]) -> Bool:
    """(leaves, pages) where a value is unknown that must not be, unless it is waived."""
    lacking = np.zeros((len(basis.leaves), basis.pages), np.bool_)
    for i, criterion in enumerate(basis.book.leaves):
        if criterion.missing == "fail":
            lacking[i] = denominators[i] == 0
    return lacking if basis.said.waived is None else lacking & ~basis.said.waived


def setting_of(book: RuleBook, evidence: Evidence, nominations: Sequence[str], incidents: Incidents = NO_INCIDENTS) -> Setting:
    """What every metric knows beside the pages of ``evidence``: calendar, relaxed weeks, mandated texts, incidents."""
    evidence = unaffected(evidence, incidents)
    needed = pages_needed(book.mandated, evidence.count)
    text_key, page, time = evidence.text_postings(needed)
    return build_setting(
        book,
        year=evidence.year,
        zone=evidence.zone,
        days_off=evidence.days_off,
        nominations=nominations,
        mandated=mandated_texts(text_key, page, time, needed=needed, hours=book.mandated.hours),
        incidents=incidents,
    )

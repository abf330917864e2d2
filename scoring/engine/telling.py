"""Tells the criteria of one page: what each gave and cost, and why, in Russian or English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from criteria import phrases
from criteria.curves import FULL
from criteria.evidence import UNKNOWN
from criteria.measurement import Language, Metric
from criteria.rulebook import Column, Criterion, RuleBook
from criteria.selection_rule import Aggregate, Power
from scoring.engine.tree import ancestors

LOW_EVIDENCE: Final = 3
"""Below so many samples a shrunk value is marked «мало данных»."""

_COLUMN_DECIMALS: Final = 4
_MINUS: Final = "\u2212"
_METHODS: Final[Mapping[str, tuple[str, str]]] = {
    "geometric": ("среднее геометрическое, а не сумма", "the geometric mean, not the sum"),
    "harmonic": ("среднее гармоническое, а не сумма", "the harmonic mean, not the sum"),
    "minimum": ("по слабейшему, а не в сумме", "by the weakest, not in sum"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion. ``most``, ``got``, ``lost`` in ten-thousandths of a point; most = got + lost.

    ``points``: its weight in the rule book; ``whole``: what full points give in the page's nomination where all is known.
    ``most``: what full points would give this page, more than that where brothers are unknown, 0 where it is itself unknown.
    ``value``: what the curve was laid on before small samples were shrunk, in the metric's ``unit``; None for branches and
    unknown leaves. ``sentence``: the facts in words, empty for a branch.
    """

    code: str
    title: str
    level: int
    points: int
    most: int
    got: int
    lost: int
    sentence: str
    value: Fraction | None
    unit: str
    facts: Mapping[str, int]
    notes: tuple[str, ...]
    text: str
    children: tuple["Line", ...]
    whole: int = 0

    def walk(self) -> Iterator["Line"]:
        """The line and all below it, in the order of the rule book."""
        yield self
        for child in self.children:
            yield from child.walk()


def method_note(aggregate: Aggregate, language: Language) -> tuple[str, ...]:
    """How criteria come together, where they do not add up."""
    if aggregate == "arithmetic":
        return ()
    if isinstance(aggregate, Power):
        shown = phrases.number(Fraction(repr(aggregate.power)), language, 3)
        ru, en = f"степенное среднее ({shown}), а не сумма", f"the generalised mean ({shown}), not the sum"
    else:
        ru, en = _METHODS[aggregate]
    return (ru if language == "ru" else en,)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells lines out of stored leaves; ``findings``: those about the page."""

    book: RuleBook
    leaves: Mapping[str, Mapping[str, Any]]
    findings: Sequence[Mapping[str, Any]]
    language: Language
    metrics: Mapping[str, Metric]

    def line(self, criterion: Criterion, level: int) -> Line:
        """The line of a criterion, with those below it."""
        if criterion.metric is None:
            return self._branch(criterion, level)
        leaf = self.leaves[criterion.code]
        known = leaf["share"] != UNKNOWN
        value = Fraction(leaf["numerator"], leaf["denominator"]) if leaf["denominator"] else None
        sentence, unit = self._sentence(criterion.metric, leaf["facts"], value)
        lost = leaf["most"] - leaf["got"]
        return Line(
            code=criterion.code,
            title=getattr(criterion.title, self.language),
            level=level,
            points=criterion.points,
            whole=leaf.get("whole", criterion.points * FULL),
            most=leaf["most"],
            got=leaf["got"],
            lost=lost,
            sentence=sentence,
            value=value,
            unit=unit,
            facts=leaf["facts"],
            notes=self._leaf_notes(criterion, leaf, known=known),
            text=f"{sentence}: {self._loss(lost)}" if known else sentence,
            children=(),
        )

    def lacking(self) -> tuple[str, ...]:
        """Why the page is out: criteria that must be known and are not."""
        titles = [getattr(leaf.title, self.language) for leaf in self.book.leaves if self.leaves[leaf.code].get("lacking")]
        word = "нет данных" if self.language == "ru" else "no data"
        return tuple(f"{word}: {title}" for title in titles)

    def _branch(self, criterion: Criterion, level: int) -> Line:
        children = tuple(self.line(child, level + 1) for child in self.book.children(criterion.code))
        got, most, whole = (sum(getattr(child, name) for child in children) for name in ("got", "most", "whole"))
        title = getattr(criterion.title, self.language)
        of = "из" if self.language == "ru" else "of"
        weight_note = self._weight_note(whole, most) if most else self._no_data()
        return Line(
            code=criterion.code,
            title=title,
            level=level,
            points=criterion.points,
            whole=whole,
            most=most,
            got=got,
            lost=most - got,
            sentence="",
            value=None,
            unit="",
            facts={},
            notes=(*method_note(criterion.aggregate, self.language), *weight_note),
            text=f"{title}: {self._points(got)} {of} {self._points(most)}",
            children=children,
        )

    def _sentence(self, metric: str | Column | None, facts: Mapping[str, int], value: Fraction | None) -> tuple[str, str]:
        """The facts in words, and the unit of the value."""
        if not isinstance(metric, Column):
            found = self.metrics[str(metric)]
            return found.tell(facts, self.language), found.unit
        name = metric.column if metric.per is None else f"{metric.column} / {metric.per}"
        if value is None:
            return f"{name}: {'нет данных' if self.language == 'ru' else 'no data'}", metric.unit
        unit = f"{phrases.NBSP}{metric.unit}" if metric.unit else ""
        return f"{name}: {phrases.number(value, self.language, _COLUMN_DECIMALS)}{unit}", metric.unit

    def _leaf_notes(self, criterion: Criterion, leaf: Mapping[str, Any], *, known: bool) -> tuple[str, ...]:
        if leaf.get("waived"):
            return self._waiver_note(criterion)
        if leaf.get("imputed"):
            ru, en = "нет данных: взято среднее по номинации", "no data: the nomination's mean stands in"
            notes: tuple[str, ...] = (ru if self.language == "ru" else en,)
        else:
            notes = self._shrink_note(criterion, leaf)
        if not known:
            return (*notes, *self._no_data())
        return (*notes, *self._weight_note(leaf.get("whole", criterion.points * FULL), leaf["most"]))

    def _waiver_note(self, criterion: Criterion) -> tuple[str, ...]:
        """Who said that it is not asked, and why."""
        codes = {criterion.code, *ancestors(self.book, criterion)}
        said = [one for one in self.findings if one["kind"] == "waiver" and one["code"] in codes]
        why = "; ".join(f"{one['reason']} ({one['evidence']})" if one["evidence"] else one["reason"] for one in said)
        if self.language == "ru":
            return (f"не спрашивается: {why}", "эти баллы делят остальные критерии")
        return (f"not asked: {why}", "the other criteria share these points")

    def _points(self, parts: int) -> str:
        return phrases.number(Fraction(parts, FULL), self.language, 2)

    def _loss(self, lost: int) -> str:
        shown = self._points(lost)
        if shown == "0":
            return "без потерь" if self.language == "ru" else "nothing lost"
        return f"{_MINUS}{shown}"

    def _no_data(self) -> tuple[str, ...]:
        """Where the weight of unknown criteria went, to be read at both ends."""
        ru, en = "нет данных: эти баллы делят остальные критерии", "no data: the other criteria share these points"
        return (ru if self.language == "ru" else en,)

    def _weight_note(self, whole: int, most: int) -> tuple[str, ...]:
        now, before = self._points(most), self._points(whole)
        if now == before:  # a third of ten points, three times, is a ten-thousandth off and no news
            return ()
        return (
            (f"наибольший балл {now} вместо {before}: о части критериев нет данных",)
            if self.language == "ru"
            else (f"at most {now} points instead of {before}: there are criteria without data",)
        )

    def _shrink_note(self, criterion: Criterion, leaf: Mapping[str, Any]) -> tuple[str, ...]:
        """How a small sample leans on the nomination's mean."""
        if criterion.shrink is None or leaf["settled"] or leaf["mean"] is None:
            return ()
        mean, grain = leaf["mean"]
        shown = phrases.number(Fraction(100 * mean, grain), self.language)
        prior, count = criterion.shrink.prior, leaf["denominator"] // leaf["sample"]
        if self.language == "ru":
            average = f"среднее по номинации ({shown}{phrases.NBSP}%)"
            if not count:
                return (f"мало данных: взято {average}",)
            low = "мало данных: " if count < LOW_EVIDENCE else ""
            own = phrases.counted_ru(count, "своему наблюдению", "своим наблюдениям", "своим наблюдениям")
            times = phrases.counted_ru(prior, "раз", "раза", "раз")
            return (f"{low}к{phrases.NBSP}{own} добавлено {times} {average}",)
        average = f"the nomination's mean ({shown}%)"
        if not count:
            return (f"low evidence: {average} stands in",)
        low = "low evidence: " if count < LOW_EVIDENCE else ""
        own, times = phrases.counted_en(count, "sample", "samples"), phrases.counted_en(prior, "time", "times")
        return (f"{low}{average} is added {times} to {own} of its own",)

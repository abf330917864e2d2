"""The rule book as a value: what is judged, how much each thing weighs, who may win. Read by ``criteria.loading``."""

from typing import Annotated, Any, Literal

from pydantic import Field

from criteria.curve_rule import Curve, Linear, Winsorise
from criteria.jury_rule import JuryRule
from criteria.part import Code, Part, WholePoints, Words
from criteria.selection_rule import Aggregate, QuotaRule, RankingRule, TotalRule

RegisterField = Literal["sphere", "level", "municipality", "founder", "network", "size"]


class Column(Part):
    """A plain column of a table as a metric: value = column, or column / per where ``per`` names a second one.

    The column of a table given to ``lavr score --evidence table.csv``, or one of the register's numbers in a season. An
    empty cell is unknown. ``unit`` is shown behind the value.
    """

    column: Annotated[str, Field(min_length=1, max_length=200)]
    per: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    unit: Annotated[str, Field(max_length=40)] = ""


class Shrink(Part):
    """Small samples lean on the nomination: (numerator + prior * mean) / (denominator + prior).

    ``mean`` is the pooled value of the page's nomination; ``otherwise`` stands in where the nomination has no sample at all.
    """

    prior: Annotated[int, Field(ge=1, le=1000)]
    otherwise: Annotated[float, Field(ge=0, le=1)] = 0.5


class Criterion(Part):
    """A node of the tree. A leaf has a metric; a branch has children that name it as ``parent``.

    ``missing`` says what becomes of a leaf whose value is unknown, which is never zero: «share» leaves its points to its known
    brothers, «mean» gives it the mean points of its nomination (pages that take part; unknown to all: «share»), «fail» puts
    the page out of the contest. ``aggregate`` belongs to branches.
    """

    code: Code
    parent: Code | None = None
    title: Words
    points: WholePoints
    metric: Annotated[str, Field(min_length=1)] | Column | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    curve: Curve = Linear.model_construct()
    shrink: Shrink | None = None
    winsorise: Winsorise | None = None
    missing: Literal["share", "mean", "fail"] = "share"
    aggregate: Aggregate = "arithmetic"


class GateRule(Part):
    """A gate (допуск). ``on_unknown``: what happens where the evidence does not tell; «check» lets pass and asks a person."""

    code: Code
    title: Words
    test: str
    params: dict[str, Any] = Field(default_factory=dict)
    on_unknown: Literal["check", "fail"] = "check"


class CapRule(Part):
    """A cap (потолок): a page that does not pass the test of a gate keeps its place, but its total is at most ``most``."""

    code: Code
    title: Words
    test: str
    params: dict[str, Any] = Field(default_factory=dict)
    most: Annotated[float, Field(ge=0)]


class Adjustment(Part):
    """Points taken off (penalty) or added (bonus), ``points`` each time, ``up_to`` in all.

    How many times: the whole part of ``metric``'s value; without a metric a person says it, with evidence. With ``confirm`` a
    metric only proposes, and nothing counts before a person has confirmed it. Unknown is never a penalty nor a bonus.
    """

    code: Code
    title: Words
    points: Annotated[float, Field(gt=0, le=100)]
    up_to: Annotated[float, Field(gt=0, le=100)] | None = None
    metric: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    confirm: bool = True


class Penalty(Adjustment):
    """``disqualifies``: a confirmed one puts the page out of the contest, whatever its points."""

    disqualifies: bool = False


class Bonus(Adjustment):
    """Points added."""


class NominationRule(Part):
    """What a rule book says of one nomination by name; a nomination not named here has the defaults."""

    name: str
    title_en: str
    short: Annotated[str, Field(pattern=r"^[А-ЯЁ]{2,5}$")]
    vacation_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()


class SizeClass(Part):
    """A class by number of subscribers: below ``below``; the last class has none and takes all others."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    below: Annotated[int, Field(ge=1)] | None = None


class TableField(Part):
    """A column of a table in the place of a field of the register."""

    column: Annotated[str, Field(min_length=1, max_length=200)]


class Nominations(Part):
    """Into which nominations the pages fall: by one field of the register, or by several, joined as «A · B».

    Without any field all pages stand in one nomination. ``sizes`` belong to the field «size».
    """

    by: RegisterField | tuple[RegisterField | TableField, ...] = "sphere"
    sizes: tuple[SizeClass, ...] = ()
    known: tuple[NominationRule, ...] = ()

    @property
    def fields(self) -> tuple[RegisterField | TableField, ...]:
        """The fields, also where only one is written."""
        return self.by if isinstance(self.by, tuple) else (self.by,)


class Override(Part):
    """What is different in some nominations: points of nodes, curves, parameters of metrics, the quota.

    Below a node that is overridden points are shared in proportion. A curve or a table of parameters replaces the whole one.
    """

    nominations: Annotated[tuple[str, ...], Field(min_length=1)]
    points: dict[Code, WholePoints] = Field(default_factory=dict)
    curves: dict[Code, Curve] = Field(default_factory=dict)
    params: dict[Code, dict[str, Any]] = Field(default_factory=dict)
    quota: QuotaRule | None = None


class CalendarRule(Part):
    """Office hours, and from how many weekday days off a week counts as relaxed."""

    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "18:00"
    relaxed_days_off: Annotated[int, Field(ge=1, le=7)] = 3


class MandatedRule(Part):
    """A text is mandated when at least ``share_percent`` of all pages post it within ``hours``."""

    share_percent: Annotated[int, Field(ge=1, le=100)] = 20
    hours: Annotated[int, Field(ge=1, le=720)] = 48


class RuleBook(Part):
    """A whole rule book. ``loading.read`` checks what one field alone cannot: sums, parents, metrics, tie-breaks."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    title: Words
    total: TotalRule = TotalRule.model_construct()
    nominations: Nominations = Nominations.model_construct()
    calendar: CalendarRule = CalendarRule.model_construct()
    mandated: MandatedRule = MandatedRule.model_construct()
    gates: tuple[GateRule, ...] = ()
    caps: tuple[CapRule, ...] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    penalties: tuple[Penalty, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    overrides: tuple[Override, ...] = ()
    quota: QuotaRule
    ranking: RankingRule = RankingRule.model_construct()
    jury: JuryRule | None = None

    @property
    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria that measure something, in the order of the rule book."""
        return tuple(criterion for criterion in self.criteria if criterion.metric is not None)

    def children(self, code: str | None) -> tuple[Criterion, ...]:
        """The criteria directly below ``code``; None gives the top ones."""
        return tuple(criterion for criterion in self.criteria if criterion.parent == code)

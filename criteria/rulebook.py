"""The rule book as a value: what is judged, how much each thing weighs, who may win. Read by ``criteria.loading``."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
WholePoints = Annotated[int, Field(ge=1, le=1000)]
TITLE_LANGUAGES = ("ru", "en")


class Part(BaseModel):
    """Base of every part: frozen, and an unknown field is an error, since it is most often a slip of the pen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Words(Part):
    """One text in both languages."""

    ru: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Linear(Part):
    """Goalposts: 0 at ``zero``, 1 at ``full``, a straight line between and flat outside; falling where zero > full."""

    kind: Literal["linear"] = "linear"
    zero: float = 0.0
    full: float = 1.0


class Step(Part):
    """From ``at`` upwards the share ``points`` of the full points."""

    at: float
    points: Annotated[float, Field(ge=0, le=1)]


class Steps(Part):
    """A staircase: the points of the last step whose ``at`` the value reaches; below the first one 0."""

    kind: Literal["steps"]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


Curve = Annotated[Linear | Steps, Field(discriminator="kind")]


class Shrink(Part):
    """Small samples lean on the nomination: (numerator + prior * mean) / (denominator + prior).

    ``mean`` is the pooled value of the page's nomination; ``otherwise`` stands in where the nomination has no sample at all.
    """

    prior: Annotated[int, Field(ge=1, le=1000)]
    otherwise: Annotated[float, Field(ge=0, le=1)] = 0.5


class Criterion(Part):
    """A node of the tree. A leaf has a metric; a branch has children that name it as ``parent``."""

    code: Code
    parent: Code | None = None
    title: Words
    points: WholePoints
    metric: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    curve: Curve = Linear()
    shrink: Shrink | None = None


class GateRule(Part):
    """A gate (допуск). ``on_unknown``: what happens where the evidence does not tell; «check» lets pass and asks a person."""

    code: Code
    title: Words
    test: str
    params: dict[str, Any] = Field(default_factory=dict)
    on_unknown: Literal["check", "fail"] = "check"


class NominationRule(Part):
    """What a rule book says of one nomination by name; a nomination not named here has the defaults."""

    name: str
    title_en: str
    short: Annotated[str, Field(pattern=r"^[А-ЯЁ]{2,5}$")]
    vacation_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()


class Nominations(Part):
    """Into which nominations the pages fall: by a field of the register."""

    by: Literal["sphere", "level", "municipality"] = "sphere"
    known: tuple[NominationRule, ...] = ()


class CalendarRule(Part):
    """Office hours, and from how many weekday days off a week counts as relaxed."""

    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "18:00"
    relaxed_days_off: Annotated[int, Field(ge=1, le=7)] = 3


class MandatedRule(Part):
    """A text is mandated when at least ``share_percent`` of all pages post it within ``hours``."""

    share_percent: Annotated[int, Field(ge=1, le=100)] = 20
    hours: Annotated[int, Field(ge=1, le=720)] = 48


class QuotaRule(Part):
    """k = max(at_least, half-up(percent of the nomination's pages)); the winner's total is not below ``floor``.

    Laureates are the next k with at least ``laureate_floor``. ``base``: pages counted, all of the register or the eligible.
    """

    percent: Annotated[float, Field(gt=0, le=100)]
    at_least: Annotated[int, Field(ge=0, le=1000)] = 1
    floor: Annotated[float, Field(ge=0)]
    laureate_floor: Annotated[float, Field(ge=0)]
    base: Literal["all", "eligible"] = "all"


class RankingRule(Part):
    """Totals are compared as shown, half-up to ``decimals``; equal ones by the list.

    A tie-break is a criterion's code (more points first) or CODE.fact (a larger number behind a metric first).
    """

    decimals: Annotated[int, Field(ge=0, le=4)] = 2
    tie_break: tuple[str, ...] = ()


class RuleBook(Part):
    """A whole rule book. ``loading.read`` checks what one field alone cannot: sums, parents, metrics, tie-breaks."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    title: Words
    nominations: Nominations = Nominations()
    calendar: CalendarRule = CalendarRule()
    mandated: MandatedRule = MandatedRule()
    gates: tuple[GateRule, ...] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    quota: QuotaRule
    ranking: RankingRule = RankingRule()

    @property
    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria that measure something, in the order of the rule book."""
        return tuple(criterion for criterion in self.criteria if criterion.metric is not None)

    def children(self, code: str | None) -> tuple[Criterion, ...]:
        """The criteria directly below ``code``; None gives the top ones."""
        return tuple(criterion for criterion in self.criteria if criterion.parent == code)

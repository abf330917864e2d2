"""All metrics and gates by the names that a rule book uses: a new one is a function elsewhere and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from criteria import gates
from criteria.levers import design as design_levers
from criteria.levers import regularity as regularity_levers
from criteria.levers import response as response_levers
from criteria.levers import streams as stream_levers
from criteria.measurement import Gate, Lever, Measured, Metric, Moves, Params, Tell, Verdicts
from criteria.metrics import design, regularity, response, streams, violations
from criteria.setting import Scene

P = TypeVar("P", bound=Params)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Checked(Generic[P, Found]):
    """The function, which asks for its own parameters, as one that takes any and refuses those of another.

    A value of a class and no closure, so that a plan can be sent to another process.
    """

    function: Callable[[Scene, P], Found]
    params: type[P]

    def __call__(self, scene: Scene, given: Params) -> Found:
        if not isinstance(given, self.params):
            msg = f"{self.function.__name__} wants {self.params.__name__}, not {type(given).__name__}"
            raise TypeError(msg)
        return self.function(scene, given)


def _metric(
    measure: Callable[[Scene, P], Measured],
    params: type[P],
    unit: str,
    tell: Tell,
    moves: Callable[[Scene, P], Moves] | None = None,
    tell_moves: Tell | None = None,
) -> Metric:
    lever = None if moves is None or tell_moves is None else Lever(_Checked(moves, params), tell_moves)
    return Metric(measure.__name__, _Checked(measure, params), params, unit, tell, lever)


def _gate(test: Callable[[Scene, P], Verdicts], params: type[P], tell: Tell) -> Gate:
    return Gate(test.__name__, _Checked(test, params), params, tell)


_METRICS = (
    _metric(design.avatar, design.AvatarParams, "share", design.tell_avatar, design_levers.avatar, design_levers.tell_avatar),
    _metric(design.cover, design.CoverParams, "share", design.tell_cover, design_levers.cover, design_levers.tell_cover),
    _metric(
        design.description,
        design.DescriptionParams,
        "share",
        design.tell_description,
        design_levers.description,
        design_levers.tell_description,
    ),
    _metric(
        design.contacts, design.ContactsParams, "share", design.tell_contacts, design_levers.contacts, design_levers.tell_contacts
    ),
    _metric(
        design.widgets, design.WidgetsParams, "share", design.tell_widgets, design_levers.widgets, design_levers.tell_widgets
    ),
    _metric(
        design.name_match,
        design.NameMatchParams,
        "share",
        design.tell_name_match,
        design_levers.name_match,
        design_levers.tell_name_match,
    ),
    _metric(
        regularity.weekly_norm,
        regularity.WeeklyNormParams,
        "share",
        regularity.tell_weekly_norm,
        regularity_levers.weekly_norm,
        regularity_levers.tell_weekly_norm,
    ),
    _metric(
        regularity.longest_silence,
        regularity.SilenceParams,
        "days",
        regularity.tell_longest_silence,
        regularity_levers.longest_silence,
        regularity_levers.tell_longest_silence,
    ),
    _metric(
        regularity.own_content,
        regularity.OwnContentParams,
        "share",
        regularity.tell_own_content,
        regularity_levers.own_content,
        regularity_levers.tell_own_content,
    ),
    _metric(
        response.answered_share,
        response.AnsweredShareParams,
        "share",
        response.tell_answered_share,
        response_levers.answered_share,
        response_levers.tell_answered_share,
    ),
    _metric(
        response.timeliness,
        response.TimelinessParams,
        "share",
        response.tell_timeliness,
        response_levers.timeliness,
        response_levers.tell_timeliness,
    ),
    _metric(
        response.comments_open,
        response.CommentsOpenParams,
        "share",
        response.tell_comments_open,
        response_levers.comments_open,
        response_levers.tell_comments_open,
    ),
    _metric(
        streams.stream_count,
        streams.StreamCountParams,
        "streams a year",
        streams.tell_stream_count,
        stream_levers.stream_count,
        stream_levers.tell_streams,
    ),
    _metric(
        streams.stream_quarters,
        streams.StreamQuartersParams,
        "share",
        streams.tell_stream_quarters,
        stream_levers.stream_quarters,
        stream_levers.tell_streams,
    ),
    _metric(violations.adverts, violations.AdvertsParams, "posts", violations.tell_adverts),
    _metric(violations.mark_lost, violations.MarkLostParams, "times", violations.tell_mark_lost),
    _metric(violations.wrong_widgets, violations.WrongWidgetsParams, "times", violations.tell_wrong_widgets),
    _metric(violations.comments_shut, violations.CommentsShutParams, "times", violations.tell_comments_shut),
)

_GATES = (
    _gate(gates.registered, gates.RegisteredParams, gates.tell_registered),
    _gate(gates.open_page, gates.OpenPageParams, gates.tell_open_page),
    _gate(gates.state_mark, gates.StateMarkParams, gates.tell_state_mark),
    _gate(gates.eligible_weeks, gates.EligibleWeeksParams, gates.tell_eligible_weeks),
    _gate(gates.coverage, gates.CoverageParams, gates.tell_coverage),
    _gate(gates.members, gates.MembersParams, gates.tell_members),
    _gate(gates.applied, gates.AppliedParams, gates.tell_applied),
    _gate(gates.network, gates.NetworkParams, gates.tell_network),
    _gate(gates.not_exempt, gates.NotExemptParams, gates.tell_not_exempt),
    _gate(gates.not_last_winner, gates.NotLastWinnerParams, gates.tell_not_last_winner),
)

METRICS: Final[Mapping[str, Metric]] = MappingProxyType({metric.name: metric for metric in _METRICS})
GATES: Final[Mapping[str, Gate]] = MappingProxyType({gate.name: gate for gate in _GATES})

"""The words that tables store, as enums; their titles for people are in the doors."""

from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person is: an organizer writes, an observer (наблюдатель) sees the same and writes nothing."""

    ORGANIZER = "organizer"
    OBSERVER = "observer"


class FileKind(StrEnum):
    """What an imported file holds."""

    REGISTER = "register"
    POSTS = "posts"
    MESSAGES = "messages"
    STREAMS = "streams"
    CHECKS = "checks"


class Outcome(StrEnum):
    """What became of a page in a run."""

    WINNER = "winner"
    LAUREATE = "laureate"
    NONE = "none"
    OUT = "out"


class FindingKind(StrEnum):
    """What a finding does to a page: takes points off, adds points, or leaves a criterion unasked."""

    PENALTY = "penalty"
    BONUS = "bonus"
    WAIVER = "waiver"


class FindingState(StrEnum):
    """The life of a finding: proposed by a person or by a metric, then confirmed or refused by a person."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class JobKind(StrEnum):
    """The kinds of long work."""

    IMPORT = "import"
    FREEZE = "freeze"
    SCORE = "score"
    AWARD = "award"
    ROBUSTNESS = "robustness"
    REHEARSE = "rehearse"
    COLLECT = "collect"
    CONVERT = "convert"


class JobState(StrEnum):
    """The life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Via(StrEnum):
    """Through which door somebody acted."""

    WEB = "web"
    COMMAND_LINE = "cli"
    JOB = "job"

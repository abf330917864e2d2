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


class JobKind(StrEnum):
    """The kinds of long work."""

    IMPORT = "import"
    FREEZE = "freeze"
    SCORE = "score"
    AWARD = "award"


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

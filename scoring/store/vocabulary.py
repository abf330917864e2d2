"""The words that tables store, as enums; their titles for people are in the doors."""

from enum import StrEnum

from scoring.season.awarding import AwardAct as AwardAct  # noqa: PLC0414  these are words that tables store
from scoring.season.awarding import AwardGround as AwardGround  # noqa: PLC0414  likewise
from scoring.season.awarding import AwardKind as AwardKind  # noqa: PLC0414  likewise
from scoring.season.awarding import AwardStatus as AwardStatus  # noqa: PLC0414  likewise
from scoring.season.awarding import ChangeState as ChangeState  # noqa: PLC0414  likewise
from scoring.season.roles import Role as Role  # noqa: PLC0414  likewise


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


class CorrectionSource(StrEnum):
    """Where a correction comes from: an organizer's own look, a moderator's label, an accepted objection, an appeal."""

    ORGANIZER = "organizer"
    MODERATOR = "moderator"
    OBJECTION = "objection"
    APPEAL = "appeal"


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
    CARDS = "cards"
    LETTERS = "letters"
    PAPERS = "papers"


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


class SeasonKind(StrEnum):
    """A contest, or a rehearsal of one on copied data, of which nothing is ever public."""

    CONTEST = "contest"
    REHEARSAL = "rehearsal"


class LaneName(StrEnum):
    """What a card asks: see ``scoring.jury.cards.Lane``."""

    SAFETY = "safety"
    BORDER = "border"


class AnswerWord(StrEnum):
    """What a juror said; withdrawn: taken back."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class DealState(StrEnum):
    """A card in a juror's hands."""

    OPENED = "opened"
    ANSWERED = "answered"
    PUT_ASIDE = "put_aside"
    RECUSED = "recused"
    RELEASED = "released"
    LOCKED = "locked"


class CoverSource(StrEnum):
    """Where the picture of a page's cover came from."""

    COLLECTED = "collected"
    FOLDER = "folder"
    DEMO = "demo"


class RoundState(StrEnum):
    """The life of an asking of the jury."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


class ConflictTarget(StrEnum):
    """What a tie is to."""

    PAGE = "page"
    FOUNDER = "founder"
    MUNICIPALITY = "municipality"
    SPHERE = "sphere"


class ConflictSource(StrEnum):
    """Who told of a tie."""

    SELF = "self"
    SUGGESTED = "suggested"
    CHAIR = "chair"
    ORGANIZER = "organizer"
    PUBLIC = "public"


class DecisionOutcome(StrEnum):
    """What is decided of a page."""

    WINNER = "winner"
    LAUREATE = "laureate"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    EXCLUDED = "excluded"


class ProtocolState(StrEnum):
    """The life of a protocol."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    VOID = "void"


class KeyState(StrEnum):
    """The life of an asking for a second key."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    USED = "used"
    REFUSED = "refused"


class SealKind(StrEnum):
    """What a sealed file holds; void: an earlier seal holds no longer."""

    RULES = "rules"
    SNAPSHOT = "snapshot"
    RUN = "run"
    VERDICTS = "verdicts"
    DECISIONS = "decisions"
    VOID = "void"


class LetterState(StrEnum):
    """The life of a letter."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SampleKind(StrEnum):
    """Why a document is among the samples that a second person looks at."""

    LONGEST = "longest"
    CHANCE = "chance"


class CaseState(StrEnum):
    """The life of a report of misuse."""

    OPEN = "open"
    CLOSED = "closed"

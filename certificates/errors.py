"""What can stop an award from being made; every error names the award or the part and says what to do."""

from criteria.errors import LavrError


class CannotIssue(LavrError):
    """Base of this package's errors; survives the way back from a worker process."""

    def __reduce__(self) -> tuple[type["CannotIssue"], tuple[str, str]]:
        return type(self), (self.ru, self.en)


class FontsMissing(CannotIssue):
    """PT Serif or PT Sans is not installed on this machine."""


class NameDoesNotFit(CannotIssue):
    """A text of the award is empty, too long for its place, or holds letters that the typeface lacks."""


class AwardMalformed(CannotIssue):
    """A field of the award is not what it should be: serial, address of the check page, signers."""

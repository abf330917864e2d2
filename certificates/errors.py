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


class ContextsMissing(CannotIssue):
    """The JSON-LD contexts of credentials are not installed, or are not those that credentials are signed with."""


class CredentialMalformed(CannotIssue):
    """A credential that does not have exactly the shape that is signed here."""


class KeysRefused(CannotIssue):
    """Keys that are missing, lie open to others, have expired or cannot be read."""


class FileRefused(CannotIssue):
    """A file that is not looked at: too large, of another kind, or of two kinds at once."""


class PictureRefused(CannotIssue):
    """An uploaded picture that is not taken: too large, too small, of another format, moving, damaged, or dangerous to open."""


def damaged() -> CannotIssue:
    """A document of our own whose file is no document any more."""
    return CannotIssue(
        "Документ не открывается: файл повреждён. Выпустите его заново.",
        "The document does not open: its file is damaged. Make it again.",
    )

"""What takes a letter: the one protocol that the outbox knows, and which transport an installation has."""

from typing import Protocol
from urllib.parse import urlsplit

from scoring.home import Home
from scoring.mail.message import Message


class Transport(Protocol):
    """Takes one letter at a time."""

    name: str
    """«smtp» or «files», as the outbox notes it beside the letter."""

    def send(self, message: Message) -> None:
        """Hand the letter over; it has left when this returns.

        Raises ``Unreached``: nothing was handed over, the next letter would fare the same. ``Refused``: this one is not taken.
        ``Unsure``: the line broke while it was handed over, so that it may have left.
        """
        ...

    def has(self, message_id: str, label: str) -> bool | None:
        """Whether a letter has left, by its id; None where this transport cannot know."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


def transport_of(home: Home, *, rehearsal: bool = False) -> Transport:
    """The mail server that the settings name; without one, and for what is rehearsed or a demo, the folder of files."""
    from scoring.mail.files import Files  # noqa: PLC0415  both know the message that this module names
    from scoring.mail.smtp import Smtp  # noqa: PLC0415  loads ssl, which a folder of files does not need

    if home.mail_host and not (rehearsal or home.is_rehearsal or home.demo_file.exists()):
        return Smtp.of(home)
    return Files(home.mail, our_address(home), home.mail_reply_to)


def our_address(home: Home) -> str:
    """The address that letters come from."""
    return home.mail_from or f"lavr@{urlsplit(home.public_url).hostname or 'localhost'}"

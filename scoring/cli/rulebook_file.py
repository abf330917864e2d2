"""A rule book as the command line names it: a file of TOML, or one that comes with the program."""

from pathlib import Path

from criteria import loading
from criteria.errors import BrokenRuleBook
from criteria.rulebook import RuleBook
from scoring.cli.paths import read_text


def sound_text(named: str | Path) -> str:
    """The text of a sound rule book; BrokenRuleBook names the file beside all of its faults."""
    return text_and_book(named)[0]


def text_and_book(named: str | Path) -> tuple[str, RuleBook]:
    """The text and what it says; a name of a packaged rule book goes before a file called so."""
    if str(named) in loading.names():
        text = loading.packaged_text(str(named))
        return text, loading.read(text)
    text = read_text(Path(named))
    try:
        return text, loading.read(text)
    except BrokenRuleBook as broken:
        raise BrokenRuleBook(broken.faults, str(named)) from broken

"""No text runs in a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.spreadsheet import unarmed

ARMED = (
    *("=1+1", "+7 900 000-00-00", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a"),
    *(" =1", "\u00a0=1", "\ufeff=1", "\u200b=1", " \u200f\ufeff @a", '=HYPERLINK("http://x")'),
)
HARMLESS = ("", " ", "Школа № 1", "a=1", "1-2", "«=»", "vk:club1", "vk.com/a=b", "'=1", "№ 5")


@pytest.mark.parametrize("text", ARMED)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    """Spaces and marks that nobody sees do not hide it."""
    assert f"'{text}" == unarmed(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_would_not_run_stays(text: str) -> None:
    """Ordinary words are not touched."""
    assert text == unarmed(text)


@given(st.text())
def test_one_apostrophe_is_enough(text: str) -> None:
    """Disarming twice is disarming once, and never loses a character."""
    once = unarmed(text)

    assert once == unarmed(once)
    assert once.endswith(text)

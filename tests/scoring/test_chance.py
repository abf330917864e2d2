"""Chance: a seed repeats itself, the system's does not, and a draw stays within its bounds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.chance import SECRET, seeded


def test_a_seed_repeats_itself() -> None:
    """The same draws in the same order come out of the same seed."""
    first, again = seeded(7), seeded(7)

    told = [(one.hexadecimal(32), one.word(16), one.below(900), one.one_of("абвгд")) for one in (first, again)]

    assert told[0] == told[1]


def test_another_seed_is_another_chance() -> None:
    """Two seeds share no bytes."""
    assert seeded(1).hexadecimal(16) != seeded(2).hexadecimal(16)


def test_the_systems_chance_never_repeats_itself() -> None:
    """What a real season draws cannot be foretold."""
    assert SECRET.hexadecimal(32) != SECRET.hexadecimal(32)


def test_a_word_fits_an_address() -> None:
    """Sixteen bytes are the 22 letters that a card's id has."""
    assert 22 == len(seeded(1).word(16))


@given(seed=st.integers(), bound=st.integers(1, 10_000))
@settings(max_examples=60)
def test_a_draw_lies_below_its_bound(seed: int, bound: int) -> None:
    """A drawn number is one of 0 … bound - 1."""
    assert 0 <= seeded(seed).below(bound) < bound

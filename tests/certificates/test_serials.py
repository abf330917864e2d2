"""Serials: drawing them and reading back what people type."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.serials import ALPHABET, SERIAL, check_letters, new_serial, normalise

LIKE_OURS = {"A": "А", "B": "В", "E": "Е", "K": "К", "M": "М", "H": "Н", "P": "Р", "C": "С", "T": "Т", "Y": "У", "X": "Х"}
SEEDED = random.Random  # a seed in place of the secret numbers, so that a test can be run again
letters = st.text(ALPHABET, min_size=16, max_size=16)


def grouped(text: str) -> str:
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def test_a_serial_has_four_groups_of_four_and_its_check() -> None:
    """A drawn serial has the form that file names and the check page rely on."""
    assert SERIAL.fullmatch(new_serial(SEEDED(1).randrange))


def test_every_letter_of_the_alphabet_is_drawn() -> None:
    """Each of the 16 letters is drawn from the whole alphabet: 5 bits each, 80 in all."""
    asked: list[int] = []

    def randbelow(below: int) -> int:
        asked.append(below)
        return below - 1

    assert (f"{grouped('Z' * 16)}-{check_letters('Z' * 16)}", [32] * 16) == (new_serial(randbelow), asked)


@given(letters, st.integers(0, 17), st.sampled_from(ALPHABET))
@settings(max_examples=60)
def test_one_wrong_letter_is_noticed(text: str, place: int, wrong: str) -> None:
    """Wherever it stands, in the check letters too."""
    right = text + check_letters(text)
    typed = right[:place] + wrong + right[place + 1 :]
    assert (typed == right) == (normalise(typed) is not None)


@given(letters, st.integers(0, 15), st.integers(0, 15))
@settings(max_examples=60)
def test_two_swapped_letters_are_noticed(text: str, one: int, other: int) -> None:
    """Neighbours or not."""
    swapped = list(text)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    typed = "".join(swapped)
    assert (typed == text) == (normalise(typed + check_letters(text)) is not None)


@given(st.integers(0, 2**32))
@settings(max_examples=50)
def test_a_drawn_serial_reads_back_as_itself(seed: int) -> None:
    """What is drawn is what the check page understands."""
    serial = new_serial(SEEDED(seed).randrange)
    assert serial == normalise(serial)


@given(letters, st.sampled_from(["", " ", "-", "—", "\u00a0", " - "]), st.booleans())
@settings(max_examples=60)
def test_case_and_separators_do_not_matter(text: str, between: str, lower: bool) -> None:
    """Lower case and any dashes or spaces between the groups mean the same serial."""
    typed = between.join(text[i : i + 4] for i in range(0, 16, 4))
    assert grouped(text) == normalise(typed.lower() if lower else typed)


@given(letters)
@settings(max_examples=60)
def test_cyrillic_look_alikes_are_read_as_latin(text: str) -> None:
    """A serial typed with the Russian keyboard on is the same serial."""
    assert grouped(text) == normalise("".join(LIKE_OURS.get(c, c) for c in text))


@pytest.mark.parametrize(("typed", "meant"), [("O", "0"), ("o", "0"), ("О", "0"), ("I", "1"), ("l", "1"), ("L", "1"), ("З", "3")])
def test_confusable_letters_are_read_as_figures(typed: str, meant: str) -> None:
    """O is 0, I and L are 1, in both alphabets."""
    assert grouped("A" * 15 + meant) == normalise("A" * 15 + typed)


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-9QXA-B2CD-EFG", "7K3M-9QXA-B2CD-EFGHJ", "7K3M-9QXA-B2CD-EFGU", "Ж" * 16, "A" * 5000, "\0" * 16]
)
def test_what_is_no_serial_is_none(typed: str) -> None:
    """Too short, too long, letters outside the alphabet: no serial."""
    assert normalise(typed) is None


@given(st.text(st.characters() | st.sampled_from(string.printable), max_size=80))
@settings(max_examples=100)
def test_anything_typed_gives_a_serial_or_none(typed: str) -> None:
    """No input breaks the reading."""
    read = normalise(typed)
    assert read is None or SERIAL.fullmatch(read) is not None

"""Keys of texts: the definition, computed another way; and what stands in bytes, found another way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources import bits, utf8
from scoring.sources.blocks import NEWLINE, ROOM, words
from scoring.sources.shapes import Cells
from scoring.sources.text_keys import key_of, lengths_and_keys

_ALL = 2**64 - 1
texts = st.text(st.sampled_from('аб яё»"—🙂 \u00a0\t\f\r\n'), max_size=40) | st.text(max_size=300)
places = st.sets(st.integers(0, 400)).map(sorted)


def _odd(number: int) -> int:
    mixed = number * 0x9E3779B97F4A7C15 & _ALL
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _ALL
    return (mixed ^ mixed >> 31) | 1


def _low(number: int) -> int:
    return number & _ALL ^ (number & _ALL) >> 32


def by_definition(text: str) -> int:
    """The key with Python's whole numbers, piece by piece and word by word."""
    raw = text.encode("utf-8", "replace")
    total = len(raw) * _odd(9)
    for piece in range(-(-len(raw) // 64)):
        found = 0
        for word in range(8):
            at = 64 * piece + 8 * word
            found += _low(int.from_bytes(raw[at : at + 8], "little")) * _odd(word + 1)
        total += _low(found) * _odd(10 + piece)
    key = _low(_low(total) * _odd(1)) & 2**63 - 1
    return max(key, 1) if raw else 0


def folded(text: str) -> str:
    """White space folded the plain way."""
    for white in "\u00a0\t\f\r\n":
        text = text.replace(white, " ")
    return " ".join(word for word in text.split(" ") if word)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_a_key_is_what_the_definition_says(text: str) -> None:
    """Of any text, long or short."""
    assert by_definition(text) == key_of(text)


@pytest.mark.parametrize(("text", "key"), [("", 0), ("Привет", 2590358882797271201), ("Лавр " * 50, 4846158590509461183)])
def test_keys_never_change(text: str, key: int) -> None:
    """Evidence is named by them, and other programs may make them."""
    assert key == key_of(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=1, max_size=20))
def test_texts_in_a_file_have_the_keys_of_what_they_mean(written: list[str]) -> None:
    """Quotes are doubled in a file; white space is folded, many texts at once as one by one."""
    cells = [text.replace('"', '""').encode() for text in written]
    raw = bytearray(bytes(ROOM) + b",".join(cells) + bytes(ROOM))
    size = np.array([len(cell) for cell in cells])
    end = np.cumsum(size + 1) - 1 + ROOM
    line_feeds = np.flatnonzero(np.frombuffer(raw, np.uint8) == NEWLINE)
    counted = bits.Counted(utf8.continuing(raw))
    length, key = lengths_and_keys(raw, Cells(words(raw), end - size, end), line_feeds, counted, doubled=True)
    assert [len(folded(text)) for text in written] == length.tolist()
    assert [key_of(folded(text)) for text in written] == key.tolist()


def test_texts_alike_but_for_little_have_other_keys() -> None:
    """One letter, its place, or a text's half twice: 40,000 texts, 40,000 keys."""
    long = [f"{'а' * place}б{'а' * (200 - place)}" for place in range(200)]
    counted = [f"Объявление № {number} о собрании жителей" for number in range(39_600)]
    halves = [text[:100] * 2 for text in long]
    keys = [key_of(text) for text in {*long, *counted, *halves}]
    assert len(keys) == len(set(keys))
    assert len({key & 0xFFFF for key in keys}) > 25_000


@given(places, places)
def test_bits_are_sets_of_places(some: list[int], others: list[int]) -> None:
    """Neighbours, counts and parities agree with what sets say."""
    size = 512
    found = bits.at_places(np.array(some, np.int64), size)
    assert some == bits.places(found).tolist() == bits.few_places(found).tolist()
    assert [place + 1 for place in some] == bits.places(bits.behind(found)).tolist()
    assert [place - 1 for place in some if place] == bits.places(bits.before(found)).tolist()
    before = [sum(one < place for one in some) for place in others]
    assert before == bits.Counted(found)(np.array(others, np.int64)).tolist()
    odd = [place for place in range(size) if sum(one <= place for one in some) % 2]
    assert odd == bits.places(bits.odd(found)).tolist()

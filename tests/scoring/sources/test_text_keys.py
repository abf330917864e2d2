"""Keys of texts: the definition, computed another way; and lengths and keys of texts as they stand in a file."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.text_keys import key_of, lengths_and_keys

_ALL = 2**64 - 1
texts = st.text(st.sampled_from('аб яё»"—🙂 \u00a0\t\f\r\n'), max_size=40) | st.text(max_size=300)
parts = [
    *(b"a", b"\xd0", b"\xb0", b"\xe2\x82", b"\xac", b"\xf0\x9f\x98", b"\x80", b"\xed\xa0", b"\xc0", b"\xf4", b"\x90", b"\xff"),
    *("я€😀".encode(), b"\xe0\x80", b"\xc2", b"\xa0"),
]


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
@given(st.lists(texts, min_size=1, max_size=20), st.booleans())
def test_texts_in_a_file_have_the_keys_of_what_they_mean(written: list[str], quoted: bool) -> None:
    """Between quotes, quotes are doubled; white space is folded, many texts at once as one by one."""
    cells = [(text.replace('"', '""') if quoted else text).encode() for text in written]
    around = b'"' if quoted else b","
    length, key = _looked_at(cells, around)
    assert [len(folded(text)) for text in written] == length
    assert [key_of(folded(text)) for text in written] == key


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(parts), max_size=8).map(b"".join))
def test_broken_utf8_is_seen(data: bytes) -> None:
    """A text has no length exactly when Python does not decode its bytes, whatever stands behind them."""
    try:
        expected = len(folded(data.decode()))
    except UnicodeDecodeError:
        expected = -1
    assert [expected] == _looked_at([data], b"\x80")[0]


def _looked_at(cells: list[bytes], around: bytes) -> tuple[list[int], list[int]]:
    size = np.array([len(cell) for cell in cells], np.int32)
    end = np.cumsum(size + 1, dtype=np.int32)
    raw = np.frombuffer(bytearray(b"".join(around + cell for cell in cells) + around), np.uint8)
    length, key = lengths_and_keys(raw, end - size, end)
    return length.tolist(), key.tolist()


def test_texts_alike_but_for_little_have_other_keys() -> None:
    """One letter, its place, or a text's half twice: 40,000 texts, 40,000 keys."""
    long = [f"{'а' * place}б{'а' * (200 - place)}" for place in range(200)]
    counted = [f"Объявление № {number} о собрании жителей" for number in range(39_600)]
    halves = [text[:100] * 2 for text in long]
    keys = [key_of(text) for text in {*long, *counted, *halves}]
    assert len(keys) == len(set(keys))
    assert len({key & 0xFFFF for key in keys}) > 25_000

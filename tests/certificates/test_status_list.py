"""Status lists: bits by their places, whatever places they are."""

import base64
import gzip
from secrets import randbelow

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3 import status, status_list

from certificates.credential.status import BITS, decode, encode, free_index, is_set
from certificates.errors import CredentialMalformed

PLACES = st.sets(st.integers(0, BITS - 1), max_size=300)


@settings(max_examples=30, deadline=None)
@given(PLACES)
def test_what_is_set_is_read_and_nothing_else(places: set[int]) -> None:
    """After encoding and decoding exactly the given places are set."""
    bits = decode(encode(places))
    assert (True, len(places)) == (all(is_set(bits, place) for place in places), int.from_bytes(bits).bit_count())


@settings(max_examples=15, deadline=None)
@given(PLACES)
def test_another_program_reads_the_same_places(places: set[int]) -> None:
    """Openbadgeslib reads our list, and we read the one that it makes."""
    theirs = status.set_indices(status.decode_encoded_list(encode(places)))
    ours = decode(status_list.encode_bitstring(places))
    assert (places, [True] * len(places)) == (set(theirs), [is_set(ours, place) for place in places])


def test_the_first_place_is_the_leftmost_bit() -> None:
    """Place 0 is the highest bit of the first byte, place 15 the lowest of the second."""
    assert b"\x80\x01" == decode(encode({0, 15}))[:2]


def test_a_place_outside_of_the_list_is_not_set() -> None:
    """A list says nothing of places that it does not have."""
    assert not is_set(decode(encode(range(8))), BITS)


@pytest.mark.parametrize("size", [0, 1, BITS // 8 - 1, BITS // 8 + 1, 50_000_000])
def test_a_list_of_another_size_is_refused(size: int) -> None:
    """A list that is shorter or longer than it must be is refused, a bomb before it is unpacked."""
    text = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(size))).decode().rstrip("=")
    with pytest.raises(CredentialMalformed):
        decode(text)


@pytest.mark.parametrize("text", ["", "u", "z" + encode(())[1:], "u!!!!", encode(())[:40]])
def test_what_is_no_list_is_refused(text: str) -> None:
    """Other multibases, broken base64 and broken gzip end in the same error."""
    with pytest.raises(CredentialMalformed):
        decode(text)


def test_places_are_drawn_free_and_at_random() -> None:
    """A thousand draws are a thousand places of the first list, in no order."""
    taken = set[int]()
    for _ in range(1000):
        taken.add(free_index(taken, randbelow))
    drawn = list(taken)
    assert (1000, True, True) == (len(drawn), max(drawn) < BITS, max(drawn) > BITS // 2)


def test_a_list_that_is_nearly_full_is_followed_by_the_next() -> None:
    """At seven eighths the next list begins."""
    assert 1 == free_index(set(range(BITS * 7 // 8)), randbelow) // BITS

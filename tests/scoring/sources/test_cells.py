"""Cells of the usual shapes are read a column at a time as the careful reading has them one by one, or are left to it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import Bool, Int64
from scoring.sources.blocks import Int32, UInt8
from scoring.sources.clock import changes, day_of_text, utc_of_text
from scoring.sources.columns import POSTS
from scoring.sources.compiled import cells
from scoring.sources.rules import outputs

ZONES = {zone: changes(zone, 2024, 2026) for zone in ("Asia/Novosibirsk", "Europe/London", "UTC")}
_PRESENT = {heading.name for heading in POSTS} - {"text"}
_CAREFUL = {output.name: output.read for output in outputs("posts", _PRESENT, ZONES["UTC"])}


def column(texts: Sequence[str]) -> tuple[UInt8, Int32, Int32]:
    """The texts one after another, as they lie in a block."""
    written = [text.encode() for text in texts]
    length = np.fromiter(map(len, written), np.int32, len(written))
    end = np.cumsum(length + 1, dtype=np.int32) - np.int32(1)
    return np.frombuffer(bytearray(b",".join(written)), np.uint8), end - length, end


def read(function: Callable[..., None], texts: Sequence[str], *values: object) -> tuple[Int64, Bool]:
    """What a compiled function makes of the texts; a text without a letter must not be."""
    value, usual = np.empty(len(texts), np.int64), np.empty(len(texts), np.bool_)
    function(*column(texts), 0, False, *values, value, usual)
    return value, usual


def times_of(texts: Sequence[str], zone: str) -> tuple[Int64, Bool]:
    table = ZONES[zone]
    since, ahead = np.array([(change.since, change.offset) for change in table], np.int64).T.copy()
    return read(cells.time, texts, since, ahead)


def disagreements(texts: Sequence[str], quick: tuple[Int64, Bool], careful: Callable[[str], int | None]) -> list[str]:
    values, usual = quick
    return [
        text for text, value, read in zip(texts, values.tolist(), usual.tolist(), strict=True) if read and value != careful(text)
    ]


written_numbers = st.one_of(
    st.integers(-5, 2**64).map(str),
    st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    st.text("0123456789 .+-e,x\u0660", max_size=24),
)
moments = st.datetimes(datetime(1969, 1, 1), datetime(2101, 1, 1))  # noqa: DTZ001  written without a zone
forms = st.sampled_from(
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%d", "%d.%m.%Y"]
)
endings = st.sampled_from(["", "Z", "+07:00", "-02:30", "+0700", "+07", ".5", " ", "z", "+99:99"])
well_written = st.builds(lambda moment, form, ending: moment.strftime(form) + ending, moments, forms, endings)
spoiled = st.builds(
    lambda text, place, letter: text[: place % len(text)] + letter + text[place % len(text) + 1 :],
    well_written, st.integers(0, 30), st.sampled_from("0123456789-.:TZ +/;"),
)  # fmt: skip
times = st.lists(st.one_of(well_written, spoiled, st.text("0123456789-.:TZ +", max_size=26)), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.lists(written_numbers, min_size=1, max_size=20))
def test_whole_numbers_agree_with_the_careful_reading(texts: list[str]) -> None:
    """Digits are that number; whatever else there is, is not judged."""
    values, usual = read(cells.whole, texts, 0, 2**63 - 1)
    digits = [text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63 for text in texts]
    assert digits == usual.tolist()
    assert [int(text) for text, yes in zip(texts, digits, strict=True) if yes] == values[usual].tolist()


@settings(max_examples=150, deadline=None)
@given(times, st.sampled_from(sorted(ZONES)))
def test_times_agree_with_the_careful_reading(texts: list[str], zone: str) -> None:
    """No text is read as another second than the one that the careful reading finds, in any zone."""
    table = ZONES[zone]
    assert [] == disagreements(texts, times_of(texts, zone), lambda text: utc_of_text(text, table))


@settings(max_examples=100, deadline=None)
@given(times)
def test_days_agree_with_the_careful_reading(texts: list[str]) -> None:
    """No text is read as another day than the one that the careful reading finds."""
    assert [] == disagreements(texts, read(cells.day, texts), day_of_text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["да", "нет", "0", "1", "", "Да", "нет ", "yes", "10", "д", "неть", "нетнетнет"]), min_size=1))
def test_yes_and_no_agree_with_the_careful_reading(texts: list[str]) -> None:
    """What is read is what the careful reading has, and the common words are read."""
    careful = _CAREFUL["repost"]
    assert careful is not None
    quick = read(cells.yes_no, texts)
    assert [] == disagreements(texts, quick, careful)
    assert [text in {"да", "нет", "0", "1"} for text in texts] == quick[1].tolist()


@pytest.mark.parametrize(
    "form", ["%Y-%m-%dT%H:%M:%S+07:00", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"]
)
def test_the_usual_ways_of_writing_a_time_need_no_care(form: str) -> None:
    """Every day of a leap year is read at once in each of them."""
    texts = [(datetime(2024, 1, 1, 23, 59, 7, tzinfo=UTC) + timedelta(days=day)).strftime(form) for day in range(366)]
    values, usual = times_of(texts, "Asia/Novosibirsk")
    assert usual.all()
    assert [utc_of_text(text, ZONES["Asia/Novosibirsk"]) for text in texts] == values.tolist()


@pytest.mark.parametrize(("text", "good"), [("4", False), ("5", True), ("7", True), ("8", False), ("0", False)])
def test_a_number_out_of_its_range_is_left_to_the_careful_reading(text: str, good: bool) -> None:
    """Which says why it is none."""
    assert [good] == read(cells.whole, [text], 5, 7)[1].tolist()


def test_a_cell_without_a_letter_is_what_stands_for_it() -> None:
    """Where it may be empty; else it is left to the careful reading."""
    value, usual = np.empty(2, np.int64), np.empty(2, np.bool_)
    for blank in (True, False):
        cells.yes_no(*column(["", ""]), -7, blank, value, usual)
        assert ([-7, -7], [blank, blank]) == (value.tolist(), usual.tolist())
        cells.whole(*column(["", ""]), -8, blank, 0, 9, value, usual)
        assert ([-8, -8], [blank, blank]) == (value.tolist(), usual.tolist())

"""Plurals, numbers, dates and spans of time in both languages."""

from fractions import Fraction

import pytest

from criteria import phrases
from criteria.measurement import Language
from tests.criteria.builders import day_number


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "недель"),
        (1, "неделя"),
        (2, "недели"),
        (5, "недель"),
        (11, "недель"),
        (12, "недель"),
        (14, "недель"),
        (21, "неделя"),
        (22, "недели"),
        (25, "недель"),
        (101, "неделя"),
        (111, "недель"),
        (112, "недель"),
        (1003, "недели"),
    ],
)
def test_plural(count: int, expected: str) -> None:
    """The three forms of a Russian noun."""
    assert phrases.plural_ru(count, "неделя", "недели", "недель") == expected


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (Fraction(37, 3), "ru", "12,3"),
        (Fraction(37, 3), "en", "12.3"),
        (Fraction(1, 20), "ru", "0,1"),
        (7, "ru", "7"),
        (Fraction(99, 100), "en", "1"),
        (120, "ru", "120"),
        (-2, "ru", "-2"),
    ],
)
def test_number(value: Fraction | int, language: Language, expected: str) -> None:
    """Half-up, a comma in Russian, no trailing zeros, no zeros lost before the point."""
    assert phrases.number(value, language) == expected


def test_percent() -> None:
    """A space that does not break in Russian, none in English."""
    assert [phrases.percent(1, 8, "ru"), phrases.percent(1, 8, "en")] == ["13\u00a0%", "13%"]


def test_span_in_one_month() -> None:
    """The month is named once."""
    assert phrases.span(day_number("2026-07-04"), day_number("2026-07-27"), "ru") == "с\u00a04 по\u00a027\u00a0июля"


def test_span_over_months() -> None:
    """Both months are named."""
    assert phrases.span(day_number("2026-07-04"), day_number("2026-08-01"), "ru") == "с\u00a04\u00a0июля по\u00a01\u00a0августа"


def test_span_over_a_year_names_both_months() -> None:
    """The same month of two years is not one month."""
    assert phrases.span(day_number("2026-01-01"), day_number("2027-01-01"), "en") == "from 1\u00a0January to 1\u00a0January"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0 мин"), (59, "0 мин"), (3600, "1 ч"), (7860, "2 ч 11 мин"), (100_000, "27 ч 46 мин")]
)
def test_working_time(seconds: int, expected: str) -> None:
    """Hours and minutes; hours go on beyond a day."""
    assert phrases.working_time(seconds, "ru").replace(phrases.NBSP, " ") == expected


def test_without() -> None:
    """Small numbers in words, large ones in digits."""
    assert [phrases.without_ru(count) for count in (1, 3, 10, 11)] == ["одной", "трёх", "десяти", "11"]

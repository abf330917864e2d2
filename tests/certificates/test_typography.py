"""Russian typography of names and balanced lines."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.typography import balanced_lines, clean, typographic

russian = st.text(st.sampled_from('абвгдеёжзиклмнопрст АБВ №«»„“"—-.,0123\u00a0\u0301 '), max_size=60)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('Школа "Радуга"', "Школа «Радуга»"),
        ('ДК "Театр "Маска" имени Чехова"', "ДК\u00a0«Театр „Маска“ имени Чехова»".replace("ДК\u00a0", "ДК ")),
        ("Центр «Театр «Маска»»", "Центр «Театр „Маска“»"),
        ('МБДОУ "Сад "Ёлочка"', "МБДОУ «Сад «Ёлочка»"),
        ("Школа №5", "Школа №\u00a05"),
        ("Школа № 5", "Школа №\u00a05"),
        ("Дом культуры - центр села", "Дом культуры\u00a0— центр села"),
        ("Музей в городе и на селе", "Музей в\u00a0городе и\u00a0на\u00a0селе"),
        ("Больница им. Н.И.Пирогова", "Больница им.\u00a0Н.\u00a0И.\u00a0Пирогова"),
        ("г. Пермь", "г.\u00a0Пермь"),
        ("итоги 2026 года", "итоги 2026\u00a0года"),
        ("Ё" + "лка и е\u0308ж", "Ёлка и\u00a0ёж"),
    ],
)
def test_russian_rules(typed: str, expected: str) -> None:
    """Quotes, number signs, dashes, short words, initials and «ё» come out as a Russian typesetter sets them."""
    assert expected == typographic(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a\x00b", "ab"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("a\t\n  b", "a b"),
        ("й" + "\u0301" * 40, "й\u0301"),
    ],
)
def test_characters_that_deceive_are_dropped(typed: str, expected: str) -> None:
    """NUL, bidi overrides, invisible and piled-up characters do not reach the sheet."""
    assert expected == clean(typed)


@given(russian)
@settings(max_examples=150)
def test_typography_applied_twice_is_typography_applied_once(text: str) -> None:
    """A finished text stays as it is."""
    assert typographic(text) == typographic(typographic(text))


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_cleaned_text_holds_nothing_invisible(text: str) -> None:
    """Whatever comes in, no control, format, private or unassigned character comes out."""
    assert [] == [c for c in clean(text) if unicodedata.category(c).startswith("C")]


@given(st.lists(st.text("абв«»-", min_size=1, max_size=9), min_size=1, max_size=20), st.integers(1, 5))
@settings(max_examples=150)
def test_lines_hold_the_text_and_keep_to_their_width(words: list[str], most: int) -> None:
    """Lines put together are the text, none is too wide, there are no more than asked for."""
    text = " ".join(words)
    lines = balanced_lines(text, len, 24, most)
    if lines is None:
        return
    assert (text.replace(" ", ""), True, True) == (
        "".join(lines).replace(" ", ""),
        max(map(len, lines)) <= 24,
        len(lines) <= most,
    )


def test_lines_are_of_like_length() -> None:
    """Two lines share the words evenly instead of leaving one word alone."""
    assert ("один два три", "четыре пять") == balanced_lines("один два три четыре пять", len, 20, 2)


def test_a_line_rather_begins_with_the_quoted_name() -> None:
    """The legal form stands alone above the name in quotes."""
    assert ("МБОУ", "«Школа искусств»") == balanced_lines("МБОУ «Школа искусств»", len, 16, 2)


def test_a_word_that_is_too_wide_does_not_fit() -> None:
    """A text with a word wider than the line is refused, not cut."""
    assert balanced_lines("а" * 30, len, 20, 5) is None

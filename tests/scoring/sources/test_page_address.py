"""Addresses of pages: whatever people write becomes one canonical key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.page_address import parse_address


@pytest.mark.parametrize(
    "text",
    [
        "club123", "public123", "event123", "PUBLIC123", "vk.com/club123", "m.vk.com/public123", "https://vk.ru/club123",
        "http://www.vk.com/club123/", "https://vk.com/club123?w=wall-123_4", "@club123", "-123", "123", " vk.com/club123 ",
    ],
)  # fmt: skip
def test_a_page_by_number_has_one_key(text: str) -> None:
    """Every way of writing the same number gives the same key and the number."""
    page = parse_address(text)
    assert page is not None
    assert ("vk:club123", 123, "https://vk.com/club123") == (page.key, page.group_id, page.link)


@pytest.mark.parametrize(
    "text", ["School_1.nsk", "vk.com/School_1.nsk", "https://m.vk.com/school_1.NSK", "@school_1.nsk", "vk:school_1.nsk"]
)
def test_a_page_by_name_has_one_key(text: str) -> None:
    """A screen name is taken in lower case; its number is not known from it."""
    page = parse_address(text)
    assert page is not None
    assert ("vk:school_1.nsk", None) == (page.key, page.group_id)


@pytest.mark.parametrize(
    "text", ["", " ", "ok.ru/group", "https://t.me/x", "vk.com/", "vk.com/id1", "vk.com/wall-1_2", "школа", "a b", "club0", "0"]
)
def test_what_is_no_page_gives_none(text: str) -> None:
    """Other networks, people, single posts and words are no addresses of pages."""
    assert parse_address(text) is None


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_a_key_reads_back_as_itself(text: str) -> None:
    """Whatever was read, its key and its link name the same page again."""
    page = parse_address(text)
    if page is not None:
        again = parse_address(page.link)
        assert again is not None
        assert page.key == again.key

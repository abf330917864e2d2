"""Addresses of pages: whatever people write becomes one canonical key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.page_address import addresses_in, current_key, parse_address, why_no_page, without_look_alikes


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
    "text",
    [
        "", " ", "ok.ru/group", "https://t.me/x", "vk.com/", "vk.com", "ok.ru", "vk.com/id1", "vk.com/wall-1_2", "школа", "a b",
        "club0", "0", "ok.ru/profile/123456", "t.me/+AbCdEf", "t.me/joinchat/abc", "t.me/school/12", "max.ru/join/abc",
        "rutube.ru/video/abc", "dzen.ru/news", "vk.com/" + "a" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_page_gives_none(text: str) -> None:
    """People, single posts, invitations and words are no addresses of pages."""
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


@pytest.mark.parametrize(
    ("text", "key", "link"),
    [
        ("https://ok.ru/group/57000000000001", "ok:57000000000001", "https://ok.ru/group/57000000000001"),
        ("m.ok.ru/group57000000000001", "ok:57000000000001", "https://ok.ru/group/57000000000001"),
        ("ok.ru/School.nsk?st=1", "ok:school.nsk", "https://ok.ru/school.nsk"),
        ("https://t.me/s/School_1", "tg:school_1", "https://t.me/school_1"),
        ("school_1.t.me", "tg:school_1", "https://t.me/school_1"),
        ("tg://resolve?domain=school_1", "tg:school_1", "https://t.me/school_1"),
        ("https://max.ru/id5406123456_gos", "max:id5406123456_gos", "https://max.ru/id5406123456_gos"),
        ("rutube.ru/channel/2345/", "rutube:2345", "https://rutube.ru/channel/2345/"),
        ("rutube.ru/u/gorod/", "rutube:gorod", "https://rutube.ru/u/gorod/"),
        ("https://dzen.ru/gorod.nsk", "dzen:gorod.nsk", "https://dzen.ru/gorod.nsk"),
    ],
)
def test_a_page_of_another_network_has_its_prefix(text: str, key: str, link: str) -> None:
    """The key tells the network, and both the key and the link read back as the same page."""
    page = parse_address(text)
    assert page is not None
    assert (key, link, key.partition(":")[0]) == (page.key, page.link, page.network)
    assert [page, page] == [parse_address(page.key), parse_address(page.link)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("vk.com/id1", "page_of_person"),
        ("ok.ru/profile/123456", "page_of_person"),
        ("vk.com/wall-1_2", "address_of_post"),
        ("t.me/school/12", "address_of_post"),
        ("t.me/+AbCdEf", "invitation"),
        ("max.ru/join/abc", "invitation"),
        ("v\u043a.com/school", "look_alikes"),
        ("школа", "not_a_page"),
    ],
)
def test_what_is_no_page_has_its_reason(text: str, code: str) -> None:
    """A person, a post, an invitation and Russian letters are told apart."""
    assert code == why_no_page(text)


def test_letters_that_look_alike_are_named() -> None:
    """Which they are, and the address that was meant; a word of Russian letters alone is no such address."""
    assert ("https://vk.com/school", "\u043a\u0441") == without_look_alikes("v\u043a.\u0441om/school")
    assert None is without_look_alikes("\u0441\u043e\u0432\u0430")


def test_a_cell_may_name_several_pages() -> None:
    """Full addresses, each once and in order; words between them are no names of pages."""
    found = addresses_in("ВК: https://vk.com/a1, (https://ok.ru/group/123456) и vk.ru/A1; t.me/abcd.")
    assert ["vk:a1", "ok:123456", "tg:abcd"] == [page.key for page in found]


@pytest.mark.parametrize(
    ("key", "link", "expected"),
    [("vk:one", "https://vk.com/two", "vk:two"), ("vk:one", "", "vk:one"), ("row 5", "https://school.example/x", "row 5")],
)
def test_a_page_stands_where_its_link_leads(key: str, link: str, expected: str) -> None:
    """Without a link that can be read it stands where its key says."""
    assert expected == current_key(key, link)

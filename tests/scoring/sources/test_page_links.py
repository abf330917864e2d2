"""Second names of pages, and where their posts stand."""

import pytest

from scoring.sources.page_links import Shown, address_on, key_by_number


@pytest.mark.parametrize(
    ("key", "number", "shown", "address"),
    [
        ("vk:school", 12, "post", "https://vk.com/wall-12_7"),
        ("vk:club12", 12, "video", "https://vk.com/video-12_7"),
        ("vk:school", None, "post", ""),
        ("ok:54321", 54321, "post", "https://ok.ru/group/54321/topic/7"),
        ("ok:gorod", 54321, "post", "https://ok.ru/group/54321/topic/7"),
        ("ok:gorod", None, "post", ""),
        ("ok:54321", 54321, "video", ""),
        ("tg:gorod_nsk", None, "post", "https://t.me/gorod_nsk/7"),
        ("max:gorod", None, "post", ""),
        ("table:12", None, "post", ""),
    ],
)
def test_posts_stand_where_their_network_shows_them(key: str, number: int | None, shown: Shown, address: str) -> None:
    """An address that cannot be told is empty rather than guessed."""
    assert address == address_on(key, number, shown, 7)


@pytest.mark.parametrize(
    ("key", "called"), [("vk:school", "vk:club5"), ("ok:gorod", "ok:5"), ("tg:gorod", ""), ("max:gorod", ""), ("row 5", "")]
)
def test_only_some_networks_number_their_pages(key: str, called: str) -> None:
    """A number is a second name of a page on its own network only."""
    assert called == key_by_number(key, 5)

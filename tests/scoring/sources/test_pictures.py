"""Pictures are fetched from where a network keeps them and from nowhere else, within bounds."""

from collections.abc import Iterator

import httpx
import pytest

from scoring.sources.collecting.pictures import LARGEST, Pictures, is_known
from scoring.sources.vk.keeping import groups

ADDRESS = "https://sun9-1.userapi.com/cover.jpg"


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (ADDRESS, True),
        ("https://pp.vk.com/c1/cover.jpg", True),
        ("http://sun9-1.userapi.com/cover.jpg", False),
        ("https://sun9-1.userapi.com:8443/cover.jpg", False),
        ("https://userapi.com.example.org/cover.jpg", False),
        ("https://notuserapi.com/cover.jpg", False),
        ("https://127.0.0.1/cover.jpg", False),
        ("https://somebody@sun9-1.userapi.com/cover.jpg", False),
        ("https://[sun9", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_machines_that_keep_pictures_are_asked(address: str, known: bool) -> None:
    """By an encrypted connection, at the usual port, and by no look-alike of a name."""
    assert known == is_known(address)


class Trickle(httpx.SyncByteStream):
    """A body that goes on for ever."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield bytes(1 << 20)


def pictures(answer: httpx.Response | Exception) -> Pictures:
    """A connection that gets this answer."""

    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Pictures(transport=httpx.MockTransport(handle), sleep=lambda _seconds: None)


def test_a_picture_comes_whole() -> None:
    """Its bytes as they were sent."""
    assert b"\xff\xd8picture" == pictures(httpx.Response(200, content=b"\xff\xd8picture")).get(ADDRESS)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(302, headers={"Location": "https://127.0.0.1/"}),
        httpx.ConnectError("nobody there"),
        httpx.Response(200, stream=Trickle()),
    ],
)
def test_anything_else_is_no_picture(answer: httpx.Response | Exception) -> None:
    """Missing, led away, unreachable, larger than any cover: nothing, and no error."""
    assert pictures(answer).get(ADDRESS) is None


def test_a_strange_address_is_never_asked() -> None:
    """Whatever would have answered there."""
    assert pictures(AssertionError("asked")).get("https://example.org/cover.jpg") is None


def test_the_bound_is_that_of_a_photo() -> None:
    """So that a page's cover in full size fits, and no film."""
    assert 8 == LARGEST >> 20


def test_a_recording_keeps_where_the_cover_lies() -> None:
    """The smallest picture that is wide enough for a card; nothing where the cover is off."""
    images = [{"url": f"https://sun9-1.userapi.com/{width}.jpg", "width": width, "height": 300} for width in (1590, 400, 795)]
    told = [{"id": number, "cover": {"enabled": 2 - number, "images": images}} for number in (1, 2)]
    kept = groups({"groups": told})
    first, second = kept.kept["groups"]
    assert ("https://sun9-1.userapi.com/795.jpg", False) == (first["picture"], "picture" in second)

"""Addresses of pages: what the tables find is what the careful reading gives, in whatever way an address is written."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.addresses import Addresses
from scoring.sources.rules import MISSING_PAGE, NO_TEXT, NOT_A_PAGE, UNKNOWN_PAGE
from scoring.sources.splitting import Form, split

LONG = "vk:" + "a_long.name" * 5
PAGES = {f"vk:club{number}": f"vk:club{number}" for number in range(1, 400)} | {
    "vk:school": "vk:club7", "vk:school_1": "vk:school_1", "vk:ab": "vk:ab", LONG: LONG, "tg:school": "tg:school",
}  # fmt: skip
names = st.sampled_from(
    ["school", "SCHOOL_1", "School", "ab", "club7", "club399", "club400", "Club12", "public3", "школа", LONG[3:]]
)
before = st.sampled_from(
    [
        "https://vk.com/",
        "vk.com/",
        "",
        "https://vk.com/vk.com/",
        "http://vk.com/",
        "m.vk.com/",
        "t.me/",
        "@",
        "https://VK.com/",
        " ",
    ]
)
behind = st.sampled_from(["", "", "/", "?w=1", " ", "x"])
written = st.builds(lambda *parts: "".join(parts), before, names, behind) | st.sampled_from(
    ["", " ", '"', "https://vk.com/", "vk.com"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(written, min_size=1, max_size=40), st.booleans())
def test_tables_find_what_the_careful_reading_gives(texts: list[str], repeated: bool) -> None:
    """Many ways of writing at once, the first time and once they are known."""
    pages = Addresses(PAGES)
    cells = texts * (30 if repeated else 1)
    raw = np.frombuffer(bytearray("".join(f'"{text.replace(chr(34), chr(34) * 2)}",\n' for text in cells).encode()), np.uint8)
    found = split(raw, Form(",", 2, (0,)), len(raw), final=True)
    expected = [pages._read(text.encode()) for text in cells]
    assert [expected, expected] == [pages.numbers(found, 0).tolist() for _ in range(2)]


def test_each_kind_of_failure_has_its_code() -> None:
    """Bytes that are no text, nothing, no page, a page that nobody knows."""
    raw = np.frombuffer(bytearray(b"\xff,\n,\nok.ru/a,\nclub999999,\nclub9,\n"), np.uint8)
    found = split(raw, Form(",", 2, (0,)), len(raw), final=True)
    pages = Addresses(PAGES)
    assert [NO_TEXT, MISSING_PAGE, NOT_A_PAGE, UNKNOWN_PAGE, pages.keys.index("vk:club9")] == pages.numbers(found, 0).tolist()

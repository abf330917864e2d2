"""Telegram's previews: pages in parts, names without a preview, broken HTML, politeness, and a kill at any moment."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.collecting.policy import CollectionStopped, NetworkDown
from scoring.sources.telegram.previews import Preview, card
from tests.desk import Desk
from tests.telegram_world import showing
from tests.telegram_world.server import Network
from tests.telegram_world.year import invented_year
from tests.worlds import Bad, Html, Params

TOP = Path(__file__).parents[4]
Site = tuple[Network, Desk]
WORLD, _ = invented_year()
WORLD.now = 1_760_000_000
PAGE = showing.preview(WORLD, WORLD.pages[0], 0)


def times(number: int, told: Html | Bad, path: str = "/s/kanal_1") -> Callable[[str, Params], Html | Bad | None]:
    """A script: the first calls of a page get ``told``, later ones the truth."""
    left = [number]

    def script(called: str, _params: Params) -> Html | Bad | None:
        if called != path or not left[0]:
            return None
        left[0] -= 1
        return told

    return script


@pytest.fixture(name="undisturbed")
def _undisturbed(telegram: Site, tmp_path: Path) -> dict[str, bytes]:
    """The activity files of the autumn's world, collected in one go into another folder."""
    network, found = telegram
    other = Desk(tmp_path / "undisturbed", found.world, found.source, found.connect, found.rows)
    other.path.mkdir()
    other.sweep(found.world.now)
    network.calls.clear()
    return other.files()


def test_older_posts_are_asked_for_before_the_oldest(telegram: Site) -> None:
    """Twenty at a time, until the year's beginning."""
    network, found = telegram
    found.sweep(found.world.now)
    asked = [int(params.get("before", 0)) for path, params in network.calls if path == "/s/kanal_1"]
    assert 5 < len(asked)
    assert 0 == asked[0]
    assert sorted(asked[1:], reverse=True) == asked[1:]


def test_later_sweeps_read_what_is_young_only(telegram: Site) -> None:
    """A month back."""
    network, found = telegram
    found.sweep(found.world.now - 7 * 86_400)
    network.calls.clear()
    found.sweep(found.world.now)
    assert network.count()["/s/kanal_1"] <= 3


@pytest.mark.parametrize("gone", [True, False])
def test_a_name_without_a_preview_is_told_in_words(telegram: Site, gone: bool) -> None:
    """Nobody's name, or one behind which there is something that shows itself to nobody."""
    network, found = telegram

    def script(path: str, _params: Params) -> Html | None:
        if path == "/s/kanal_2":
            return Html("", 302, "/kanal_2")
        return Html(showing.card(None)) if path == "/kanal_2" and gone else None

    network.script = script
    swept = found.sweep(found.world.now)
    told = [one.words for one in swept.troubles if one.page == "tg:kanal_2"]
    assert ["такого канала нет" if gone else "предпросмотра нет"] == [words[: 18 if gone else 17].strip() for words in told]
    assert ("tg:kanal_2",) == found.convert().missing


def test_a_site_that_counts_finds_nothing_to_complain_of(telegram: Site, undisturbed: dict[str, bytes]) -> None:
    """A page a second, whatever happens."""
    network, found = telegram
    network.clock = found.clock
    found.sweep(found.world.now)
    assert b'"code":429' not in b"".join(path.read_bytes() for path in found.folder.sweeps())
    assert undisturbed == found.files()


def test_too_many_requests_are_answered_with_ten_minutes_of_quiet(telegram: Site, undisturbed: dict[str, bytes]) -> None:
    """429 pauses."""
    network, found = telegram
    network.script = times(1, Html("", 429))
    began = found.world.now
    found.sweep(began)
    assert found.clock.now >= began + 600
    assert undisturbed == found.files()


@pytest.mark.parametrize("bad", [Bad(502), Bad(200, b"<html>", cut=True), Bad(hang_up=True)])
def test_answers_that_are_none_are_asked_for_again(telegram: Site, undisturbed: dict[str, bytes], bad: Bad) -> None:
    """Broken, cut off, or not there at all."""
    network, found = telegram
    network.script = times(2, bad)
    found.sweep(found.world.now)
    assert undisturbed == found.files()


@pytest.mark.parametrize("status", [401, 403])
def test_a_site_that_lets_nobody_in_stops_the_sweep(telegram: Site, status: int) -> None:
    """And says what to do."""
    network, found = telegram
    network.script = times(1, Html("", status))
    with pytest.raises(CollectionStopped, match="--resume"):
        found.sweep(found.world.now)


def test_a_site_that_never_answers_ends_the_sweep(telegram: Site) -> None:
    """What was collected is kept."""
    network, found = telegram
    network.script = lambda _path, _params: Bad(hang_up=True)
    with pytest.raises(NetworkDown, match="--resume"):
        found.sweep(found.world.now)


@pytest.mark.parametrize(
    "page", ["", "<html></html>", "\x00", "<html><body>Redesigned</body></html>", PAGE[: len(PAGE) // 2], PAGE[:-30]]
)
def test_a_page_that_is_not_understood_deletes_nothing(telegram: Site, page: str) -> None:
    """An empty, changed or cut off page is told, and not taken for a channel without posts."""
    network, found = telegram
    found.sweep(found.world.now - 86_400)
    before = found.files()["posts.csv"]
    network.script = lambda path, _params: Html(page) if path == "/s/kanal_1" else None
    swept = found.sweep(found.world.now)
    assert "tg:kanal_1" in {one.page for one in swept.troubles}
    after = [row for row in found.files()["posts.csv"].decode().splitlines() if "kanal_1," in row]
    assert [row for row in before.decode().splitlines() if "kanal_1," in row] == after


def test_a_message_without_a_date_is_told_and_the_others_are_kept() -> None:
    """One broken message costs itself, and the wall is then not whole."""
    found = Preview("kanal_1")(PAGE.replace("<time datetime=", "<time lost=", 1))
    assert [("messages.0", "no number or no date")] == [(fault.field, fault.words) for fault in found.faults]
    assert len(Preview("kanal_1")(PAGE).kept["items"]) - 1 == len(found.kept["items"])


def test_the_words_of_a_message_replied_to_are_not_its_own() -> None:
    """Nor are its pictures."""
    one = next(entry for entry in WORLD.pages[0].entries if entry.id % 7 == 0)
    page = (
        PAGE.split('<section class="tgme_channel_history', 1)[0] + showing.message("kanal_1", one, WORLD.now) + "</body></html>"
    )
    kept = Preview("kanal_1")(page).kept["items"][0]
    assert (one.photos, len(" ".join(one.text_at(WORLD.now).split()))) == (kept["attachments"], kept["length"])


@pytest.mark.parametrize(
    ("value", "kind", "members"),
    [
        ("934", "subscribers", 934), ("12.3K", "subscribers", 12_300), ("1.2M", "members", 1_200_000),
        ("1 234", "подписчика", 1234), ("12,5К", "подписчиков", 12_500), ("много", "subscribers", None), ("5", "photos", None),
    ],
)  # fmt: skip
def test_subscribers_are_read_as_they_are_shown(value: str, kind: str, members: int | None) -> None:
    """Rounded ones as what they are rounded to; what is no number is unknown."""
    page = PAGE.replace('"counter_value">500<', f'"counter_value">{value}<').replace(
        '"counter_type">subscribers<', f'"counter_type">{kind}<'
    )
    assert members == Preview("kanal_1")(page).kept["groups"][0]["members"]


@given(st.text(max_size=200), st.integers(0, len(PAGE)), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_any_damage_is_survived(rubbish: str, place: int, length: int) -> None:
    """Whatever a page holds, it is read or told to be unreadable."""
    page = PAGE[:place] + rubbish + PAGE[place + length :]
    found = Preview("kanal_1")(page)
    assert found.kept["read"] >= len(found.kept["items"])
    assert {"there"} == card(page).kept.keys()


def test_pages_are_no_door_to_files() -> None:
    """An entity of a document is not followed."""
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + PAGE.replace("Школа № 1", "&x;", 1)
    assert Preview("kanal_1")(page).kept["groups"]


def test_a_process_killed_at_random_calls_gives_the_same_bytes(telegram: Site, undisturbed: dict[str, bytes]) -> None:
    """SIGKILL in the middle of a page, again and again."""
    network, found = telegram
    places = [str(found.path), str(found.path / "register.csv"), network.address, str(found.world.now), "Asia/Novosibirsk"]
    for point in [*sorted(random.Random(4).sample(range(1, 20), 2)), None]:  # noqa: S311 no secret
        network.calls.clear()
        child = subprocess.Popen([sys.executable, "-m", "tests.killed", "tg", *places], cwd=TOP)

        def kill(number: int, child: "subprocess.Popen[bytes]" = child, point: int | None = point) -> None:
            if number == point:
                os.kill(child.pid, signal.SIGKILL)

        network.after = kill
        child.wait()
    assert found.folder.unfinished() is None
    assert undisturbed == found.files()

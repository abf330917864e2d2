"""Every error of the network, and every kind of answer that is none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from scoring.errors import InputError
from scoring.sources.collecting.http import Broken
from scoring.sources.collecting.pace import next_midnight
from scoring.sources.collecting.policy import CollectionStopped, NetworkDown, Policy, TokenMissing
from scoring.sources.collecting.recording import lines_of
from scoring.sources.vk.client import Client
from scoring.sources.vk.policy import POLICIES, policy_of
from tests.vk_world import telling
from tests.vk_world.collecting import Desk, limit
from tests.vk_world.server import TOKEN, Network
from tests.worlds import Bad, Clock, Params

Files = dict[str, bytes]


def codes(*policies: Policy) -> list[int]:
    """All codes of the table with these policies."""
    return [code for code, found in POLICIES.items() if found in policies]


def times(number: int, told: object, method: str = "wall.get") -> Callable[[str, Params], object]:
    """A script: the first calls of a method get ``told``, later ones the truth."""
    left = [number]

    def script(called: str, _params: Params) -> object:
        if called != method or not left[0]:
            return None
        left[0] -= 1
        return told

    return script


def recorded(collected: Desk) -> str:
    """Everything that lies in the folder of a collection, as text."""
    return "".join(path.read_text(encoding="utf-8") for path in collected.path.rglob("*.jsonl"))


@pytest.mark.parametrize("code", codes(Policy.RETRY))
def test_the_networks_own_trouble_is_waited_out(collected: Desk, undisturbed: Files, code: int) -> None:
    """Four failures are followed by a fifth try, after 1, 2, 4 and 8 seconds."""
    collected.network.script = times(4, code)
    collected.sweep(collected.network.world.now)
    assert [1, 2, 4, 8] == [seconds for seconds in collected.clock.slept if isinstance(seconds, int)]
    assert undisturbed == collected.files()


def test_too_many_calls_a_second_wait_a_second(collected: Desk, undisturbed: Files) -> None:
    """Error 6 costs a second and nothing else."""
    collected.network.script = times(7, 6)
    collected.sweep(collected.network.world.now)
    assert [1] * 7 == [seconds for seconds in collected.clock.slept if isinstance(seconds, int)]
    assert undisturbed == collected.files()


def test_the_network_never_needs_to_say_too_many(collected: Desk, undisturbed: Files) -> None:
    """A network that counts the calls of each second finds nothing to complain of."""
    collected.network.clock = collected.clock
    collected.sweep(collected.network.world.now)
    assert not any("error" in told for method, told in collected.network.answers if method == "groups.getById")
    assert '"code":6' not in recorded(collected)
    assert undisturbed == collected.files()


@pytest.mark.parametrize("code", codes(Policy.PAUSE))
def test_flood_control_pauses_the_method_for_ten_minutes(collected: Desk, undisturbed: Files, code: int) -> None:
    """Nothing of the method is asked in between."""
    collected.network.script = times(1, code)
    began = collected.network.world.now
    collected.sweep(began)
    walls = [line["time"] for line in _calls(collected) if line["method"] == "wall.get"]
    assert walls[0] < began + 10
    assert walls[1] >= began + 600
    assert undisturbed == collected.files()


def _calls(collected: Desk) -> list[dict[str, Any]]:
    lines = collected.folder.sweeps()[-1].read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["line"] == "call"]


@pytest.mark.parametrize("source", ["error 29", "own count"])
def test_a_days_limit_ends_the_day_with_the_place_kept(
    collected: Desk, undisturbed: Files, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What needs the method is left, and the next day goes on where this one ended, whoever has counted."""
    collected.over_night = False
    if source == "error 29":
        answered = [2]

        def script(method: str, _params: Params) -> object:
            answered[0] -= method == "wall.get"
            return 29 if method == "wall.get" and answered[0] < 0 else None

        collected.network.script = script
    else:
        limit(monkeypatch, {"wall.get": 2})
    path = collected.begin(collected.network.world.now)
    swept = collected.go_on(path)
    assert swept.left > 0
    assert next_midnight(collected.network.world.now) == swept.until
    assert collected.folder.unfinished() == path

    collected.network.script = lambda _method, _params: None
    for _ in range(4):
        collected.clock.now = swept.until
        swept = collected.go_on(path)
    assert 0 == swept.left
    assert collected.folder.unfinished() is None
    assert undisturbed == collected.files()


def test_over_night_the_collector_waits_for_the_next_day(
    collected: Desk, undisturbed: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With patience, the limit of a day only makes the sweep longer."""
    limit(monkeypatch, {"wall.get": 2})
    began = collected.network.world.now
    assert 0 == collected.sweep(began).left
    assert 1 < (collected.clock.now - began) / 86_400 < 3
    assert undisturbed == collected.files()


def test_calls_of_earlier_sweeps_count_to_the_day(collected: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second sweep on the same day has only what the first one has left of the limit."""
    now = collected.network.world.now
    collected.sweep(now)
    used = collected.network.count()["wall.get"]
    limit(monkeypatch, {"wall.get": used + 1})
    collected.over_night = False
    assert collected.sweep(now + 600).left
    assert used + 1 == collected.network.count()["wall.get"]


@pytest.mark.parametrize("code", codes(Policy.STOP))
def test_a_refused_token_stops_the_run_with_an_alarm(collected: Desk, undisturbed: Files, code: int) -> None:
    """It says what to do, and after the mending nothing is lost."""
    collected.network.script = times(1, code, "wall.getComments")
    path = collected.begin(collected.network.world.now)
    with pytest.raises(CollectionStopped) as stopped:
        collected.go_on(path)
    assert f"ошибка {code}" in stopped.value.ru
    assert "LAVR_VK_TOKEN" in stopped.value.en
    collected.go_on(path)
    assert undisturbed == collected.files()


@pytest.mark.parametrize("code", codes(Policy.STATE, Policy.DATA))
def test_the_state_of_one_page_does_not_stop_the_others(collected: Desk, undisturbed: Files, code: int) -> None:
    """The code is told and stands in the recording; the other pages are whole."""
    collected.network.script = lambda method, params: code if method == "wall.get" and params["owner_id"] == "-102" else None
    swept = collected.sweep(collected.network.world.now)
    files = collected.files()
    assert ("vk:school_102", str(code)) in {(trouble.page, trouble.field) for trouble in swept.troubles}
    assert b"school_102" not in files["posts.csv"]
    assert files["posts.csv"].count(b"school_101") == undisturbed["posts.csv"].count(b"school_101")


def test_an_unknown_code_is_told_as_an_error_of_data() -> None:
    """Codes that come later than this table stop nothing."""
    assert Policy.DATA is policy_of(987_654)


def test_every_policy_has_a_code_and_no_code_has_two() -> None:
    """The table is whole."""
    assert set(Policy) == set(POLICIES.values())


def test_one_bad_name_does_not_spoil_its_batch(collected: Desk, undisturbed: Files) -> None:
    """A refused batch is halved until the bad name stands alone."""
    collected.network.script = lambda method, params: (
        100 if method == "groups.getById" and "103" in params["group_ids"].split(",") else None
    )
    swept = collected.sweep(collected.network.world.now)
    assert ["vk:school_103"] == [trouble.page for trouble in swept.troubles]
    assert undisturbed["posts.csv"] == collected.files()["posts.csv"]


BROKEN = {
    "a page of HTML": Bad(200, b"<html>502</html>"),
    "502": Bad(502, b"<html>Bad Gateway</html>"),
    "a cut answer": Bad(200, b'{"response": {"count": 3, "items": [', cut=True),
    "cut JSON": Bad(200, b'{"response": {"count": 3, "items": ['),
    "a closed connection": Bad(hang_up=True),
    "nothing": Bad(200, b""),
    "JSON of another kind": Bad(200, b'"ok"'),
    "JSON that nests too deep": Bad(200, b"[" * 100_000),
    "a number too long to read": Bad(200, b'{"response": ' + b"1" * 10_000 + b"}"),
    "a redirection": Bad(302, b""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_asked_for_again(collected: Desk, undisturbed: Files, name: str) -> None:
    """Whatever is no answer counts as the network's own trouble."""
    collected.network.script = times(2, BROKEN[name])
    collected.sweep(collected.network.world.now)
    assert undisturbed == collected.files()


def test_one_call_that_never_works_is_given_up(collected: Desk) -> None:
    """Three rounds of five tries; the other pages are read, and this one is told."""
    collected.network.script = lambda method, params: (
        BROKEN["502"] if method == "wall.getComments" and params["post_id"] == "1" else None
    )
    swept = collected.sweep(collected.network.world.now)
    assert 15 == sum(params.get("post_id") == "1" for _, params in collected.network.calls)
    assert ("vk:school_102", "0", "HTTP 502") in {(one.page, one.field, one.words) for one in swept.troubles}
    assert collected.folder.unfinished() is None


def test_a_network_that_is_down_stops_the_run(collected: Desk, undisturbed: Files) -> None:
    """Nothing is given up for lost when nothing answers."""
    collected.network.script = lambda method, _params: BROKEN["502"] if method == "wall.get" else None
    path = collected.begin(collected.network.world.now)
    with pytest.raises(NetworkDown) as down:
        collected.go_on(path)
    assert "--resume" in down.value.en
    collected.network.script = lambda _method, _params: None
    collected.go_on(path)
    assert undisturbed == collected.files()


def lying(change: Callable[[dict[str, Any]], None], network: Network) -> None:
    """The network changes the first item of each wall of page 102."""

    def script(method: str, params: Params) -> object:
        if method != "wall.get" or params["owner_id"] != "-102":
            return None
        page = network.world.page("102")
        assert page is not None
        told = telling.wall(network.world, page, int(params["offset"]), 100)
        change(told["items"][0])
        return told

    network.script = script


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "a date as text": ({"date": "1738551600"}, "items.0.date"),
    "a number with a fraction": ({"id": 12.5}, "items.0.id"),
    "yes as text": ({"marked_as_ads": "1"}, "items.0.marked_as_ads"),
    "a list that is none": ({"attachments": {"type": "photo"}}, "items.0.attachments"),
    "a text that is none": ({"text": ["Праздник"]}, "items.0.text"),
    "a date beyond time": ({"date": 10**30}, "items.0.date"),
    "comments that are a number": ({"comments": 3}, "items.0.comments"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_a_type_is_told_with_its_field(collected: Desk, undisturbed: Files, name: str) -> None:
    """The item is left out and told with method, page and field; the rest of the wall is taken."""
    change, field = LIES[name]
    lying(lambda item: item.update(change), collected.network)
    swept = collected.sweep(collected.network.world.now)
    told = [(one.method, one.page, one.field) for one in swept.troubles if one.page == "vk:school_102"]
    assert [("wall.get", "vk:school_102", field)] == told
    assert undisturbed["posts.csv"].count(b"\n") - 1 == collected.files()["posts.csv"].count(b"\n")


@pytest.mark.parametrize("told", [[], {"count": "12", "items": []}, {"items": []}, {"count": 3, "items": "no"}, None, 7])
def test_an_answer_that_is_no_list_is_told(collected: Desk, told: object) -> None:
    """Nothing of the page is known then, least of all that its posts are gone."""
    now = collected.network.world.now
    collected.sweep(now)
    body = json.dumps({"response": told}).encode()
    collected.network.script = lambda method, params: (
        Bad(200, body) if method == "wall.get" and params["owner_id"] == "-102" else None
    )
    swept = collected.sweep(now + 86_400)
    assert "vk:school_102" in {one.page for one in swept.troubles}
    assert 0 == sum(bool(line.rpartition(b",")[2]) for line in collected.files()["posts.csv"].splitlines()[1:])


def test_the_token_stands_nowhere(collected: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Not in recordings, not in logs, not in errors, even where the network repeats it."""
    caplog.set_level(0)
    body = json.dumps({"error": {"error_code": 15, "error_msg": f"bad {TOKEN}", "request_params": [{"value": TOKEN}]}})
    collected.network.script = times(1, Bad(200, body.encode()))
    swept = collected.sweep(collected.network.world.now)
    assert "bad ***" in {one.words for one in swept.troubles}
    assert TOKEN not in recorded(collected)
    assert TOKEN not in caplog.text


def test_a_wrong_token_is_refused_by_the_network(network: Network) -> None:
    """It travels in a header."""
    client = Client("another", network.address)
    found = client.ask("groups.getById", {"group_ids": "101"})
    client.close()
    assert found.__class__.__name__ == "Failed"
    assert [("groups.getById", {"group_ids": "101", "v": "5.199"})] == network.calls


@pytest.mark.parametrize("token", ["", "  ", "a b", "ключ", "a\nb"])
def test_what_is_no_token_is_told_at_once(token: str) -> None:
    """Before anything is sent."""
    with pytest.raises(TokenMissing, match="LAVR_VK_TOKEN"):
        Client(token, "http://127.0.0.1:9/method")


@pytest.mark.parametrize("address", ["http://api.example.ru/method", "ftp://127.0.0.1", "api.example.ru", "https://"])
def test_a_token_is_not_sent_without_encryption(address: str) -> None:
    """Plain HTTP is for this machine only."""
    with pytest.raises(InputError, match="https"):
        Client(TOKEN, address)


def test_an_answer_without_end_is_cut_off(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than any answer needs."""
    monkeypatch.setattr("scoring.sources.collecting.http.LARGEST", 1000)
    network.script = times(1, Bad(200, b" " * 100_000), "groups.getById")
    client = Client(TOKEN, network.address)
    found = client.ask("groups.getById", {"group_ids": "101"})
    client.close()
    assert "too large" in str(found)


def test_an_answer_that_trickles_is_cut_off(network: Network) -> None:
    """A lane is not held for ever by a network that sends a byte now and then."""
    clock = Clock(0)

    def tick() -> float:
        clock.now += 100
        return clock.now

    network.script = times(1, Bad(200, b" " * 1_000_000), "groups.getById")
    client = Client(TOKEN, network.address, clock=tick)
    found = client.ask("groups.getById", {"group_ids": "101"})
    client.close()
    assert "too slow" in str(found)


def test_a_network_that_says_nothing_for_long_is_asked_again() -> None:
    """The time-out of the connection is the network's own trouble."""

    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too long", request=request)

    client = Client(TOKEN, "http://127.0.0.1:9/method", transport=httpx.MockTransport(answer))
    found = client.ask("wall.get", {})
    client.close()
    assert Broken("ReadTimeout") == found


def test_attempts_that_failed_are_recorded_but_not_replayed(collected: Desk) -> None:
    """The recording shows what has happened; reading it back gives each call once."""
    collected.network.script = times(3, 10)
    collected.sweep(collected.network.world.now)
    path: Path = collected.folder.sweeps()[0]
    walls = [line for line in _calls(collected) if line["params"].get("owner_id") == -101 and not line["params"]["offset"]]
    assert [10, 10, 10] == [line["error"]["code"] for line in walls[:3]]
    told = [line["params"] for _, line in lines_of(path) if line.get("method") == "wall.get"]
    assert 1 == sum((params["owner_id"], params["offset"]) == (-101, 0) for params in told)

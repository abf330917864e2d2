"""Odnoklassniki: signatures, every error of the table, lists in parts, answers that lie, and a kill at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.collecting.http import Broken, Failed
from scoring.sources.collecting.policy import CollectionStopped, NetworkDown, Policy, TokenMissing
from scoring.sources.ok import keeping
from scoring.sources.ok.answers import number_of
from scoring.sources.ok.client import Client, Keys, keys_of
from scoring.sources.ok.policy import POLICIES
from tests.desk import AUTHOR, Desk
from tests.ok_world.server import KEYS, Network
from tests.ok_world.year import BY_NAME, FIRST, SWEEPS
from tests.worlds import Bad, Params

TOP = Path(__file__).parents[4]
OkWorld = tuple[Network, Desk]
TOPICS = "mediatopic.getTopics"


def codes(policy: Policy) -> list[int]:
    """All codes of the table with a policy."""
    return [code for code, found in POLICIES.items() if found is policy]


def times(number: int, told: object, method: str = TOPICS) -> Callable[[str, Params], Any]:
    """A script: the first calls of a method get ``told``, later ones the truth."""
    left = [number]

    def script(called: str, _params: Params) -> object:
        if called != method or not left[0]:
            return None
        left[0] -= 1
        return told

    return script


@pytest.fixture(name="undisturbed")
def _undisturbed(ok: OkWorld, tmp_path: Path) -> dict[str, bytes]:
    """The activity files of the autumn's world, collected in one go into another folder."""
    _, found = ok
    other = Desk(tmp_path / "undisturbed", found.world, found.source, found.connect, found.rows)
    other.path.mkdir()
    other.sweep(found.world.now)
    ok[0].calls.clear()
    return other.files()


def test_groups_by_name_are_asked_for_once(ok: OkWorld) -> None:
    """A name's number is found by its address, and remembered by later sweeps."""
    network, found = ok
    found.sweep(SWEEPS[2])
    assert len(BY_NAME) == network.count()["url.getInfo"]
    found.sweep(SWEEPS[3])
    assert len(BY_NAME) == network.count()["url.getInfo"]


def test_a_long_feed_and_a_crowd_come_in_parts(ok: OkWorld) -> None:
    """Parts follow one another by their anchors, and all of them are read."""
    network, found = ok
    found.sweep(found.world.now)
    feed = [params.get("anchor") for method, params in network.calls if method == TOPICS and params["gid"] == str(FIRST)]
    assert 2 == len(feed)
    assert None is feed[0]
    crowd = [params for method, params in network.calls if method == "discussions.getComments" and "anchor" in params]
    assert ["c100"] == [params["anchor"] for params in crowd]


def test_neither_keys_nor_private_parameters_travel_in_vain(ok: OkWorld) -> None:
    """The secret is never sent, nothing of the keys is recorded, and what is only for the recording is not sent."""
    network, found = ok
    found.sweep(found.world.now)
    assert not any(KEYS.secret in value or name.startswith("_") for _, params in network.calls for name, value in params.items())
    recorded = b"".join(path.read_bytes() for path in found.folder.sweeps())
    assert not any(part.encode() in recorded for part in (KEYS.public, KEYS.secret, KEYS.token))


@pytest.mark.parametrize("code", codes(Policy.RETRY))
def test_the_networks_own_trouble_is_waited_out(ok: OkWorld, undisturbed: dict[str, bytes], code: int) -> None:
    """Four failures are followed by a fifth try."""
    network, found = ok
    network.script = times(4, code)
    found.sweep(found.world.now)
    assert undisturbed == found.files()


@pytest.mark.parametrize("code", codes(Policy.PAUSE))
def test_flood_control_pauses_ten_minutes(ok: OkWorld, undisturbed: dict[str, bytes], code: int) -> None:
    """And then goes on."""
    network, found = ok
    network.script = times(1, code)
    began = found.world.now
    found.sweep(began)
    assert found.clock.now >= began + 600
    assert undisturbed == found.files()


@pytest.mark.parametrize("code", codes(Policy.TOMORROW))
def test_a_limit_leaves_the_rest_for_the_next_day(ok: OkWorld, undisturbed: dict[str, bytes], code: int) -> None:
    """The place is kept."""
    network, found = ok
    found.over_night = False
    network.script = times(1, code)
    path = found.begin(found.world.now)
    swept = found.go_on(path)
    assert swept.left
    assert path == found.folder.unfinished()
    found.clock.now = swept.until
    assert 0 == found.go_on(path).left
    assert undisturbed == found.files()


@pytest.mark.parametrize("code", codes(Policy.STOP))
def test_what_a_person_must_mend_stops_the_sweep(ok: OkWorld, undisturbed: dict[str, bytes], code: int) -> None:
    """The error names the keys; once they are mended the sweep goes on."""
    network, found = ok
    network.script = times(1, code)
    path = found.begin(found.world.now)
    with pytest.raises(CollectionStopped, match="LAVR_OK_APP_KEY"):
        found.go_on(path)
    found.go_on(path)
    assert undisturbed == found.files()


@pytest.mark.parametrize("code", [*codes(Policy.STATE), *codes(Policy.DATA), 99_999])
def test_a_shut_door_is_noted_and_passed_by(ok: OkWorld, code: int) -> None:
    """One group's trouble is told by its key, the others are read, and none of its topics is taken for deleted."""
    network, found = ok
    found.sweep(found.world.now - 86_400)
    network.script = lambda method, params: code if method == TOPICS and params["gid"] == str(FIRST) else None
    swept = found.sweep(found.world.now)
    assert [f"ok:{FIRST}"] == [one.page for one in swept.troubles if one.field == str(code) and one.page == f"ok:{FIRST}"]
    rows = found.files()["posts.csv"].decode().splitlines()[1:]
    assert not [row for row in rows if row.startswith(f"https://ok.ru/group/{FIRST},") and row.rpartition(",")[2]]


@pytest.mark.parametrize(
    "bad",
    [Bad(500), Bad(200, b"<html>"), Bad(200, b"[]]"), Bad(200, b'"words"'), Bad(200, b"{", cut=True), Bad(hang_up=True)],
)
def test_answers_that_are_none_are_asked_for_again(ok: OkWorld, undisturbed: dict[str, bytes], bad: Bad) -> None:
    """Broken, cut off, or not there at all."""
    network, found = ok
    network.script = times(2, bad)
    found.sweep(found.world.now)
    assert undisturbed == found.files()


def test_a_network_that_never_answers_ends_the_sweep(ok: OkWorld) -> None:
    """What was collected is kept."""
    network, found = ok
    network.script = lambda _method, _params: Bad(503)
    with pytest.raises(NetworkDown, match="--resume"):
        found.sweep(found.world.now)


def test_the_limit_of_calls_is_never_broken(ok: OkWorld, undisturbed: dict[str, bytes]) -> None:
    """A network that counts the calls of each second finds nothing to complain of."""
    network, found = ok
    network.clock = found.clock
    found.sweep(found.world.now)
    assert b'"code":8' not in b"".join(path.read_bytes() for path in found.folder.sweeps())
    assert undisturbed == found.files()


def test_a_list_that_turns_in_a_circle_has_an_end(ok: OkWorld) -> None:
    """The feed is then not known to be whole."""
    network, found = ok
    topic = {"id": "5", "created_ms": found.world.now * 1000, "media": [], "discussion_summary": {"comments_count": 0}}
    network.script = lambda method, _params: (
        {"media_topics": [topic], "has_more": True, "anchor": "same"} if method == TOPICS else None
    )
    found.sweep(found.world.now)
    assert network.count()[TOPICS] <= 2 * len(found.rows)


def test_a_process_killed_at_random_calls_gives_the_same_bytes(ok: OkWorld, undisturbed: dict[str, bytes]) -> None:
    """SIGKILL in the middle of a call, again and again."""
    network, found = ok
    places = [str(found.path), str(found.path / "register.csv"), network.address, str(found.world.now), "Asia/Novosibirsk"]
    for point in [*sorted(random.Random(3).sample(range(1, 20), 2)), None]:  # noqa: S311 no secret
        network.calls.clear()
        child = subprocess.Popen([sys.executable, "-m", "tests.killed", "ok", *places], cwd=TOP)

        def kill(number: int, child: "subprocess.Popen[bytes]" = child, point: int | None = point) -> None:
            if number == point:
                os.kill(child.pid, signal.SIGKILL)

        network.after = kill
        child.wait()
    assert found.folder.unfinished() is None
    assert undisturbed == found.files()


def test_wrong_keys_are_refused_by_the_network(ok: OkWorld) -> None:
    """By the public key, by the token, and by the signature."""
    network, _ = ok
    told = []
    for keys in (Keys("X", KEYS.secret, KEYS.token), Keys(KEYS.public, KEYS.secret), Keys(KEYS.public, "X", KEYS.token)):
        client = Client(keys, network.address)
        told.append(client.ask("group.getInfo", {"uids": "1"}))
        client.close()
    assert [101, 103, 104] == [reply.code for reply in told if isinstance(reply, Failed)]


def test_the_signature_is_that_of_the_documentation() -> None:
    """Sorted parameters, then the MD5 of token and secret; the token itself is no part of it."""
    signed = Keys("KEY", "SECRET", "TOKEN").signed({"method": "a.b", "zeta": 1, "alpha": "я"})
    assert "45eae4e35de845b9044c282dfe0e823b" == signed["sig"]
    assert "TOKEN" == signed["access_token"]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LAVR_OK_APP_KEY": "K"},
        {"LAVR_OK_APP_KEY": "K", "LAVR_OK_SECRET": "ключ"},
        {"LAVR_OK_APP_KEY": "K", "LAVR_OK_SECRET": "a b"},
    ],
)
def test_missing_keys_are_told_at_once(environment: dict[str, str]) -> None:
    """With the name of the variable."""
    with pytest.raises(TokenMissing, match="LAVR_OK_"):
        keys_of(environment)


def test_keys_are_not_shown() -> None:
    """Not by printing them, and not by an error that repeats them."""
    keys = Keys("PUBLIC", "HIDDEN", "TOKEN")
    assert "HIDDEN" not in repr(keys)
    assert "bad *** *** ***" == keys.hidden("bad TOKEN HIDDEN PUBLIC")


NAMES = st.sampled_from(["media_topics", "comments", "groups", "id", "uid", "created_ms", "anchor"]) | st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
@settings(max_examples=150)
def test_anything_can_come(content: object) -> None:
    """Whatever an answer holds, something is kept of it, and what is not as expected is told."""
    for reduce in (keeping.groups, keeping.address, keeping.Topics(5), keeping.Comments(5, AUTHOR)):
        found = reduce(content)
        assert found.kept == json.loads(json.dumps(found.kept))


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_numbers_of_comments_fit_into_activity_files(text: str) -> None:
    """They are whole, not nought, and below 2^53."""
    assert 0 <= number_of(text) < 2**53


def test_broken_bodies_have_reasons(ok: OkWorld) -> None:
    """An error without a code is no answer."""
    network, _ = ok
    network.script = lambda _method, _params: {"error_code": "many"}
    client = Client(KEYS, network.address)
    found = client.ask("group.getInfo", {"uids": "1"})
    client.close()
    assert Broken("an error without a code") == found

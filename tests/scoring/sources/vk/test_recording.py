"""A collection that is killed at any moment goes on as if nothing had happened."""

import os
import random
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.sources.collecting.policy import BrokenRecording, CollectionBusy
from scoring.sources.collecting.recording import Folder, header_of, lines_of
from tests.vk_world.collecting import Desk, desk
from tests.vk_world.server import Network, serving
from tests.vk_world.small import small_world

TOP = Path(__file__).parents[4]
Files = dict[str, bytes]


def _kill(process: int, point: int | None, number: int) -> None:
    if number == point:
        os.kill(process, signal.SIGKILL)


def _child(collected: Desk) -> "subprocess.Popen[bytes]":
    folder, register = str(collected.path), str(collected.path / "register.csv")
    address, now = collected.network.address, str(collected.network.world.now)
    return subprocess.Popen([sys.executable, "-m", "tests.vk_world.child", folder, register, address, now], cwd=TOP)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_process_killed_at_random_calls_gives_the_same_bytes(collected: Desk, undisturbed: Files, seed: int) -> None:
    """SIGKILL in the middle of a call, again and again, some before the answer is sent and some after it was."""
    points = random.Random(seed).sample(range(1, 11), 3)  # noqa: S311 no secret
    for point in [*sorted(points), None]:
        child = _child(collected)
        collected.network.calls.clear()
        collected.network.after = partial(_kill, child.pid, point)
        child.wait()
        assert child.returncode == (0 if point is None or len(collected.network.calls) < point else -signal.SIGKILL)
    assert collected.folder.unfinished() is None
    assert undisturbed == collected.files()


@pytest.fixture(name="whole", scope="module")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A finished sweep of the small world, whose server is gone."""
    with serving(Network(small_world())) as network:
        found = desk(tmp_path_factory.mktemp("whole"), network)
        found.sweep(network.world.now)
    return found


@given(share=st.floats(0, 1))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_recording_cut_at_any_byte_goes_on(
    whole: Desk, undisturbed: Files, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    """A torn line is dropped and its call made again; no call whose line is whole is made a second time."""
    source = whole.folder.sweeps()[0]
    raw = source.read_bytes()
    first = raw.index(b"\n") + 1
    size = first + int((len(raw) - first) * share)
    with serving(Network(small_world())) as network:
        cut = desk(tmp_path_factory.mktemp("cut"), network)
        target = cut.path / source.name
        target.write_bytes(raw[:size])
        left = raw[size:].count(b'"line":"call"') + (not raw[:size].endswith(b"\n"))
        cut.clock.now = network.world.now
        cut.go_on(target)
        assert len(network.calls) <= left
        assert undisturbed == cut.files()


def test_a_finished_sweep_asks_nothing_more(whole: Desk, undisturbed: Files, tmp_path: Path) -> None:
    """Everything replays from the file, without any network."""
    shutil.copytree(whole.path, tmp_path / "copy")
    offline = Desk(tmp_path / "copy", whole.network, whole.rows)
    assert undisturbed == offline.files()
    assert offline.folder.unfinished() is None


def test_several_lanes_give_the_same_bytes(collected: Desk, undisturbed: Files) -> None:
    """The order in which answers come does not matter."""
    collected.lanes = 4
    collected.sweep(collected.network.world.now)
    assert undisturbed == collected.files()


def test_nobody_else_collects_into_the_same_folder(collected: Desk) -> None:
    """The second one is told."""
    with collected.folder.locked(), pytest.raises(CollectionBusy), Folder(collected.path).locked():
        pass


def test_a_recording_of_somebody_else_is_refused(collected: Desk) -> None:
    """With file and line."""
    path = collected.begin(collected.network.world.now)
    with path.open("ab") as file:
        file.write(b"hello\n")
    with pytest.raises(BrokenRecording, match="line 2"):
        collected.go_on(path)
    with pytest.raises(BrokenRecording, match="line 2"):
        list(lines_of(path))


@pytest.mark.parametrize("line", [b"{}\n", b'{"line":"page","page":"vk:nobody"}\n', b'{"line":"call","last":true}\n'])
def test_a_line_that_lacks_its_parts_is_refused(collected: Desk, line: bytes) -> None:
    """With its number."""
    collected.sweep(collected.network.world.now)
    path = collected.folder.sweeps()[0]
    kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*kept[:2], line, *kept[2:]]))
    with pytest.raises(BrokenRecording, match="line 3"):
        collected.convert()


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b'{"line":"sweep","pages":3}\n', b""])
def test_a_recording_without_its_header_is_refused(collected: Desk, line: bytes) -> None:
    """It would be nobody's."""
    path = collected.path / "sweep-0001.jsonl"
    path.write_bytes(line)
    with pytest.raises(BrokenRecording, match="line 1"):
        header_of(path)


def test_folders_and_words_are_for_their_owner(collected: Desk) -> None:
    """Words of citizens cannot be read by others of the machine."""
    collected.sweep(collected.network.world.now)
    assert 0o600 == (collected.path / "words.jsonl").stat().st_mode & 0o777

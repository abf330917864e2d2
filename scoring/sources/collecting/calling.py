"""Makes the calls of a sweep: as fast as allowed, by the table of errors, each noted before the next one."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from scoring.progress import Stopped
from scoring.sources.collecting.answers import Fault
from scoring.sources.collecting.http import Answered, Broken, Params, Reply
from scoring.sources.collecting.keeping import Kept, Reduce
from scoring.sources.collecting.pace import Bucket, Time, network_day, next_midnight
from scoring.sources.collecting.policy import UNANSWERED, Policy, Rules, down
from scoring.sources.collecting.recording import Line, Sweep

BACKOFF: Final = (1, 2, 4, 8)
"""Seconds before the second, third, fourth and fifth try."""
_SLOWER_TRIES: Final = 20
_PAUSE: Final = 600
_LATER: Final = 60
_ROUNDS: Final = 3
"""So many times a call is put off before it is given up for this sweep."""
_SILENT: Final = 3
"""So many calls in a row without any answer mean that nothing answers."""


class NotNow(Exception):
    """A method is closed until a moment; the work that needs it comes back then. It never leaves the collection."""

    def __init__(self, until: float, *, tomorrow: bool = False) -> None:
        super().__init__(until)
        self.until = until
        self.tomorrow = tomorrow


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a call: what is kept of the answer and what lied in it, or the code of the error."""

    kept: Kept | None
    faults: tuple[Fault, ...]
    code: int | None = None
    words: str = ""

    @property
    def whole(self) -> bool:
        """An answer that is what the schema promises."""
        return self.kept is not None and not self.faults


class Asks(Protocol):
    """A connection to a network."""

    def ask(self, method: str, params: Params) -> Reply:
        """One call, once."""
        ...


Words = Callable[[tuple[tuple[int, str], ...]], None]


@dataclass(slots=True)
class _Method:
    """Until when a method is closed, and whether that is the day's limit."""

    until: float = 0
    tomorrow: bool = False


@dataclass(slots=True)
class _PutOff:
    rounds: int = 0
    answers: int = 0
    """How many calls had been answered when it was put off first."""


@dataclass(slots=True)
class Caller:
    """Asks the network for one sweep. Safe for several threads.

    ``before``: (day, method) -> calls of earlier sweeps, for the limits of the day. ``stopped`` says when to leave.
    """

    client: Asks
    rules: Rules
    sweep: Sweep
    time: Time
    bucket: Bucket
    before: Counter[tuple[str, str]]
    stopped: Callable[[], bool] = lambda: False
    made: int = 0
    _used: Counter[tuple[str, str]] = field(init=False)
    _methods: defaultdict[str, _Method] = field(default_factory=lambda: defaultdict(_Method))
    _put_off: defaultdict[str, _PutOff] = field(default_factory=lambda: defaultdict(_PutOff))
    _silent: set[str] = field(default_factory=set)
    _answers: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._used = self.before + self.sweep.calls

    def call(self, method: str, params: Params, reduce: Reduce, words: Words | None = None) -> Told:
        """The noted outcome of this call, or a new one. Raises NotNow, Stopped, CollectionStopped, NetworkDown."""
        line = self.sweep.told(method, params)
        return _told(self._made(method, params, reduce, words) if line is None else line)

    def _made(self, method: str, params: Params, reduce: Reduce, words: Words | None) -> Line:
        waits = list(BACKOFF)
        slower = _SLOWER_TRIES
        while True:
            moment, reply = self._once(method, params)
            if isinstance(reply, Answered):
                return self._answered(method, params, moment, reply, reduce, words)
            code, said = (UNANSWERED, reply.reason) if isinstance(reply, Broken) else (reply.code, reply.words)
            policy = self.rules.policy_of(code)
            line: Line = {"error": {"code": code, "words": said}}
            if policy in {Policy.STATE, Policy.DATA}:
                self._hear()
                self.sweep.note(method, params, moment, line)
                return line
            self.sweep.note(method, params, moment, line, last=False)
            if policy is Policy.STOP:
                raise self.rules.alarm(code, said)
            if policy is Policy.TOMORROW:
                self._close(method, next_midnight(moment), tomorrow=True)
            elif policy is Policy.PAUSE:
                self._close(method, moment + _PAUSE)
                return self._later(method, params, moment, line, moment + _PAUSE)
            elif policy is Policy.SLOWER and slower:
                slower -= 1
                self.time.sleep(1)
            elif waits:
                self.time.sleep(waits.pop(0))
            else:
                return self._later(method, params, moment, line, moment + _LATER)

    def _once(self, method: str, params: Params) -> tuple[float, Reply]:
        """One try, when it may be made; the moment at which it was."""
        self._reserve(method)
        self.bucket.take()
        if self.stopped():
            raise Stopped
        return self.time.clock(), self.client.ask(method, params)

    def _reserve(self, method: str) -> None:
        """Take one of the day's calls of a method, or raise NotNow."""
        if self.stopped():
            raise Stopped
        now = self.time.clock()
        with self._lock:
            state = self._methods[method]
            if now < state.until:
                raise NotNow(state.until, tomorrow=state.tomorrow)
            today = (network_day(now), method)
            if method in self.rules.daily and self._used[today] >= self.rules.daily[method]:
                raise NotNow(next_midnight(now), tomorrow=True)
            self._used[today] += 1
            self.made += 1

    def _close(self, method: str, until: float, *, tomorrow: bool = False) -> None:
        with self._lock:
            self._answers += 1
            self._silent.clear()
            self._methods[method] = _Method(until, tomorrow)

    def _hear(self) -> None:
        with self._lock:
            self._answers += 1
            self._silent.clear()

    def _answered(self, method: str, params: Params, moment: float, reply: Answered, reduce: Reduce, words: Words | None) -> Line:
        self._hear()
        found = reduce(reply.content)
        if words is not None:
            words(found.words)
        line: Line = {"answer": found.kept}
        if found.faults:
            line["faults"] = [[fault.field, fault.words] for fault in found.faults]
        self.sweep.note(method, params, moment, line)
        return line

    def _later(self, method: str, params: Params, moment: float, line: Line, until: float) -> Line:
        """Put a call off; the third time it is given up, if others were answered meanwhile, or else nothing answers at all."""
        name = f"{method} {sorted(params.items())}"
        with self._lock:
            one = self._put_off[name]
            if not one.rounds:
                one.answers = self._answers
            one.rounds += 1
            unheard = line["error"]["code"] == UNANSWERED
            if unheard:
                self._silent.add(name)
            if len(self._silent) >= _SILENT or (unheard and one.rounds >= _ROUNDS and self._answers == one.answers):
                raise down(line["error"]["words"])
            if one.rounds < _ROUNDS:
                raise NotNow(until)
        self.sweep.note(method, params, moment, line, tries=0)
        return line


def _told(line: Line) -> Told:
    if "error" in line:
        return Told(None, (), line["error"]["code"], line["error"]["words"])
    return Told(line["answer"], tuple(Fault(*fault) for fault in line.get("faults", ())))

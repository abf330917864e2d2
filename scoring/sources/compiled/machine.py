"""Makes machine code of functions over arrays, once a machine: it is kept beside the package, or in the user's cache."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from threading import Lock
from typing import Any, Final, TypeVar, cast

import numba

_MAKING: Final = Lock()
"""Two threads that read source code at once confuse Python 3.11."""
_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(*signatures: str) -> Callable[[_Function], _Function]:
    """A function that runs as machine code, made or fetched at its first call, and lets other threads run meanwhile.

    ``signatures`` name the types of its arguments; no others are taken. Where no folder can be written, or nothing more fits
    into it, the code is made anew in each process.
    """

    def make(function: _Function) -> _Function:
        made: list[Callable[..., Any]] = []

        @wraps(function)
        def run(*values: Any) -> Any:
            if not made:
                with _MAKING:
                    made.extend([] if made else [_made(function, signatures)])
            return made[0](*values)

        return cast("_Function", run)

    return make


def inner(function: _Function) -> _Function:
    """A function that is called by compiled ones of the same module only."""
    return cast("_Function", _dispatcher(function))


def _made(function: Callable[..., Any], signatures: Sequence[str]) -> Callable[..., Any]:
    made = _dispatcher(function)
    with suppress(RuntimeError):  # there is no folder that can be written
        made.enable_caching()
    try:
        return _compiled(made, signatures)
    except OSError:  # the folder could not take what was made
        return _compiled(_dispatcher(function), signatures)


def _compiled(made: Any, signatures: Sequence[str]) -> Callable[..., Any]:
    for signature in signatures:
        made.compile(signature)
    made.disable_compile()
    return cast("Callable[..., Any]", made)


def _dispatcher(function: Callable[..., Any]) -> Any:
    # division by zero need not be looked for; no fastmath, so that every machine gives the same
    return numba.njit(nogil=True, error_model="numpy")(function)

"""Makes machine code of functions over arrays, once a machine: it is kept beside the package, or in the user's cache."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(signature: str) -> Callable[[_Function], _Function]:
    """A function that runs as machine code, made or fetched at its first call, and lets other threads run meanwhile.

    ``signature`` names the types of its arguments; no others are taken. Where no folder can be written, or nothing more fits
    into it, the code is made anew in each process.
    """

    def make(function: _Function) -> _Function:
        ready = cache(lambda: _made(function, signature))

        @wraps(function)
        def run(*values: Any) -> Any:
            return ready()(*values)

        return cast("_Function", run)

    return make


def inner(function: _Function) -> _Function:
    """A function that is called by compiled ones of the same module only."""
    return cast("_Function", _dispatcher(function))


def _made(function: Callable[..., Any], signature: str) -> Callable[..., Any]:
    made = _dispatcher(function)
    with suppress(RuntimeError):  # there is no folder that can be written
        made.enable_caching()
    try:
        made.compile(signature)
    except OSError:  # the folder could not take what was made
        made = _dispatcher(function)
        made.compile(signature)
    made.disable_compile()
    return cast("Callable[..., Any]", made)


def _dispatcher(function: Callable[..., Any]) -> Any:
    # division by zero need not be looked for; no fastmath, so that every machine gives the same
    return numba.njit(nogil=True, error_model="numpy")(function)

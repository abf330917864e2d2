"""Hands NumPy columns and texts to DuckDB where they lie, by the C data interface of Apache Arrow.

https://arrow.apache.org/docs/format/CDataInterface.html: two structures of C, one for the schema and one for the arrays, in
capsules.
"""

import ctypes
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Int64

_FORMATS: Final = {"b1": b"c", "i1": b"c", "i2": b"s", "i4": b"i", "i8": b"l"}


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]


class _Stream(ctypes.Structure):
    _fields_: ClassVar = [
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.c_void_p),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


def _released_schema(schema: Any) -> None:
    schema.contents.release = None


def _released_array(array: Any) -> None:
    array.contents.release = None


# memory is Python's and lives as long as the Columns do, so that releasing is only marking
_RELEASE_SCHEMA = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))(_released_schema)
_RELEASE_ARRAY = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))(_released_array)
_SCHEMA_DONE = ctypes.cast(_RELEASE_SCHEMA, ctypes.c_void_p).value
_ARRAY_DONE = ctypes.cast(_RELEASE_ARRAY, ctypes.c_void_p).value
_capsule = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", ctypes.pythonapi)
)


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts one after another: ``raw`` holds their UTF-8, text i from ``ends[i]`` to ``ends[i + 1]``."""

    ends: Int64
    raw: NDArray[np.uint8]


def texts(written: Sequence[str]) -> Texts:
    """The texts of a column."""
    cells = [text.encode() for text in written]
    return Texts(np.cumsum([0, *map(len, cells)], dtype=np.int64), np.frombuffer(b"".join(cells), np.uint8))


class Handover:
    """Columns of the same length by name, as DuckDB can read them; they must live until the query has ended."""

    def __init__(self, columns: Mapping[str, NDArray[Any] | Texts]) -> None:
        self._columns = columns
        self._kept: list[object] = []

    def __arrow_c_schema__(self) -> object:
        """A capsule with the names and types."""
        return _capsule(ctypes.addressof(self.schema()), b"arrow_schema", None)

    def schema(self) -> _Schema:
        """The names and types."""
        children = [
            _Schema(
                format=b"U" if isinstance(column, Texts) else _FORMATS[column.dtype.str[1:]],
                name=name.encode(),
                release=_SCHEMA_DONE,
            )
            for name, column in self._columns.items()
        ]
        pointers = (ctypes.POINTER(_Schema) * len(children))(*map(ctypes.pointer, children))
        table = _Schema(format=b"+s", name=b"", n_children=len(children), children=pointers, release=_SCHEMA_DONE)
        self._kept += [children, pointers, table]
        return table

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Capsules with the types and with the places of the columns."""
        del requested_schema  # it is a wish, and DuckDB has none
        return self.__arrow_c_schema__(), _capsule(ctypes.addressof(self.array()), b"arrow_array", None)

    def array(self) -> _Array:
        """The places of the columns."""
        children, length = [], 0
        for column in self._columns.values():
            buffers = _buffers(column)
            places = (ctypes.c_void_p * len(buffers))(*(None if part is None else part.ctypes.data for part in buffers))
            length = len(column.ends) - 1 if isinstance(column, Texts) else len(column)
            children.append(_Array(length=length, n_buffers=len(buffers), buffers=places, release=_ARRAY_DONE))
            self._kept += [buffers, places]
        pointers = (ctypes.POINTER(_Array) * len(children))(*map(ctypes.pointer, children))
        nothing = (ctypes.c_void_p * 1)(None)
        table = _Array(
            length=length, n_buffers=1, buffers=nothing, n_children=len(children), children=pointers, release=_ARRAY_DONE
        )
        self._kept += [children, pointers, nothing, table]
        return table


def _buffers(column: NDArray[Any] | Texts) -> list[NDArray[Any] | None]:
    """The parts of a column, the first of which would tell which cells are missing: none is."""
    if isinstance(column, Texts):
        return [None, column.ends, column.raw]
    return [None, column]


class Parts:
    """Columns that DuckDB asks for part by part, once; each part lives until DuckDB lets it go.

    ``first`` tells the names and types, and is the first part; ``others`` are made when they are asked for.
    """

    def __init__(self, first: Handover, others: Iterator[Handover]) -> None:
        self._schema = first.schema()
        self._parts = itertools.chain([first], others)
        self._alive: dict[int, Handover] = {}
        self._callbacks: tuple[Any, ...] = ()
        self._first = first

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule with what DuckDB calls for the next part."""
        del requested_schema
        two = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        one = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
        text = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
        calls = (two(self._tell), two(self._next), text(lambda _: None), one(_let_go))
        self._callbacks = (*calls, one(self._release))
        stream = _Stream(*(ctypes.cast(call, ctypes.c_void_p) for call in calls), None)
        self._callbacks += (stream,)
        return _capsule(ctypes.addressof(stream), b"arrow_array_stream", None)

    def _tell(self, _stream: int, into: int) -> int:
        ctypes.memmove(into, ctypes.addressof(self._schema), ctypes.sizeof(_Schema))
        return 0

    def _next(self, _stream: int, into: int) -> int:
        part = next(self._parts, None)
        if part is None:
            ctypes.memset(into, 0, ctypes.sizeof(_Array))  # released from the beginning: the end
            return 0
        self._alive[id(part)] = part
        array = part.array()
        array.private_data = id(part)
        array.release = ctypes.cast(self._callbacks[4], ctypes.c_void_p)
        ctypes.memmove(into, ctypes.addressof(array), ctypes.sizeof(_Array))
        return 0

    def _release(self, array: int) -> None:
        found = _Array.from_address(array)
        self._alive.pop(found.private_data, None)
        found.release = None


def _let_go(stream: int) -> None:
    _Stream.from_address(stream).release = None

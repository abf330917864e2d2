"""The identity of evidence: SHA-256 over logical columns in canonical bytes, whatever the bytes of the files that hold them.

Canonical bytes of a column, rows in the table's canonical order:

- whole numbers: little-endian two's complement of the column's width, one after another; ``bool`` one byte, 0 or 1;
- ``text``: the UTF-8 length of every cell as little-endian int64, then all cells one after another.

A column's digest is the SHA-256 of its canonical bytes. The name of the evidence is the SHA-256 of this UTF-8 text, its lines
ended by LF, tables and columns in the order of ``scoring.evidence.schema``::

    lavr-evidence 2
    year 2025
    zone Asia/Novosibirsk
    table posts 275000
    column page int32 <digest in lower-case hex>
    ...

The first line tells the version, on which the columns depend. The number of threads, the order in which files came and the
way they were packed are not part of it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.schema import TABLES, VERSION, Kind
from scoring.sources.handover import Texts, texts

FORMAT: Final = "lavr-evidence"
DTYPES: Final = MappingProxyType[Kind, str]({"int8": "<i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "bool": "|b1"})


@dataclass(frozen=True, slots=True)
class TableDigest:
    """A table's number of rows and the digest of each of its columns, by name."""

    rows: int
    columns: Mapping[str, str]


def column_digest(kind: Kind, values: NDArray[Any] | Texts) -> str:
    """SHA-256 of a column's canonical bytes, in hex."""
    digest = hashlib.sha256()
    if isinstance(values, Texts):
        digest.update(np.diff(values.ends).data)
        digest.update(values.raw.data)
    elif kind == "text":
        return column_digest(kind, texts(list(map(str, values.tolist()))))
    else:
        digest.update(np.ascontiguousarray(values, DTYPES[kind]).data)
    return digest.hexdigest()


def evidence_name(year: int, zone: str, digests: Mapping[str, TableDigest], version: int = VERSION) -> str:
    """The name of evidence of a version with these tables, in hex."""
    lines = [f"{FORMAT} {version}", f"year {year}", f"zone {zone}"]
    for table in TABLES:
        found = digests[table.name]
        lines.append(f"table {table.name} {found.rows}")
        lines += [f"column {column.name} {column.kind} {found.columns[column.name]}" for column in table.columns_of(version)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()

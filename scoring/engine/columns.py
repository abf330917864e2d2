"""Plain columns as metrics: value = column, or column / per, exactly; what comes behind is the same as for any metric.

Unknown where a cell is empty, or where ``per`` is 0: a share of nothing is no number. Such a leaf tells no facts.
"""

from types import MappingProxyType
from typing import Final

import numpy as np

from criteria.evidence import Int64
from criteria.rulebook import Column
from scoring.engine.evidence import Evidence
from scoring.engine.measure import Leaf
from scoring.engine.nominations import unknown_column
from scoring.errors import InputError

_ROOM: Final = 2**61


def column_leaf(code: str, rule: Column, evidence: Evidence) -> Leaf:
    """The leaf of criterion ``code`` for all pages of ``evidence``.

    InputError where a column does not exist, or where its numbers have too many digits to be divided exactly.
    """
    numerator, denominator = _column(code, "column", rule.column, evidence)
    if rule.per is not None:
        numerator, denominator = _per(code, rule, (numerator, denominator), _column(code, "per", rule.per, evidence))
    known = denominator > 0
    numerator, denominator = np.where(known, numerator, 0), np.where(known, denominator, 0)
    settled = np.zeros(len(numerator), np.bool_)
    for array in (numerator, denominator, settled):
        array.flags.writeable = False
    return Leaf(code, numerator, denominator, settled, 1, MappingProxyType({}))


def _column(code: str, field: str, name: str, evidence: Evidence) -> tuple[Int64, Int64]:
    found, path = evidence.column(name), f"{code}.metric.{field}"
    if found is None and evidence.text_column(name) is not None:
        raise InputError(
            f"Регламент, поле {path}: в столбце «{name}» текст, а метрике нужны числа. Назовите столбец с числами; "
            "по тексту страницы делят на номинации (nominations.by).",
            f"Rule book, field {path}: the column «{name}» holds text, and a metric needs numbers. Name a column of numbers; "
            "by a text pages are divided into nominations (nominations.by).",
        )
    if found is None:
        raise unknown_column(name, evidence, path)
    return found


def _per(code: str, rule: Column, above: tuple[Int64, Int64], below: tuple[Int64, Int64]) -> tuple[Int64, Int64]:
    """(a / b) / (c / d) = a * d / (b * c) in lowest terms, the sign above; 0 / 0 where one is unknown or c is 0."""
    known = (above[1] > 0) & (below[1] > 0) & (below[0] != 0)
    a, b, c, d = (np.where(known, part, 1) for part in (*above, *below))
    sign = np.sign(c)
    c = np.abs(c)
    first, second = np.gcd(a, c), np.gcd(d, b)
    first = np.maximum(first, 1)  # the divisor of 0 and 0
    a, c, d, b = a // first, c // first, d // second, b // second
    if (np.abs(a) > _ROOM // np.maximum(d, 1)).any() or (b > _ROOM // np.maximum(c, 1)).any():
        raise InputError(
            f"Критерий {code}: в столбцах «{rule.column}» и «{rule.per}» слишком длинные числа. Округлите их в таблице.",
            f"Criterion {code}: the columns «{rule.column}» and «{rule.per}» hold numbers with too many digits. "
            "Round them in the table.",
        )
    return np.where(known, sign * a * d, 0), np.where(known, b * c, 0)

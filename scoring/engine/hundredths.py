"""Rounds the points of an explanation to hundredths so that its parts still add up: what is shown can be added by hand."""

from collections.abc import Mapping, Sequence
from typing import Final

from scoring.engine.telling import Line

_OF: Final = 100
"""Ten-thousandths in a hundredth."""


def nearest(parts: int) -> int:
    """Ten-thousandths, not below 0, as hundredths, half-up."""
    return (parts + _OF // 2) // _OF


def apportioned(parts: Sequence[int], whole: int) -> list[int]:
    """Ten-thousandths as hundredths whose sum is ``whole``: each rounded down, and one more to the largest remainders.

    ``whole``: the sum rounded down or up, so that no part is off by a hundredth or more; of equal remainders the first.
    """
    shown = [part // _OF for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (-(parts[i] % _OF), i))
    for i in order[: whole - sum(shown)]:
        shown[i] += 1
    return shown


def shown_points(lines: Sequence[Line]) -> Mapping[str, tuple[int, int]]:
    """By code (got, lost) of every line in hundredths: children add up to their parent, the lines at the top to their sums."""
    got, lost = sum(line.got for line in lines), sum(line.lost for line in lines)
    earned = nearest(got)
    shown: dict[str, tuple[int, int]] = {}
    _share_out(lines, earned, nearest(got + lost) - earned, shown)
    return shown


def _share_out(lines: Sequence[Line], got: int, lost: int, shown: dict[str, tuple[int, int]]) -> None:
    every = zip(apportioned([line.got for line in lines], got), apportioned([line.lost for line in lines], lost), strict=True)
    for line, two in zip(lines, every, strict=True):
        shown[line.code] = two
        if line.children:
            _share_out(line.children, *two, shown)

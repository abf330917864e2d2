"""A coat of arms as a drawing in one ink: the numbers of an outline are read, never a file that a browser would run."""

import re
from collections.abc import Iterator
from typing import Final

from certificates.drawing import Affine, Segment, moved
from certificates.errors import PictureRefused
from certificates.look import Coat

LONGEST: Final = 50_000
_PART = re.compile(r"\s*,?\s*(?:([MmLlHhVvCcSsQqTtZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}
_FARTHEST: Final = 1e6


def read_outline(text: str) -> Coat:
    """A coat from the value of an SVG path's ``d``: straight lines and curves of second and third order, no arcs.

    The outline is fitted into the unit square, in its own proportions. Raises ``PictureRefused``.
    """
    if len(text) > LONGEST:
        raise _refused(f"контур длиннее {LONGEST} знаков", f"the outline is longer than {LONGEST} letters")
    path = tuple(_segments(list(_commands(text))))
    points = [(x, y) for _, at in path for x, y in zip(at[::2], at[1::2], strict=True)]
    if len(points) < 3 or path[0][0] != "M":
        raise _refused("в контуре нет фигуры", "the outline draws nothing")
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, low = min(y for _, y in points), max(y for _, y in points)
    side = max(right - left, low - top)
    if side <= 0:
        raise _refused("контур вырожден в точку", "the outline is a single point")
    scale = 1 / side
    home = Affine(scale, 0, 0, scale, 0.5 - scale * (left + right) / 2, 0.5 - scale * (top + low) / 2)
    return Coat(outline=moved(path, home))


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """(letter, its numbers), a letter repeated for every further set of numbers."""
    at, letter, numbers = 0, "", list[float]()
    while at < len(text.rstrip()):
        found = _PART.match(text, at)
        if found is None:
            shown = text[at : at + 12].strip()
            raise _refused(f"в контуре непонятно: «{shown}»", f"the outline holds what is not understood: “{shown}”")
        at = found.end()
        if found[1]:
            if numbers:
                raise _refused(f"после «{letter}» не хватает чисел", f"numbers are missing after “{letter}”")
            letter = found[1]
            if letter in "Zz":
                yield "Z", []
            continue
        number = float(found[2])
        if not letter or letter in "Zz" or abs(number) > _FARTHEST:
            raise _refused(f"число {found[2]} стоит не на месте", f"the number {found[2]} is out of place")
        numbers.append(number)
        if len(numbers) == _TAKES[letter.upper()]:
            yield letter, numbers
            # Further pairs after a move are lines.
            letter, numbers = {"M": "L", "m": "l"}.get(letter, letter), []
    if numbers:
        raise _refused(f"после «{letter}» не хватает чисел", f"numbers are missing after “{letter}”")


def _segments(commands: list[tuple[str, list[float]]]) -> Iterator[Segment]:
    """The same as moves, lines and cubics with absolute coordinates."""
    x = y = start_x = start_y = 0.0
    control = (0.0, 0.0)
    before = ""
    for letter, numbers in commands:
        verb, at = letter.upper(), list(numbers)
        if verb == "Z":
            yield "Z", ()
            x, y, before = start_x, start_y, verb
            continue
        if letter.islower():
            at = [value + ((y if verb == "V" else x) if verb in "HV" else (x, y)[i % 2]) for i, value in enumerate(at)]
        if verb in "HV":
            at = [at[0], y] if verb == "H" else [x, at[0]]
        if verb in "ST":
            mirrored = before in ("CS" if verb == "S" else "QT")
            at = [2 * x - control[0], 2 * y - control[1], *at] if mirrored else [x, y, *at]
        if verb in "QT":
            control = (at[0], at[1])
            cx, cy, ex, ey = at
            at = [(x + 2 * cx) / 3, (y + 2 * cy) / 3, (ex + 2 * cx) / 3, (ey + 2 * cy) / 3, ex, ey]
        elif verb in "CS":
            control = (at[2], at[3])
        yield {"M": "M", "L": "L", "H": "L", "V": "L"}.get(verb, "C"), tuple(at)
        x, y = at[-2], at[-1]
        if verb == "M":
            start_x, start_y = x, y
        before = verb


def _refused(ru: str, en: str) -> PictureRefused:
    return PictureRefused(
        f"Герб не принят: {ru}. Загрузите его картинкой PNG или JPEG.", f"The coat was not taken: {en}. Upload it as PNG or JPEG."
    )

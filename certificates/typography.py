"""Russian typography of single lines: clean characters, quotes, dashes, spaces that do not break; balanced lines."""

import re
import unicodedata
from collections.abc import Callable

NBSP = "\u00a0"
BEFORE_QUOTE = 0.30  # a break before the first opening quote is worth this much unevenness, in squares of the width
LONGEST = 1000  # letters; anything longer is no title of anything and is refused before it is worked on

_SHORT = "а|без|в|во|для|до|за|и|из|или|к|ко|на|над|не|ни|но|о|об|обо|от|по|под|при|про|с|со|у"
_ABBREVIATED = "г|гг|д|им|обл|п|пгт|пос|р|с|ст|ул|пр|просп|пер|корп|к|стр|кв|оф"
_SHORT_WORD = re.compile(rf"(?<![\w.«„(-])({_SHORT}) (?=\S)|(?<=[«„(])({_SHORT}) (?=\S)", re.IGNORECASE)
_ABBREVIATION = re.compile(rf"(?<![\w-])((?:{_ABBREVIATED})\.) (?=[\w«№])", re.IGNORECASE)
_INITIAL = re.compile(r"(?<!\w)([А-ЯЁA-Z]\.) ?(?=[А-ЯЁA-Z][.\w])")
_PATRONYMIC = re.compile(r" (?=\w+(?:вич|вна|чна|ьич|мич)\b)", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"№\s*(?=\w)")
_COUNTED = re.compile(r"(?<=\d) (?=[а-яё])")
_DASH = re.compile(r"(?<=\S)[ \u00a0][-–—](?=[ \u00a0]|$)")
_OPENING, _CLOSING = "«„", "»”"
_QUOTES = '"“' + _OPENING + _CLOSING


def clean(text: str) -> str:
    """NFC; no control, format, bidi, private or unknown characters; at most one mark on a letter; single spaces."""
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace():
            kept.append(NBSP if character in "\u00a0\u202f" else " ")
        elif category in {"Mn", "Me", "Mc"}:
            if kept and kept[-1] not in {" ", NBSP} and not unicodedata.category(kept[-1]).startswith("M"):
                kept.append(character)
        elif not category.startswith("C"):
            kept.append(character)
    return re.sub(r" *\u00a0[ \u00a0]*| {2,}", _one_space, unicodedata.normalize("NFC", "".join(kept))).strip(" " + NBSP)


def _one_space(found: re.Match[str]) -> str:
    return NBSP if NBSP in found[0] else " "


def typographic(text: str) -> str:
    """Cleaned text with «…„…“…», «№ 5», « — », and spaces that do not break after short words, initials and numbers.

    Quotes that do not pair (official names often close two with one) become « and » and nothing is added.
    Applying it again changes nothing.
    """
    text = _DASH.sub(f"{NBSP}—", _quoted(clean(text)))
    text = _NUMBER_SIGN.sub("№" + NBSP, text)
    text = _SHORT_WORD.sub(lambda m: f"{m[1] or m[2]}{NBSP}", text)
    text = _ABBREVIATION.sub(rf"\1{NBSP}", text)
    text = _INITIAL.sub(rf"\1{NBSP}", text)
    return _COUNTED.sub(NBSP, text)


def person_name(text: str) -> str:
    """A person's name, typographic, its patronymic on one line with the first name: a line breaks beside the surname."""
    return _PATRONYMIC.sub(NBSP, typographic(text))


def _quoted(text: str) -> str:
    if not any(c in _QUOTES for c in text):
        return text
    letters = list(text)
    open_at: list[int] = []
    pairs: list[tuple[int, int, int]] = []  # (opening, closing, depth)
    lone = False
    for i, character in enumerate(letters):
        if character not in _QUOTES:
            continue
        if _opens(letters, i, open_at):
            open_at.append(i)
        elif open_at:
            start = open_at.pop()
            pairs.append((start, i, len(open_at)))
        else:
            lone = True
            letters[i] = "»"
    balanced = not lone and not open_at
    for i in open_at:
        letters[i] = "«"
    for start, end, depth in pairs:
        inner = balanced and depth % 2 == 1
        letters[start], letters[end] = ("„", "“") if inner else ("«", "»")
    return "".join(letters)


def _opens(letters: list[str], at: int, open_at: list[int]) -> bool:
    """Whether the quote opens: the sloped ones say so themselves, straight ones by what stands before them."""
    character = letters[at]
    if character in _OPENING or character in _CLOSING:
        return character in _OPENING
    if character == "“" and open_at and letters[open_at[-1]] == "„":
        return False
    before = letters[at - 1] if at else " "
    return before.isspace() or before in "([—–-/" or before in _OPENING


def balanced_lines(text: str, width_of: Callable[[str], float], width: float, most: int) -> tuple[str, ...] | None:
    """As few lines as hold the text, of lengths as equal as can be; None when ``most`` lines do not hold it.

    Lines break at ordinary spaces and, at a price, after hyphens inside words; a line rather begins with an opening quote.
    """
    pieces = _pieces(text)
    lengths = [width_of(piece.rstrip(" ")) for piece in pieces]
    if any(length > width for length in lengths):
        return None
    full = [width_of(piece) for piece in pieces]
    for count in range(1, most + 1):
        if sum(full) > count * width + sum(full[-1:]):
            continue
        broken = _broken(pieces, full, lengths, width, count)
        if broken is not None:
            return broken
    return None


def _pieces(text: str) -> list[str]:
    """Words with the space or hyphen that ends them; a hyphen is a place to break with three letters on either side."""
    pieces: list[str] = []
    for word in text.split(" "):
        *hyphened, last = re.split(r"(?<=\w{3}-)(?=\w{3})", word)
        pieces += [*hyphened, last + " "]
    pieces[-1] = pieces[-1].rstrip(" ")
    return pieces


def _broken(pieces: list[str], full: list[float], lengths: list[float], width: float, count: int) -> tuple[str, ...] | None:
    """The cheapest cut into ``count`` lines; cost is the squared difference from the mean length, plus prices of bad breaks."""
    size = len(pieces)
    mean = sum(full) / count
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}] + [{} for _ in range(count)]
    for row in range(1, count + 1):
        for start, (cost, _) in best[row - 1].items():
            run = 0.0
            for end in range(start + 1, size + 1):
                wide = run + lengths[end - 1]
                if wide > width:
                    break
                run += full[end - 1]
                if row == count and end < size:
                    continue
                total = cost + ((wide - mean) / width) ** 2 + (_price(pieces, end) if end < size else 0.0)
                if end not in best[row] or total < best[row][end][0]:
                    best[row][end] = (total, start)
    if size not in best[count]:
        return None
    lines: list[str] = []
    end = size
    for row in range(count, 0, -1):
        start = best[row][end][1]
        lines.append("".join(pieces[start:end]).rstrip(" "))
        end = start
    return tuple(reversed(lines))


def _price(pieces: list[str], at: int) -> float:
    """What a break before piece ``at`` costs beside unevenness."""
    price = 0.10 if pieces[at - 1].endswith("-") else 0.0
    if pieces[at][0] not in _OPENING:
        return price
    inner = any(c in _OPENING for piece in pieces[:at] for c in piece)
    return price - (BEFORE_QUOTE / 4 if inner else BEFORE_QUOTE)

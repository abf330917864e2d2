"""PT Serif and PT Sans as installed: where they lie, how wide their letters are, what their outlines look like."""

import logging
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from certificates.drawing import Affine, Segment, moved
from certificates.drawing import Path as Outline
from certificates.errors import FontsMissing

FaceName = Literal["serif", "serif-bold", "serif-italic", "sans", "sans-bold", "sans-italic"]

# PT names its files by number: 55 regular, 75 bold, 56 italic.
FACES: dict[FaceName, tuple[str, str, str]] = {
    "serif": ("PTF55F.ttf", "PT Serif", "Regular"),
    "serif-bold": ("PTF75F.ttf", "PT Serif", "Bold"),
    "serif-italic": ("PTF56F.ttf", "PT Serif", "Italic"),
    "sans": ("PTS55F.ttf", "PT Sans", "Regular"),
    "sans-bold": ("PTS75F.ttf", "PT Sans", "Bold"),
    "sans-italic": ("PTS56F.ttf", "PT Sans", "Italic"),
}
FOLDERS = (
    Path("/usr/share/fonts/truetype/paratype"),
    Path("/usr/share/fonts/paratype"),
    Path("/usr/share/fonts/TTF"),
    Path("/usr/local/share/fonts"),
)
PACKAGE = "fonts-paratype"


def missing_fonts() -> list[str]:
    """Faces that this machine lacks, as «PT Serif Bold»; empty when certificates can be made."""
    return [f"{family} {style}" for face, (_, family, style) in FACES.items() if find_font(face) is None]


def need_fonts() -> None:
    """Raise ``FontsMissing``, naming the package and the command, unless every face is there."""
    if lacking := missing_fonts():
        listed = ", ".join(lacking)
        raise FontsMissing(
            f"На этой машине нет шрифтов для дипломов: {listed}. Установите пакет {PACKAGE} "
            f"(в Debian: apt-get install {PACKAGE}) и повторите.",
            f"This machine lacks typefaces for certificates: {listed}. Install the package {PACKAGE} "
            f"(on Debian: apt-get install {PACKAGE}) and try again.",
        )


@cache
def find_font(face: FaceName) -> Path | None:
    """The face's file: in a known folder, else as fontconfig answers, else None."""
    file, family, style = FACES[face]
    for folder in FOLDERS:
        if (folder / file).is_file():
            return folder / file
    return _by_fontconfig(family, style)


def _by_fontconfig(family: str, style: str) -> Path | None:
    """Ask ``fc-match``; it always answers with something, so the family is compared."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    question = [program, "--format=%{family[0]}|%{style[0]}|%{file}", f"{family}:style={style}"]
    answer = subprocess.run(question, capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603 - fixed words
    found_family, _, rest = answer.partition("|")
    found_style, _, file = rest.partition("|")
    same = found_family == family and found_style == style
    return Path(file) if same and Path(file).is_file() else None


class Face:
    """One opened typeface. Lengths come for a size in any unit; outlines have y downwards and their baseline at 0."""

    def __init__(self, path: Path) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow, and the web process never draws

        # PT's kern table is longer than its 16-bit length can say; it is read whole all the same.
        logging.getLogger("fontTools.ttLib.tables._k_e_r_n").setLevel(logging.ERROR)
        self._font: Any = TTFont(path, lazy=True)
        self._em: int = self._font["head"].unitsPerEm
        self._names: dict[int, str] = self._font.getBestCmap()
        metrics = self._font["hmtx"]
        self._advances: dict[int, float] = {code: metrics[name][0] / self._em for code, name in self._names.items()}
        self.cap_height: float = self._font["OS/2"].sCapHeight / self._em
        self._glyphs: Any = self._font.getGlyphSet()
        self._outlines: dict[str, Outline] = {}
        self._kerning: dict[tuple[str, str], int] | None = None
        # The font's tables are read when they are first needed, and fontTools does not expect two threads there.
        self._reading = threading.Lock()

    def lacks(self, text: str) -> str:
        """Letters of the text that this face has not, each once, in order."""
        return "".join(dict.fromkeys(c for c in text if ord(c) not in self._advances))

    def width(self, text: str, size: float, spacing: float = 0.0) -> float:
        """Sum of advances with ``spacing`` ems after each letter, without kerning; letters not in the face count as one em."""
        advances = self._advances
        return size * (float(sum(advances.get(ord(c), 1.0) for c in text)) + spacing * len(text))

    def placed(self, text: str, size: float, spacing: float = 0.0) -> list[tuple[float, float, Outline]]:
        """(x of the letter's start, its advance, outline) for each letter, kerned, with ``spacing`` ems between letters."""
        with self._reading:
            return self._placed(text, size, spacing)

    def _placed(self, text: str, size: float, spacing: float) -> list[tuple[float, float, Outline]]:
        out: list[tuple[float, float, Outline]] = []
        x = 0.0
        before = ""
        for character in text:
            name = self._names.get(ord(character), ".notdef")
            x += size * self._kern().get((before, name), 0) / self._em if before else 0.0
            advance = size * self._advances.get(ord(character), 1.0)
            out.append((x, advance, moved(self._outline(name), Affine(size, 0, 0, -size, 0, 0))))
            x += advance + size * spacing
            before = name
        return out

    def _kern(self) -> dict[tuple[str, str], int]:
        if self._kerning is None:
            self._kerning = self._font["kern"].kernTables[0].kernTable if "kern" in self._font else {}
        return self._kerning or {}

    def _outline(self, name: str) -> Outline:
        """Outline in ems, y upwards as in the font."""
        if name not in self._outlines:
            from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415 - see above

            pen = DecomposingRecordingPen(self._glyphs)
            self._glyphs[name].draw(pen)
            self._outlines[name] = tuple(_segments(pen.value, self._em))
        return self._outlines[name]


def _segments(recorded: list[tuple[str, Any]], em: int) -> Iterator[Segment]:
    """TrueType's quadratic curves, each as the cubic that is equal to it."""
    from fontTools.pens.basePen import decomposeQuadraticSegment  # noqa: PLC0415 - see above

    x = y = 0.0
    for verb, points in recorded:
        if verb == "qCurveTo":
            for (cx, cy), (ex, ey) in decomposeQuadraticSegment(points):
                yield (
                    "C",
                    tuple(v / em for v in ((x + 2 * cx) / 3, (y + 2 * cy) / 3, (ex + 2 * cx) / 3, (ey + 2 * cy) / 3, ex, ey)),
                )
                x, y = ex, ey
        elif verb == "closePath":
            yield "Z", ()
        else:
            x, y = points[0]
            yield ("M" if verb == "moveTo" else "L"), (x / em, y / em)


@cache
def face(name: FaceName) -> Face:
    """The face, opened once a process; ``FontsMissing`` when it is not installed."""
    path = find_font(name)
    if path is None:
        need_fonts()
        msg = f"font vanished: {name}"
        raise FileNotFoundError(msg)
    return Face(path)

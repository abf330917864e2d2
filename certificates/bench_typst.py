"""The same certificate by typst, for the benchmark alone: the drawing as an SVG behind, every word of the sheet in its place."""

import importlib.util
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from certificates.award import Award
from certificates.decoration import HEIGHT, QR_AT, QR_SIDE, WIDTH, decoration
from certificates.drawing import svg_shapes
from certificates.fitting import Set, Sheet, fitted
from certificates.fonts import FaceName, find_font
from certificates.layer import ground_of
from certificates.look import PLAIN
from certificates.wording import view

_TOPS = {"contest": 172.0, "title": 196.0, "kind_word": 269.0, "where": 446.0, "link": 463.0}
FACES: tuple[FaceName, ...] = ("serif", "serif-bold", "sans", "sans-bold")
_BOLD = frozenset({"contest", "title", "kind_word", "name", "nomination"})


def typst_is_there() -> bool:
    """Whether the library is installed; it belongs to the peers."""
    return importlib.util.find_spec("typst") is not None


@contextmanager
def typst_maker() -> Iterator[Callable[[Award], bytes]]:
    """A function that makes one certificate after another, with one compiler: fonts are looked for once."""
    with tempfile.TemporaryDirectory(prefix="lavr-typst-") as folder:
        yield _maker(Path(folder))


def _maker(folder: Path) -> Callable[[Award], bytes]:
    import typst  # noqa: PLC0415 - a peer, installed for measuring only

    fonts = sorted({str(found.parent) for found in map(find_font, FACES) if found is not None})
    main = folder / "main.typ"
    main.write_text("", encoding="utf-8")
    compiler = typst.Compiler(str(main), root=str(folder), font_paths=fonts)
    drawn: set[object] = set()

    def make(award: Award) -> bytes:
        ground = ground_of(award, PLAIN)
        name = f"drawing-{hash(ground) & 0xFFFFFFFF}.svg"
        if ground not in drawn:
            size = f'width="{WIDTH}pt" height="{HEIGHT}pt" viewBox="0 0 {WIDTH} {HEIGHT}"'
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{svg_shapes(decoration(ground), digits=2)}</svg>'
            (folder / name).write_text(svg, encoding="utf-8")
            drawn.add(ground)
        main.write_text(_source(fitted(award), name), encoding="utf-8")
        made: bytes = compiler.compile(format="pdf")
        return made

    return make


def _source(sheet: Sheet, drawing: str) -> str:
    """A page of typst with the sheet's words where the certificate has them."""
    words = view(sheet)
    lines = [
        f"#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt, background: image({json.dumps(drawing)}))",
        '#set text(font: "PT Serif", lang: "ru")',
        _qr(sheet.award.check_url),
    ]
    for field, text in sheet.texts.items():
        top = {"name": words["name_top"], "nomination": words["nomination_top"], **_TOPS}.get(field)
        if top is not None and text.lines:
            lines.append(_placed(text, float(str(top)), bold=field in _BOLD))
    for at, (post, name) in enumerate(sheet.signers):
        lines.append(_placed(post, 690.0, x=72.0 + 293 * at, width=158.0))
        lines.append(_placed(name, 662.0, x=72.0 + 293 * at, width=158.0, bold=True))
    for top, said in ((560.0, words["reason"]), (736.0, words["check"]), (760.0, words["serial"]), (775.0, words["day"])):
        told = said if isinstance(said, list) else [said]
        lines.append(_placed(Set(10.0, tuple(str(one) for one in told)), top))
    return "\n".join(lines)


def _placed(text: Set, top: float, *, x: float = 56.0, width: float = 483.0, bold: bool = False) -> str:
    said = " #linebreak() ".join(f"#{json.dumps(line, ensure_ascii=False)}" for line in text.lines)
    weight = ', weight: "bold"' if bold else ""
    return f"#place(dx: {x}pt, dy: {top}pt, box(width: {width}pt, align(center, text(size: {text.size}pt{weight})[{said}])))"


def _qr(address: str) -> str:
    import segno  # noqa: PLC0415 - as the certificate's own code does

    from certificates.qr import MASK  # noqa: PLC0415

    out = BytesIO()
    segno.make(address, error="m", micro=False, mask=MASK, boost_error=False).save(out, kind="svg", border=0, xmldecl=False)
    x, y = QR_AT
    code = json.dumps(out.getvalue().decode())
    return f'#place(dx: {x}pt, dy: {y}pt, image(bytes({code}), format: "svg", width: {QR_SIDE}pt))'

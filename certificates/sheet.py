"""From fitted words to PDF: one layout by WeasyPrint for many awards, one tagged file for each, the drawing put under it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import jinja2
import pydyf
import weasyprint
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from certificates.archive import Attached, packed, write_archival
from certificates.award import Award, Kind
from certificates.decoration import HEIGHT, QR_AT, QR_SIDE, SIGN_Y, WIDTH, decoration
from certificates.drawing import pdf_shapes, rgb
from certificates.errors import CannotIssue
from certificates.fitting import TEMPLATES, Set, Sheet
from certificates.medal import PALETTES
from certificates.qr import qr_operators
from certificates.rehearsal import WORDS, mark

NAME_MIDDLE, NAME_LEADING = 388.0, 1.18
NOMINATION_MIDDLE, NOMINATION_LEADING = 537.0, 1.2
MAKER = "Lavr"


class ClosedFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint is not typed
    """Fetches nothing: a template and the words in it can reach neither a file nor the network."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 - the base class names it
        """Refuse, whatever the address."""
        raise FatalURLFetchingError(url)


class Printer:
    """Built once a process: the compiled template and style, the fonts' map, the drawings compiled so far."""

    def __init__(self, template: str = "classic") -> None:
        folder = TEMPLATES / template
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._html = environment.get_template("certificate.html")
        self._fonts = FontConfiguration()
        self._fetcher = ClosedFetcher()
        self.style = weasyprint.CSS(
            string=Path(folder / "certificate.css").read_text(encoding="utf-8"),
            font_config=self._fonts,
            url_fetcher=self._fetcher,
        )
        self._layers: dict[tuple[Kind, int, str, int], tuple[bytes, bytes]] = {}

    def print(self, sheets: Sequence[Sheet], attached: Sequence[Attached | None] = ()) -> list[bytes]:
        """One PDF a sheet, in order; the same sheet gives the same bytes in any company. All sheets are of one language.

        ``attached`` are files to go inside, one a sheet, or none at all.
        """
        html = self.html(sheets)
        try:
            document = weasyprint.HTML(string=html, url_fetcher=self._fetcher).render(
                stylesheets=[self.style], font_config=self._fonts
            )
        except FatalURLFetchingError as error:
            raise CannotIssue(
                f"Шаблон диплома обращается к внешнему адресу: {error}. Уберите обращение из шаблона.",
                f"The certificate's template reaches for an outside address: {error}. Remove it from the template.",
            ) from error
        if len(document.pages) != len(sheets):
            msg = f"{len(sheets)} sheets were laid out on {len(document.pages)} pages"
            raise RuntimeError(msg)
        inside = attached or [None] * len(sheets)
        return [self._write(document, *one) for one in zip(document.pages, sheets, inside, strict=True)]

    def html(self, sheets: Sequence[Sheet]) -> str:
        """The words as HTML, every one of them escaped."""
        first = sheets[0]
        views = [_view(sheet) for sheet in sheets]
        return self._html.render(language=first.award.language, title=_title(first), sheets=views)

    def _write(self, document: Any, page: Any, sheet: Sheet, attached: Attached | None) -> bytes:
        award = sheet.award
        single = document.copy([page])
        day = award.issued_on.isoformat()
        single.metadata = DocumentMetadata(
            title=_title(sheet), authors=[" ".join(sheet.texts["contest"].lines)], description=award.serial,
            generator=MAKER, created=day, modified=day, lang=award.language,
        )  # fmt: skip
        layer, shadings = self._layer(award)

        def under(pdf: pydyf.PDF) -> None:
            _put_under(pdf, layer, shadings, award)

        return write_archival(single, under, self._fetcher, attached)

    def _layer(self, award: Award) -> tuple[bytes, bytes]:
        """(deflated operators, shadings) of the drawing that the award's certificate lies on."""
        key = (award.kind, award.year, award.contest, len(award.signers))
        if key not in self._layers:
            operators, shadings = pdf_shapes(decoration(*key))
            self._layers[key] = packed(operators), shadings
        return self._layers[key]


def _put_under(pdf: pydyf.PDF, layer: bytes, shadings: bytes, award: Award) -> None:
    """Draw the layer and the QR code before everything else on the page, marked as no part of the text."""
    form = pydyf.Stream(
        [layer],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, WIDTH, HEIGHT]),
            "Matrix": pydyf.Array([1, 0, 0, -1, 0, HEIGHT]),
            "Resources": pydyf.Dictionary({"Shading": shadings}),
            "Filter": "/FlateDecode",
        },
    )
    pdf.add_object(form)
    page = next(o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/Page")
    resources = _target(pdf, page["Resources"])
    resources["XObject"]["Deco"] = form.reference
    ink = rgb(PALETTES[award.kind].ink)
    code = qr_operators(award.check_url, *QR_AT, QR_SIDE)
    across = [mark(WIDTH, HEIGHT, award.language)] if award.rehearsal else []
    before = [b"/Artifact BMC q /Deco Do Q q", f"1 0 0 -1 0 {HEIGHT} cm".encode(), *across, f"{ink} rg".encode(), code, b"Q EMC"]
    _target(pdf, page["Contents"]).stream[:0] = before


def _target(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _title(sheet: Sheet) -> str:
    words = sheet.words
    title: str = words["document"].format(title=words["title"], kind=words["kind"][sheet.award.kind], name=sheet.name_text)
    return f"{WORDS[sheet.award.language]}. {title}" if sheet.award.rehearsal else title


def _view(sheet: Sheet) -> dict[str, object]:
    """What the template writes: words and where the blocks of changing height begin."""
    award, words, texts = sheet.award, sheet.words, sheet.texts
    nomination = words["in_nomination"]
    if award.place is not None:
        place = str(award.place) if award.language == "ru" else english_ordinal(award.place)
        nomination = words["in_nomination_placed"].format(place=place)
    reason = [f"{words['reasons'][award.kind]} {words['year'].format(year=award.year)}."]
    if sheet.points:
        reason.append(words["points"].format(points=sheet.points) + ".")
    day = award.issued_on
    return {
        "kind": award.kind,
        "title": words["title"].upper(),
        "kind_word": words["kind"][award.kind].upper(),
        "given": words["given"],
        "name_top": _top(texts["name"], NAME_MIDDLE, NAME_LEADING),
        "nomination_top": _top(texts["nomination"], NOMINATION_MIDDLE, NOMINATION_LEADING),
        "in_nomination": nomination,
        "reason": reason,
        "signers": [{"post": post, "name": name} for post, name in sheet.signers],
        "post_bottom": round(HEIGHT - SIGN_Y + 12, 2),
        "check": words["check"],
        "serial": words["serial"].format(serial=award.serial),
        "day": words["day"].format(day=day.day, month=words["months"][day.month - 1], year=day.year),
        **{field: texts[field] for field in ("contest", "name", "where", "link", "nomination", "address", "city")},
    }


def _top(text: Set, middle: float, leading: float) -> float:
    """Where a block begins so that its middle stands at ``middle``; points."""
    return round(middle - len(text.lines) * text.size * leading / 2, 2)


def english_ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"

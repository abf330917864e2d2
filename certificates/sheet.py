"""From fitted words to PDF: one layout by WeasyPrint for many awards, one tagged file for each, the drawing put under it."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import jinja2
import pydyf
import weasyprint
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from certificates.archive import write_archival
from certificates.attachment import Attached
from certificates.award import Award, tongue_of
from certificates.errors import CannotIssue
from certificates.fitting import TEMPLATES, Sheet
from certificates.layer import Layer, LayerKey, compiled, layer_key, put_under
from certificates.look import PLAIN, Look
from certificates.wording import title_of, view

MAKER = "Lavr"


class ClosedFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint is not typed
    """Fetches nothing: a template and the words in it can reach neither a file nor the network."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 - the base class names it
        """Refuse, whatever the address."""
        raise FatalURLFetchingError(url)


class Words(weasyprint.HTML):  # type: ignore[misc] # WeasyPrint is not typed
    """HTML whose elements look as ``elements.css`` says, not as a browser would have them."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002, FBT - WeasyPrint's
        return [_elements()]


@cache
def _elements() -> Any:
    return weasyprint.CSS(string=(TEMPLATES / "elements.css").read_text(encoding="utf-8"), url_fetcher=ClosedFetcher())


class Printer:
    """Built once a process: the compiled template and style, the fonts' map, the drawings compiled so far."""

    def __init__(self, look: Look = PLAIN, folder: Path | None = None) -> None:
        """``folder`` holds the template's three files; without it, it is the packaged one that the look names."""
        self._look = look
        folder = folder or TEMPLATES / look.template
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
        self._layers: dict[LayerKey, Layer] = {}

    def keep_layers(self, layers: Mapping[LayerKey, Layer]) -> None:
        """Take in drawings that another process has compiled."""
        self._layers.update(layers)

    def print(self, sheets: Sequence[Sheet], attached: Sequence[Attached | None] = ()) -> list[bytes]:
        """One PDF a sheet, in order; the same sheet gives the same bytes in any company. All sheets are of one language.

        ``attached`` are files to go inside, one a sheet, or none at all.
        """
        html = self.html(sheets)
        try:
            document = Words(string=html, url_fetcher=self._fetcher).render(stylesheets=[self.style], font_config=self._fonts)
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
        views = [view(sheet) for sheet in sheets]
        return self._html.render(language=tongue_of(first.award.language), title=title_of(first), sheets=views)

    def _write(self, document: Any, page: Any, sheet: Sheet, attached: Attached | None) -> bytes:
        award = sheet.award
        single = document.copy([page])
        day = award.issued_on.isoformat()
        single.metadata = DocumentMetadata(
            title=title_of(sheet), authors=[" ".join(sheet.texts["contest"].lines)], description=award.serial,
            generator=MAKER, created=day, modified=day, lang=tongue_of(award.language),
        )  # fmt: skip
        layer = self._layer(award)

        def under(pdf: pydyf.PDF) -> None:
            put_under(pdf, layer, sheet)

        return write_archival(single, under, self._fetcher, attached)

    def _layer(self, award: Award) -> Layer:
        """The drawing that the award's certificate lies on."""
        key = layer_key(award, self._look)
        if key not in self._layers:
            self._layers[key] = compiled(award, self._look)
        return self._layers[key]

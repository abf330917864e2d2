"""Running papers by WeasyPrint: a template and its style from one folder, the words escaped, nothing fetched, dates given."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import jinja2
import weasyprint
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from certificates.errors import CannotIssue
from certificates.fitting import TEMPLATES
from certificates.sheet import MAKER, ClosedFetcher
from certificates.typography import typographic


def print_paper(folder: str, name: str, values: Mapping[str, Any], *, title: str, at: datetime, about: str) -> bytes:
    """``name.html`` in the style of ``name.css`` as a tagged PDF; ``about`` is the file's description."""
    fonts, fetcher = FontConfiguration(), ClosedFetcher()
    html = _template(folder, name).render(**values)
    style = (TEMPLATES / folder / f"{name}.css").read_text(encoding="utf-8")
    try:
        css = weasyprint.CSS(string=style, font_config=fonts, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(stylesheets=[css], font_config=fonts)
    except FatalURLFetchingError as error:
        raise CannotIssue(
            f"Шаблон «{name}» обращается к внешнему адресу: {error}. Уберите обращение из шаблона.",
            f"The template «{name}» reaches for an outside address: {error}. Remove it from the template.",
        ) from error
    day = at.date().isoformat()
    document.metadata = DocumentMetadata(
        title=title, description=about, generator=MAKER, created=day, modified=day, lang=str(values["language"])
    )
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return written


@cache
def _template(folder: str, name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES / folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typographic"] = typographic
    return environment.get_template(f"{name}.html")

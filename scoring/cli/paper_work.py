"""The job that prints papers of a decision: only here the services' values and the press come together."""

from typing import Any

from pydantic import TypeAdapter

from scoring.jobs.worker import Order, Workshop
from scoring.progress import Progress
from scoring.services import papers


def print_papers(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Print what the order asks for, one paper after the other; what is there already is not printed again."""
    name = str(order.params["order"])
    sheets = papers.ordered(shop.home, name)
    for number, sheet in enumerate(sheets):
        progress("papers", number, len(sheets))
        if papers.printed(shop.home, sheet.name) is None:
            papers.keep(shop.home, sheet, _printed(sheet))
    progress("papers", len(sheets), len(sheets))
    papers.done(shop.home, name)
    return {"papers": len(sheets)}


def _printed(sheet: papers.Sheet) -> bytes:
    from certificates.protocol import ProtocolPaper, protocol_pdf  # noqa: PLC0415  the press's libraries are heavy
    from certificates.protocol_cards import CardDeck, cards_pdf  # noqa: PLC0415  likewise

    if sheet.kind == "protocol":
        return protocol_pdf(TypeAdapter(ProtocolPaper).validate_python(sheet.values, strict=False))
    return cards_pdf(TypeAdapter(CardDeck).validate_python(sheet.values, strict=False))

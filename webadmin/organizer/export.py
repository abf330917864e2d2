"""Tables as CSV for spreadsheets: streamed, with a mark of UTF-8, and with no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from urllib.parse import quote

from flask import Response, stream_with_context

from scoring.spreadsheet import unarmed
from webadmin.i18n import t


class _Line:
    """Hands every written line back instead of keeping it."""

    def write(self, text: str) -> str:
        """The line itself."""
        return text


def cell(value: object) -> object:
    """One value as a spreadsheet should get it: texts that could run are quoted by an apostrophe, numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("да", "yes") if value else t("нет", "no")
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else value.isoformat()
    return unarmed(value) if isinstance(value, str) else value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line; semicolons, since Russian spreadsheets split by them."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + str(writer.writerow([cell(title) for title in header]))
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row]))


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A streamed download of the table under ``name``, which may be in any script."""
    body = stream_with_context(csv_lines(header, rows))
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": disposition(name)})


def disposition(name: str) -> str:
    """The header that names a download; by RFC 6266, so that a Cyrillic name survives."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

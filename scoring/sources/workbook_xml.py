"""Reads what the XML of an XLSX holds beside its values: errors of formulas, which the reader of values drops, and links."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from scoring.sources.sheet import Place

_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(.*?)</c>', re.DOTALL)
_ERROR_VALUE = re.compile(rb"<v>([^<]{1,20})</v>")
_HYPERLINK = re.compile(rb"<hyperlink\b[^>]{1,4000}>")
_REFERENCE = re.compile(rb'\bref="([A-Z]{1,3})([0-9]{1,7})')
_RELATION = re.compile(rb'\br:id="([A-Za-z0-9]{1,40})"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Beside:
    """``errors``: (row, column) -> «#REF!»; ``links``: (row, column) -> where the cell's hyperlink leads."""

    errors: tuple[tuple[Place, str], ...] = ()
    links: tuple[tuple[Place, str], ...] = ()


def beside_values(path: Path) -> dict[str, Beside]:
    """Sheet -> what its XML holds beside the values (XLSX only)."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        return {name: _beside(archive, part) for name, part in _sheet_parts(archive)}


def _beside(archive: zipfile.ZipFile, part: str) -> Beside:
    raw = archive.read(part)
    errors = []
    for column, row, inside in _ERROR_CELL.findall(raw):
        value = _ERROR_VALUE.search(inside)
        errors.append(((int(row) - 1, _column_index(column)), value[1].decode("ascii", "replace") if value else "#ERROR"))
    return Beside(tuple(errors), tuple(_links(archive, part, raw)))


def _links(archive: zipfile.ZipFile, part: str, raw: bytes) -> list[tuple[Place, str]]:
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if b"<hyperlink " not in raw or relations not in archive.namelist():
        return []
    try:
        targets = {item.get("Id"): item.get("Target", "") for item in ET.fromstring(archive.read(relations))}  # noqa: S314 as below
    except ET.ParseError:
        return []
    found = []
    for tag in _HYPERLINK.findall(raw):
        place, key = _REFERENCE.search(tag), _RELATION.search(tag)
        target = targets.get(key[1].decode("ascii", "replace")) if key else None
        if place and target:
            found.append(((int(place[2]) - 1, _column_index(place[1])), target))
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(name of the sheet, name of its part in the ZIP)."""
    parts = set(archive.namelist())
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in parts:
        return []
    try:
        # expat itself refuses entities that swell, and the parts' sizes were checked before
        links = ET.fromstring(archive.read(relations))  # noqa: S314
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    except ET.ParseError:
        return []
    targets = {item.get("Id"): item.get("Target", "") for item in links}
    listed = [(item.get("name", ""), targets.get(item.get(f"{_LINKS}id"), "")) for item in book.iter(f"{_MAIN}sheet")]
    named = [(name, target[1:] if target.startswith("/") else f"xl/{target}") for name, target in listed]
    return [(name, part) for name, part in named if part in parts]


def _column_index(letters: bytes) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1

"""Goes through the rows of a register and sorts them into read and refused, with what is doubtful in those that were read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from criteria.evidence import UNKNOWN
from scoring.sources import cells
from scoring.sources.columns import REGISTER, Heading
from scoring.sources.header_row import Found, is_numbering
from scoring.sources.headers import squeezed
from scoring.sources.page_address import (
    NETWORKS,
    PageAddress,
    addresses_in,
    has_site,
    parse_address,
    why_no_page,
    without_look_alikes,
)
from scoring.sources.page_links import key_by_number
from scoring.sources.report import Refusal, shortened
from scoring.sources.sheet import Sheet
from scoring.sources.state_numbers import Doubt, digits_of, doubt_of_inn, doubt_of_ogrn

LONGEST: Final = MappingProxyType(
    {
        "name": 1000, "founder": 1000, "exempt": 1000, "address": 1000, "municipality": 200, "level": 100, "sphere1": 100,
        "sphere2": 100, "sphere3": 100, "status": 100, "ogrn": 40,
    }
)  # fmt: skip
"""Characters of a text at most; a longer one fits neither a certificate nor its column of the database."""

_HEADINGS = {heading.name: heading for heading in REGISTER}
_NUMERIC = ("connected", "mark", "design_percent", "widgets", "activity_percent", "members", "weekly_reach", "post_reach",
            "applied", "last_winner")  # fmt: skip
_TAX_NUMBER = frozenset({"инн", "иннорганизации", "inn"})


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One page of the register.

    ``key`` is the canonical address, ``group_id`` the number of the community or UNKNOWN, ``exempt`` the ground on which the
    page is not run (or empty), ``connected``, ``mark``, ``widgets``, ``members``, ``applied`` and ``last_winner`` are UNKNOWN
    where the register says nothing, percentages and reaches None; ``line`` is the physical line in the file.
    """

    key: str
    link: str
    group_id: int
    name: str
    ogrn: str
    ogrn_valid: bool
    level: str
    founder: str
    municipality: str
    sphere1: str
    sphere2: str
    sphere3: str
    status: str
    exempt: str
    address: str
    connected: int
    mark: int
    design_percent: float | None
    widgets: int
    activity_percent: float | None
    members: int
    weekly_reach: float | None
    post_reach: float | None
    line: int
    applied: int = UNKNOWN
    last_winner: int = UNKNOWN


class RowReader:
    """Reads one sheet after another; a page stands once in all of them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[RegisterRow] = []
        self.refusals: list[Refusal] = []
        self.doubts: list[Refusal] = []
        self.titles = 0
        self._pages: dict[str, tuple[int, str]] = {}
        """Key -> (line, sphere) of the row that has the page."""

    def read(self, sheet: Sheet, header: Found) -> None:
        """Take every row below the header."""
        self._header = header
        self._errors = dict(sheet.errors)
        self._links: dict[int, list[tuple[int, str]]] = {}
        for (index, column), link in sheet.links:
            self._links.setdefault(index, []).append((column, link))
        self._tax_number = next((n for n, cell in enumerate(header.cells) if squeezed(cell) in _TAX_NUMBER), None)
        whole = {top for (top, left), (bottom, right) in sheet.merged if top == bottom and right - left + 1 >= len(header.cells)}
        for index in range(header.first, len(sheet.rows)):
            line, raw = sheet.rows[index]
            every = [cells.clean(value) for value in raw]
            if self._is_title(index, every, whole):
                self.titles += 1
            else:
                self._row(index, line, every)

    def _is_title(self, index: int, every: Sequence[str], whole: set[int]) -> bool:
        """A row merged into one cell, one that numbers the columns, or the header again."""
        if index in whole and any(every):
            return True
        return any(every) and (is_numbering(every) or tuple(every) == self._header.cells)

    def _row(self, index: int, line: int, every: list[str]) -> None:
        positions = self._header.positions
        texts = {name: every[column] if column < len(every) else "" for name, column in positions.items()}
        errors = {name: self._errors.get((index, column)) for name, column in positions.items()}
        links = tuple(link for _, link in sorted(self._links.get(index, ()), key=lambda pair: pair[0] != positions.get("link")))
        if any(texts.values()) or any(errors.values()):
            self._take(line, texts, errors, links)
            if self._tax_number is not None and self.rows and self.rows[-1].line == line and self._tax_number < len(every):
                self._doubt(line, self._header.cells[self._tax_number], every[self._tax_number], doubt_of_inn)
        elif any(every):
            self._refuse(line, "link", "", cells.BadCell("no_page"))

    def _take(self, line: int, texts: dict[str, str], errors: dict[str, str | None], links: Sequence[str]) -> None:
        for name, error in errors.items():
            if error:
                self._refuse(line, name, error, cells.BadCell("formula_error", (("value", error),)))
                return
        place = "link"
        try:
            numbers: dict[str, int | float | None] = {}
            for place in _NUMERIC:
                numbers[place] = _numeric(_HEADINGS[place], texts.get(place, ""))
            place = "name"
            if not texts.get("name"):
                raise cells.BadCell("missing")
            _refuse_long(texts)
            place = "link" if texts.get("link") or not texts.get("group_id") else "group_id"
            found = _link_of(texts.get("link", ""), links, wanted=not texts.get("group_id"))
            page, group_id = _page(texts, found.page)
            self._refuse_repeated(page.key, group_id, texts.get("sphere1", ""))
        except cells.BadCell as bad:
            place = bad.column or place
            self._refuse(line, place, texts.get(place, ""), bad)
            return
        self._remember(page.key, group_id, line, texts.get("sphere1", ""))
        texts["ogrn"] = digits_of(texts.get("ogrn", ""))
        self.rows.append(_row(line, page, group_id, texts, numbers))
        self._tell_doubts(line, texts, page, found)

    def _tell_doubts(self, line: int, texts: dict[str, str], page: PageAddress, found: "_Link") -> None:
        self._doubt(line, self._column("ogrn"), texts["ogrn"], doubt_of_ogrn)
        value = texts.get("link", "")
        if found.by_hyperlink:
            self._note(line, "link", value, "address_by_hyperlink", taken=page.link)
        if found.others:
            others = ", ".join(other.link for other in found.others)
            self._note(line, "link", value, "other_addresses", found=others, taken=page.link)
        if page.network != "vk":
            self._note(line, "link", value, "other_network", network=NETWORKS[page.network][0])

    def _doubt(self, line: int, column: str, value: str, why: Callable[[str], Doubt | None]) -> None:
        doubt = why(digits_of(value))
        if doubt is not None:
            self.doubts.append(Refusal(self.file, line, column, shortened(value), doubt[0], doubt[1]))

    def _note(self, line: int, name: str, value: str, code: str, **params: str) -> None:
        self.doubts.append(Refusal(self.file, line, self._column(name), shortened(value), code, tuple(params.items())))

    def _refuse_repeated(self, key: str, group_id: int, sphere: str) -> None:
        first = self._pages.get(key) or self._pages.get(key_by_number(key, group_id))
        if first is None:
            return
        line, other = first
        if sphere and other and squeezed(other) != squeezed(sphere):
            raise cells.BadCell("page_twice_differs", (("line", str(line)), ("other", other)))
        raise cells.BadCell("page_twice", (("line", str(line)),))

    def _remember(self, key: str, group_id: int, line: int, sphere: str) -> None:
        self._pages[key] = (line, sphere)
        if group_id != UNKNOWN:
            self._pages[key_by_number(key, group_id)] = (line, sphere)

    def _refuse(self, line: int, name: str, value: str, bad: cells.BadCell) -> None:
        self.refusals.append(Refusal(self.file, line, self._column(name), shortened(value), bad.code, bad.params))

    def _column(self, name: str) -> str:
        return shortened(self._header.names.get(name, _HEADINGS[name].ru))


@dataclass(frozen=True, slots=True)
class _Link:
    """The page that the link tells, pages that the same cell names besides, and whether it came out of a hyperlink."""

    page: PageAddress | None
    others: tuple[PageAddress, ...] = ()
    by_hyperlink: bool = False


def _link_of(text: str, links: Sequence[str], *, wanted: bool) -> _Link:
    """The page of a row: out of the cell of its link, else out of the hyperlinks of the row where nothing else tells it."""
    if text:
        page = parse_address(text)
        if page is not None:
            return _Link(page)
        several = addresses_in(text)
        if several:
            return _foremost(several)
    pages = list(dict.fromkeys(page for link in links if has_site(link) and (page := parse_address(link)) is not None))
    if pages and (wanted or text):
        chosen = _foremost(pages)
        return _Link(chosen.page, chosen.others, by_hyperlink=True)
    if not text:
        return _Link(None)
    meant = without_look_alikes(text)
    params = (("letters", meant[1]), ("meant", meant[0])) if meant else ()
    raise cells.BadCell(why_no_page(text), params)


def _foremost(pages: Sequence[PageAddress]) -> _Link:
    """The one page of VK among several, which a register is about; else the only one there is."""
    here = [page for page in pages if page.network == "vk"]
    if len(here) > 1 or (not here and len(pages) > 1):
        raise cells.BadCell("several_pages", (("found", ", ".join(page.link for page in pages)),), "link")
    taken = here[0] if here else pages[0]
    return _Link(taken, tuple(page for page in pages if page != taken))


def _page(texts: dict[str, str], by_link: PageAddress | None) -> tuple[PageAddress, int]:
    """The page's address and number: the ID column wins when the link is by number."""
    number = texts.get("group_id", "")
    if by_link is None and not number:
        raise cells.BadCell("exempt_without_page" if texts.get("exempt") else "no_page")
    by_number = parse_address(number) if number else None
    if number and (by_number is None or by_number.group_id is None):
        raise cells.BadCell("not_a_page", column="group_id")
    elsewhere = by_link is not None and by_link.network != "vk"
    if by_link is not None and (by_link.group_id is None or by_number is None or elsewhere):
        known = by_number.group_id if by_number and by_link.group_id is None else by_link.group_id
        return by_link, UNKNOWN if known is None or not key_by_number(by_link.key, known) else known
    assert by_number is not None  # noqa: S101 -- one of the two addresses was read above
    assert by_number.group_id is not None  # noqa: S101 -- checked above
    return by_number, by_number.group_id


def _refuse_long(texts: dict[str, str]) -> None:
    for name, most in LONGEST.items():
        if len(texts.get(name, "")) > most:
            raise cells.BadCell("text_too_long", (("most", str(most)),), name)


def _numeric(heading: Heading, text: str) -> int | float | None:
    if heading.cell == "yes_no":
        return cells.yes_no(text)
    if heading.cell == "whole":
        return cells.whole(text, heading.low, heading.high)
    return cells.amount(text, heading.low, heading.high)


def _row(
    line: int, page: PageAddress, group_id: int, texts: dict[str, str], numbers: dict[str, int | float | None]
) -> RegisterRow:
    def told(name: str) -> str:
        return texts.get(name, "")

    def count(name: str) -> int:
        value = numbers[name]
        return UNKNOWN if value is None else int(value)

    return RegisterRow(
        key=page.key,
        link=page.link,
        group_id=group_id,
        name=told("name"),
        ogrn=told("ogrn"),
        ogrn_valid=cells.ogrn_valid(told("ogrn")),
        level=told("level"),
        founder=told("founder"),
        municipality=told("municipality") or cells.municipality_of(told("address"))[: LONGEST["municipality"]],
        sphere1=told("sphere1"),
        sphere2=told("sphere2"),
        sphere3=told("sphere3"),
        status=told("status"),
        exempt=told("exempt"),
        address=told("address"),
        connected=count("connected"),
        mark=count("mark"),
        design_percent=numbers["design_percent"],
        widgets=count("widgets"),
        activity_percent=numbers["activity_percent"],
        members=count("members"),
        weekly_reach=numbers["weekly_reach"],
        post_reach=numbers["post_reach"],
        line=line,
        applied=count("applied"),
        last_winner=count("last_winner"),
    )

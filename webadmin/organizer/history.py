"""The same institutions in two seasons: who entered, left, moved, rose or fell, and whether rules or pages were the reason."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scoring.errors import InputError, LavrError, NotFound
from scoring.season.succession import Kind
from scoring.services.comparison_tables import KINDS, history_table
from scoring.services.history import History, Line, add_succession, history, remove_succession, words_of
from scoring.sources.page_address import parse_address
from scoring.store.tables import Page, PageSuccession, Season
from webadmin import words
from webadmin.access import current_actor
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, home, now, writing
from webadmin.i18n import Language, language, t
from webadmin.organizer import choice, forms
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import csv_response
from webadmin.organizer.pictures import Theme, picture

SHEET: Final = 50
TOP: Final = 10
_WAYS: Mapping[str, Callable[[Line], bool]] = {
    "risen": lambda line: (line.rise or 0) > 0,
    "fallen": lambda line: (line.rise or 0) < 0,
}
_TONES: Final = {Kind.ENTERED: "good", Kind.LEFT: "bad", Kind.MERGED: "warn", Kind.RENAMED: "info", Kind.MOVED: "info"}


class HistoryView(Door):
    """The season in question beside an earlier one."""

    titles = ("История", "History")
    station = "ranking"
    address = "history"
    readers = STAFF
    shows_places = True

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show both seasons side by side."""
        season = choice.season()
        earlier = _earlier(season)
        before = _before(earlier)
        if season is None or before is None:
            return self.render("panel/history.html", found=None, refused=None, earlier=())
        try:
            found = history(db.session, home(), before.id, season.id)
        except InputError as error:
            return self.render("panel/history.html", found=None, refused=error, earlier=earlier)
        lines = _narrowed(found)
        pages = sheets(len(lines), SHEET)
        page = asked_page(pages)
        nominations = _nominations(found)
        nomination = asked_text("nomination")
        number = nominations.index(nomination) if nomination in nominations else 0
        return self.render(
            "panel/history.html",
            found=found,
            before=before,
            earlier=[(str(one.year), str(one.year)) for one in earlier],
            kinds=Counter(line.kind for line in found.lines),
            ways={way: sum(map(test, found.lines)) for way, test in _WAYS.items()},
            averages=_averages(found),
            nominations=[("", t("все", "all")), *((name, name) for name in nominations)],
            nomination=nomination,
            chart=number if nominations else None,
            charted=nominations[number] if nominations else "",
            top=_top(found, nominations[number]) if nominations else (),
            asked=asked_text("q"),
            what=asked_text("what", 10),
            whats=_whats(),
            lines=lines[page * SHEET : (page + 1) * SHEET],
            count=len(lines),
            page=page,
            pages=pages,
            sheet_url=sheet_url,
            said=_said(found),
            kind_words={kind: t(*pair) for kind, pair in KINDS.items()},
            kind_tones=_TONES,
            word=words.word,
            outcomes=words.OUTCOMES,
            tones=words.TONES,
        )

    @expose("/list.csv")
    def table(self) -> Response:
        """All institutions as one table."""
        season = choice.needed_season()
        before = _before(_earlier(season))
        if before is None:
            raise NotFound("Более раннего сезона нет.", "There is no earlier season.")
        rows = history_table(history(db.session, home(), before.id, season.id), language())
        header = [str(cell) for cell in next(rows)]
        return csv_response(f"{t('История', 'History')} {before.year}-{season.year}.csv", header, rows)

    @expose("/<int(max=9999):number>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
    def chart(self, number: int, lang: Language, theme: Theme) -> Response:
        """The best pages of one nomination in both years."""
        from webadmin.slope import Slope, Slopes, slope_chart  # noqa: PLC0415  matplotlib takes half a second to import

        season = choice.needed_season()
        before = _before(_earlier(season))
        if before is None:
            abort(404)
        found = history(db.session, home(), before.id, season.id)
        nominations = _nominations(found)
        if number >= len(nominations):
            abort(404)
        slopes = tuple(Slope(line.now.name, *_places(line, nominations[number])) for line in _top(found, nominations[number]))
        name = f"{found.before}-{found.after}-{hash(slopes)}"
        return picture(slope_chart(Slopes(found.before, found.after, TOP, slopes), lang, theme), name)

    @expose("/word", methods=("POST",))
    def say(self) -> ResponseReturnValue:
        """Say that a page goes on from a page of an earlier season."""
        season = choice.needed_season()
        year = forms.typed("before_year")
        with writing() as session:
            before = session.scalar(select(Season).where(Season.year == (int(year) if year.isdigit() else 0)))
            if before is None:
                raise InputError("Выберите год прежней страницы.", "Choose the year of the former page.")
            page, former = (_page(session, one.id, forms.typed(field)) for one, field in ((season, "page"), (before, "former")))
            add_succession(
                session, current_actor(), page_id=page.id, before_id=former.id, reason=forms.typed("reason"), now=now()
            )
        flash(t("Записано: страница продолжает прежнюю.", "Noted: the page goes on from the former one."), "good")
        return redirect(url_for("history.index", before=before.year), 303)

    @expose("/word/<int:number>", methods=("POST",))
    def unsay(self, number: int) -> ResponseReturnValue:
        """Take such a word back."""
        with writing() as session:
            wanted = number if number < 1 << 31 else 0
            remove_succession(session, current_actor(), succession_id=wanted, reason=forms.typed("reason"), now=now())
        flash(t("Связь снята.", "The word is taken back."), "good")
        return redirect(url_for("history.index"), 303)


def _earlier(season: Season | None) -> list[Season]:
    return [one for one in choice.seasons() if season is not None and one.year < season.year]


def _before(earlier: list[Season]) -> Season | None:
    """The earlier season asked for, else the last one before."""
    asked = asked_text("before", 4)
    return next((one for one in earlier if str(one.year) == asked), earlier[0] if earlier else None)


def _narrowed(found: History) -> list[Line]:
    what, nomination, asked = asked_text("what", 10), asked_text("nomination"), asked_text("q").casefold()
    lines = [line for line in found.lines if not nomination or line.now.nomination == nomination]
    if what in _WAYS:
        lines = sorted((line for line in lines if _WAYS[what](line)), key=lambda line: -abs(line.rise or 0))
    elif what in KINDS:
        lines = [line for line in lines if line.kind == what]
    if asked:
        lines = [line for line in lines if asked in f"{line.now.name} {line.now.key}".casefold()]
    return lines


def _whats() -> list[tuple[str, str]]:
    kinds = [(str(kind), t(*KINDS[kind])) for kind in (Kind.ENTERED, Kind.LEFT, Kind.RENAMED, Kind.MOVED, Kind.MERGED)]
    ways = [("risen", t("поднялись", "risen")), ("fallen", t("опустились", "fallen"))]
    return [("", t("все", "all")), *ways, *kinds]


def _nominations(found: History) -> list[str]:
    return sorted({line.after.nomination for line in found.lines if line.after is not None and line.after.nomination})


def _places(line: Line, nomination: str) -> tuple[int | None, int | None]:
    before, after = (
        side.place if side is not None and side.nomination == nomination else None for side in (line.before, line.after)
    )
    return before, after


def _top(found: History, nomination: str) -> tuple[Line, ...]:
    """The best of either year."""
    return tuple(line for line in found.lines if any(place is not None and place <= TOP for place in _places(line, nomination)))


def _averages(found: History) -> tuple[int, int] | None:
    """What rules and pages changed on the average page, in ten-thousandths."""
    parts = [(line.rules, line.own) for line in found.lines if line.rules is not None and line.own is not None]
    if not parts:
        return None
    return sum(rules for rules, _ in parts) // len(parts), sum(own for _, own in parts) // len(parts)


def _said(found: History) -> list[tuple[PageSuccession, Page, Page]]:
    """Every word about pages of this season, with both pages."""
    by_page = words_of(db.session, [line.after.page_id for line in found.lines if line.after is not None and line.said])
    told = [word for page in by_page.values() for word in page]
    return [(word, db.session.get_one(Page, word.page_id), db.session.get_one(Page, word.before_id)) for word in told]


def _page(session: Session, season_id: int, typed: str) -> Page:
    """The page of a season by its address."""
    address = parse_address(typed) if typed.strip() else None
    if address is None:
        raise _no_page(typed)
    same = [Page.key == address.key]
    if address.group_id is not None:
        same.append(Page.group_id == address.group_id)
    page = session.scalar(select(Page).where(Page.season_id == season_id, or_(*same)))
    if page is None:
        raise _no_page(typed)
    return page


def _no_page(typed: str) -> LavrError:
    return InputError(
        f"Страницы «{typed}» в реестре этого года нет. Введите адрес так, как он стоит в реестре, например vk.com/club123.",
        f"The register of that year has no page «{typed}». Type the address as it stands there, for example vk.com/club123.",
    )

"""One page's card: its place and points, why, and the year behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.services.advice import Advised, advise
from scoring.services.comparison_tables import KINDS
from scoring.services.decision_table import decided_of
from scoring.services.explaining import explain
from scoring.services.history import line_of_page
from scoring.services.page_evidence import PageEvidence, page_evidence, same_as_stored
from scoring.store import showing
from scoring.store.tables import Page, Score, Season
from scoring.store.vocabulary import DecisionOutcome, Outcome
from webadmin import award_files, words
from webadmin.access import current_actor
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, home
from webadmin.i18n import Language, language, points, t
from webadmin.organizer.card_rows import SHEET, GroupLine, Row, Way, group_lines, rows_of, unseen_looks, ways
from webadmin.organizer.decisions_words import other_outcome
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.pictures import Theme, picture
from webadmin.organizer.robustness import badges
from webadmin.organizer.year import Year, year_of
from webadmin.visiting import knows_ranking


class CardView(Door):
    """The card of one page."""

    titles = ("Карточка страницы", "Card of a page")
    station = None
    address = "card"
    readers = STAFF

    def is_visible(self) -> bool:
        """No line of the menu: a card is opened from a list."""
        return False

    @expose("/<int:page_id>")
    def index(self, page_id: int) -> ResponseReturnValue:
        """Show the card; before the points are computed, what the register says."""
        season, page = _page(page_id)
        score = showing.score_of(db.session, page_id, season.id)
        if score is None:
            return self.render("panel/card.html", page=page, score=None)
        standing = showing.standing(db.session, score)
        award = showing.award_of_page(db.session, page_id, season.id)
        cut = next((cut for cut in score.run.cuts if cut["nomination"] == score.nomination), None)
        found = page_evidence(home(), score)
        year = year_of(found) if found is not None else None
        return self.render(
            "panel/card.html",
            page=page,
            score=score,
            outdated=showing.outdated(season, score.run),
            standing=standing,
            decided=other_outcome(score.outcome, _decided(season, page_id)),
            cut=cut,
            gap=gap_text(score, cut),
            sure=badges(score.run).get(page.key),
            told=explain(score, score.run, language()),
            advised=_advised(found, score),
            ways={} if found is None else _ways(found, score),
            evidence=_evidence(found, page),
            award=award,
            badge=award_files.picture(award, pixels=200) if award is not None else None,
            year=year,
            week=_week(year),
            sheet_url=lambda sheet: sheet_url(sheet, "sheet") + "#rows",
            years=line_of_page(db.session, page_id),
            kind_words={kind: t(*pair) for kind, pair in KINDS.items()},
            word=words.word,
            outcomes=words.OUTCOMES,
            tones=words.TONES,
        )

    @expose("/<int:page_id>/<any(weeks,answers,looks):what>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
    def chart(self, page_id: int, what: str, lang: Language, theme: Theme) -> Response:
        """One of the card's pictures."""
        season, _ = _page(page_id)
        score = showing.score_of(db.session, page_id, season.id)
        found = page_evidence(home(), score) if score is not None else None
        year = year_of(found) if found is not None else None
        svg = drawn(year, what, lang, theme) if year is not None else None
        if score is None or svg is None:
            abort(404)
        return picture(svg, score.run.name)


def drawn(year: Year, what: str, lang: Language, theme: Theme) -> bytes | None:
    """The picture; None where the rule book measures nothing of the kind."""
    from webadmin import charts  # noqa: PLC0415  matplotlib takes half a second to import

    if what == "weeks":
        weeks = year.weeks()
        return charts.weeks_chart(weeks, lang, theme) if weeks is not None else None
    if what == "answers":
        answers = year.answers()
        return charts.answers_chart(answers, lang, theme) if answers is not None else None
    looks = year.looks(lang)
    return charts.looks_chart(looks, lang, theme) if looks is not None else None


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of evidence that a card shows: all groups, looks that could not tell, and a sheet of one group's rows.

    ``chosen``: the group's number, None where none was asked for.
    """

    groups: list[GroupLine]
    unseen: list[tuple[str, int]]
    chosen: GroupLine | None
    rows: list[Row]
    sheet: int
    sheets: int


def _advised(found: PageEvidence | None, score: Score) -> Advised | None:
    """What would raise the page; nothing where this version of the program would give other points than are stored."""
    if found is None or not same_as_stored(found, score):
        return None
    return advise(found.ground.result.book, found.levers, language())


def _ways(found: PageEvidence, score: Score) -> dict[str, Sequence[Way]]:
    """From each criterion's sentence to its evidence."""

    def url(query: Mapping[str, Any], anchor: str) -> str:
        return url_for("card.index", page_id=score.page_id, **query, _anchor=anchor)

    return {leaf.code: ways(found, score, leaf.code, url) for leaf in found.ground.result.book.leaves}


def _evidence(found: PageEvidence | None, page: Page) -> Shown | None:
    if found is None:
        return None
    groups = group_lines(found)
    asked = asked_text("rows", 3)
    chosen = groups[int(asked)] if asked.isascii() and asked.isdigit() and int(asked) < len(groups) else None
    count = sheets(chosen.count, SHEET) if chosen is not None else 1
    sheet = asked_page(count, "sheet")
    rows = rows_of(found, page, chosen.number, sheet) if chosen is not None else []
    return Shown(groups, unseen_looks(found), chosen, rows, sheet, count)


def gap_text(score: Score, cut: dict[str, Any] | None) -> str:
    """How far the page is from the cut of its sphere, in words."""
    if score.outcome == Outcome.OUT or cut is None:
        return t("Вне конкурса: места нет, причины ниже.", "Out of the contest: no place, the reasons stand below.")
    gap = score.total - int(cut["line"])
    line = points(int(cut["line"]))
    if score.outcome == Outcome.WINNER:
        if gap == 0:
            return t(f"Ровно на черте: {line}.", f"Exactly at the cut of {line}.")
        return t(f"Выше черты ({line}) на {points(gap)} балла.", f"{points(gap)} points above the cut of {line}.")
    if gap >= 0:
        return t(
            f"Черта — {line}; баллов хватило, но равенство решилось правилами регламента не в пользу страницы.",
            f"The cut is {line}; the points suffice, but the tie was decided by the rule book against the page.",
        )
    return t(f"До черты ({line}) не хватило {points(-gap)} балла.", f"{points(-gap)} points short of the cut of {line}.")


def _decided(season: Season, page_id: int) -> DecisionOutcome | None:
    """What was decided of the page, for those who may know."""
    if not knows_ranking():
        return None
    return decided_of(db.session, current_actor(), season, (page_id,)).get(page_id)


def _page(page_id: int) -> tuple[Season, Page]:
    """The page and its own season, whichever season the reader has chosen: a card's address means one card."""
    page = showing.page_of(db.session, page_id) if page_id < 1 << 31 else None
    if page is None:
        abort(404)
    return page.season, page


def _week(year: Year | None) -> int | None:
    """The week whose posts are shown: the one asked for, else the first below its norm."""
    if year is None:
        return None
    asked = asked_text("week", 3)
    if asked.isascii() and asked.isdigit() and int(asked) < year.count:
        return int(asked)
    return year.first_short()

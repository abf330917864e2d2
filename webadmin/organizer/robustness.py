"""Robustness: how sure the winners of each nomination are, as a picture and a table, and where the jury should look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from criteria import loading
from criteria.rulebook import RuleBook
from scoring.engine.robustness import telling
from scoring.engine.robustness.verdict import Verdict
from scoring.services import queue, robustness
from scoring.store import showing
from scoring.store.tables import Page, Score, ScoreRun, Season
from scoring.store.vocabulary import JobKind
from webadmin.access import current_actor
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, now, writing
from webadmin.i18n import Language, language, points, t
from webadmin.organizer import choice
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import csv_response
from webadmin.organizer.home import told_of
from webadmin.organizer.pictures import Theme, picture

SHEET: Final = 50
DRAWN: Final = 14
"""So many pages on each side of the cut are in the picture."""

TONES: Final[Mapping[str, str]] = {
    Verdict.CERTAIN: "good",
    Verdict.SURE: "info",
    Verdict.UNDECIDED: "plain",
    Verdict.CONTESTED: "warn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A page as the table shows it; ``reasons``: sentences behind the verdict."""

    score: Score
    winner: bool
    verdict: str
    word: str
    tone: str
    weights: str
    years: str
    band: str
    methods: tuple[tuple[str, int], ...]
    reasons: tuple[str, ...]
    cut_before: bool


@dataclass(frozen=True, slots=True)
class Badge:
    """What a card or a row says of one page: the word, its tone, what it means, and why."""

    word: str
    tone: str
    meaning: str
    reason: str


class RobustnessView(Door):
    """The report on the official run, one nomination at a time."""

    titles = ("Устойчивость", "Robustness")
    station = "ranking"
    address = "robustness"
    readers = STAFF
    shows_places = True

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show one nomination."""
        season = choice.season()
        run = showing.official_run(db.session, season.id) if season is not None else None
        kept = robustness.kept(db.session, run.id) if run is not None else None
        if season is None or run is None or kept is None or not kept.report["nominations"]:
            return self.render("panel/robustness.html", run=run, report=None, **_job(season))
        report, book = kept.report, loading.read(run.rulebook_text)
        number, nomination = _chosen(report, asked_text("sphere"))
        names = _names(run, report)
        words = asked_text("search")
        chosen = [page for page in nomination["pages"] if _found(names.get(page["page"], ""), words)]
        count = sheets(len(chosen), SHEET)
        sheet = asked_page(count)
        return self.render(
            "panel/robustness.html",
            run=run,
            report=report,
            made=kept.created_at,
            outdated=showing.outdated(season, run),
            **_job(season),
            number=number,
            nomination=nomination,
            sentences=telling.cut_sentences(nomination, names, _titles(book), language()),
            notes=telling.notes(report, _titles(book), language()),
            verdicts=[
                (each, telling.verdict_word(each, language()), telling.verdict_meaning(each, language())) for each in Verdict
            ],
            tones=TONES,
            rows=_rows(run, report, book, names, chosen[sheet * SHEET : (sheet + 1) * SHEET]),
            found=len(chosen),
            search=words,
            page=sheet,
            pages=count,
            sheet_url=sheet_url,
            height=_picture_height(nomination),
        )

    @expose("/check", methods=("POST",))
    def check(self) -> ResponseReturnValue:
        """Order the check."""
        season = choice.needed_season()
        with writing() as session:
            queue.enqueue(session, current_actor(), season_id=season.id, kind=JobKind.ROBUSTNESS, now=now())
        flash(
            t("Проверка поставлена в очередь. Результаты она не меняет.", "The check is in the queue. It changes no result."),
            "good",
        )
        return redirect(url_for("robustness.index"), 303)

    @expose("/<int(max=9999):number>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
    def chart(self, number: int, lang: Language, theme: Theme) -> Response:
        """Pages near the cut of one nomination with their bands of places."""
        from webadmin.robustness_charts import Standing, Standings, standings_chart  # noqa: PLC0415  matplotlib takes half a second to import

        run, report = _needed()
        if number >= len(report["nominations"]):
            abort(404)
        nomination = report["nominations"][number]
        names = _names(run, report)
        standings = tuple(
            Standing(
                name=names.get(page["page"], page["page"]),
                place=page["place"],
                winner=page["winner"],
                first=page["band"][0],
                last=page["band"][1],
                share=page["inside"] / report["draws"],
                verdict=page["verdict"],
            )
            for page in _drawn(nomination)
        )
        return picture(
            standings_chart(Standings(standings, nomination["quota"]), lang, theme), f"{run.name}-{report['seed']}-{number}"
        )

    @expose("/table.csv")
    def table(self) -> Response:
        """All nominations, every page that the report tells of, for a spreadsheet."""
        run, report = _needed()
        names, year = _names(run, report), choice.needed_season().year
        methods = [name for name in telling.METHOD_TITLES if any(name in page["methods"] for page in _all_pages(report))]
        header = [
            t("Номинация", "Nomination"), t("Место", "Place"), t("Страница", "Page"), t("Адрес", "Address"), t("Баллы", "Points"),
            t("Победитель", "Winner"), t("Вывод", "Verdict"), t("Доля испытаний весов", "Share of draws of weights"),
            t("Погрешность", "Error"), t("Доля лет заново", "Share of resampled years"), t("Место не выше", "Place from"),
            t("Место не ниже", "Place to"), t("Наименьшее изменение весов", "Least change of weights"),
            *(telling.METHOD_TITLES[name][0 if language() == "ru" else 1] for name in methods),
        ]  # fmt: skip
        name = t(f"Устойчивость {year}.csv", f"Robustness {year}.csv")
        return csv_response(name, header, _cells(report, names, methods))


def badges(run: ScoreRun) -> Mapping[str, Badge]:
    """By key of page what the report on the run says; empty without a report."""
    kept = robustness.kept(db.session, run.id)
    if kept is None:
        return {}
    return {page["page"]: _badge(kept.report, page) for page in _all_pages(kept.report)}


def _badge(report: Mapping[str, Any], page: Mapping[str, Any]) -> Badge:
    verdict, lang = page["verdict"], language()
    return Badge(
        telling.verdict_word(verdict, lang),
        TONES[verdict],
        telling.verdict_meaning(verdict, lang),
        telling.verdict_reason(report, page, lang),
    )


def _needed() -> tuple[ScoreRun, dict[str, Any]]:
    """The official run and its report; 404 without."""
    run = showing.official_run(db.session, choice.needed_season().id)
    kept = robustness.kept(db.session, run.id) if run is not None else None
    if run is None or kept is None:
        abort(404)
    return run, kept.report


def _job(season: Season | None) -> dict[str, Any]:
    """The work under way or failed, where it is a check."""
    job = showing.job_to_show(db.session, season.id) if season is not None else None
    if job is None or job.kind != JobKind.ROBUSTNESS:
        return {"job": None, "told": None}
    return {"job": job, "told": told_of(job)}


def _chosen(report: Mapping[str, Any], name: str) -> tuple[int, dict[str, Any]]:
    nominations: list[dict[str, Any]] = report["nominations"]
    number = next((i for i, each in enumerate(nominations) if each["name"] == name), 0)
    return number, nominations[number]


def _titles(book: RuleBook) -> dict[str, str]:
    return {criterion.code: getattr(criterion.title, language()) for criterion in book.criteria}


def _all_pages(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [page for nomination in report["nominations"] for page in nomination["pages"]]


def _names(run: ScoreRun, report: Mapping[str, Any]) -> dict[str, str]:
    """Names of the pages that the report tells of, by key."""
    wanted = {page["page"] for page in _all_pages(report)}
    rows = db.session.execute(select(Page.key, Page.name).where(Page.season_id == run.season_id))
    return {key: name for key, name in rows if key in wanted}


def _found(name: str, words: str) -> bool:
    folded = " ".join(showing.fold(name))
    return all(word in folded for word in showing.fold(words))


def _rows(
    run: ScoreRun, report: Mapping[str, Any], book: RuleBook, names: Mapping[str, str], pages: Sequence[Mapping[str, Any]]
) -> list[Row]:
    lang, titles = language(), _titles(book)
    scores = showing.scores_by_key(db.session, run.id, [page["page"] for page in pages])
    rows: list[Row] = []
    for page in pages:
        reasons = (
            telling.verdict_reason(report, page, lang),
            telling.rival_sentence(report, page, names, lang),
            telling.unseat_sentence(page, titles, book.total.full, lang),
        )
        if page["page"] not in scores:
            continue
        first, last = page["band"]
        rows.append(
            Row(
                score=scores[page["page"]],
                winner=page["winner"],
                verdict=page["verdict"],
                word=telling.verdict_word(page["verdict"], lang),
                tone=TONES[page["verdict"]],
                weights=telling.share_text(page["inside"], report["draws"], lang),
                years="—" if page["years"] is None else telling.share_text(page["years"], report["resamples"], lang),
                band=str(first) if first == last else f"{first}–{last}",
                methods=tuple(
                    (telling.METHOD_TITLES[name][0 if lang == "ru" else 1], place) for name, place in page["methods"].items()
                ),
                reasons=tuple(reason for reason in reasons if reason),
                cut_before=bool(rows) and rows[-1].winner and not page["winner"],
            )
        )
    return rows


def _drawn(nomination: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The last winners and the first pages behind the cut."""
    won = [page for page in nomination["pages"] if page["winner"]]
    behind = [page for page in nomination["pages"] if not page["winner"]]
    return [*won[-DRAWN:], *behind[:DRAWN]]


def _picture_height(nomination: Mapping[str, Any]) -> int:
    from webadmin.robustness_charts import height  # noqa: PLC0415  matplotlib takes half a second to import

    return height(len(_drawn(nomination)))


def _cells(report: Mapping[str, Any], names: Mapping[str, str], methods: Sequence[str]) -> list[list[object]]:
    lang, draws, years = language(), report["draws"], report["resamples"]
    return [
        [
            nomination["name"],
            page["place"],
            names.get(page["page"], ""),
            page["page"],
            points(page["total"]),
            page["winner"],
            telling.verdict_word(page["verdict"], lang),
            round(page["inside"] / draws, 4),
            round((page["inside"] / draws * (1 - page["inside"] / draws) / draws) ** 0.5, 4),
            "" if page["years"] is None else round(page["years"] / years, 4),
            page["band"][0],
            page["band"][1],
            "" if page["relative"] is None else page["relative"],
            *(page["methods"].get(name, "") for name in methods),
        ]
        for nomination in report["nominations"]
        for page in nomination["pages"]
    ]

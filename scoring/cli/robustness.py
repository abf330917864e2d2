"""``lavr robustness``: how sure the winners of a season's run are, and where the jury should look."""

import json
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy import select

from criteria import loading
from criteria.phrases import points_text
from criteria.rulebook import RuleBook
from scoring.cli.asked import SEASON
from scoring.cli.bars import Bars
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.engine.robustness.report import DRAWS, SEED, Extent
from scoring.engine.robustness.telling import (
    cut_sentences,
    notes,
    rival_sentence,
    share_text,
    unseat_sentence,
    verdict_reason,
    verdict_word,
)
from scoring.engine.robustness.verdict import Verdict
from scoring.engine.robustness.weeks import RESAMPLES
from scoring.engine.run import Result
from scoring.errors import InputError
from scoring.services import robustness
from scoring.store.seasons import Page

LISTED: Final = 5
"""So many doubtful pages of a nomination are told of on the screen."""


@click.command("robustness")
@SEASON
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Отчёт в файл .json / The report into a .json file")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@click.option("--draws", default=DRAWS, show_default=True, type=click.IntRange(1, 1_000_000), help="Испытаний весов / Draws")
@click.option("--years", default=RESAMPLES, show_default=True, type=click.IntRange(0, 100_000), help="Лет заново / Years")
@click.option("--seed", default=SEED, show_default=True, type=click.IntRange(0), help="Зерно случайности / Seed of chance")
@pass_desk
def robustness_(desk: Desk, *, year: int | None, out: Path | None, as_json: bool, draws: int, years: int, seed: int) -> None:
    """Проверить, насколько уверены победители; результаты не меняются / Check how sure the winners are; no result changes.

    Отчёт сохраняется у расчёта, и его показывает панель. / The report is kept beside the run, and the panel shows it.
    """
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        sources = robustness.sources_of(session, season_id)
        names = {page.key: page.name for page in session.scalars(select(Page).where(Page.season_id == season_id))}
    with Bars(desk.language) as bars:
        told = robustness.compute(desk.home, sources, bars, Extent(draws, years, seed))
    with desk.transaction() as session:
        robustness.keep(session, desk.actor, season_id, sources.run_id, told, now=now())
    if out is not None:
        write_report(desk, told, out)
    if as_json:
        print_json(told)
    else:
        tell_report(desk, told, loading.read(sources.rulebook), names)


def names_of(result: Result) -> dict[str, str]:
    """Names of pages by key."""
    return dict(zip(map(str, result.key), map(str, result.name), strict=True))


def write_report(desk: Desk, told: dict[str, Any], out: Path) -> None:
    """The report as one JSON file."""
    if not out.absolute().parent.is_dir():
        raise InputError(
            f"Папки «{out.absolute().parent}» нет. Создайте её или назовите другую.",
            f"There is no folder «{out.absolute().parent}». Make it, or name another one.",
        )
    part = out.with_name(f".{out.name}.part")
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(out)
    desk.say(f"Отчёт об устойчивости: {out}", f"Report of robustness: {out}")


def tell_report(desk: Desk, told: dict[str, Any], book: RuleBook, names: dict[str, str]) -> None:
    """Every nomination with what decides its cut, and its doubtful pages."""
    language = desk.language
    titles = {criterion.code: getattr(criterion.title, language) for criterion in book.criteria}
    for nomination in told["nominations"]:
        counts = ", ".join(
            f"{verdict_word(verdict, language)} {nomination['verdicts'][verdict]}"
            for verdict in Verdict
            if nomination["verdicts"][verdict]
        )
        click.echo()
        desk.say(
            f"{nomination['name']}: победителей {nomination['winners']}" + (f" ({counts})" if counts else ""),
            f"{nomination['name']}: {nomination['winners']} winners" + (f" ({counts})" if counts else ""),
        )
        for sentence in cut_sentences(nomination, names, titles, language):
            click.echo(f"  {sentence}")
        _tell_doubtful(desk, told, nomination, book, names, titles)
    click.echo()
    for note in notes(told, titles, language):
        click.echo(note)


def _tell_doubtful(
    desk: Desk, told: dict[str, Any], nomination: dict[str, Any], book: RuleBook, names: dict[str, str], titles: dict[str, str]
) -> None:
    language = desk.language
    doubtful = [page for page in nomination["pages"] if page["verdict"] in (Verdict.CONTESTED, Verdict.UNDECIDED)]
    around = sorted(doubtful, key=lambda page: abs(page["total"] - nomination["line"]))[:LISTED]
    for page in sorted(around, key=lambda page: page["place"]):
        points = points_text(page["total"], language)
        word = verdict_word(page["verdict"], language)
        share = share_text(page["inside"], told["draws"], language)
        name = names.get(page["page"], page["page"])
        click.echo(f"  {page['place']:>4}  {name}: {points}, {word}, {share}")
        click.echo(f"        {verdict_reason(told, page, language)}")
        for sentence in (
            rival_sentence(told, page, names, language),
            unseat_sentence(page, titles, book.total.full, language),
        ):
            if sentence:
                click.echo(f"        {sentence}")
    if len(doubtful) > len(around):
        left = len(doubtful) - len(around)
        desk.say(f"        и ещё спорных и нерешённых: {left}", f"        and {left} more contested or undecided")

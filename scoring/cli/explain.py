"""``lavr explain``: one page's points down to the numbers behind them, what did not count, and what would raise it."""

from dataclasses import asdict
from typing import Any

import click
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from criteria.curves import FULL
from criteria.evidence import UNKNOWN
from criteria.phrases import points_text
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.errors import NotFound
from scoring.services.advice import Advice, Advised, advise
from scoring.services.explaining import Explanation, explain
from scoring.services.page_evidence import PageEvidence, page_evidence, same_as_stored
from scoring.sources.page_address import parse_address
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page


@click.command("explain")
@click.argument("page")
@click.option("--season", type=int, help="Год сезона; иначе последний / Year of the season")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def explain_(desk: Desk, page: str, season: int | None, as_json: bool) -> None:
    """Из чего сложились баллы страницы PAGE (адрес, ключ или номер группы) / What the points of a page are made of."""
    with desk.transaction() as session:
        score = _score(session, desk.season_id(season), page)
        told = explain(score, score.run, desk.language)
        found = page_evidence(desk.home, score)
        advised = None
        if found is not None and same_as_stored(found, score):
            advised = advise(found.ground.result.book, found.levers, desk.language)
        if as_json:
            print_json(_as_json(score, told, found, advised))
            return
        _tell(desk, score, told)
        _tell_left_out(desk, found)
        _tell_levers(desk, advised)


def _score(session: Session, season_id: int, asked: str) -> Score:
    """The official score of the page with this link, key, or number of its group."""
    wanted = asked.strip().rstrip("/")
    address = parse_address(wanted)
    named = [Page.key == wanted, Page.link == wanted]
    if address is not None:
        named.append(Page.key == address.key)
        if address.group_id is not None:
            named.append(and_(Page.group_id == address.group_id, Page.key.startswith(f"{address.key.partition(':')[0]}:")))
    query = select(Score).join(Score.page).join(Score.run).options(contains_eager(Score.page), contains_eager(Score.run))
    score = session.scalar(query.where(ScoreRun.season_id == season_id, ScoreRun.official, or_(*named)).limit(1))
    if score is None:
        raise NotFound(
            f"Страницы «{asked}» в расчёте этого сезона нет. Назовите её ссылкой, ключом из рейтинга или номером группы.",
            f"There is no page «{asked}» in the run of this season. Name it by link, key in the ranking, or number of its group.",
        )
    return score


def _tell(desk: Desk, score: Score, told: Explanation) -> None:
    place = score.place or "—"
    click.echo(f"{score.page.name} ({score.page.key})")
    desk.say(f"  место {place}, баллов {told.total}", f"  place {place}, points {told.total}")
    for reason in told.reasons:
        desk.say(f"  вне конкурса: {reason}", f"  out of the contest: {reason}")
    for note in (*told.incidents, *told.corrections):
        click.echo(f"  {note}")
    for line in told.lines:
        indent = "  " * (line.depth + 1)
        lost = f"  {line.lost}" if line.lost else ""
        click.echo(f"{indent}{line.code} {line.title}: {line.got} {desk.t('из', 'of')} {line.points_max}{lost}")
        for words in (line.sentence, line.note):
            if words:
                click.echo(f"{indent}   {words}")
    for adjustment in told.adjustments:
        click.echo(f"  {adjustment.text}")
    for proposal in told.proposals:
        click.echo(f"  {proposal.text}")
    for gate in told.gates:
        passed = desk.t("пройден", "passed") if gate.passes == 1 else desk.t("не пройден", "failed")
        verdict = desk.t("неизвестно", "unknown") if gate.passes == UNKNOWN else passed
        click.echo(f"  {gate.code} {gate.title}: {verdict} ({gate.sentence})")


def _tell_left_out(desk: Desk, found: PageEvidence | None) -> None:
    if found is None:
        desk.say("Снимка свидетельств здесь нет.", "There is no snapshot of the evidence here.")
        return
    desk.say("Свидетельства, строк:", "Evidence, rows:")
    for group in found.groups:
        title = group.title[desk.language == "en"]
        click.echo(f"  {title} ({', '.join(group.codes)}): {len(group.row)}")


def _tell_levers(desk: Desk, advised: Advised | None) -> None:
    if advised is None:
        return
    desk.say("Что поднимет результат:", "What raises the result:")
    click.echo(f"  {advised.sentence}")
    for one in dict.fromkeys((*advised.reaching, *advised.lines)):
        click.echo(f"  +{points_text(one.gain, desk.language)} → {_after(desk, one)}: {'; '.join(one.texts)}")


def _after(desk: Desk, one: Advice) -> str:
    total = points_text(one.total, desk.language)
    place = f", {desk.t('место', 'place')} {one.place}" if one.place else ""
    return f"{total}{place}{desk.t(', выше черты', ', above the line') if one.wins else ''}"


def _as_json(score: Score, told: Explanation, found: PageEvidence | None, advised: Advised | None) -> dict[str, Any]:
    return {
        "page": score.page.key,
        "name": score.page.name,
        "nomination": score.nomination,
        "place": score.place,
        "total": score.total / FULL,
        "outcome": score.outcome,
        "run": score.run.name,
        "lines": [asdict(line) for line in told.lines],
        "gates": [asdict(gate) for gate in told.gates],
        "adjustments": [asdict(one) | {"points": one.points / FULL} for one in told.adjustments],
        "reasons": list(told.reasons),
        "incidents": list(told.incidents),
        "corrections": list(told.corrections),
        "evidence": []
        if found is None
        else [
            {"table": group.kind, "reason": group.reason, "criteria": list(group.codes), "rows": len(group.row)}
            for group in found.groups
        ],
        "levers": None if advised is None else _levers(advised),
    }


def _levers(advised: Advised) -> dict[str, Any]:
    def one(advice: Advice) -> dict[str, Any]:
        points = {name: getattr(advice, name) / FULL for name in ("gain", "total", "gap")}
        return asdict(advice) | points | {"wins": advice.wins}

    return {
        "missing": None if advised.missing is None else advised.missing / FULL,
        "sentence": advised.sentence,
        "steps": [one(advice) for advice in advised.lines],
        "reaching": [one(advice) for advice in advised.reaching],
        "everything": None if advised.everything is None else one(advised.everything),
    }

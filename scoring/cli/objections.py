"""``lavr objections``: objections to data, listed, shown, accepted as corrections, refused, opened again."""

from typing import Any, Final

import click
from sqlalchemy import case, select
from sqlalchemy.orm import Session, contains_eager

from scoring.cli.asked import SEASON, of_season
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.evidence.corrections import Correction
from scoring.season.objecting import Ground, ObjectionState
from scoring.services import correction_effects, objection_changes, objections, owner_figures
from scoring.services.objection_changes import Wanted
from scoring.store.owners import Objection
from scoring.store.showing_corrections import active

_STATES: Final = {
    ObjectionState.WAITING: ("ждёт ответа", "waiting"),
    ObjectionState.ACCEPTED: ("принято", "accepted"),
    ObjectionState.REFUSED: ("отклонено", "refused"),
    ObjectionState.WITHDRAWN: ("отозвано", "withdrawn"),
}
_GROUNDS: Final = {
    Ground.MISSING_POST: ("записи не хватает", "a post is missing"),
    Ground.ANSWER_EXISTS: ("ответ был", "there was an answer"),
    Ground.NOT_OURS: ("не наша запись", "not our post"),
    Ground.WRONG_CHECK: ("проверка ошиблась", "the check was wrong"),
    Ground.OUTAGE: ("был сбой сети", "the network was down"),
    Ground.OTHER: ("другое", "something else"),
}
_json = click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
_number = click.argument("number", type=click.IntRange(1, 2_147_483_647), metavar="НОМЕР")
_answer = click.option("--answer", required=True, help="Что прочтёт владелец / What the owner reads")


@click.group("objections")
def objections_group() -> None:
    """Возражения владельцев страниц против данных / Objections of pages' owners to data."""


@objections_group.command("list")
@click.option("--state", type=click.Choice([state.value for state in ObjectionState]), help="Состояние / State")
@SEASON
@_json
@pass_desk
def list_(desk: Desk, state: str | None, year: int | None, as_json: bool) -> None:
    """Показать, первыми — те, что ждут дольше / List them, those that wait longest first."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        query = select(Objection).join(Objection.page).options(contains_eager(Objection.page))
        query = query.where(Objection.season_id == season_id)
        query = query if state is None else query.where(Objection.state == state)
        waits = case((Objection.state == ObjectionState.WAITING, 0), else_=1)
        rows = session.scalars(query.order_by(waits, Objection.id)).all()
        if as_json:
            print_json([_record(row) for row in rows])
            return
        for row in rows:
            _tell(desk, row)
    desk.say(f"Всего: {len(rows)}", f"In all: {len(rows)}")


@objections_group.command("show")
@_number
@SEASON
@_json
@pass_desk
def show(desk: Desk, number: int, year: int | None, as_json: bool) -> None:
    """Показать одно с показателем / Show one with its figure."""
    with desk.transaction() as session:
        row = _of_season(session, desk.season_id(year), number)
        if as_json:
            print_json(_record(row))
            return
        _tell(desk, row)
        known = owner_figures.seen(session, desk.home, row.page)
        figures = owner_figures.figures(known.found, desk.language) if known is not None else []
        for figure in figures:
            if figure.code == row.criterion:
                desk.say(f"      у нас: {figure.sentence}", f"      we have: {figure.sentence}")
        click.echo(f"      {row.words}")
        for words in (row.link, ", ".join(row.rows), row.file.name if row.file else ""):
            if words:
                click.echo(f"      {words}")


@objections_group.command("accept")
@_number
@_answer
@click.option("--change", "changes", multiple=True, help="Ячейка: messages:41:answered=31.03.2025 14:05 / A cell")
@click.option("--strike", "strikes", multiple=True, help="Вычеркнуть строку: posts:12 / Strike a row out")
@click.option("--add", "adds", multiple=True, help="Новая строка: posts:12:time=…;text_length=300 / A new row")
@click.option("--dry-run", is_flag=True, help="Только показать, что изменится / Only show what changes")
@SEASON
@pass_desk
def accept(
    desk: Desk,
    *,
    number: int,
    answer: str,
    changes: tuple[str, ...],
    strikes: tuple[str, ...],
    adds: tuple[str, ...],
    dry_run: bool,
    year: int | None,
) -> None:
    """Принять: исправления поверх замороженных данных / Accept: corrections over the frozen data."""
    with desk.transaction() as session:
        row = _of_season(session, desk.season_id(year), number)
        wanted = [*map(_change, changes), *map(_strike, strikes), *map(_add, adds)]
        made: list[Correction] = []
        if row.season.evidence is not None:
            folder = desk.home.evidence / row.season.evidence
            made = objection_changes.corrections_for(folder, active(session, row.season_id), row.page.key, wanted)
            _tell_effect(desk, session, row, made)
        if dry_run:
            return
        objections.accept(
            session, desk.actor, row.id, home=desk.home, version=row.version, answer=answer, changes=made, now=now()
        )
    desk.say(
        f"Возражение № {number} принято, исправлений: {len(made)}. Пересчитайте баллы: lavr season run --again --until scored",
        f"Objection № {number} is accepted, {len(made)} corrections. Compute again: lavr season run --again --until scored",
    )


@objections_group.command("refuse")
@_number
@_answer
@SEASON
@pass_desk
def refuse(desk: Desk, number: int, answer: str, year: int | None) -> None:
    """Отклонить с причиной / Refuse with the reason."""
    with desk.transaction() as session:
        row = _of_season(session, desk.season_id(year), number)
        objections.refuse(session, desk.actor, row.id, version=row.version, answer=answer, now=now())
    desk.say(f"Возражение № {number} отклонено.", f"Objection № {number} is refused.")


@objections_group.command("reopen")
@_number
@click.option("--note", default="", help="Почему / Why")
@SEASON
@pass_desk
def reopen(desk: Desk, number: int, note: str, year: int | None) -> None:
    """Отменить ответ и его исправления / Take the answer and its corrections back."""
    with desk.transaction() as session:
        row = _of_season(session, desk.season_id(year), number)
        objections.reopen(session, desk.actor, row.id, version=row.version, note=note, now=now())
    desk.say(f"Возражение № {number} снова ждёт ответа.", f"Objection № {number} waits again.")


def _change(text: str) -> Wanted:
    place, sign, value = text.partition("=")
    table, _, rest = place.strip().partition(":")
    row, _, column = rest.rpartition(":")
    if not sign or not column:
        raise _unclear(text, "messages:41:answered=31.03.2025 14:05")
    return Wanted("change", table, row, {column: value})


def _strike(text: str) -> Wanted:
    table, sign, row = text.strip().partition(":")
    if not sign:
        raise _unclear(text, "posts:12")
    return Wanted("strike", table, row, {})


def _add(text: str) -> Wanted:
    table, _, rest = text.strip().partition(":")
    row, sign, cells = rest.partition(":")
    pairs = [cell.partition("=") for cell in cells.split(";") if cell.strip()]
    if not sign or not all(equals for _, equals, _ in pairs):
        raise _unclear(text, "posts:12:time=31.03.2025 14:05;text_length=300")
    return Wanted("add", table, row, {column.strip(): value for column, _, value in pairs})


def _unclear(text: str, example: str) -> InputError:
    return InputError(f"Непонятно: «{text}». Пишется так: {example}", f"Not clear: «{text}». It is written so: {example}")


def _of_season(session: Session, season_id: int, number: int) -> Objection:
    return of_season(session, Objection, season_id, number, ru="возражения", en="objection", command="lavr objections list")


def _tell(desk: Desk, row: Objection) -> None:
    english = desk.language == "en"
    state, ground = _STATES[ObjectionState(row.state)][english], _GROUNDS[Ground(row.ground)][english]
    click.echo(f"№ {row.id}  {state}: {row.criterion}, {ground}, {row.page.name} ({row.page.key}), {row.made_at:%d.%m.%Y}")
    if row.answer:
        click.echo(f"      {row.decided_name}: {row.answer}")


def _tell_effect(desk: Desk, session: Session, row: Objection, made: list[Correction]) -> None:
    effect = correction_effects.effect_of(session, desk.home, row.page, made, desk.language)
    if effect is None:
        return
    before, after = effect.before, effect.after
    desk.say(
        f"Итог {before.total / 10_000:.2f} → {after.total / 10_000:.2f}, место {before.place or '—'} → {after.place or '—'}",
        f"Total {before.total / 10_000:.2f} → {after.total / 10_000:.2f}, place {before.place or '—'} → {after.place or '—'}",
    )
    for one in effect.shifts:
        click.echo(f"  {one.code} {one.title}: {one.before} → {one.after}")


def _record(row: Objection) -> dict[str, Any]:
    return {
        "number": row.id, "page": row.page.key, "name": row.page.name, "criterion": row.criterion, "ground": row.ground,
        "words": row.words, "link": row.link, "rows": row.rows, "file": row.file.name if row.file else None,
        "state": row.state, "made_by": row.made_name, "made_at": row.made_at.isoformat(), "decided_by": row.decided_name,
        "ended_at": row.ended_at.isoformat() if row.ended_at is not None else None, "answer": row.answer,
        "corrections": row.corrections,
    }  # fmt: skip

"""``lavr finding``: penalties, bonuses and waivers of single pages, proposed by one and decided by another."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from criteria import loading
from criteria.rulebook import RuleBook
from scoring.cli.asked import BY, SEASON, acting, of_season, page_asked
from scoring.cli.context import Desk, now, print_json
from scoring.cli.imports import tell_refusals
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.services import finding_files, findings
from scoring.store.rules import PageFinding
from scoring.store.seasons import Season
from scoring.store.showing import findings_changed, official_run
from scoring.store.vocabulary import FindingKind, FindingState

Decide = Callable[..., PageFinding]
Command = TypeVar("Command", bound=Callable[..., Any])

_STATES: Final = {
    FindingState.PROPOSED: ("предложено", "proposed"),
    FindingState.CONFIRMED: ("подтверждено", "confirmed"),
    FindingState.REFUSED: ("отклонено", "refused"),
}
_KINDS: Final = {
    FindingKind.PENALTY: ("штраф", "penalty"),
    FindingKind.BONUS: ("надбавка", "bonus"),
    FindingKind.WAIVER: ("освобождение", "waiver"),
}


@click.group("finding")
def finding_group() -> None:
    """Штрафы, надбавки, освобождения / Penalties, bonuses, waivers.

    Один предлагает, другой подтверждает; считается подтверждённое, со следующего расчёта. / One proposes, another confirms;
    what is confirmed counts from the next computation on.
    """


_json = click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
_numbers = click.argument("numbers", type=click.IntRange(1, 2_147_483_647), nargs=-1, required=True, metavar="НОМЕР…")
_note = click.option("--note", default="", help="Пояснение / Note")


@finding_group.command("list")
@SEASON
@click.option("--state", type=click.Choice([state.value for state in FindingState]), help="Состояние / State")
@click.option("--kind", type=click.Choice([kind.value for kind in FindingKind]), help="Вид / Kind")
@click.option("--code", help="Код пункта / Code of the rule")
@click.option("--page", help="Адрес страницы / Address of the page")
@_json
@pass_desk
def list_(
    desk: Desk, year: int | None, state: str | None, kind: str | None, code: str | None, page: str | None, as_json: bool
) -> None:
    """Показать / List them."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        query = (
            select(PageFinding)
            .join(PageFinding.page)
            .options(contains_eager(PageFinding.page))
            .where(PageFinding.season_id == season_id)
        )
        for column, value in ((PageFinding.state, state), (PageFinding.kind, kind), (PageFinding.code, code)):
            query = query if value is None else query.where(column == value)
        if page is not None:
            query = query.where(PageFinding.page_id == page_asked(session, season_id, page).id)
        rows = session.scalars(query.order_by(PageFinding.id)).all()
        book = loading.read(session.get_one(Season, season_id).rulebook)
        if as_json:
            print_json([_record(row) for row in rows])
            return
        for row in rows:
            _tell(desk, row, book)
        desk.say(f"Всего: {len(rows)}", f"In all: {len(rows)}")
        _tell_outdated(desk, session, season_id)


@finding_group.command("add")
@click.argument("page")
@click.argument("code")
@click.option("--reason", required=True, help="Причина / Reason")
@click.option("--evidence", required=True, help="Ссылка или номер документа / A link or a document's number")
@click.option("--times", default=1, show_default=True, type=int, help="Сколько раз / How many times")
@SEASON
@BY
@_json
@pass_desk
def add(
    desk: Desk,
    *,
    page: str,
    code: str,
    reason: str,
    evidence: str,
    times: int,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Предложить: адрес страницы и код пункта / Propose: a page's address and a rule's code.

    Код критерия означает освобождение от него. / The code of a criterion waives it.
    """
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        book = loading.read(session.get_one(Season, season_id).rulebook)
        row = findings.propose(
            session,
            acting(desk, session, email, season_id),
            season_id,
            page_id=page_asked(session, season_id, page).id,
            kind=_kind(book, code),
            code=code,
            times=times,
            reason=reason,
            evidence=evidence,
            now=now(),
        )
        if as_json:
            print_json(_record(row))
            return
        _tell(desk, row, book)
    desk.say(
        f"Предложено. Подтвердить должен другой человек: lavr finding confirm {row.id} --by ПОЧТА",
        f"Proposed. Another person has to confirm it: lavr finding confirm {row.id} --by E-MAIL",
    )


@finding_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@SEASON
@BY
@_json
@pass_desk
def import_(desk: Desk, file: Path, year: int | None, email: str | None, as_json: bool) -> None:
    """Предложить всё из файла CSV, XLSX / Propose everything in a file.

    Столбцы: Страница, Код, Раз, Причина, Доказательство. / Columns: Page, Code, Times, Reason, Evidence.
    """
    require_file(file)
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        report = finding_files.propose_file(session, acting(desk, session, email, season_id), season_id, file, now=now())
    if as_json:
        refusals = [
            {"line": row.line, "column": row.column, "value": row.value, "code": row.code, "reason": row.told(desk.language)}
            for row in report.refusals
        ]
        print_json({"name": report.name, "new": report.new, "same": report.same, "refusals": refusals})
        return
    desk.say(
        f"{report.name}: новых предложений {report.new}, уже были {report.same}, отклонено строк {len(report.refusals)}",
        f"{report.name}: {report.new} new proposals, {report.same} there already, {len(report.refusals)} rows refused",
    )
    tell_refusals(desk, report.refusals)


@finding_group.command("confirm")
@_numbers
@_note
@SEASON
@BY
@_json
@pass_desk
def confirm(desk: Desk, numbers: tuple[int, ...], note: str, year: int | None, email: str | None, as_json: bool) -> None:
    """Подтвердить; своё подтвердить нельзя / Confirm; nobody confirms his own."""
    _decide(desk, year, findings.confirm, numbers, note, email, as_json=as_json)


@finding_group.command("refuse")
@_numbers
@click.option("--note", required=True, help="Почему / Why")
@SEASON
@BY
@_json
@pass_desk
def refuse(desk: Desk, numbers: tuple[int, ...], note: str, year: int | None, email: str | None, as_json: bool) -> None:
    """Отклонить / Refuse."""
    _decide(desk, year, findings.refuse, numbers, note, email, as_json=as_json)


@finding_group.command("reopen")
@_numbers
@_note
@SEASON
@BY
@_json
@pass_desk
def reopen(desk: Desk, numbers: tuple[int, ...], note: str, year: int | None, email: str | None, as_json: bool) -> None:
    """Отменить решение: снова предложено / Take a decision back: proposed again."""
    _decide(desk, year, findings.reopen, numbers, note, email, as_json=as_json)


def _decide(
    desk: Desk, year: int | None, how: Decide, numbers: Sequence[int], note: str, email: str | None, *, as_json: bool
) -> None:
    """Decide all of them or none."""
    season_id = desk.season_id(year)
    moment: datetime = now()
    with desk.transaction() as session:
        actor = acting(desk, session, email, season_id)
        rows = [how(session, actor, _of_season(session, season_id, number).id, now=moment, note=note) for number in numbers]
        if as_json:
            print_json([_record(row) for row in rows])
            return
        book = loading.read(session.get_one(Season, season_id).rulebook)
        for row in rows:
            _tell(desk, row, book)
        _tell_outdated(desk, session, season_id)


def _of_season(session: Session, season_id: int, number: int) -> PageFinding:
    return of_season(session, PageFinding, season_id, number, ru="записи", en="finding", command="lavr finding list")


def _kind(book: RuleBook, code: str) -> FindingKind:
    if any(rule.code == code for rule in book.bonuses):
        return FindingKind.BONUS
    return FindingKind.WAIVER if any(one.code == code for one in book.criteria) else FindingKind.PENALTY


def _tell(desk: Desk, row: PageFinding, book: RuleBook) -> None:
    english = desk.language == "en"
    title = findings.title_of(book, row.code, desk.language)
    kind, state = _KINDS[FindingKind(row.kind)][english], _STATES[FindingState(row.state)][english]
    times = f" × {row.times}" if row.times > 1 else ""
    click.echo(f"№ {row.id}  {state}: {kind} {row.code} {title}{times}, {row.page.name} ({row.page.key})")
    click.echo(f"      {row.reason} ({row.evidence})")
    by = row.made_name or desk.t("показатель", "a metric")
    decided = desk.t(f"; решил: {row.decided_name}", f"; decided by {row.decided_name}") if row.decided_at is not None else ""
    note = f": {row.note}" if row.note else ""
    desk.say(f"      предложил: {by}{decided}{note}", f"      proposed by {by}{decided}{note}")


def _tell_outdated(desk: Desk, session: Session, season_id: int) -> None:
    run = official_run(session, season_id)
    if run is not None and findings_changed(session, run):
        desk.say(
            "Решения изменились после расчёта: пересчитайте баллы. lavr season run --again --until scored",
            "Decisions have changed since the computation: compute the points again. lavr season run --again --until scored",
        )


def _record(row: PageFinding) -> dict[str, Any]:
    return {
        "number": row.id, "page": row.page.key, "name": row.page.name, "kind": row.kind, "code": row.code, "times": row.times,
        "reason": row.reason, "evidence": row.evidence, "state": row.state, "by_metric": not row.made_name,
        "proposed_by": row.made_name, "proposed_at": row.made_at.isoformat(), "decided_by": row.decided_name,
        "decided_at": row.decided_at.isoformat() if row.decided_at is not None else None, "note": row.note,
    }  # fmt: skip

"""``lavr diff``: two runs side by side, what moved and why, on the screen, as JSON, or whole as CSV."""

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import click

from criteria.measurement import Language
from scoring.cli.bars import Bars
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.engine.difference import Move, PageResult, Reason
from scoring.engine.telling_incidents import incident_notes
from scoring.evidence.correction_words import told as correction_told
from scoring.evidence.corrections import rows_of
from scoring.evidence.difference import table_title, told
from scoring.services import differing
from scoring.services.comparison_tables import difference_table, state_text
from scoring.services.differing import Comparison, Side
from scoring.spreadsheet import unarmed

PRINTED: Final = 20


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@click.option("--csv", "into", type=click.Path(path_type=Path), help="Весь список в файл / The whole list into a file")
@click.option("--rows", default=PRINTED, show_default=True, type=click.IntRange(0), help="Строк на экране / Rows to print")
@pass_desk
def diff(desk: Desk, before: str, after: str, as_json: bool, into: Path | None, rows: int) -> None:
    """Чем два расчёта отличаются и почему / How two runs differ and why.

    BEFORE, AFTER — начало имени расчёта, год (официальный расчёт сезона) или папка запечатанного расчёта.
    """
    with ExitStack() as stack:
        bars = stack.enter_context(Bars(desk.language))
        session = stack.enter_context(desk.transaction())
        sides = [differing.side_of(session, desk.home, asked, progress=bars) for asked in (before, after)]
        found = Comparison(*sides)
        if into is not None:
            _write_csv(into, found, desk.language, bars)
        if as_json:
            print_json(_as_json(found, desk.language))
        else:
            _tell(desk, found, rows)
    if into is not None and not as_json:
        desk.say(f"Весь список: {into}", f"The whole list: {into}")


def _tell(desk: Desk, found: Comparison, rows: int) -> None:
    for words, side in ((("Было", "Before"), found.before), (("Стало", "After"), found.after)):
        pages = len(side.pages)
        desk.say(
            f"{words[0]}: расчёт {side.run[:12]}, сезон {side.year}, страниц {pages}",
            f"{words[1]}: run {side.run[:12]}, season {side.year}, {pages} pages",
        )
    if found.same:
        desk.say("Это одно и то же: различий нет.", "They are the same: nothing differs.")
        return
    _tell_evidence(desk, found, rows)
    _tell_corrections(desk, found, rows)
    _tell_incidents(desk, found)
    _tell_book(desk, found, rows)
    if found.before.code != found.after.code:
        pair = f"{found.before.code} → {found.after.code}"
        desk.say(f"Версия программы: {pair}", f"Version of the program: {pair}")
    _tell_moves(desk, found, rows)


def _tell_evidence(desk: Desk, found: Comparison, rows: int) -> None:
    if not found.evidence_differs:
        desk.say("Свидетельства: те же.", "Evidence: the same.")
        return
    changes = found.evidence
    pair = f"{found.before.evidence[:12]} → {found.after.evidence[:12]}"
    if changes is None:
        desk.say(
            f"Свидетельства: {pair}. Одного из снимков на этой машине нет, по строкам не сравнить.",
            f"Evidence: {pair}. One of the snapshots is not on this machine: rows cannot be compared.",
        )
        return
    desk.say(f"Свидетельства: {pair}", f"Evidence: {pair}")
    if not changes.rows:
        desk.say("  Годы разные: построчно сравнён только реестр.", "  Different years: only the register is compared by rows.")
    for count in changes.counts:
        title = table_title(count.table, desk.language)
        desk.say(
            f"  {title}: строк добавлено {count.added}, убрано {count.removed}, изменено {count.changed} (ячеек {count.cells})",
            f"  {title}: {count.added} rows added, {count.removed} removed, {count.changed} changed ({count.cells} cells)",
        )
    for change in changes.first[:rows]:
        click.echo(f"    {told(change, changes.zone, desk.language)}")
    listed = sum(count.cells + count.added + count.removed for count in changes.counts if changes.rows or count.table == "pages")
    _tell_rest(desk, listed - min(rows, len(changes.first)))


def _tell_incidents(desk: Desk, found: Comparison) -> None:
    """Incidents concern all pages, so that there are few of them."""
    came, went = found.incidents
    side = found.after
    for words, given in ((("Объявлен сбой", "Announced"), came), (("Отменён сбой", "Taken back"), went)):
        for note in incident_notes(given, side.year, side.zone, desk.language):
            click.echo(f"{desk.t(*words)}: {note}")


def _tell_corrections(desk: Desk, found: Comparison, rows: int) -> None:
    came, went = found.corrections
    if not came and not went:
        return
    desk.say(
        f"Исправления данных: добавлено {len(came)}, отозвано {len(went)}",
        f"Corrections of the evidence: {len(came)} added, {len(went)} withdrawn",
    )
    for mark, one in [*(("+", one) for one in came), *(("−", one) for one in went)][:rows]:
        click.echo(f"    {mark} {correction_told(one, found.after.zone, desk.language)}")
    _tell_rest(desk, len(came) + len(went) - rows)


def _tell_book(desk: Desk, found: Comparison, rows: int) -> None:
    if found.book:
        desk.say(f"Регламент: изменено полей {len(found.book)}", f"Rule book: {len(found.book)} fields changed")
    else:
        desk.say("Регламент: тот же.", "Rule book: the same.")
    for change in found.book[:rows]:
        click.echo(f"    {change.path} {_short(change.before)} → {_short(change.after)}")
    _tell_rest(desk, len(found.book) - rows)
    came, went = found.findings
    if came or went:
        desk.say(
            f"Штрафы, бонусы, освобождения: добавлено {len(came)}, убрано {len(went)}",
            f"Penalties, bonuses, waivers: {len(came)} added, {len(went)} removed",
        )
    for mark, one in [*(("+", one) for one in came), *(("−", one) for one in went)][:rows]:
        click.echo(f"    {mark} {one.get('page', '')} {one.get('code', '')} × {one.get('times', 1)}: {one.get('reason', '')}")
    _tell_rest(desk, len(came) + len(went) - rows)


def _tell_moves(desk: Desk, found: Comparison, rows: int) -> None:
    desk.say(
        f"Страниц сдвинулось: {len(found.moves)}; стали победителями: {found.joined}, перестали: {found.dropped}",
        f"Pages moved: {len(found.moves)}; became winners: {found.joined}, no longer: {found.dropped}",
    )
    for move, why in found.reasons(found.moves[:rows], desk.language):
        click.echo(f"    {move.name} ({move.key})")
        click.echo(f"      {state_text(move.before, desk.language)}  →  {state_text(move.after, desk.language)}")
        for sentence in found.why(move, why, desk.language):
            click.echo(f"      · {sentence}")
    _tell_rest(desk, len(found.moves) - rows)


def _tell_rest(desk: Desk, rest: int) -> None:
    if rest > 0:
        desk.say(f"    … и ещё {rest}; весь список: --csv ФАЙЛ", f"    … and {rest} more; the whole list: --csv FILE")


def _short(value: str | None) -> str:
    if value is None:
        return "—"
    return value if len(value) <= 80 else f"{value[:77]}…"


def _as_json(found: Comparison, language: Language) -> dict[str, Any]:
    changes = found.evidence
    came, went = found.findings
    return {
        "same": found.same,
        "before": _side_json(found.before),
        "after": _side_json(found.after),
        "evidence": None
        if changes is None
        else {
            "counts": [{name: getattr(count, name) for name in count.__slots__} for count in changes.counts],
            "first": [{name: getattr(change, name) for name in change.__slots__} for change in changes.first],
        },
        "rulebook": [{"path": one.path, "before": one.before, "after": one.after} for one in found.book],
        "findings": {"added": came, "removed": went},
        "corrections": {sign: rows_of(given) for sign, given in zip(("added", "removed"), found.corrections, strict=True)},
        "incidents": {sign: given.rows for sign, given in zip(("added", "removed"), found.incidents, strict=True)},
        "became_winners": found.joined,
        "no_longer_winners": found.dropped,
        "pages": [_move_json(found, move, why, language) for move, why in found.reasons(found.moves, language)],
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {"run": side.run, "year": side.year, "evidence": side.evidence, "code": side.code, "pages": len(side.pages)}


def _move_json(found: Comparison, move: Move, why: tuple[Reason, ...], language: Language) -> dict[str, Any]:
    def one(side: PageResult | None) -> dict[str, Any] | None:
        if side is None:
            return None
        total = differing.whole_points(side.total)
        return {"nomination": side.nomination, "place": side.place, "total": total, "outcome": side.outcome}

    return {
        "page": move.key,
        "name": move.name,
        "before": one(move.before),
        "after": one(move.after),
        "why": list(found.why(move, why, language)),
    }


def _write_csv(path: Path, found: Comparison, language: Language, bars: Bars) -> None:
    """Every difference as one row, whatever its kind; written beside and moved into place."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in difference_table(found, language, bars):
            writer.writerow([unarmed(cell) for cell in row])
    part.replace(path)

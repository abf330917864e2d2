"""``lavr rulebook``: checking a rule book, those that come with the program, and the schema for editors."""

import json
from pathlib import Path

import click

from criteria import loading
from criteria.hints import hints
from criteria.lines import lines_of, with_line
from criteria.rulebook import RuleBook
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.cli.rulebook_file import text_and_book
from scoring.cli.rulebook_reference import reference
from scoring.cli.rulebook_summary import summary
from scoring.errors import BrokenRuleBook


@click.group("rulebook")
def rulebook_group() -> None:
    """Регламенты / Rule books."""


@rulebook_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def check(desk: Desk, file: Path, as_json: bool) -> None:
    """Проверить регламент целиком, со всеми ошибками сразу / Check a rule book whole, all faults at once."""
    try:
        text, book = text_and_book(file)
    except BrokenRuleBook as broken:
        if not as_json:
            raise
        faults = [{"path": f.path, "line": f.line, "ru": f.ru, "en": f.en} for f in broken.faults]
        print_json({"ok": False, "faults": faults})
        raise SystemExit(1) from broken
    lines = lines_of(text)
    found = [with_line(hint, lines) for hint in hints(book)]
    if as_json:
        told = [{"path": h.path, "line": h.line, "ru": h.ru, "en": h.en} for h in found]
        print_json({"ok": True, "id": book.id, "version": book.version, "sha256": loading.digest(book), "hints": told})
        return
    desk.say(
        f"Регламент «{book.title.ru}» (версия {book.version}) исправен.",
        f"The rule book «{book.title.en}» (version {book.version}) is sound.",
    )
    _print_summary(desk, book)
    if found:
        desk.say("Стоит взглянуть ещё раз:", "Worth a second look:")
        for hint in found:
            click.echo(f"  {hint.told(desk.language)}")


@rulebook_group.command("list")
def list_() -> None:
    """Регламенты в комплекте / Rule books that come along."""
    for name in loading.names():
        book = loading.packaged(name)
        click.echo(f"{name:<16} {book.title.ru} / {book.title.en}")


@rulebook_group.command("show")
@click.argument("name")
@click.option("--summary", "in_short", is_flag=True, help="Вкратце / In short")
@pass_desk
def show(desk: Desk, name: str, in_short: bool) -> None:
    """Напечатать регламент из комплекта, чтобы поправить его под себя / Print a packaged rule book to start from."""
    if in_short:
        _print_summary(desk, loading.packaged(name))
    else:
        click.echo(loading.packaged_text(name), nl=False)


@rulebook_group.command("schema")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="В файл / Into a file")
@pass_desk
def schema(desk: Desk, out: Path | None) -> None:
    """JSON Schema регламента для редактора (taplo, VS Code) / A rule book's JSON Schema for an editor (taplo, VS Code)."""
    from criteria.schema import json_schema  # noqa: PLC0415  no other command needs the schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    desk.say(
        f"Схема записана в {out}. Чтобы редактор подсказывал, поставьте первой строкой регламента: #:schema {out}",
        f"The schema is in {out}. For an editor's help let the rule book begin with the line: #:schema {out}",
    )


rulebook_group.add_command(reference)


def _print_summary(desk: Desk, book: RuleBook) -> None:
    for heading, lines in summary(book, desk.language):
        click.echo(f"\n{heading}")
        for line in lines:
            click.echo(f"  {line}")

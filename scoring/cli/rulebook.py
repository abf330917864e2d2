"""``lavr rulebook``: checking a rule book, and those that come with the program."""

from pathlib import Path

import click

from criteria import loading
from criteria.rulebook import RuleBook
from scoring.cli.context import Desk, print_json
from scoring.cli.paths import read_text
from scoring.cli.people import pass_desk
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
    text = read_text(file)
    try:
        book = loading.read(text)
    except BrokenRuleBook as broken:
        if not as_json:
            raise
        print_json({"ok": False, "faults": [{"path": f.path, "ru": f.ru, "en": f.en} for f in broken.faults]})
        raise SystemExit(1) from broken
    if as_json:
        print_json({"ok": True, "id": book.id, "version": book.version, "sha256": loading.digest(book)})
        return
    desk.say(
        f"Регламент «{book.title.ru}» (версия {book.version}) исправен.",
        f"The rule book «{book.title.en}» (version {book.version}) is sound.",
    )
    _print_tree(desk, book, None, 0)


@rulebook_group.command("list")
def list_() -> None:
    """Регламенты в комплекте / Rule books that come along."""
    for name in loading.names():
        book = loading.packaged(name)
        click.echo(f"{name:<16} {book.title.ru} / {book.title.en}")


@rulebook_group.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Напечатать регламент из комплекта, чтобы поправить его под себя / Print a packaged rule book to start from."""
    click.echo(loading.packaged_text(name), nl=False)


def _print_tree(desk: Desk, book: RuleBook, parent: str | None, depth: int) -> None:
    for criterion in book.children(parent):
        title = desk.t(criterion.title.ru, criterion.title.en)
        click.echo(f"{'  ' * (depth + 1)}{criterion.code:<4} {criterion.points:>3}  {title}")
        _print_tree(desk, book, criterion.code, depth + 1)

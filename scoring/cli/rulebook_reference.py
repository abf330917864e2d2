"""``lavr rulebook reference``: this year's values for next year's relative curves."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from scoring.cli import table_evidence
from scoring.cli.context import Desk
from scoring.cli.people import pass_desk
from scoring.cli.rulebook_file import text_and_book
from scoring.engine.evidence import Evidence
from scoring.engine.reference import MOST, references
from scoring.engine.run import measured
from scoring.evidence.reader import open_snapshot


@click.command("reference")
@click.argument("rulebook")
@click.option(
    "--evidence",
    required=True,
    type=click.Path(path_type=Path),
    help="Снимок или таблица прошлого года / Last year's snapshot or table",
)
@click.option("--values", type=click.IntRange(min=2, max=10_000), default=MOST, show_default=True, help="Значений / Values")
@pass_desk
def reference(desk: Desk, rulebook: str, evidence: Path, values: int) -> None:
    """Значения этого года для кривых с reference = "frozen" / This year's values for curves with reference = "frozen".

    RULEBOOK — файл TOML или имя из комплекта. Печатает строки, которые вставляют в кривые регламента следующего года.
    """
    _, book = text_and_book(rulebook)
    with ExitStack() as stack:
        opened: Evidence
        if evidence.is_dir():
            opened = stack.enter_context(open_snapshot(evidence))
        else:
            working = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lavr-")))
            wanted = table_evidence.Wanted(None, None, None, None)
            opened = stack.enter_context(table_evidence.opened(book, evidence, wanted, working, desk.language))
        found = references(measured(book, opened), values)
    if not found:
        desk.say("Ни одна кривая этого регламента не смотрит на группу.", "No curve of this rule book looks at a group.")
    for one in found:
        click.echo(f"# {one.code}: {desk.t('страниц', 'pages')} {one.pages}")
        click.echo(f'reference = "frozen"\nfrozen = [{", ".join(f"{value:f}" for value in one.values)}]\n')

"""The tree of commands; a command's module is loaded only when it is called, so that the help comes at once."""

import importlib
from pathlib import Path
from typing import Final

import click

from scoring import __version__
from scoring.cli.context import desk, language_of_environment, told_errors
from scoring.memory import keep_freed_memory

_COMMANDS: Final = {
    "demo": ("scoring.cli.demo", "demo", "Весь конкурс на выдуманном регионе / A whole contest of an invented region"),
    "serve": ("scoring.cli.serve", "serve", "Открыть панель и вести длинные работы / Serve the panel and do the long work"),
    "work": ("scoring.cli.serve", "work", "Только вести длинные работы / Only do the long work"),
    "season": ("scoring.cli.seasons", "season_group", "Сезоны конкурса / Seasons of the contest"),
    "collect": ("scoring.cli.collect", "collect_group", "Сбор из сетей / Collection from networks"),
    "import": ("scoring.cli.imports", "import_group", "Загрузка реестра и активности / Import of register and activity"),
    "register": (
        "scoring.cli.register_reports",
        "register_group",
        "Реестр: статистика и выгрузка / The register: statistics and export",
    ),
    "evidence": ("scoring.cli.evidence", "evidence_group", "Проверить и описать свидетельства / Check and describe evidence"),
    "incident": ("scoring.cli.incidents", "incident_group", "Сбои сети и сбора / Outages of a network or of the collection"),
    "rulebook": ("scoring.cli.rulebook", "rulebook_group", "Регламенты / Rule books"),
    "score": ("scoring.cli.score", "score", "Посчитать рейтинг по файлам / Compute a ranking from files"),
    "correct": (
        "scoring.cli.corrections",
        "correct_group",
        "Исправления данных поверх снимка / Corrections on top of the evidence",
    ),
    "finding": ("scoring.cli.findings", "finding_group", "Штрафы, надбавки, освобождения / Penalties, bonuses, waivers"),
    "owners": ("scoring.cli.owners", "owners_group", "Владельцы страниц и их ссылки / Owners of pages and their links"),
    "objections": ("scoring.cli.objections", "objections_group", "Возражения против данных / Objections to data"),
    "jury": ("scoring.cli.jury", "jury_group", "Жюри: состав, карточки, ход / The jury: people, cards, progress"),
    "letters": ("scoring.cli.letters", "letters_group", "Письма: одобрить, отправить / Letters: approve, send"),
    "chores": ("scoring.cli.chores", "chores", "Сделать, чему пришло время / Do what is due by the clock"),
    "robustness": ("scoring.cli.robustness", "robustness_", "Насколько уверены победители / How sure the winners are"),
    "replay": ("scoring.cli.replay", "replay", "Пересчитать сезон из запечатанных файлов / Recompute a season from sealed files"),
    "check": ("scoring.cli.check", "check_", "Проверить, что всё сходится / Check that everything holds"),
    "diff": ("scoring.cli.diff", "diff", "Чем два расчёта отличаются и почему / How two runs differ and why"),
    "explain": ("scoring.cli.explain", "explain_", "Из чего сложились баллы страницы / What the points of a page are made of"),
    "history": ("scoring.cli.history", "history_", "Те же страницы год к году / The same pages from year to year"),
    "keys": (
        "scoring.cli.signing_keys",
        "keys_group",
        "Ключи подписи дипломов и удостоверений / Keys that sign certificates and credentials",
    ),
    "award": ("scoring.cli.award_life", "award", "Выпустить дипломы и знаки / Make certificates and badges"),
    "awards": ("scoring.cli.award_life", "awards_group", "Реестр наград: исправить, отозвать / The register of awards"),
    "verify": ("scoring.cli.verify", "verify", "Проверить файлы наград без сети / Check files of awards off-line"),
    "user": ("scoring.cli.people", "user_group", "Люди и ссылки для входа / People and sign-in links"),
    "bench": ("scoring.cli.bench", "bench", "Измерить скорость на этой машине / Measure speed on this machine"),
    "doctor": ("scoring.cli.doctor", "doctor", "Чего не хватает на этой машине / What is missing on this machine"),
}


class _Commands(click.Group):
    """Looks commands up in the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's signature
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 click's signature
        with formatter.section("Команды / Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lavr")
@click.option("--home", type=click.Path(path_type=Path), help="Папка данных; иначе LAVR_HOME или ./var / Data folder")
@click.pass_context
def lavr(context: click.Context, home: Path | None) -> None:
    """Лавр: конкурс официальных страниц от файлов до дипломов / The contest of official pages, from files to certificates."""
    desk(context, home)


def run() -> None:
    """Run the command; an error for people ends it with its sentence and status 1."""
    keep_freed_memory()
    with told_errors(language_of_environment()):
        lavr(prog_name="lavr")

"""``lavr collect``: evidence from where it is, into recordings, and recordings into activity files for ``lavr import``."""

import os
from pathlib import Path

import click

from scoring.cli.collect_networks import networks_, template_
from scoring.cli.collect_streams import streams_
from scoring.cli.collect_sweeps import Command, Wanted, author_of, sweep_options
from scoring.cli.collect_telling import tell_converted
from scoring.cli.context import Desk
from scoring.cli.covers import collect_covers
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.services.tokens import client_of
from scoring.sources.collecting.corrections import Corrections, read_labels, read_staff, read_streams
from scoring.sources.collecting.recording import Folder, header_of
from scoring.sources.network import Source
from scoring.sources.networks import SOURCES
from scoring.sources.ok.client import ADDRESS as OK_ADDRESS
from scoring.sources.ok.client import Client as OkClient
from scoring.sources.ok.client import keys_of
from scoring.sources.ok.dialect import OK
from scoring.sources.telegram.client import ADDRESS as TELEGRAM_ADDRESS
from scoring.sources.telegram.client import Client as TelegramClient
from scoring.sources.telegram.dialect import TELEGRAM
from scoring.sources.vk.client import ADDRESS, SITE
from scoring.sources.vk.dialect import VK, VK_WITH_PAGES

_MARKS = "Госметку, о которой API молчит, искать на странице / Look for the state mark on pages where the API is silent"


@click.group("collect")
def collect_group() -> None:
    """Сбор свидетельств из сетей / Collecting evidence from networks."""


collect_group.add_command(networks_)
collect_group.add_command(template_)
collect_group.add_command(streams_)
collect_group.add_command(collect_covers)


@collect_group.command("vk")
@sweep_options
@click.option("--api", envvar="LAVR_VK_API", default=ADDRESS, show_default=True, help="Адрес API / Address of the API")
@click.option("--marks-from-pages", is_flag=True, envvar="LAVR_VK_MARKS_FROM_PAGES", help=_MARKS)
@click.option("--site", envvar="LAVR_VK_SITE", default=SITE, show_default=True, help="Сайт со страницами / The site of the pages")
@pass_desk
def vk(desk: Desk, /, *, api: str, marks_from_pages: bool, site: str, **options: object) -> None:
    """Собрать страницы ВКонтакте сервисным токеном (LAVR_VK_TOKEN или из панели) / Collect pages of VK by service token.

    Каждый обход добавляет записи; прерванный продолжается с того же места. Без --once ждёт новых суток, если их лимит исчерпан.

    Each sweep adds a recording; a sweep that was broken off goes on where it stood.
    """
    source = VK_WITH_PAGES if marks_from_pages else VK
    Command(desk, source, "vk", lambda: client_of(desk.home, api, site)).run(Wanted.of(options))


@collect_group.command("ok")
@sweep_options
@click.option("--api", envvar="LAVR_OK_API", default=OK_ADDRESS, show_default=True, help="Адрес API / Address of the API")
@pass_desk
def ok(desk: Desk, /, *, api: str, **options: object) -> None:
    """Собрать группы Одноклассников ключами приложения / Collect groups of Odnoklassniki by an application's keys.

    Ключи — в LAVR_OK_APP_KEY, LAVR_OK_SECRET и LAVR_OK_TOKEN. В остальном — как lavr collect vk.

    The keys stand in LAVR_OK_APP_KEY, LAVR_OK_SECRET and LAVR_OK_TOKEN. All else is as with lavr collect vk.
    """
    Command(desk, OK, "ok", lambda: OkClient(keys_of(os.environ), api)).run(Wanted.of(options))


@collect_group.command("telegram")
@sweep_options
@click.option("--site", envvar="LAVR_TELEGRAM_SITE", default=TELEGRAM_ADDRESS, show_default=True, help="Адрес сайта / The site")
@pass_desk
def telegram(desk: Desk, /, *, site: str, **options: object) -> None:
    """Собрать каналы Telegram с открытых страниц предпросмотра / Collect channels of Telegram from public previews.

    Ключей не нужно; одна страница в секунду. О комментариях, ответах и эфирах предпросмотр ничего не говорит: они неизвестны.

    No keys are needed; a page a second. Previews tell nothing of comments, answers and streams, which stay unknown.
    """
    Command(desk, TELEGRAM, "telegram", lambda: TelegramClient(site)).run(Wanted.of(options))


@collect_group.command("convert")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Куда писать файлы; иначе activity в той же папке / Where to write")
@click.option("--labels", type=click.Path(path_type=Path), help="Таблица меток сообщений / Table of labels of messages")
@click.option("--streams", type=click.Path(path_type=Path), help="Таблица проверенных эфиров / Table of confirmed streams")
@click.option("--staff", type=click.Path(path_type=Path), help="Таблица личных аккаунтов страниц / Table of declared accounts")
@pass_desk
def convert_(
    desk: Desk, folder: Path, *, out: Path | None, labels: Path | None, streams: Path | None, staff: Path | None
) -> None:
    """Сделать из записей файлы активности / Make activity files out of recordings."""
    for table in (labels, streams, staff):
        if table is not None:
            require_file(table)
    corrections = Corrections(
        read_labels(labels) if labels else {},
        read_streams(streams) if streams else {},
        read_staff(staff, author_of(desk)) if staff else {},
    )
    made = _source(Folder(folder)).convert(Folder(folder), out or folder / "activity", corrections)
    tell_converted(desk, made)


@collect_group.command("review")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Куда записать таблицу CSV / Where the table goes")
@click.option("--labels", type=click.Path(path_type=Path), help="Метки, которые уже есть / Labels that are there already")
@pass_desk
def review(desk: Desk, folder: Path, *, out: Path, labels: Path | None) -> None:
    """Выписать сообщения с текстом для модератора / Write messages with their words for a moderator."""
    if labels is not None:
        require_file(labels)
    known = Corrections(read_labels(labels) if labels else {})
    number = _source(Folder(folder)).review(Folder(folder), out, known)
    desk.say(
        f"Сообщений {number}: {out}. Исправьте «Требует ответа» и «Отписка», затем: lavr collect convert {folder} --labels {out}",
        f"{number} messages: {out}. Mend «Требует ответа» and «Отписка», then: lavr collect convert {folder} --labels {out}",
    )


@collect_group.command("forget")
@click.argument("folder", type=click.Path(path_type=Path))
@pass_desk
def forget(desk: Desk, folder: Path) -> None:
    """Удалить тексты граждан; файлы активности от этого не изменятся / Remove the words of citizens."""
    if Folder(folder).forget_words():
        desk.say(
            "Тексты граждан удалены. Даты, ответы и метки остались.",
            "The words of citizens are removed. Dates, answers and labels stay.",
        )
    else:
        desk.say("Текстов граждан в папке нет.", "The folder holds no words of citizens.")


def _source(folder: Folder) -> Source:
    """The network whose recordings lie in a folder; VK where there are none, which the conversion then tells."""
    sweeps = folder.sweeps()
    return SOURCES.get(header_of(sweeps[-1]).network, VK) if sweeps else VK

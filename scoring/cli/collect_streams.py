"""``lavr collect streams``: a submitted list of links becomes a table of streams that waits for a moderator's yes."""

import os
import time
from pathlib import Path

import click

from scoring.cli.context import Desk
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.services.seasons import check_zone
from scoring.sources.collecting.pace import Time
from scoring.sources.vk.client import ADDRESS, Client
from scoring.sources.vk.submitted import Streams, look_up, read_links, write_streams


@click.command("streams")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Куда записать таблицу / Where the table goes")
@click.option("--zone", default="Europe/Moscow", show_default=True, help="Пояс времени в файле / Zone of the file's times")
@click.option("--api", envvar="LAVR_VK_API", default=ADDRESS, show_default=True, help="Адрес API / Address of the API")
@pass_desk
def streams_(desk: Desk, file: Path, *, out: Path, zone: str, api: str) -> None:
    """Проверить ссылки на эфиры и записать таблицу «Трансляции» / Check links to streams and write their table.

    В FILE (CSV или XLSX) нужен столбец «Ссылка»; «Начало», «Длительность, мин», «Название» берутся, когда сеть молчит. Сеть
    отвечает только токену пользователя (LAVR_VK_USER_TOKEN). «Подтверждено» остаётся пустым: эфир подтверждает модератор.

    FILE needs the column «Ссылка». The network answers a user's token only; streams wait for a moderator's yes.
    """
    desk.require_network()
    check_zone(zone)
    require_file(file)
    links = read_links(file, zone)
    token = os.environ.get("LAVR_VK_USER_TOKEN", "")
    client = Client(token, api) if token.strip() else None
    try:
        told, why = look_up(client, links, Time(time.time, time.sleep))
    finally:
        if client is not None:
            client.close()
    _tell(desk, write_streams(out, links, told, zone, why), out)


def _tell(desk: Desk, made: Streams, out: Path) -> None:
    for ru, en, lines in (
        ("сеть ничего не сказала, строки", "the network told nothing, lines", made.unknown),
        ("сеть не называет это эфиром, строки", "the network does not call it a stream, lines", made.plain),
        ("нет начала или длительности, не записаны строки", "no start or no length, not written: lines", made.left),
    ):
        if lines:
            click.echo(f"! {desk.t(ru, en)}: {', '.join(map(str, lines))}", err=True)
    if made.unknown and made.why:
        click.echo(f"  {made.why}", err=True)
    desk.say(
        f"Эфиров {made.written}: {out}. Подтвердите их, затем: lavr import activity {out}",
        f"{made.written} streams: {out}. Confirm them, then: lavr import activity {out}",
    )

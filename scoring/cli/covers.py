"""``lavr import covers`` and ``lavr collect covers``: pictures for the jury's cards, each opened in a process with limits."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

import click
from sqlalchemy import select

from certificates.errors import PictureRefused
from certificates.sandbox import SmallCover, small_covers
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.services import covers
from scoring.services.collecting import folder_of
from scoring.services.covers import Seen, Small
from scoring.sources.collecting.pictures import Pictures, Shown, shown
from scoring.sources.page_links import number_in
from scoring.sources.vk.dialect import VK
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import CoverSource

_FORMS: Final = (".jpg", ".jpeg", ".png", ".webp")
_AT_ONCE: Final = 12
"""Pictures that one process with limits opens."""
_LISTED: Final = 10

Raw = tuple[str, int, bytes, datetime]
"""What it is called, its page, its bytes, and when the page looked so."""


@click.command("covers")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="Сезон; иначе новейший / The season; the newest by default")
@pass_desk
def import_covers(desk: Desk, folder: Path, year: int | None) -> None:
    """Обложки страниц для карточек жюри: картинки, названные по странице / Covers for the jury: pictures named by their page.

    Файл зовут номером сообщества или коротким именем: 12345.jpg, club12345.png, school3.webp. Только пока идёт сбор.
    """
    if not folder.is_dir():
        raise InputError(f"Папки «{folder}» нет. Укажите папку с картинками.", f"There is no folder «{folder}».")
    season_id = desk.season_id(year)
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _FORMS)
    with desk.transaction() as session:
        names = _names(session.scalars(select(Page).where(Page.season_id == season_id)).all())
    strange = [path.name for path in files if path.stem.lower() not in names]
    raws = (
        (path.name, names[path.stem.lower()], path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC))
        for path in files
        if path.stem.lower() in names
    )
    kept, refused = _keep(desk, season_id, raws, CoverSource.FOLDER, len(files) - len(strange))
    _tell(desk, kept, [*((name, None) for name in strange), *refused])


@click.command("covers")
@click.option("--season", "year", type=int, help="Год сезона; иначе новейший / The season's year; the newest by default")
@pass_desk
def collect_covers(desk: Desk, year: int | None) -> None:
    """Забрать обложки страниц ВКонтакте по последнему обходу / Fetch the covers of VK's pages by the newest sweep.

    Картинки уменьшаются и хранятся здесь, карточки жюри показывают их без сети. Только пока идёт сбор.
    """
    desk.require_network()
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        season = session.get_one(Season, season_id)
        pages = {page.key: page.id for page in session.scalars(select(Page).where(Page.season_id == season_id))}
        known = {page_id: cover.seen_at for page_id, cover in covers.standing(session, season_id).items()}
        folder = folder_of(desk.home, season.year)
    told = [one for one in shown(VK.dialect, folder) if one.key in pages]
    wanted = [one for one in told if known.get(pages[one.key]) != datetime.fromtimestamp(one.at, UTC)]
    if not told:
        desk.say(
            "В последнем обходе обложек нет. Сначала соберите страницы: lavr collect vk",
            "The newest sweep tells of no covers. Collect the pages first: lavr collect vk",
        )
        return
    pictures = Pictures()
    try:
        kept, refused = _keep(desk, season_id, _fetched(pictures, wanted, pages), CoverSource.COLLECTED, len(wanted))
    finally:
        pictures.close()
    _tell(desk, kept, refused)


def _fetched(pictures: Pictures, wanted: Iterable[Shown], pages: dict[str, int]) -> Iterator[Raw]:
    for one in wanted:
        raw = pictures.get(one.address)
        if raw is not None:
            yield one.key, pages[one.key], raw, datetime.fromtimestamp(one.at, UTC)


def _keep(
    desk: Desk, season_id: int, raws: Iterable[Raw], source: CoverSource, total: int
) -> tuple[int, list[tuple[str, PictureRefused | None]]]:
    """Make the pictures small, a handful a process, and keep them; how many were new, and what was refused."""
    refused: list[tuple[str, PictureRefused | None]] = []
    kept = done = 0
    waiting = iter(raws)
    with Bars(desk.language) as bars:
        while some := list(islice(waiting, _AT_ONCE)):
            seen = []
            for (name, page_id, _, at), picture in zip(some, _small([raw for _, _, raw, _ in some]), strict=True):
                if isinstance(picture, PictureRefused):
                    refused.append((name, picture))
                else:
                    seen.append(Seen(page_id, Small(picture.width, picture.height, picture.jpeg), at))
            with desk.transaction() as session:
                kept += covers.keep(session, desk.home, desk.actor, season_id, seen, source=source, now=desk.clock())
            done += len(some)
            bars("covers", done, max(total, done))
    return kept, refused


def _small(raws: Sequence[bytes]) -> Sequence[SmallCover | PictureRefused]:
    """One that takes the process down with it is found by asking for each alone."""
    try:
        return small_covers(raws)
    except PictureRefused as fault:
        return [fault] if len(raws) == 1 else [one for raw in raws for one in _small([raw])]


def _names(pages: Iterable[Page]) -> dict[str, int]:
    """What a page's picture may be called, in small letters."""
    found: dict[str, int] = {}
    for page in pages:
        short = page.key.partition(":")[2]
        number = page.group_id or number_in(page.key)
        numbered = (str(number), f"club{number}", f"public{number}") if number else ()
        for name in (short, page.key.replace(":", "_"), *numbered):
            found.setdefault(name.lower(), page.id)
    return found


def _tell(desk: Desk, kept: int, refused: Sequence[tuple[str, PictureRefused | None]]) -> None:
    desk.say(f"Новых обложек: {kept}. Не взято: {len(refused)}.", f"New covers: {kept}. Not taken: {len(refused)}.")
    for name, fault in refused[:_LISTED]:
        unknown = desk.t("такой страницы в реестре нет", "no such page is in the register")
        why = unknown if fault is None else fault.told(desk.language)
        click.echo(f"  {name}: {why}", err=True)
    if len(refused) > _LISTED:
        desk.say(f"  и ещё {len(refused) - _LISTED}", f"  and {len(refused) - _LISTED} more")

"""The batch of awards: who gets one, corrections that wait, documents that are missing, samples; killed anywhere, it goes on."""

import errno
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from scoring.chance import Chance
from scoring.errors import LavrError, MissingPart
from scoring.home import Home
from scoring.jobs.worker import Order, Workshop
from scoring.progress import Progress
from scoring.season.awarding import AwardKind
from scoring.season.course import State
from scoring.services import award_changes, award_samples, awards
from scoring.services.seasons import settings_of
from scoring.store.database import transaction
from scoring.store.seasons import Season

if TYPE_CHECKING:
    from certificates.award import Award
    from certificates.look import Look

_WORKERS: Final = 2
_AT_ONCE: Final = 100
"""Awards whose files are noted in one transaction."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def award(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Draw up the awards, make what documents are missing, note their files, draw the samples.

    What does not fit on the paper is marked and left out; everything else is made.
    """
    with transaction(shop.engine) as session:
        season = session.get_one(Season, order.season_id)
        now = shop.clock()
        today = now.astimezone(ZoneInfo(season.zone)).date()
        if season.state == State.SIGNED:
            kinds = [AwardKind(kind) for kind in order.params.get("kinds", ())]
            awards.draw_up(session, order.actor, season.id, now=now, today=today, numbers=numbers(shop.chance), kinds=kinds)
        award_changes.draw_corrections(session, season.id, now=now, numbers=numbers(shop.chance))
        if season.state == State.PUBLISHED:
            awards.draw_put_right(session, season.id, now=now, numbers=numbers(shop.chance))
        look = look_of_season(shop.home, season)
        waiting = awards.orders(session, season.id, public_url=shop.home.address)
        overflows = {award_id for award_id, one in waiting.items() if overflow_of(one) is not None}
        for award_id in overflows:
            awards.mark_overflow(session, award_id)
    made = _make(shop, look, {award_id: one for award_id, one in waiting.items() if award_id not in overflows}, progress)
    _take_in(shop, order, made)
    with transaction(shop.engine) as session:
        season = session.get_one(Season, order.season_id)
        samples = (
            award_samples.draw(session, order.actor, season, now=shop.clock(), chance=shop.chance)
            if season.state == State.SIGNED
            else 0
        )
    return {"awards": len(made), "overflow": len(overflows), "samples": samples}


def look_of_season(home: Home, season: Season) -> "Look":
    """The coat of arms and the facsimiles of a season's documents."""
    from certificates.look import look_of  # noqa: PLC0415  the press is loaded only where there is work for it

    said = settings_of(season).look
    signers = [(row["post"], row["name"]) for row in season.signers]
    return look_of(home.look, coat=said.coat, outline=said.outline, signers=signers, facsimiles=said.facsimiles)


def numbers(chance: Chance) -> awards.Numbers:
    """What is drawn for a new award."""
    from certificates.credential.status import free_index  # noqa: PLC0415  the press is loaded only where there is work for it
    from certificates.serials import new_serial  # noqa: PLC0415  likewise

    return awards.Numbers(lambda: new_serial(chance.below), lambda taken: free_index(taken, chance.below), chance)


def overflow_of(one: "Award") -> LavrError | None:
    """What of an award does not fit on its documents, in words; None where all does. Other faults are raised."""
    from certificates.errors import NameDoesNotFit  # noqa: PLC0415  the press's libraries are heavy
    from certificates.fitting import check_fits  # noqa: PLC0415  likewise

    try:
        check_fits(one)
    except NameDoesNotFit as fault:
        return fault
    return None


def _make(
    shop: Workshop, look: "Look", wanted: Mapping[int, awards.AwardOrder], progress: Progress
) -> dict[int, Sequence[awards.MadeFile]]:
    """The documents of every award, its files in a folder of its own; those that lie there whole are not made again."""
    from certificates.batch import make_many  # noqa: PLC0415  loads WeasyPrint, which other work does not need
    from certificates.credential.terms import Terms  # noqa: PLC0415  likewise

    at = [0, len(wanted)]

    def folder_of(one: "Award") -> Path:
        return shop.home.awards / awards.award_folder(one.year, one.serial)

    def told(done: int, total: int) -> None:
        at[:] = done, total
        progress("awards", done, total)

    def terms(one: "Award") -> Terms:
        mine = by_serial[one.serial]
        at = datetime.combine(mine.issued_on, time(), UTC)
        return Terms(at, mine.status_index, mine.badge_valid_to)

    by_serial = {one.serial: one for one in wanted.values()}
    try:
        kits = make_many(
            list(wanted.values()), folder_of, workers=_WORKERS, progress=told, keys=shop.home.key_folder, terms=terms, look=look
        )
    except OSError as fault:
        if fault.errno in _FULL:
            raise _disk_full(shop.home.awards, *at) from fault
        raise
    return dict(zip(wanted, kits, strict=True))


def _take_in(shop: Workshop, order: Order, made: Mapping[int, Sequence[awards.MadeFile]]) -> None:
    every = list(made.items())
    for begin in range(0, len(every), _AT_ONCE):
        with transaction(shop.engine) as session:
            for award_id, files in every[begin : begin + _AT_ONCE]:
                awards.take_in(session, award_id, files, now=shop.clock())
                award_changes.release(session, order.actor, award_id, now=shop.clock())


def _disk_full(folder: Path, done: int, total: int) -> MissingPart:
    return MissingPart(
        f"На диске кончилось место: готовы документы {done} наград из {total}. Освободите место там, где лежит «{folder}», и "
        "повторите ту же команду или кнопку: готовое сохранено, программа сделает остальное.",
        f"The disk is full: documents of {done} awards out of {total} are made. Free space where «{folder}» lies, and repeat the "
        "same command or button: what is made is kept, and the program makes the rest.",
    )

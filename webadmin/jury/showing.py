"""A card as the juror sees it: what was kept of the page when the card was made, in words, and nothing of places or totals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import render_template, url_for

from scoring.services import covers
from scoring.store.jury import Deal, JuryCard, Verdict
from webadmin.context import home
from webadmin.i18n import counted, locale, t
from webadmin.jury import words

_WIDEST: Final = 100.0


@dataclass(frozen=True, slots=True)
class Post:
    """A post: when, what is known of it, and where it stands."""

    at: str
    day: str
    about: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure beside the median of its nomination; ``width`` and ``mark``: of the bar and of the median's line, 0 to 100."""

    title: str
    value: str
    median: str
    beside: str
    width: str | None
    mark: str | None


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture above the page as it was kept: its address here, its size, and in words what it is."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the screen."""

    id: str
    version: int
    practice: bool
    lane_title: str
    nomination: str
    name: str
    where: str
    link: str
    looks: tuple[str, ...]
    cover: Cover | None
    no_cover: str
    posts: tuple[Post, ...]
    figures: tuple[Figure, ...]
    question: str
    anchors: tuple[tuple[str, str], ...]
    answered: str
    after: str


def shown(deal: Deal, verdict: Verdict | None = None) -> Shown:
    """The card of a deal; ``verdict``: the answer that stands."""
    answered = words.answer_told(verdict.answer, verdict.reason) if verdict is not None else ""
    picture = url_for("jury.cover", public_id=deal.public_id)
    return replace(exhibit(deal.card, picture), id=deal.public_id, version=deal.version, answered=answered)


def exhibit(card: JuryCard, picture: str) -> Shown:
    """A card that nobody holds: no deal and no answer. ``picture``: the address of its cover, if it has one."""
    kept: Mapping[str, Any] = card.shown
    told = kept.get("after", {}) if card.practice else {}
    return Shown(
        id="",
        version=0,
        practice=card.practice,
        lane_title=t(*words.LANES[card.lane]),
        nomination=card.nomination,
        name=kept["name"],
        where=" · ".join(part for part in (kept["municipality"], kept["network"]) if part),
        link=kept["link"],
        looks=_looks(kept["looks"]),
        cover=_cover(picture, kept),
        no_cover=_no_cover(kept),
        posts=tuple(_post(post) for post in kept["posts"]),
        figures=tuple(_figure(figure) for figure in kept["figures"]),
        question=words.question(card.lane, kept["seats"]),
        anchors=words.anchors(card.lane),
        answered="",
        after=t(told.get("ru", ""), told.get("en", "")),
    )


def _cover(picture: str, kept: Mapping[str, Any]) -> Cover | None:
    cover = kept.get("cover")
    if cover is None or not covers.path_of(home(), cover["sha256"]).is_file():
        return None
    day = format_date(date.fromisoformat(cover["seen"]), "d MMMM y", locale=locale())
    alt = t(f"Обложка страницы, какой она была {day}", f"The cover of the page as it was on {day}")
    return Cover(picture, cover["width"], cover["height"], alt)


def _no_cover(kept: Mapping[str, Any]) -> str:
    """Why there is no picture, as far as it is known: never collected, or gone with the archive."""
    if kept.get("cover") is not None:
        return t("Обложка была, её картинка больше не хранится.", "There was a cover; its picture is kept no more.")
    if kept["looks"]["cover_width"] == 0:
        return t("Обложки у страницы нет.", "The page has no cover.")
    if kept["looks"]["cover_width"]:
        return t("Обложка есть, но её картинка не собрана.", "There is a cover, but its picture was not collected.")
    return t("Об обложке ничего не известно.", "Nothing is known of a cover.")


def _post(post: Mapping[str, Any]) -> Post:
    at = datetime.fromisoformat(post["at"])
    about = (
        t("репост", "repost") if post["repost"] else "",
        t("реклама", "advertisement") if post["advert"] else "",
        counted(post["length"], ("знак", "знака", "знаков"), ("character", "characters"))
        if post["length"]
        else t("без текста", "no text"),
        counted(post["attachments"], ("вложение", "вложения", "вложений"), ("attachment", "attachments"))
        if post["attachments"]
        else "",
        t("комментарии закрыты", "comments closed") if post["comments_open"] == 0 else "",
    )
    day = format_datetime(at, "d MMMM, HH:mm", tzinfo=at.tzinfo, locale=locale())
    return Post(post["at"], day, tuple(part for part in about if part), post["link"])


def _figure(figure: Mapping[str, Any]) -> Figure:
    own, median = figure["bar"]
    beside = {
        1: t("выше", "above"),
        0: t("так же", "the same"),
        -1: t("ниже", "below"),
    }
    return Figure(
        t(figure["ru"], figure["en"]),
        t(figure["own"]["ru"], figure["own"]["en"]),
        t(figure["median"]["ru"], figure["median"]["en"]),
        beside.get(figure["compared"], ""),
        None if own is None else f"{_WIDEST * own:.1f}",
        None if median is None else f"{min(_WIDEST * median, _WIDEST - 1):.1f}",
    )


def _looks(looks: Mapping[str, Any]) -> tuple[str, ...]:
    """The page's head at its newest look: how many follow it, and what it lacks, as far as it is known."""
    if looks["checked"] is None:
        return ()
    lacks = (
        (looks["avatar"], t("нет аватара", "no avatar")),
        (looks["cover_width"], t("нет обложки", "no cover")),
        (looks["mark"], t("нет госзнака", "no state mark")),
        (looks["description_length"], t("нет описания", "no description")),
    )
    followers = looks["members"]
    told = (
        "" if followers is None else counted(followers, ("подписчик", "подписчика", "подписчиков"), ("subscriber", "subscribers"))
    )
    missing = [words for value, words in lacks if value == 0]
    complete = t("оформление на месте", "nothing is lacking") if not missing and all(value for value, _ in lacks) else ""
    return tuple(part for part in (told, *missing, complete) if part)


def piece(card: Shown) -> dict[str, Any]:
    """The card as the desk's script gets it."""
    return {
        "id": card.id,
        "version": card.version,
        "name": card.name,
        "practice": card.practice,
        "after": card.after,
        "cover": card.cover.url if card.cover is not None else "",
        "html": render_template("jury/card_body.html", card=card),
    }


def clock(at: datetime, zone: str) -> str:
    """The time of day of an answer, to the second."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")

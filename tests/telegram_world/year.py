"""A year of the invented network, and what the clerk knows of it."""

import random
from datetime import date, timedelta

from tests.clerk import Book, Row, local, posts_of, readable, yes
from tests.telegram_world.showing import SERVICE
from tests.vk_world.small import DAY, HOUR, at
from tests.vk_world.truth import Entry, Look, Public, World, ogrn

SWEEPS = [at(f"{date(2025, 1, 7) + timedelta(weeks=2 * number)} 06:00") for number in range(26)] + [at("2026-01-13 06:00")]
"""Every second Tuesday; the last sweep goes over the whole year again."""
_WORDS = Look(telephone="Тел. +7 383 222-33-44, school@example.ru.")


def invented_year(seed: int = 11) -> tuple[World, Book]:
    """Five channels, and the clerk's book."""
    rng = random.Random(seed)  # noqa: S311 an invented world is no secret
    pages = _pages()
    book = Book()
    for number, page in enumerate(pages):
        _write(page, rng, 190 if not number else 45)
        link = f"https://t.me/{page.names[0]}"
        real = Public(page.id, page.name, page.official, page.ogrn, page.looks, page.names, [])
        real.entries = [one for one in page.entries if one.text != SERVICE]
        book.posts += posts_of(real, link, SWEEPS)
        book.checks += [_check(page, link, moment) for moment in SWEEPS if readable(page, moment)]
    return World(pages), book


def _pages() -> list[Public]:
    names = ("Школа № 1", "Детский сад «Ромашка»", "Дом культуры", "Библиотека имени Пушкина", "Лицей № 7")
    found = [
        Public(number, name, name, ogrn(102_540_000_000 + number), {0: _WORDS}, {0: f"kanal_{number}"})
        for number, name in enumerate(names, start=1)
    ]
    _, second, third, fourth, fifth = found
    second.looks = {0: Look(avatar=False, telephone="", place="")}
    third.looks = {0: Look(activity="", place="", hours="", telephone=""), at("2025-06-01 00:00"): _WORDS}
    fourth.looks = {0: _WORDS, at("2025-03-10 00:00"): Look(closed=1), at("2025-04-14 00:00"): Look(members=3_400)}
    fifth.looks = {0: _WORDS, at("2025-11-10 00:00"): Look(deactivated="banned")}
    return found


def _write(page: Public, rng: random.Random, count: int) -> None:
    """Messages from December to December at odd minutes; some deleted soon, edited, forwarded; one note of the network."""
    start, end = at("2024-12-22 08:00"), at("2025-12-30 20:00")
    for index, moment in enumerate(sorted(rng.sample(range(start, end, 61), count)), start=1):
        one = Entry(index, moment, f"{page.name}:  запись\n{index} о делах & людях <всех>", rng.randrange(3))
        luck = rng.random()
        if index == count // 2:
            one = Entry(index, moment, SERVICE)
        elif luck < 0.06:
            one.gone = moment + rng.randrange(2 * HOUR, 20 * DAY)
        elif luck < 0.12:
            one.edits = {moment + rng.randrange(HOUR, 9 * DAY): f"{page.name}: исправлено {index}"}
        elif luck < 0.22:
            one.repost = True
        page.entries.append(one)


def _check(page: Public, link: str, moment: int) -> Row:
    look = page.look(moment)
    return {
        "Страница": link,
        "Дата проверки": local(moment)[:10],
        "Аватар": yes(look.avatar),
        "Длина описания": len(look.description),
        "Сведений в описании": look.facts,
        "Телефон": yes("+7" in look.telephone),
        "Почта или сайт": yes("@" in look.telephone),
        "Адрес": yes(bool(look.place)),
        "Совпадение названия, %": 100,
        "Закрыта": yes(False),
        "Подписчиков": look.members,
    }

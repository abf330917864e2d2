"""A year of the invented network, and what the clerk knows of it."""

import random
from datetime import date, timedelta

from scoring.sources.ok.answers import number_of
from tests.clerk import Book, Row, local, posts_of, readable, yes
from tests.ok_world.telling import name_of
from tests.vk_world.small import DAY, HOUR, at
from tests.vk_world.truth import Entry, Look, Public, Remark, World, ogrn

SWEEPS = [at(f"{date(2025, 1, 7) + timedelta(weeks=2 * number)} 06:00") for number in range(26)] + [at("2026-01-13 06:00")]
"""Every second Tuesday; the last sweep goes over the whole year again."""
FIRST = 54_000_000_001
BY_NAME = (FIRST + 1, FIRST + 4)
"""Groups that stand in the register by name; the second one changes its name in May."""
CROWD = 130


def invented_year(seed: int = 7) -> tuple[World, Book]:
    """Six groups, and the clerk's book."""
    rng = random.Random(seed)  # noqa: S311 an invented world is no secret
    pages = _pages()
    book = Book()
    for number, page in enumerate(pages):
        _write(page, rng, 260 if not number else 50, number)
        link = f"https://ok.ru/{page.names[0] if page.id in BY_NAME else f'group/{page.id}'}"
        book.messages += [{"Страница": link, **row} for row in _talk(page, rng)]
        book.posts += posts_of(page, link, SWEEPS)
        book.checks += [_check(page, link, moment) for moment in SWEEPS if not page.look(moment).deactivated]
    return World(pages), book


def _pages() -> list[Public]:
    names = ("Школа № 1", "Детский сад «Ромашка»", "Дом культуры", "Библиотека имени Пушкина", "Лицей № 7", "Гимназия № 2")
    found = [
        Public(FIRST + number, name, name, ogrn(102_540_000_000 + number), {0: Look()}, {0: f"gruppa{number}"})
        for number, name in enumerate(names)
    ]
    _, second, third, fourth, fifth, sixth = found
    second.looks = {0: Look(avatar=False, cover=0, address=False, hours=""), at("2025-03-03 12:00"): Look(cover=1590)}
    third.looks = {0: Look(mark=None), at("2025-06-01 00:00"): Look(mark=True)}
    fourth.looks = {0: Look(), at("2025-03-10 00:00"): Look(closed=1), at("2025-04-14 00:00"): Look(members=640)}
    fifth.names[at("2025-05-05 12:00")] = "novoe_imya"
    sixth.looks = {0: Look(mark=False, contact_phone=False), at("2025-11-10 00:00"): Look(deactivated="banned")}
    return found


def _write(page: Public, rng: random.Random, count: int, number: int) -> None:
    """Topics from December to December at odd minutes; some deleted soon, edited, forwarded, one pinned."""
    start, end = at("2024-12-22 08:00"), at("2025-12-30 20:00")
    for index, moment in enumerate(sorted(rng.sample(range(start, end, 61), count)), start=1):
        one = Entry(number * 1000 + index, moment, f"{page.name}:  запись\n{index} о делах", rng.randrange(3))
        luck = rng.random()
        if luck < 0.06:
            one.gone = moment + rng.randrange(2 * HOUR, 20 * DAY)
        elif luck < 0.12:
            one.edits = {moment + rng.randrange(HOUR, 9 * DAY): f"{page.name}: исправлено {index}"}
        elif luck < 0.22:
            one.repost = True
        page.entries.append(one)
    page.entries[count // 3].pinned = (at("2025-05-01 00:00"), at("2025-12-01 00:00"))


def _row(number: int, one: Entry, asked: int, answered: int = 0, *, needs: bool = True, interim: bool = False) -> Row:
    return {
        "ID сообщения": number_of(name_of(number)),
        "ID записи": one.id,
        "Задано": local(asked),
        "Отвечено": local(answered) if answered else "",
        "Требует ответа": yes(needs),
        "Отписка": yes(interim),
    }


def _talk(page: Public, rng: random.Random) -> list[Row]:
    """A conversation of every kind below topics that stay and that the last readable sweep has seen."""
    stay = [one for one in page.entries if one.gone > at("2026-02-01 00:00") and one.date < at("2025-09-10 00:00")]
    told = [
        one
        for one in stay
        if any(one.date + 60 * DAY > moment > one.date + 3 * DAY and readable(page, moment) for moment in SWEEPS)
    ]
    below = rng.sample(told, 4)
    base = (page.id - FIRST) * 10_000
    rows = _answered(below[0], page, base + 1) + _waiting(below[1], page, base + 101) + _template(below[2], page, base + 201)
    return rows + (_crowd(below[3], base + 301) if page.id == FIRST else [])


def _answered(one: Entry, page: Public, first: int) -> list[Row]:
    """A question, the group's reply to it, thanks, and a new turn of the same person without answer."""
    asked, told = one.date + HOUR, one.date + 30 * HOUR
    one.remarks = [
        Remark(first, 900, asked, "Подскажите, пожалуйста, расписание"),
        Remark(first + 1, -page.id, told, "Расписание на сайте.", to=first, to_user=900),
        Remark(first + 2, 900, told + HOUR, "Спасибо большое", to=first + 1, to_user=-1),
        Remark(first + 3, 900, told + 2 * HOUR, "А на субботу есть?", to=first + 1, to_user=-1),
    ]
    return [
        _row(first, one, asked, told),
        _row(first + 2, one, told + HOUR, needs=False),
        _row(first + 3, one, told + 2 * HOUR),
    ]


def _waiting(one: Entry, page: Public, first: int) -> list[Row]:
    """What the group says to nobody answers nobody, and what another group says is no answer."""
    asked = one.date + 2 * HOUR
    one.remarks = [
        Remark(first, 901, asked, "Почему закрыто?"),
        Remark(first + 1, -page.id, asked + HOUR, "Добрый день!"),
        Remark(first + 2, -33, asked + 2 * HOUR, "Приходите к нам", to=first, to_user=901),
        Remark(first + 3, 902, asked + 3 * HOUR, "Сколько стоит билет?", to=first, to_user=901),
        Remark(first + 4, -page.id, asked + 4 * HOUR, "Билет стоит 200 рублей.", to=first + 3, to_user=902),
    ]
    return [_row(first, one, asked), _row(first + 3, one, asked + 3 * HOUR, asked + 4 * HOUR)]


def _template(one: Entry, page: Public, first: int) -> list[Row]:
    """A template stays one, unless a full answer follows."""
    asked = one.date + 7 * HOUR
    one.remarks = [
        Remark(first, 903, asked, "Не работает отопление"),
        Remark(first + 1, -page.id, asked + HOUR, "Спасибо за обращение!", to=first, to_user=903),
        Remark(first + 2, 904, asked + 2 * HOUR, "Где взять справку?"),
        Remark(first + 3, -page.id, asked + 3 * HOUR, "Благодарим за обращение, передано в работу", to=first + 2, to_user=904),
        Remark(first + 4, -page.id, asked + 50 * HOUR, "Справку выдают в кабинете 5.", to=first + 2, to_user=904),
    ]
    return [_row(first, one, asked, asked + HOUR, interim=True), _row(first + 2, one, asked + 2 * HOUR, asked + 3 * HOUR)]


def _crowd(one: Entry, first: int) -> list[Row]:
    """More comments than fit into an answer."""
    one.remarks = [Remark(first + n, 2000 + n, one.date + n * 60, "С праздником!") for n in range(1, CROWD + 1)]
    return [_row(first + n, one, one.date + n * 60, needs=False) for n in range(1, CROWD + 1)]


def _check(page: Public, link: str, moment: int) -> Row:
    look = page.look(moment)
    shut = bool(look.closed)
    return {
        "Страница": link,
        "Дата проверки": local(moment)[:10],
        "Аватар": yes(True) if look.avatar else "",
        "Ширина обложки": look.cover or "",
        "Длина описания": "" if shut else len(look.description),
        "Сведений в описании": "" if shut else look.facts,
        "Телефон": "" if shut else yes(look.contact_phone),
        "Почта или сайт": "" if shut else yes(look.contact_mail),
        "Адрес": "" if shut else yes(look.address),
        "Совпадение названия, %": 100,
        "Госметка": yes(look.mark),
        "Закрыта": yes(shut),
        "Подписчиков": look.members,
    }

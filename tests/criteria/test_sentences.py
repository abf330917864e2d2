"""What a person reads about a page: the sentence behind each metric and gate, for real facts and for unknown ones."""

from dataclasses import fields

import pytest

from criteria.evidence import UNKNOWN
from criteria.measurement import Language
from criteria.phrases import NBSP
from criteria.registry import GATES, METRICS
from tests.criteria.builders import (
    Check,
    Message,
    Page,
    Post,
    Season,
    Stream,
    day_number,
    facts_of,
    moment,
    posts_each_week,
    scene_of,
)


def told(name: str, page: Page, language: Language = "ru", season: Season | None = None) -> str:
    """The sentence about a page, its spaces made plain."""
    scene = scene_of([page], season)
    if name in METRICS:
        metric = METRICS[name]
        return metric.tell(facts_of(metric.measure(scene, metric.params())), language).replace(NBSP, " ")
    gate = GATES[name]
    verdicts = gate.test(scene, gate.params())
    return gate.tell({fact: int(values[0]) for fact, values in verdicts.facts.items()}, language).replace(NBSP, " ")


ASKED = moment("2026-03-02 10:00")
BUSY = Page(
    posts=[*posts_each_week([3, 2, 0, 3], "2026-11-30"), Post(moment("2026-12-30"), repost=True)],
    messages=[Message(ASKED, ASKED + 1800), Message(ASKED + 60), Message(ASKED + 90, ASKED), Message(moment("2026-12-31 12:00"))],
    streams=[Stream(moment("2026-12-02")), Stream(moment("2026-12-12"), confirmed=UNKNOWN)],
    checks=[Check(day_number("2026-12-01")), Check(day_number("2026-12-08"), avatar=0, cover_width=800, phone=0, closed=1)],
)
SENTENCES = {
    "weekly_norm": ("2 из 4 недель без трёх записей", "2 of 4 weeks below 3 posts"),
    "longest_silence": ("самое долгое молчание: 14 дней, с 7 по 21 декабря", "longest silence: 14 days, from 7 to 21 December"),
    "own_content": ("своих записей 8, репостов 1 (своих 89 %)", "own posts 8, reposts 1 (89% own)"),
    "answered_share": (
        "ответ на 1 из 2 сообщений; без ответа, но срок ещё не вышел: 1; не в счёт, ответ раньше вопроса: 1",
        "answers to 1 of 2 messages; unanswered, but still in time: 1; left out, answer dated before the question: 1",
    ),
    "timeliness": (
        "за 4 рабочих часа: 1 ответ на 2 сообщения; в среднем ответ за 30 мин рабочего времени",
        "within 4 working hours: 1 answer to 2 messages; 30 min of working time on average",
    ),
    "comments_open": ("комментарии открыты под 8 из 8 записей", "comments open below 8 of 8 posts"),
    "stream_count": (
        "1 прямой эфир в зачёте за 4 недели; не проверено модератором: 1",
        "1 live stream counted in 4 weeks; not looked at by a moderator: 1",
    ),
    "avatar": ("аватар есть в 1 из 2 проверок", "avatar there in 1 of 2 checks"),
    "cover": ("обложка нужной ширины в 1 из 2 проверок, узкая в 1", "cover wide enough in 1 of 2 checks, too narrow in 1"),
    "contacts": (
        "телефон в 1 из 2 проверок, почта или сайт в 2 из 2 проверок, адрес в 2 из 2 проверок",
        "phone in 1 of 2 checks, e-mail or site in 2 of 2 checks, address in 2 of 2 checks",
    ),
    "open_page": (
        "за последние 60 дней страница закрыта в 1 из 2 проверок",
        "in the last 60 days the page was closed in 1 of 2 checks",
    ),
    "coverage": ("проверки есть в 2 из 4 недель, нужно не меньше 80 %", "checks in 2 of 4 weeks, at least 80% needed"),
}


@pytest.mark.parametrize(("name", "expected"), SENTENCES.items())
def test_sentence_of_a_busy_page(name: str, expected: tuple[str, str]) -> None:
    """The sentence quotes the very numbers behind the value, in both languages."""
    assert (told(name, BUSY), told(name, BUSY, "en")) == expected


def test_norm_kept_in_every_week() -> None:
    """Where no week is short the sentence says so."""
    assert told("weekly_norm", Page(posts_each_week([3], "2026-12-21"))) == "в каждой из 1 недели не меньше трёх записей"


def test_relaxed_weeks_are_named() -> None:
    """The reader learns why one post was enough."""
    season = Season(relaxed=[(-1, 50)])
    sentence = told("weekly_norm", Page(posts_each_week([2, 1], "2026-12-14")), season=season)
    assert sentence == "1 из 2 недель без трёх записей (в 1 неделе каникул и праздников норма 1)"


def test_weighed_silence_is_named() -> None:
    """Where holidays shorten a silence both numbers stand."""
    season = Season(relaxed=[(-1, 50)])
    sentence = told("longest_silence", Page(posts_each_week([1], "2026-12-20")), season=season)
    assert sentence == "самое долгое молчание: 12 дней, с 20 декабря по 1 января (дни каникул и праздников — за треть: 7,3)"


def test_closed_comments_are_told() -> None:
    """Zero points for closed comments have their reason."""
    page = Page([Post(moment("2026-03-02"), comments_open=0)])
    assert [told(name, page) for name in ("answered_share", "timeliness")] == ["комментарии были закрыты весь срок"] * 2


def test_waived_widgets_are_told() -> None:
    """An unknown value of who need not have widgets is no reproach."""
    page = Page(checks=[Check(day_number("2026-03-02"), widgets_waived=1)])
    assert told("widgets", page) == "виджеты с этой организации не спрашиваются"


def test_half_of_the_widgets_are_told() -> None:
    """Points for a part of them have their reason."""
    page = Page(checks=[Check(day_number("2026-03-02"), widgets_correct=1), Check(day_number("2026-03-09"), widgets_correct=2)])
    assert told("widgets", page) == "виджеты в порядке в 1 из 2 проверок, не все в 1"


def test_waiting_messages_alone_are_no_sample() -> None:
    """Nothing counts yet, and the reader learns what is waited for."""
    page = Page(messages=[Message(moment("2026-12-31 12:00"))])
    assert told("answered_share", page).endswith("ничего не известно; без ответа, но срок ещё не вышел: 1")


UNKNOWN_WORDS = {
    "ru": ("неизвестно", "не известно", "не было", "не показала"),
    "en": ("not known", "nothing is known", "no check", "there were no"),
}
BLIND = Page(
    checks=[
        Check(
            day_number("2026-03-02"),
            **dict.fromkeys(
                [field.name for field in fields(Check) if field.name not in {"day", "widgets_waived"}],
                UNKNOWN,
            ),
        )
    ],
    mark=UNKNOWN,
    members=UNKNOWN,
)


@pytest.mark.parametrize("page", [Page(mark=UNKNOWN, members=UNKNOWN), BLIND], ids=["nothing", "blind check"])
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", METRICS)
def test_unknown_values_are_told_as_unknown(name: str, language: Language, page: Page) -> None:
    """A metric without a value says that nothing is known; with one it does not."""
    metric = METRICS[name]
    unknown = not metric.measure(scene_of([page]), metric.params()).denominator[0]
    sentence = told(name, page, language)
    if name == "stream_count":  # says how many there were, and that there is no week to compare with
        assert sentence.endswith(("сравнить не с чем", "no whole week to compare with"))
    else:
        assert any(word in sentence for word in UNKNOWN_WORDS[language]) == unknown


@pytest.mark.parametrize("name", ["open_page", "state_mark", "members", "coverage", "applied", "not_last_winner"])
def test_unknown_verdicts_are_told_as_unknown(name: str) -> None:
    """A gate that cannot tell does not accuse."""
    assert "известно" in told(name, BLIND)


@pytest.mark.parametrize(
    ("name", "page", "expected"),
    [
        ("registered", Page(ogrn_valid=False, duplicate=True), "ОГРН неверен, у организации уже есть страница в этой сфере"),
        ("registered", Page(), "ОГРН верен, страница в реестре одна"),
        ("state_mark", Page(mark=0), "госметки нет"),
        ("eligible_weeks", Page(), "полных недель с первой известной записи 0, нужно не меньше 26"),
        ("members", Page(members=12), "подписчиков 12, нужно не меньше 50"),
        ("not_exempt", Page(exempt=True), "страница не ведётся по решению учредителя"),
        ("applied", Page(applied=0), "заявка в срок не подана"),
        ("not_last_winner", Page(last_winner=1), "страница победила в этой номинации в прошлом году"),
    ],
)
def test_reasons_of_gates(name: str, page: Page, expected: str) -> None:
    """Who is out of the contest reads why."""
    assert told(name, page) == expected

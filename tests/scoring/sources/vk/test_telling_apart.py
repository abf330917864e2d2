"""Words, widgets, names, looks: what a text or a link is taken for."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.names import name_match
from scoring.sources.collecting.widgets import Widgets, widgets
from scoring.sources.collecting.words import facts_in, folded, is_interim, text_key, wants_answer
from scoring.sources.kept_rows import column, kept_rows
from scoring.sources.vk import keeping
from tests.scoring.sources.samples import imported
from tests.vk_world.collecting import AUTHOR

OGRN = "1025400010019"
FORM = f"https://pos.gosuslugi.ru/form/?opaId=123456&utm_source=vk&utm_medium=54&utm_campaign={OGRN}"
REGION = "https://pos.gosuslugi.ru/og/org-activities?reg_code=54&utm_source=vk1&utm_medium=54"
TOWN = f"https://pos.gosuslugi.ru/og/org-activities?mun_code=50701000&utm_source=vk2&utm_medium=54&utm_campaign={OGRN}"


@pytest.mark.parametrize(
    "text",
    [
        "Когда включат отопление",
        "Здравствуйте! Подскажите режим работы",
        "Примите меры",
        "Не работает лифт",
        "ЯМА НА ДОРОГЕ",
        "Хотелось бы больше секций",
        "[club1|Школа], во сколько начало",
        "А?",
        "Просим убрать снег 🙏",
    ],
)
def test_a_request_wants_an_answer(text: str) -> None:
    """A question mark, or a word of asking."""
    assert wants_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Спасибо!",
        "👍👍👍",
        "С праздником, дорогие учителя",
        "https://vk.com/wall-1_2?reply=3",
        "[id5|Анна Когда]",
        "+1",
        "???",
        "Молодцы",
    ],
)
def test_thanks_greetings_links_and_smileys_want_none(text: str) -> None:
    """Nothing is asked there."""
    assert not wants_answer(text)


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("Спасибо за обращение!", True),
        ("Здравствуйте. Ваше обращение принято, передано в работу.", True),
        ("Добрый день! Спасибо за обращение. " + "Лифт починят в пятницу, мастер придёт с десяти до двух. " * 5, False),
        ("Запись открыта с понедельника.", False),
        ("", False),
    ],
)
def test_a_short_promise_is_a_template(text: str, template: bool) -> None:
    """A longer comment says more than its template."""
    assert template is is_interim(text)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("", 0),
        ("Добро пожаловать!", 0),
        ("Обучаем детей", 1),
        ("Мы проводим занятия. Адрес: ул. Лесная, 4", 2),
        ("Кружки и секции. пр-т Мира, 3. Пн–пт с 9:00 до 18:00", 3),
        ("Библиотека. Улица Мира, 3. Ежедневно. 8 (383) 222-33-44", 4),
    ],
)
def test_a_description_has_up_to_four_facts(text: str, facts: int) -> None:
    """What the organisation does, address, hours, phone."""
    assert facts == facts_in(text)


@pytest.mark.parametrize(
    ("links", "correct", "wrong"),
    [
        ([], 0, 0),
        (["https://example.ru"], 0, 0),
        ([FORM, REGION], 2, 0),
        ([FORM, TOWN], 2, 0),
        ([FORM], 1, 0),
        ([FORM.replace("10019", "10020")], 0, 1),
        ([FORM.replace("opaId=", "opaId= ")], 0, 1),
        ([FORM + "%20"], 0, 1),
        ([" " + FORM], 0, 1),
        ([FORM, FORM], 0, 1),
        ([FORM.replace("https", "http"), TOWN.replace("vk2", "vk1")], 0, 2),
        (["https://pos.gosuslugi.ru/og/org-activities?reg_code=711&utm_source=vk1"], 1, 0),
        (["https://pos.gosuslugi.ru/og/org-activities?reg_code=123&utm_source=vk1"], 0, 1),
        (["https://pos.gosuslugi.ru.example.ru/form/?opaId=1"], 0, 0),
    ],
)
def test_widgets_are_right_wrong_or_not_there(links: list[str], correct: int, wrong: int) -> None:
    """By the two templates, and the register's ОГРН."""
    assert Widgets(correct, wrong) == widgets(links, OGRN)


def test_without_a_valid_number_in_the_register_none_is_compared() -> None:
    """The template alone decides then."""
    assert Widgets(2, 0) == widgets([FORM, TOWN], "")


@pytest.mark.parametrize(
    ("page", "register", "percent"),
    [
        ("Школа № 1", "МБОУ «СОШ № 1»", 100),
        ("Школа № 1 | г. Бердск", "МБОУ «Средняя общеобразовательная школа № 1»", 80),
        ("Наш двор", "Библиотека имени Пушкина", 0),
        ("ДОМ КУЛЬТУРЫ «Заря»", "Муниципальное бюджетное учреждение культуры Дом культуры «Заря»", 100),
        ("!!!", "Школа", None),
    ],
)
def test_names_are_alike_by_their_own_words(page: str, register: str, percent: int | None) -> None:
    """Legal forms, marks and case say nothing."""
    assert percent == name_match(page, register)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters='"\ufeff'), max_size=60)
WHITE = st.text("а \t\n\u00a0\f\r", max_size=9)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(WHITE, TEXTS, WHITE), min_size=1, max_size=60))
def test_a_key_is_the_one_that_import_makes(tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str, str]]) -> None:
    """So that texts from files and from the network can be compared."""
    texts = ["".join(part) for part in parts]
    lines = ["Страница,ID записи,Опубликовано,Репост,Текст,Вложения"]
    lines += [f'club1,{number},2025-03-01 10:00,нет,"{text}",0' for number, text in enumerate(texts)]
    batch = imported(tmp_path_factory.mktemp("keys"), "\n".join(lines) + "\n", "posts")
    rows = kept_rows(batch.path)
    assert [len(folded(text)) for text in texts] == column(rows, "text_length").tolist()
    assert [text_key(folded(text)) for text in texts] == column(rows, "text_key").tolist()


def group(**more: object) -> dict[str, Any]:
    """What is kept of a page with these fields."""
    told: object = {"groups": [{"id": 1, "name": "Школа", "is_closed": 0, **more}]}
    (kept,) = keeping.groups(told).kept["groups"]
    found: dict[str, Any] = kept
    return found


def test_what_the_network_leaves_out_is_unknown() -> None:
    """Not a zero, and not a no."""
    kept = group()
    unknown = ("photo", "cover", "length", "facts", "phone", "mail", "address", "menu", "mark", "members")
    assert [None] * len(unknown) == [kept[name] for name in unknown]


def test_the_state_mark_has_three_values() -> None:
    """The schema does not know the field, so that it may well be missing."""
    assert [True, False, None] == [
        group(is_government_organization=True)["mark"],
        group(is_government_organization=False)["mark"],
        group()["mark"],
    ]


def test_the_widest_picture_is_the_cover() -> None:
    """None where the cover is switched off."""
    images = [{"url": "u", "width": width, "height": 1} for width in (400, 1590, 795)]
    assert 1590 == group(cover={"enabled": 1, "images": images})["cover"]
    assert 0 == group(cover={"enabled": 0, "images": images})["cover"]


@pytest.mark.parametrize(("width", "height", "large"), [(200, 200, True), (199, 400, False), (400, 199, False)])
def test_an_avatar_is_no_stamp(width: int, height: int, *, large: bool) -> None:
    """Two hundred by two hundred at least, where the size is told."""
    size = {"width": width, "height": height}
    assert large is group(has_photo=1, photo_max_size=size)["photo"]
    assert group(has_photo=0, photo_max_size=size)["photo"] is False
    assert group(has_photo=1)["photo"] is True


def test_a_whole_answer_without_contacts_has_none() -> None:
    """The network leaves empty contacts out."""
    kept = group(description="Школа", addresses={"is_enabled": False}, site="")
    assert [False, False, False] == [kept[name] for name in ("phone", "mail", "address")]


def test_phone_site_and_place_are_found_where_pages_put_them() -> None:
    """Contacts, the main address, the site."""
    place = {"id": 1, "address": "Мира, 3", "phone": "222"}
    kept = group(description="", addresses={"is_enabled": True, "main_address": place}, site="school.example")
    assert [True, True, True] == [kept[name] for name in ("phone", "mail", "address")]


def test_an_author_is_the_same_hash_and_nobody_elses() -> None:
    """Only who has the key can tell."""
    assert AUTHOR(5) == AUTHOR(5)
    assert AUTHOR(5) != AUTHOR(6)
    assert AUTHOR(5) != Author(b"another key")(5)
    assert 32 == len(AUTHOR(5))

"""The columns of every file that Lavr imports or writes: logical name, Russian header, English header, other spellings.

Import finds columns by any of these names in any order; whatever writes such a file (the demo, an export) takes the Russian
headers of this table.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Cell = Literal["page", "text", "whole", "yes_no", "time", "day", "amount"]
ActivityKind = Literal["posts", "messages", "streams", "checks"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file.

    ``cell`` says how a cell is read: an address or number of a page, a text, a whole number, yes or no, a point in time,
    a local day, or an amount that may have a fraction. ``also`` holds other spellings that people use. ``needed``: a file
    without this column is refused as a whole. ``low`` and ``high`` bound a number.
    """

    name: str
    ru: str
    en: str
    cell: Cell
    needed: bool = False
    also: tuple[str, ...] = ()
    low: int = 0
    high: int = 2_147_483_647


REGISTER: Final = (
    Heading("level", "Уровень", "Level", "text"),
    Heading("founder", "Учредитель", "Founder", "text"),
    Heading(
        "name",
        "Наименование подведомственной организации",
        "Organisation",
        "text",
        needed=True,
        also=("Наименование организации", "Наименование", "Организация", "Название организации", "Name", "Organization"),
    ),
    Heading(
        "exempt",
        "Официальная страница не ведется на основании",
        "Not run on the ground of",
        "text",
        also=("Не ведется на основании", "Основание", "Exempt"),
    ),
    Heading("ogrn", "ОГРН", "OGRN", "text", also=("ОГРН организации", "State number")),
    Heading("sphere1", "Сфера 1", "Sphere 1", "text", also=("Сфера", "Сфера1", "Сфера №1", "Сфера деятельности", "Sphere")),
    Heading("sphere2", "Сфера 2", "Sphere 2", "text", also=("Сфера2", "Сфера №2")),
    Heading("sphere3", "Сфера 3", "Sphere 3", "text", also=("Сфера3", "Сфера №3")),
    Heading("status", "Статус", "Status", "text", also=("Статус страницы",)),
    Heading(
        "group_id",
        "ID госпаблика",
        "Page ID",
        "text",
        also=("ID", "ID страницы", "ID сообщества", "ID группы", "Идентификатор госпаблика", "Group ID"),
    ),
    Heading(
        "link",
        "Ссылка на госпаблик ВК",
        "Link",
        "text",
        also=(
            "Ссылка на госпаблик",
            "Ссылка на госпаблик ВКонтакте",
            "Ссылка на страницу",
            "Ссылка на сообщество",
            "Ссылка",
            "Страница",
            "URL",
            "Page",
        ),
    ),
    Heading(
        "address", "Адрес, указанный в настройках страницы", "Address", "text", also=("Адрес", "Адрес в настройках страницы")
    ),
    Heading(
        "connected",
        "Подключение к компоненту «Госпаблики»",
        "Connected",
        "yes_no",
        also=("Подключение к компоненту «Госпаблики» (да/нет)", "Подключение к Госпабликам", "Подключение"),
    ),
    Heading("mark", "Госметка", "State mark", "yes_no", also=("Госметка (да/нет)", "Mark")),
    Heading("design_percent", "Оформление (%)", "Design (%)", "amount", also=("Оформление", "Оформление, %", "Design"), high=100),
    Heading("widgets", "Виджеты", "Widgets", "whole", also=("Виджеты (0/1/2)", "Количество виджетов"), high=2),
    Heading(
        "activity_percent", "Активность (%)", "Activity (%)", "amount", also=("Активность", "Активность, %", "Activity"), high=100
    ),
    Heading("members", "Количество подписчиков", "Subscribers", "whole", also=("Подписчиков", "Подписчики", "Members")),
    Heading("weekly_reach", "Общий охват аудитории за неделю", "Weekly reach", "amount", also=("Охват за неделю",)),
    Heading("post_reach", "Средний охват одной публикации", "Mean reach of a post", "amount", also=("Средний охват публикации",)),
    Heading(
        "municipality",
        "Муниципалитет",
        "Municipality",
        "text",
        also=("Муниципальное образование", "Муниципальный район", "МО"),
    ),
    Heading(
        "applied",
        "Заявка подана",
        "Applied",
        "yes_no",
        also=("Заявка", "Заявка на конкурс", "Подана заявка", "Application filed"),
    ),
    Heading(
        "last_winner",
        "Победитель прошлого года",
        "Last year's winner",
        "yes_no",
        also=("Победитель предыдущего года", "Победил в прошлом году", "Прошлогодний победитель"),
    ),
)
"""The register export: the twenty columns a region's monitoring writes, and what a region adds to them.

These are the municipality, whether the page applied for the contest in time, and whether it won in its nomination last year.
"""

_PAGE: Final = Heading(
    "page", "Страница", "Page", "page", needed=True, also=("Госпаблик", "Ссылка", "ID страницы", "Page ID", "Link")
)
_BIG: Final = 9_007_199_254_740_991

POSTS: Final = (
    _PAGE,
    Heading("id", "ID записи", "Post ID", "whole", needed=True, also=("ID поста", "Номер записи", "ID"), high=_BIG),
    Heading(
        "time", "Опубликовано", "Published", "time", needed=True, also=("Дата публикации", "Время публикации", "Published at")
    ),
    Heading("repost", "Репост", "Repost", "yes_no", needed=True),
    Heading("advert", "Реклама", "Advert", "yes_no", also=("Рекламная запись", "Advertisement")),
    Heading("text", "Текст", "Text", "text", also=("Текст записи",)),
    Heading("text_length", "Длина текста", "Text length", "whole"),
    Heading("text_key", "Ключ текста", "Text key", "whole", high=9_223_372_036_854_775_807),
    Heading(
        "attachments", "Вложения", "Attachments", "whole", needed=True, also=("Вложений", "Количество вложений"), high=32_767
    ),
    Heading("comments_open", "Комментарии открыты", "Comments open", "yes_no"),
    Heading("deleted", "Удалено", "Deleted", "time", also=("Удалена", "Deleted at")),
)

MESSAGES: Final = (
    _PAGE,
    Heading("id", "ID сообщения", "Message ID", "whole", needed=True, also=("ID комментария", "Comment ID", "ID"), high=_BIG),
    Heading("post", "ID записи", "Post ID", "whole", also=("ID поста",), high=_BIG),
    Heading("asked", "Задано", "Asked", "time", needed=True, also=("Время вопроса", "Дата вопроса", "Asked at")),
    Heading("answered", "Отвечено", "Answered", "time", needed=True, also=("Время ответа", "Дата ответа", "Answered at")),
    Heading("needs_answer", "Требует ответа", "Needs answer", "yes_no"),
    Heading("interim", "Отписка", "Interim", "yes_no", also=("Промежуточный ответ",)),
)

STREAMS: Final = (
    _PAGE,
    Heading("id", "ID видео", "Video ID", "whole", needed=True, also=("ID эфира", "Stream ID", "ID"), high=_BIG),
    Heading("started", "Начало", "Started", "time", needed=True, also=("Начало эфира", "Started at")),
    Heading("duration_minutes", "Длительность, мин", "Duration, min", "amount", also=("Длительность (мин)",), high=35_791_394),
    Heading("duration_seconds", "Длительность, с", "Duration, s", "whole", also=("Длительность, сек", "Длительность (с)")),
    Heading("title", "Название", "Title", "text", also=("Название эфира", "Тема")),
    Heading("confirmed", "Подтверждено", "Confirmed", "yes_no", also=("Подтвержден",)),
)

CHECKS: Final = (
    _PAGE,
    Heading("day", "Дата проверки", "Checked on", "day", needed=True, also=("День проверки", "Check date")),
    Heading("avatar", "Аватар", "Avatar", "yes_no"),
    Heading("cover_width", "Ширина обложки", "Cover width", "whole"),
    Heading("description_length", "Длина описания", "Description length", "whole"),
    Heading("description_facts", "Сведений в описании", "Facts in description", "whole", high=4),
    Heading("phone", "Телефон", "Phone", "yes_no"),
    Heading("mail_or_site", "Почта или сайт", "Mail or site", "yes_no"),
    Heading("address", "Адрес", "Address", "yes_no"),
    Heading("widgets_correct", "Виджетов верных", "Widgets correct", "whole", high=2),
    Heading("widgets_wrong", "Виджетов неверных", "Widgets wrong", "whole", high=2),
    Heading("widgets_waived", "Виджеты не требуются", "Widgets waived", "yes_no"),
    Heading("name_match", "Совпадение названия, %", "Name match, %", "whole", also=("Совпадение названия (%)",), high=100),
    Heading("mark", "Госметка", "State mark", "yes_no", also=("Mark",)),
    Heading("closed", "Закрыта", "Closed", "yes_no", also=("Страница закрыта",)),
    Heading("members", "Подписчиков", "Subscribers", "whole", also=("Количество подписчиков", "Подписчики", "Members")),
)

ACTIVITY: Final = MappingProxyType[ActivityKind, tuple[Heading, ...]](
    {"posts": POSTS, "messages": MESSAGES, "streams": STREAMS, "checks": CHECKS}
)
"""The four kinds of activity file. Posts have ``text``, or ``text_length`` and ``text_key``; streams one of the two durations."""

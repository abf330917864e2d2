"""What every metric, every gate and each of their parameters is called, in both languages: for schema and forms."""

from collections.abc import Mapping
from typing import Final

from criteria.words import Told

_COUNTING: Final = Told(
    "Какие записи в зачёт", "Posts that count", "Длина, повторы, предел за день", "Length, copies, limit of a day"
)
_MESSAGES: Final = Told(
    "Какие сообщения в зачёт", "Messages that count", "Сколько ждать ответа в конце года", "How long to wait at the end"
)
_STREAMS: Final = Told(
    "Какие эфиры в зачёт", "Streams that count", "Длительность, части, подтверждение", "Length, parts, confirmation"
)
_AT_LEAST: Final = Told("Не меньше", "At least", "Целое число", "A whole number")

METRIC_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "avatar": ("Аватар: доля проверок", "Avatar: share of checks"),
    "cover": ("Обложка: доля проверок", "Cover: share of checks"),
    "description": ("Описание: доля проверок", "Description: share of checks"),
    "contacts": ("Контакты: доля из трёх", "Contacts: share of three"),
    "widgets": ("Виджеты Госуслуг: доля", "Widgets of the state portal: share"),
    "name_match": ("Название по реестру: доля проверок", "Name as in the register: share of checks"),
    "weekly_norm": ("Недельная норма: доля", "Weekly norm: share"),
    "longest_silence": ("Самое долгое молчание, дней", "Longest silence, days"),
    "own_content": ("Собственные записи: доля", "Own posts: share"),
    "answered_share": ("Отвеченные сообщения: доля", "Messages answered: share"),
    "timeliness": ("Быстрота ответов: доля", "Timeliness of answers: share"),
    "comments_open": ("Открытые комментарии: доля записей", "Open comments: share of posts"),
    "stream_count": ("Прямых эфиров за год", "Live streams a year"),
    "stream_quarters": ("Кварталы с эфирами: доля", "Quarters with streams: share"),
    "adverts": ("Рекламных записей", "Advertising posts"),
    "mark_lost": ("Госметка утрачена: 0 или 1", "State mark lost: 0 or 1"),
    "wrong_widgets": ("Неверные ссылки виджетов слишком долго: 0 или 1", "Wrong links of widgets for too long: 0 or 1"),
    "comments_shut": ("Комментарии закрыты слишком долго: 0 или 1", "Comments closed for too long: 0 or 1"),
}

GATE_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "registered": ("В реестре, ОГРН верен, одна страница на сферу", "In the register, valid state number, one page a sphere"),
    "open_page": ("Страница открыта", "The page is open"),
    "state_mark": ("Госметка", "State mark"),
    "eligible_weeks": ("Страница ведётся достаточно недель", "The page has run for enough weeks"),
    "coverage": ("Проверок достаточно", "Enough checks"),
    "members": ("Подписчиков достаточно", "Enough subscribers"),
    "applied": ("Заявка подана в срок", "Application filed in time"),
    "network": ("Страница в нужной сети", "The page is on a network that takes part"),
    "not_exempt": ("Нет решения учредителя не вести страницу", "No founder's decision not to run the page"),
    "not_last_winner": ("Не победитель прошлого года", "Not last year's winner"),
}

PARAM_WORDS: Final[Mapping[str, Mapping[str, Told]]] = {
    "CoverParams": {
        "full_width": Told("Полная ширина, пикселей", "Full width, pixels", "С неё все баллы", "Full points from here"),
        "small_percent": Told("Узкая обложка, %", "Narrow cover, %", "Столько от полной", "So much of a full one"),
    },
    "NetworkParams": {
        "vk": Told("ВКонтакте", "VK", "Страницы участвуют", "Pages take part"),
        "ok": Told("Одноклассники", "Odnoklassniki", "Страницы участвуют", "Pages take part"),
        "tg": Told("Telegram", "Telegram", "Страницы участвуют", "Pages take part"),
        "max": Told("MAX", "MAX", "Страницы участвуют", "Pages take part"),
    },
    "DescriptionParams": {
        "min_length": Told("Знаков не меньше", "Characters at least", "Видимых", "Visible ones"),
        "min_facts": Told(
            "Сведений не меньше",
            "Facts at least",
            "Из четырёх: дело, адрес, часы, телефон",
            "Of four: work, address, hours, phone",
        ),
    },
    "WidgetsParams": {
        "asked": Told("Виджетов нужно", "Widgets asked", "1 или 2", "1 or 2"),
        "wrong_percent": Told("С неверной ссылкой, %", "With a wrong link, %", "Столько от верного", "So much of a right one"),
    },
    "NameMatchParams": {
        "at_least_percent": Told(
            "Сходство не меньше, %", "Likeness at least, %", "С названием в реестре", "To the register's name"
        ),
    },
    "Counting": {
        "min_text": Told("Знаков не меньше", "Characters at least", "Или есть вложение", "Or there is an attachment"),
        "same_text_days": Told(
            "Повтор через дней", "Same text again after days", "Раньше повтор не в счёт", "Sooner it does not count"
        ),
        "a_day": Told("Записей в день не больше", "Posts a day at most", "Дальше не в счёт", "Further ones do not count"),
        "kept_days": Told("Не удалена дней", "Kept for days", "Удалённая раньше не в счёт", "Deleted sooner it does not count"),
    },
    "WeeklyNormParams": {
        "norm": Told("Записей в неделю", "Posts a week", "В обычную неделю", "In an ordinary week"),
        "relaxed_norm": Told("В праздничную неделю", "In a holiday week", "И в каникулы", "And in vacations"),
        "counting": _COUNTING,
    },
    "SilenceParams": {"counting": _COUNTING},
    "OwnContentParams": {"counting": _COUNTING},
    "MessageRule": {
        "young_hours": Told(
            "Ждать рабочих часов",
            "Working hours to wait",
            "Более новое без ответа не в счёт",
            "A newer one unanswered is left out",
        ),
    },
    "AnsweredShareParams": {"messages": _MESSAGES, "counting": _COUNTING},
    "TimelinessParams": {
        "full_hours": Told(
            "Все баллы до, рабочих часов", "Full up to, working hours", "Самый быстрый срок", "The quickest limit"
        ),
        "middle_hours": Told(
            "Средний срок, рабочих часов", "Middle limit, working hours", "Больше предыдущего", "Above the one before"
        ),
        "middle_percent": Told("Вес к среднему сроку, %", "Weight at the middle, %", "Обычно 70", "Mostly 70"),
        "zero_hours": Told("Ноль с, рабочих часов", "Nothing from, working hours", "Больше среднего", "Above the middle"),
        "interim_percent": Told(
            "Вес отписки, %", "Weight of a template, %", "«Спасибо за обращение»", "«Thank you for your message»"
        ),
        "messages": _MESSAGES,
        "counting": _COUNTING,
    },
    "CommentsOpenParams": {"counting": _COUNTING},
    "StreamRule": {
        "min_seconds": Told("Секунд не меньше", "Seconds at least", "600 — десять минут", "600 is ten minutes"),
        "join_hours": Told(
            "Части через часов", "Parts within hours", "С одним названием — один эфир", "With one title they are one stream"
        ),
        "unconfirmed_counts": Told("Непроверенные в счёт", "Unconfirmed ones count", "Обычно нет", "Mostly not"),
    },
    "StreamCountParams": {
        "year_weeks": Told(
            "Недель в году", "Weeks of a year", "К ним приводится число эфиров", "The number is stretched to them"
        ),
        "streams": _STREAMS,
    },
    "StreamQuartersParams": {
        "min_weeks": Told("Недель в квартале", "Weeks of a quarter", "С них квартал спрашивается", "From so many it is asked"),
        "streams": _STREAMS,
    },
    "WrongWidgetsParams": {
        "weeks": Told(
            "Дольше недель", "Longer than weeks", "Столько недель подряд прощается", "So many weeks in a row are forgiven"
        ),
    },
    "CommentsShutParams": {
        "days": Told("Дольше дней", "Longer than days", "Столько дней прощается", "So many days are forgiven"),
    },
    "OpenPageParams": {
        "days": Told("Последних дней", "Last days", "В них страница не закрыта", "In which the page is not closed"),
    },
    "EligibleWeeksParams": {"at_least": _AT_LEAST},
    "CoverageParams": {
        "percent": Told("Недель с проверкой, %", "Weeks with a check, %", "От недель страницы", "Of the page's weeks"),
    },
    "MembersParams": {"at_least": _AT_LEAST},
}

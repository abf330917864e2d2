"""Words by which texts are told apart: what asks for an answer, what answers for form's sake, what describes an organisation.

Every entry is the beginning of a word, ё written as е. The tables bear a version: a recording names the one it was made by.
"""

import re
from typing import Final

from scoring.sources.text_keys import key_of

TABLES: Final = 1
"""Version of the tables below."""

_REQUEST_STEMS: Final = (
    "подскаж", "расскаж", "объясн", "поясн", "уточн", "ответьт", "помог", "прош", "просьб", "просим", "почин", "исправ",
    "отремонт", "устран", "убер", "вывез", "разбер", "проверьт", "примит", "сообщит", "требу", "жалоб", "жалу", "безобраз",
    "авари", "сломал", "протека", "нужн",
)  # fmt: skip
_REQUEST_WORDS: Final = frozenset(
    ("когда", "почему", "куда", "сколько", "где", "зачем", "кто", "какой", "какая", "какие", "каков", "нельзя")
)
_REQUEST_PHRASES: Final = (
    "не работа", "не убира", "не вывоз", "не отвеча", "не приезжа", "не почи", "не дозвон", "не гор", "не ход", "нет вод",
    "нет свет", "нет отоплен", "нет тепл", "хотелось бы", "как запис", "как попас", "как получ", "как узна", "до каких пор",
    "во сколько", "есть ли", "будет ли", "могу ли", "можно ли", "яма", "ямы",
)  # fmt: skip

_INTERIM_PHRASES: Final = (
    "спасибо за обращен", "благодарим за обращен", "обращение принят", "ваше обращен", "принято в работу", "приняли в работу",
    "взято в работу", "взяли в работу", "передано в работу", "передали в работу", "передана в работу", "направлено в",
    "направили в", "информация передана", "передадим", "уточняем информац", "уточним информац", "ответим позже",
    "ответ будет дан", "ответим в ближайш", "рассмотрим ваш", "ожидайте ответ",
)  # fmt: skip
_INTERIM_LONGEST: Final = 200
"""A longer comment says more than its template."""

_ACTIVITY: Final = (
    "занима", "оказыва", "предоставля", "провод", "обуч", "воспит", "образован", "услуг", "деятельност", "лечен", "помощ",
    "кружк", "секци", "спорт", "культур", "библиотек", "муниципальн", "государственн", "администрац", "развит", "досуг",
)  # fmt: skip
_PLACE: Final = re.compile(r"\b(?:ул|улиц[аы]|пр-т|просп|проспект|пер|переулок|пл|площадь|шоссе|бульвар|мкр|микрорайон|адрес)\b")
_HOURS: Final = re.compile(
    r"\bрежим работы|\bчасы работы|\bвремя работы|\bграфик работы|\bежедневно\b|\bкруглосуточно\b|\bпн\b|\bпонедельник\b"
    r"|\b[cс] ?\d{1,2}[:.]\d{2} до \d{1,2}[:.]\d{2}|\b\d{1,2}:\d{2} ?[-–—] ?\d{1,2}:\d{2}"
)
_PHONE: Final = re.compile(r"(?<![\d])(?:\+7|8)[ -]?\(?\d{3,5}\)?(?:[ -]?\d){5,7}(?!\d)|\bтел(?:ефон)?[.: ]+[\d(+]")

_LINK: Final = re.compile(r"https?://\S+|\bvk\.(?:com|ru)/\S+|\[(?:id|club|public)\d+\|[^\]]*\]")
_SITE: Final = re.compile(r"https?://\S|\bwww\.\S|[\w.+-]+@[\w-]+\.\w|\b[a-zа-я0-9-]+\.(?:ru|рф|su|com|org)\b")
_WORD: Final = re.compile(r"[а-яa-z0-9]+")
_SPACES: Final = re.compile("[ \n\r\t\f\u00a0]+")


def folded(text: str) -> str:
    """The text with runs of white space as one space and none at the ends, as import folds it."""
    return _SPACES.sub(" ", text).strip(" ")


def text_key(text: str) -> int:
    """The key that import gives a folded text; 0 without text."""
    return key_of(text)


def wants_answer(text: str) -> bool:
    """A question mark, or a word or phrase of a request; never a text of links, names, smileys alone."""
    bare = _bare(text)
    words = _WORD.findall(bare)
    if not words:
        return False
    if "?" in bare:
        return True
    asks = any(word in _REQUEST_WORDS or word.startswith(_REQUEST_STEMS) for word in words)
    return asks or _holds(" ".join(words), _REQUEST_PHRASES)


def is_interim(text: str) -> bool:
    """A short answer that says only that there will be one («Спасибо за обращение, передали в работу»)."""
    bare = " ".join(_WORD.findall(_bare(text)))
    return len(bare) <= _INTERIM_LONGEST and _holds(bare, _INTERIM_PHRASES)


def phone_in(description: str) -> bool:
    """Whether a phone stands in a description."""
    return bool(_PHONE.search(_plain(description)))


def place_in(description: str) -> bool:
    """Whether an address of a place stands in a description."""
    return bool(_PLACE.search(_plain(description)))


def link_in(description: str) -> bool:
    """Whether an address of mail or of a site stands in a description."""
    return bool(_SITE.search(_plain(description)))


def facts_in(description: str) -> int:
    """How many of the four stand in a description: what the organisation does, address, hours, phone; 0 to 4."""
    bare = _plain(description)
    return sum(
        (
            any(word.startswith(_ACTIVITY) for word in _WORD.findall(bare)),
            place_in(description),
            bool(_HOURS.search(bare)),
            phone_in(description),
        )
    )


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _bare(text: str) -> str:
    return _LINK.sub(" ", _plain(text))


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a phrase begins at the beginning of a word."""
    padded = f" {text}"
    return any(f" {phrase}" in padded for phrase in phrases)

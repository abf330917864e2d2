"""How alike the name of a page and the name in the register are: by their words, legal forms left out."""

import re
from types import MappingProxyType
from typing import Final

_WORD: Final = re.compile(r"[а-яa-z0-9]+")
_WORDS: Final = """
    муниципальное муниципального государственное государственного бюджетное бюджетного казенное казенного автономное
    автономного областное областного районное краевое учреждение учреждения учреждении образовательное образовательного
    общеобразовательное общеобразовательного общеобразовательная дошкольное дошкольного средняя основная
    организация предприятие унитарное образования образование культуры здравоохранения дополнительного имени им
    мбоу мкоу маоу мбдоу мкдоу мадоу мбу мку мау гбоу гбуз гбу гку гау гапоу гбпоу мбук мкук маук мбудо маудо доу
    г п с р и в по на официальная официальное официальный страница сообщество группа
"""
_FORMS: Final = frozenset(_WORDS.split())
"""Legal forms and other words that every second name has."""
_SHORT: Final = MappingProxyType(
    {
        "сош": "школа",
        "оош": "школа",
        "школы": "школа",
        "дс": "сад",
        "сада": "сад",
        "детсад": "сад",
        "дк": "дом",
        "црб": "больница",
        "цгб": "больница",
        "больницы": "больница",
        "дши": "школа",
        "дюсш": "школа",
    }
)


def name_match(page: str, register: str) -> int | None:
    """Twice the common words by all words of both, in per cent, rounded down; None where a name has no words of its own."""
    one, other = _words(page), _words(register)
    if not one or not other:
        return None
    return 200 * len(one & other) // (len(one) + len(other))


def _words(name: str) -> frozenset[str]:
    plain = name.casefold().replace("ё", "е")
    return frozenset(_SHORT.get(word, word) for word in _WORD.findall(plain)) - _FORMS

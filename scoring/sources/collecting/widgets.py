"""The two widgets of the state portal (ПОС) in a page's menu: there or not, by the right template, of this organisation.

Templates: the form «Сообщить о проблеме» with the ОГРН in ``utm_campaign``, and the votes «Высказать мнение» of a region
(``reg_code``, vk1) or a municipality (``mun_code``, vk2). A space in a link breaks it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_FORM: Final = re.compile(
    r"https://pos\.gosuslugi\.ru/form/\?opaId=\d+&utm_source=vk&utm_medium=(?:\d{2}|\d{3,4})&utm_campaign=(?P<ogrn>\d{13})"
)
_VOTES: Final = re.compile(
    r"https://pos\.gosuslugi\.ru/og/org-activities\?"
    r"(?:reg_code=(?:\d{2}|111|711|7114)&utm_source=vk1|mun_code=\d{8}&utm_source=vk2)"
    r"(?:&utm_medium=\d{2,4})?(?:&utm_campaign=(?P<ogrn>\d{13}))?"
)
_KINDS: Final = (
    (re.compile(r"\s*https?://pos\.gosuslugi\.ru/form\b", re.IGNORECASE), _FORM),
    (re.compile(r"\s*https?://pos\.gosuslugi\.ru/og/", re.IGNORECASE), _VOTES),
)


@dataclass(frozen=True, slots=True)
class Widgets:
    """How many of the two are right, and how many are there with a wrong link."""

    correct: int
    wrong: int


def widgets(links: Sequence[str], ogrn: str) -> Widgets:
    """What a menu holds. ``ogrn``: by the register, or empty where it has no valid one, and then it is not compared.

    A kind of which there are several links is wrong, since people may open the wrong one.
    """
    correct = wrong = 0
    for looks, template in _KINDS:
        found = [link for link in links if looks.match(link)]
        if len(found) == 1 and _right(template, found[0], ogrn):
            correct += 1
        elif found:
            wrong += 1
    return Widgets(correct, wrong)


def _right(template: re.Pattern[str], link: str, ogrn: str) -> bool:
    match = template.fullmatch(link)
    if match is None:
        return False
    told = match["ogrn"]
    return not ogrn or told is None or told == ogrn

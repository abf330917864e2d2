"""What is done about each error of VK, as one table, and how fast it may be asked."""

from types import MappingProxyType
from typing import Final

from scoring.sources.collecting.policy import CollectionStopped, Policy, Rules, table

RATE: Final = 3
"""Calls a second of a service token."""
DAILY: Final = MappingProxyType({"wall.get": 5_000})
"""Calls a day of the methods that have such a limit."""

POLICIES: Final = table(
    retry=(1, 10, 36, 43),
    slower=(6,),
    pause=(9, 601),
    tomorrow=(29,),
    stop=(2, 3, 5, 11, 14, 17, 20, 23, 25, 27, 28, 34, 42, 1114, 1117, 3300, 3609),
    state=(7, 15, 18, 19, 30, 37, 104, 200, 203, 204, 210, 211, 212, 260, 801, 3610),
    data=(8, 12, 13, 33, 40, 100, 103, 113, 125, 219, 1260),
)
"""Every code of the schema that may come; 12 and 13 are of a method that is never called."""

COMMENTS_CLOSED: Final = 212

_CAPTCHA: Final = frozenset({14, 3300})


def alarm(code: int, words: str) -> CollectionStopped:
    """Why the collection has stopped, and what to do."""
    if code in _CAPTCHA:
        ru, en = "сеть требует капчу: токен приостановлен", "the network wants a captcha: the token is suspended"
    else:
        ru, en = "сеть не принимает токен или программу", "the network does not accept the token or the program"
    return CollectionStopped(
        f"Сбор остановлен, {ru} (ошибка {code}: {words}). Проверьте сервисный токен (LAVR_VK_TOKEN или "
        "«Настройки сбора» в панели) и продолжите с --resume или кнопкой «Продолжить»: собранное сохранено.",
        f"The collection has stopped, {en} (error {code}: {words}). Check the service token (LAVR_VK_TOKEN or the panel's "
        "«Settings of collecting») and go on with --resume or the button «Go on»: what was collected is kept.",
    )


RULES: Final = Rules(RATE, POLICIES, alarm, DAILY)


def policy_of(code: int) -> Policy:
    """What the table says of a code; one that nobody knows is an error of data."""
    return POLICIES.get(code, Policy.DATA)

"""What is done about each error of OK, as one table, and how fast it may be asked.

The network publishes no limit of calls a second; ours is a polite one. Codes that only uploads, payments, chats and games give
are not in the table.
"""

from typing import Final

from scoring.sources.collecting.policy import CollectionStopped, Rules, table

RATE: Final = 3
"""Calls a second; the network's own limit is not published."""

POLICIES: Final = table(
    retry=(1, 2, 5000, 9999),
    pause=(7, 8, 9),
    tomorrow=(11,),
    stop=(3, 22, 23, 101, 102, 103, 104, 105, 200, 210, 401, 402, 403, 451, 453, 900),
    state=(10, 24, 300, 455, 456, 457, 458, 700, 702),
    data=(4, 12, 100, 106, 110, 140, 141, 160),
)
"""10 and 455 to 458 are doors that a group has shut; 300, 700 and 702 what is no longer there."""


def alarm(code: int, words: str) -> CollectionStopped:
    """Why the collection has stopped, and what to do."""
    return CollectionStopped(
        f"Сбор остановлен, сеть не принимает ключи или программу (ошибка {code}: {words}). Проверьте LAVR_OK_APP_KEY, "
        "LAVR_OK_SECRET и LAVR_OK_TOKEN, права приложения GROUP_CONTENT и VALUABLE_ACCESS и продолжите с --resume: собранное "
        "сохранено.",
        f"The collection has stopped, the network does not accept the keys or the program (error {code}: {words}). Check "
        "LAVR_OK_APP_KEY, LAVR_OK_SECRET and LAVR_OK_TOKEN, the application's rights GROUP_CONTENT and VALUABLE_ACCESS, and "
        "go on with --resume: what was collected is kept.",
    )


RULES: Final = Rules(RATE, POLICIES, alarm)

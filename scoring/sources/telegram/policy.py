"""What is done about each status of the previews' site, as one table, and how fast it may be asked."""

from typing import Final

from scoring.sources.collecting.policy import CollectionStopped, Rules, table

RATE: Final = 1
"""Pages a second: the site is for people, and says nothing of programs."""
NO_PREVIEW: Final = frozenset({301, 302, 303, 307, 308})
"""The site leads away from a preview that is not there."""

POLICIES: Final = table(
    retry=(408, 425, 500, 502, 503, 504),
    pause=(420, 429),
    stop=(401, 403),
    state=(*sorted(NO_PREVIEW), 404, 410, 451),
    data=(400, 414),
)


def alarm(code: int, words: str) -> CollectionStopped:
    """Why the collection has stopped, and what to do."""
    return CollectionStopped(
        f"Сбор остановлен, сайт не пускает эту машину (ошибка {code}: {words}). Откройте t.me с неё в браузере; когда откроется, "
        "продолжите с --resume: собранное сохранено.",
        f"The collection has stopped, the site does not let this machine in (error {code}: {words}). Open t.me on it in a "
        "browser; once that works, go on with --resume: what was collected is kept.",
    )


RULES: Final = Rules(RATE, POLICIES, alarm)

"""The nine stations of a season, in the order in which everything flows: the menu, the home page and the docs go by this list."""

from dataclasses import dataclass
from typing import Final, Literal

Key = Literal["sources", "evidence", "criteria", "points", "ranking", "jury", "decision", "award", "check"]


@dataclass(frozen=True, slots=True)
class Station:
    """A station and its name in both languages."""

    key: Key
    ru: str
    en: str


STATIONS: Final = (
    Station("sources", "Источники", "Sources"),
    Station("evidence", "Свидетельства", "Evidence"),
    Station("criteria", "Критерии", "Criteria"),
    Station("points", "Баллы", "Points"),
    Station("ranking", "Рейтинг", "Ranking"),
    Station("jury", "Жюри", "Jury"),
    Station("decision", "Решение", "Decision"),
    Station("award", "Награда", "Award"),
    Station("check", "Выдача и проверка", "Download and check"),
)

"""Small activity files for the tests of import."""

from collections.abc import Sequence
from pathlib import Path

from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.columns import ActivityKind

ZONE = "Asia/Novosibirsk"
PAGES = {"vk:club1": "vk:club1", "vk:school": "vk:school", "vk:club77": "vk:school"}

POSTS = "Страница,ID записи,Опубликовано,Репост,Реклама,Текст,Вложения,Комментарии открыты,Удалено\n"
MESSAGES = "Страница;ID сообщения;ID записи;Задано;Отвечено;Требует ответа;Отписка\n"
STREAMS = "Страница;ID видео;Начало;Длительность, мин;Название;Подтверждено\n"
CHECKS = "Страница;Дата проверки;Аватар;Ширина обложки;Госметка;Подписчиков\n"


def written(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    """A file with exactly these bytes."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def imported(folder: Path, text: str | bytes, kind: ActivityKind | None = None, name: str = "file.csv") -> ActivityBatch:
    """What the import makes of a file with these bytes."""
    return import_activity(written(folder, text, name), kind, pages=PAGES, zone=ZONE, year=2025, into=folder / "out")


def post(number: int, time: str = "2025-03-01T10:00:00+07:00", text: str = "Новость", page: str = "club1") -> str:
    """One good line of posts."""
    return f"{page},{number},{time},нет,нет,{text},0,да,\n"


def told(batch: ActivityBatch) -> Sequence[tuple[int, str]]:
    """(line, code) of every refused row."""
    return [(refusal.line, refusal.code) for refusal in batch.refusals]

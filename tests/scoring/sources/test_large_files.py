"""Files that are larger than what DuckDB reads at once: every row once, on its own line, the first of two kept."""

from collections import Counter
from pathlib import Path

import pytest

from scoring.sources.activity import import_activity
from scoring.sources.columns import ActivityKind
from scoring.sources.demo import DemoFiles, Written, write_season
from scoring.sources.register import page_aliases, read_register

_ROWS = 60_000
_DECOY = "club2,99,2025-03-01T10:00:00Z,0,0,не запись,0,1,\n"
_HEADER = "Страница,ID записи,Опубликовано,Репост,Реклама,Текст,Вложения,Комментарии открыты,Удалено\n"


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_season(tmp_path_factory.mktemp("region"), scale="region", seed=1, year=2025)


@pytest.mark.parametrize("kind", ["posts", "checks"])
def test_a_region_is_read_as_the_truth_says(season: DemoFiles, kind: ActivityKind, tmp_path: Path) -> None:
    """Good rows and refusals by reason are those written, at a size that several buffers hold."""
    pages = page_aliases(read_register(season.register).rows)
    batch = import_activity(getattr(season, kind), pages=pages, zone=season.zone, year=season.year, into=tmp_path)
    assert season.written[kind] == Written(batch.rows, dict(Counter(refusal.code for refusal in batch.refusals)))


def test_lines_of_a_text_that_look_like_rows_are_text(tmp_path: Path) -> None:
    """Wherever reading begins anew, a row inside of a quoted text is no row, and what is refused stands on its line."""
    path = tmp_path / "posts.csv"
    lines = 12
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        for number in range(_ROWS):
            moment = "вчера" if number == _ROWS - 1 else "2025-03-01T10:00:00Z"
            file.write(f'club1,{number},{moment},0,0,"начало\n{_DECOY * (lines - 2)}конец",0,1,\n')
    batch = import_activity(path, pages={"vk:club1": "vk:club1", "vk:club2": "vk:club2"}, zone="UTC", year=2025, into=tmp_path)
    told = [(refusal.line, refusal.code) for refusal in batch.refusals]
    assert (_ROWS - 1, [((_ROWS - 1) * lines + 2, "not_a_time")]) == (batch.rows, told)

"""Entries of the journal tell themselves apart."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from scoring.store.tables import AuditEvent
from webadmin.words import happened


@pytest.mark.parametrize(
    ("action", "before", "after", "told"),
    [
        ("season.step", {"state": "frozen"}, {"state": "scored"}, "Шаг сезона: Свидетельства заморожены → Баллы посчитаны"),
        ("job.order", None, {"kind": "freeze"}, "Работа заказана: Заморозка свидетельств"),
        ("file.import", None, {"name": "Записи.csv"}, "Файл загружен: Записи.csv"),
        ("season.open", None, {"year": 2025}, "Сезон открыт"),
        ("job.order", None, None, "Работа заказана: "),
    ],
)
def test_an_entry_names_its_detail(
    app: Flask, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None, told: str
) -> None:
    """Which step, which work, which file."""
    event = AuditEvent(at=datetime(2026, 1, 1, tzinfo=UTC), action=action, before=before, after=after)

    with app.test_request_context():
        assert told == happened(event)

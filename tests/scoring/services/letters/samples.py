"""What the text of each kind is made of, for the stored texts: names with quotes, several pages, reasons of two lines."""

from datetime import UTC, datetime
from typing import Any, Final

_AT: Final = datetime(2025, 10, 8, 16, 59, tzinfo=UTC)
_PAGES: Final = [
    {"name": "МБОУ «Школа № 5» с. Ёлкино", "nomination": "Образование"},
    {"name": "Детский сад «Ручеёк»", "nomination": "Образование"},
]
_PAGE: Final = _PAGES[:1]
_OBJECTION: Final = {"number": 7, "page": _PAGE[0]["name"], "criterion": "B1"}
_APPEAL: Final = {"number": 4, "page": _PAGE[0]["name"], "ground_ru": "неверные данные", "ground_en": "wrong data"}
_REMINDER: Final = {"answered": 6, "promised": 25, "minutes_left": 8, "closes": _AT}
_AWARD: Final = {
    "page": _PAGE[0]["name"],
    "serial": "2025-AB12-CD34-EF56",
    "reason_text": "Название исправлено.\nПо письму школы.",
}
_SEAL: Final = {"number": 3, "title_ru": "расчёт", "title_en": "run", "sha256": "a" * 64, "previous": "b" * 64}
_STEP: Final = {"step_ru": "решение подписано → проект решения", "step_en": "signed → decision drafted"}
_CHECK: Final = {"check_ru": "всё сходится", "check_en": "everything holds"}

COMMON: Final[dict[str, Any]] = {
    "contest": "Знак качества",
    "year": 2025,
    "region": "Приозёрская область",
    "zone": "Asia/Novosibirsk",
    "person": "Анна Вёрстова",
}
SAMPLES: Final[dict[str, dict[str, Any]]] = {
    "season_announced": {"pages": _PAGES, "choice_key": "ключ-получателя"},
    "data_ready": {"pages": _PAGE, "until": "18.09.2025"},
    "objection_received": _OBJECTION,
    "objection_decided": {**_OBJECTION, "accepted": True, "answer_text": "Ответ нашёлся.\n\nСпасибо!"},
    "appeal_received": {**_APPEAL, "decide_by": "07.11.2025"},
    "appeal_asked": {**_APPEAL, "question_text": "Каким приказом школа отнесена к спорту?\nПриложите его."},
    "appeal_decided": {
        **_APPEAL, "end_ru": "данные исправлены, список тот же", "end_en": "the data were corrected, the list is the same",
        "shift": {
            "before_ru": "61,20", "before_en": "61.20", "after_ru": "63,00", "after_en": "63.00", "place_before": 52,
            "place_after": 41, "run": "e" * 64,
        },
        "becomes_ru": "", "becomes_en": "", "answer_text": "Ответы нашлись.\n\nСпасибо!",
    },
    "juror_invite": {"minutes": 10},
    "juror_open": {"closes": _AT},
    "juror_half": _REMINDER,
    "juror_2days": _REMINDER,
    "juror_last_day": _REMINDER,
    "juror_receipt": {"answered": 42, "number": 117, "sha256": "c" * 64},
    "juror_void": {"reason": "Ошибка в данных сферы."},
    "second_key": {
        "asked_by": "Олег Смотров", "act_ru": _STEP["step_ru"], "act_en": _STEP["step_en"], "reason": "Ошибка в протоколе",
        "until": _AT,
    },
    "unsealed": {**_STEP, "at": _AT, "two": True, "who": "Олег Смотров", "second": "Анна Вёрстова", "reason": "Ошибка"},
    "sealed": {"seals": [_SEAL]},
    "hashes": {"day": "08.10.2025", "at": _AT, "events": 512, "journal": "d" * 64, "seal": _SEAL, **_CHECK},
    "sign_request": {"first": False, "first_name": "Вера Мостовая"},
    "deviation": {
        "who": "Вера Мостовая", "page": _PAGE[0]["name"], "nomination": "Образование", "automatic_ru": "победитель",
        "automatic_en": "winner", "final_ru": "лауреат", "final_en": "laureate", "reason": "Страница заброшена с сентября.",
    },
    "name_check": {"pages": _PAGE, "appeal_days": 5},
    "winner": {"pages": _PAGE, "appeal_days": 5},
    "laureate": {"pages": _PAGES, "appeal_days": 5},
    "reserve": {"pages": _PAGE, "appeal_days": 5},
    "not_selected": {"pages": _PAGES, "appeal_days": 5},
    "award_notice": _AWARD,
    "award_corrected": _AWARD,
    "award_suspended": _AWARD,
    "award_restored": {**_AWARD, "reason_text": ""},
    "award_revoked": _AWARD,
    "digest": {
        "state_ru": "жюри работает", "state_en": "jury at work", "objections": 2, "appeals": 3, "drafted": 15,
        "failed": 1, "jobs": 0, "jury": True, "verdicts": 340, **_CHECK,
    },
    "sign_in_code": {"code": "031 415", "minutes": 10},
    "new_device": {"at": _AT, "device": "Firefox, Linux, 203.0.113.0/24"},
}  # fmt: skip

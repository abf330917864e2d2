"""Comparisons as tables with a header, for spreadsheets and programs: two runs, and two seasons."""

from collections.abc import Iterator
from typing import Final

from criteria.measurement import Language
from criteria.phrases import points_text
from scoring.engine.difference import PageResult
from scoring.evidence.correction_words import row_title, what_changed
from scoring.evidence.difference import every_change, row_text, table_title, value_text
from scoring.progress import Progress, silent
from scoring.season.succession import Kind
from scoring.services.differing import Comparison, whole_points
from scoring.services.history import History, Standing

KINDS: Final = {
    Kind.SAME: ("прежняя", "the same"),
    Kind.RENAMED: ("переименована", "renamed"),
    Kind.MOVED: ("сменила адрес", "moved"),
    Kind.MERGED: ("объединена", "merged"),
    Kind.ENTERED: ("вошла", "entered"),
    Kind.LEFT: ("ушла", "left"),
}
OUTCOMES: Final = {
    "winner": ("победитель", "winner"),
    "laureate": ("лауреат", "laureate"),
    "none": ("участник", "participant"),
    "out": ("вне конкурса", "out of the contest"),
}
_OF_RUNS: Final = {
    "ru": ("Что", "Где", "Страница", "Название", "Номинация", "Было", "Стало", "Почему"),
    "en": ("What", "Where", "Page", "Name", "Nomination", "Before", "After", "Why"),
}


_OF_SEASONS: Final = {
    "ru": (
        "Что стало", "Страница", "Название", "Номинация", "Место {0}", "Место {1}", "Баллы {0}", "Баллы {1}", "Итог {0}",
        "Итог {1}", "Изменение", "От правил", "От страницы", "{1} по правилам {0}", "{0} по правилам {1}", "Прежние страницы",
    ),
    "en": (
        "What became", "Page", "Name", "Nomination", "Place {0}", "Place {1}", "Points {0}", "Points {1}", "Outcome {0}",
        "Outcome {1}", "Change", "By the rules", "By the page", "{1} by the rules of {0}", "{0} by the rules of {1}",
        "Former pages",
    ),
}  # fmt: skip


def difference_table(found: Comparison, language: Language, progress: Progress = silent) -> Iterator[tuple[str, ...]]:
    """The header and a row a difference, whatever its kind."""
    yield _OF_RUNS[language]
    words = ("свидетельства", "регламент", "решение о странице", "страница", "исправление") if language == "ru" else (
        "evidence", "rule book", "finding", "page", "correction")  # fmt: skip
    for move, why in found.reasons(found.moves, language):
        sides = (state_text(move.before, language), state_text(move.after, language))
        reasons = "; ".join(found.why(move, why, language))
        yield words[3], "", move.key, move.name, " → ".join(move.nominations), *sides, reasons
    for field in found.book:
        yield words[1], field.path, "", "", "", field.before or "", field.after or "", ""
    for sign, side in zip(("+", "−"), found.findings, strict=True):
        for one in side:
            yield words[2], f"{sign} {one.get('code', '')}", str(one.get("page", "")), "", "", "", "", str(one.get("reason", ""))
    for sign, given in zip(("+", "−"), found.corrections, strict=True):
        for correction in given:
            where = ", ".join(part for part in (table_title(correction.table, language), row_title(correction)) if part)
            what = what_changed(correction, found.after.zone, language)
            yield words[4], f"{sign} {where}", correction.page, "", "", "", "", what
    changes = found.evidence
    if changes is None or found.before.snapshot is None or found.after.snapshot is None:
        return
    for change in every_change(found.before.snapshot, found.after.snapshot, progress):
        where = ", ".join(
            part for part in (table_title(change.table, language), row_text(change, changes.zone), change.column) if part
        )
        if change.kind == "cell":
            pair = [value_text(change.column, value, changes.zone, language) for value in (change.before, change.after)]
        else:
            there = "есть" if language == "ru" else "there"
            pair = ["", there] if change.kind == "added" else [there, ""]
        yield words[0], where, change.page, "", "", *pair, ""


def history_table(found: History, language: Language) -> Iterator[tuple[str | float | None, ...]]:
    """The header and a row an institution; points as numbers, to the hundredth."""
    yield tuple(cell.format(found.before, found.after) for cell in _OF_SEASONS[language])
    for line in found.lines:
        old, new = line.before, line.after
        totals = [_number(None if side is None else side.total) for side in (old, new)]
        parts = (line.gain, line.rules, line.own, line.old_rules, line.new_rules)
        yield (
            KINDS[line.kind][language == "en"],
            line.now.key,
            line.now.name,
            line.now.nomination,
            *(None if side is None else side.place for side in (old, new)),
            *totals,
            *(outcome_text(side, language) if side is not None else "" for side in (old, new)),
            *(_number(part) for part in parts),
            " ".join(one.key for one in ((old,) if old else ()) + line.others),
        )


def state_text(side: PageResult | None, language: Language) -> str:
    """«Образование, место 3, 88,10, лауреат»; a dash for a page that is not there."""
    if side is None:
        return "—"
    place = f"{side.place}" if side.place else "—"
    word = OUTCOMES[side.outcome][language == "en"]
    where = "место" if language == "ru" else "place"
    return f"{side.nomination}, {where} {place}, {points_text(side.total, language)}, {word}"


def outcome_text(side: Standing, language: Language) -> str:
    """The outcome in words."""
    return OUTCOMES[side.outcome][language == "en"]


def _number(parts: int | None) -> float | None:
    return None if parts is None else round(whole_points(parts), 2)

"""A rule book in some lines: nominations, gates, the tree, penalties, quotas, ties, for whoever wants to see what he wrote."""

from collections.abc import Iterator, Sequence

from criteria import phrases
from criteria.measurement import Language
from criteria.naming import fold
from criteria.part import Words
from criteria.rulebook import Adjustment, CapRule, Column, Criterion, GateRule, Override, Penalty, RuleBook, TableField
from criteria.schema import choices_of
from criteria.selection_rule import Power, QuotaRule

Room = tuple[str, tuple[str, ...]]


def summary(book: RuleBook, language: Language) -> tuple[Room, ...]:
    """(heading, lines) of every room of the rule book that says something."""
    rooms = (
        (("Номинации", "Nominations"), _nominations(book, language)),
        (("Допуски", "Gates"), (_gate(rule, language) for rule in book.gates)),
        (("Критерии", "Criteria"), _tree(book, language, None, 0)),
        (("Потолки", "Caps"), (_cap(rule, language) for rule in book.caps)),
        (("Штрафы", "Penalties"), _adjustments(book.penalties, book.total.penalties_up_to, language)),
        (("Надбавки", "Bonuses"), _adjustments(book.bonuses, book.total.bonuses_up_to, language)),
        (("Победители", "Winners"), _quota(book.quota, language)),
        (("Особенности номинаций", "Overrides"), (line for rule in book.overrides for line in _override(rule, language))),
        (("При равенстве", "Ties"), [", ".join(book.ranking.tie_break)] if book.ranking.tie_break else []),
    )
    told = ((names[language == "en"], tuple(lines)) for names, lines in rooms)
    return tuple((heading, lines) for heading, lines in told if lines)


def _of(words: Words, language: Language) -> str:
    return words.ru if language == "ru" else words.en


def _chosen(field: str, value: str, language: Language) -> str:
    return choices_of(field).get(value, (value, value))[language == "en"]


def _number(value: float, language: Language) -> str:
    return f"{value:g}".replace(".", "," if language == "ru" else ".")


def _nominations(book: RuleBook, language: Language) -> Iterator[str]:
    fields = [
        field.column if isinstance(field, TableField) else _chosen("by", field, language) for field in book.nominations.fields
    ]
    if fields:
        yield ("по полям: " if language == "ru" else "by ") + " · ".join(fields)
    else:
        yield "все страницы вместе" if language == "ru" else "all pages together"
    for size in book.nominations.sizes:
        limit = "" if size.below is None else (f": до {size.below}" if language == "ru" else f": below {size.below}")
        yield f"{size.name}{limit}"
    for rule in book.nominations.known:
        name = rule.name if language == "ru" else rule.title_en
        yield f"{rule.short:<5} {name}{_peculiar(book, rule.name, language)}"


def _peculiar(book: RuleBook, name: str, language: Language) -> str:
    different = any(fold(name) == fold(other) for rule in book.overrides for other in rule.nominations)
    return (" (с особенностями)" if language == "ru" else " (with overrides)") if different else ""


def _gate(rule: GateRule, language: Language) -> str:
    unknown = "если неизвестно" if language == "ru" else "where unknown"
    strict = f" ({unknown}: {_chosen('on_unknown', 'fail', language)})" if rule.on_unknown == "fail" else ""
    return f"{rule.code:<4} {_of(rule.title, language)}{strict}"


def _tree(book: RuleBook, language: Language, parent: str | None, depth: int) -> Iterator[str]:
    for criterion in book.children(parent):
        title = f"{_of(criterion.title, language)}{_manner(criterion, language)}"
        yield f"{'  ' * depth}{criterion.code:<4} {criterion.points:>3}  {title}"
        yield from _tree(book, language, criterion.code, depth + 1)


def _manner(criterion: Criterion, language: Language) -> str:
    """What is unusual about it: a column as metric, a curve other than a line, an aggregate other than the mean."""
    said = []
    if isinstance(criterion.metric, Column):
        column, per = criterion.metric.column, criterion.metric.per
        said.append(("столбец" if language == "ru" else "column") + f" «{column}»" + (f" / «{per}»" if per else ""))
    if criterion.curve.kind != "linear":
        said.append(_chosen("kind", criterion.curve.kind, language))
    if isinstance(criterion.aggregate, Power):
        power = "степенное среднее" if language == "ru" else "power mean"
        said.append(f"{power} {_number(criterion.aggregate.power, language)}")
    elif criterion.aggregate != "arithmetic":
        said.append(_chosen("aggregate", criterion.aggregate, language))
    return f" ({', '.join(said)})" if said else ""


def _cap(rule: CapRule, language: Language) -> str:
    most = _number(rule.most, language)
    limit = f"иначе итог не выше {most}" if language == "ru" else f"otherwise the total is at most {most}"
    return f"{rule.code:<4} {_of(rule.title, language)}: {limit}"


def _adjustments(rules: Sequence[Adjustment], most: float, language: Language) -> Iterator[str]:
    for rule in rules:
        yield _adjustment(rule, language)
    if rules:
        limit = _number(most, language)
        yield f"вместе не больше {limit}" if language == "ru" else f"together at most {limit}"


def _adjustment(rule: Adjustment, language: Language) -> str:
    points, russian = _number(rule.points, language), language == "ru"
    said = [points if rule.up_to is None else f"{points}, {'до' if russian else 'up to'} {_number(rule.up_to, language)}"]
    if rule.metric is None:
        said.append("назначает человек" if russian else "a person says")
    else:
        said.append(f"по метрике {rule.metric}" if russian else f"by the metric {rule.metric}")
        if rule.confirm:
            said.append("подтверждает человек" if russian else "confirmed by a person")
    if isinstance(rule, Penalty) and rule.disqualifies:
        said.append("снимает с конкурса" if russian else "disqualifies")
    return f"{rule.code:<4} {_of(rule.title, language)}: {'; '.join(said)}"


def _quota(rule: QuotaRule, language: Language) -> Iterator[str]:
    russian, floor, lower = language == "ru", _number(rule.floor, language), _number(rule.laureate_floor, language)
    if rule.percent is not None:
        percent = _number(rule.percent, language)
        number = (
            f"{percent}{phrases.NBSP}% {_chosen('base', rule.base, language)}, не меньше {rule.at_least}"
            if russian
            else f"{percent}% of {_chosen('base', rule.base, language)}, at least {rule.at_least}"
        )
    else:
        number = str(rule.count)
    if rule.at_most is not None:
        number += f", не больше {rule.at_most}" if russian else f", at most {rule.at_most}"
    yield f"победители: {number}; итог от {floor}" if russian else f"winners: {number}; total from {floor}"
    laureates = rule.laureates if rule.laureates is not None else ("столько же" if russian else "as many")
    yield f"лауреаты: {laureates}; итог от {lower}" if russian else f"laureates: {laureates}; total from {lower}"
    if rule.per_municipality is not None:
        yield (
            f"от одного муниципалитета не больше {rule.per_municipality}"
            if russian
            else f"at most {rule.per_municipality} of one municipality"
        )
    if rule.reserves:
        yield f"в резерве: {rule.reserves}" if russian else f"in reserve: {rule.reserves}"


def _override(rule: Override, language: Language) -> Iterator[str]:
    said = [f"{code} = {points}" for code, points in rule.points.items()]
    said += [f"{code}: {_chosen('kind', curve.kind, language)}" for code, curve in rule.curves.items()]
    said += [f"{code}: {'настройки' if language == 'ru' else 'parameters'}" for code in rule.params]
    yield f"{', '.join(rule.nominations)}: {', '.join(said)}".rstrip(": ")
    if rule.quota is not None:
        yield from (f"  {line}" for line in _quota(rule.quota, language))

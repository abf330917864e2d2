"""Puts what is wrong with one field of a rule book into plain sentences, Russian and English, each saying what to write."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Final, get_args

from pydantic import BaseModel, ValidationError

from criteria.curve_rule import AbsoluteCurve, RelativeCurve
from criteria.errors import Fault
from criteria.failures import EITHER, Failure, failures, fields_at
from criteria.rulebook import RuleBook

Both = tuple[str, str]
_Tell = Callable[[Failure, type[BaseModel]], Both]

_SHOWN: Final = 60
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+$")
_FORMS: Final[Mapping[str, Both]] = {
    "code": (
        "заглавная латинская буква и за ней не больше семи заглавных латинских букв и цифр, например R1",
        "a capital Latin letter and up to seven capital Latin letters and digits, for instance R1",
    ),
    "parent": ("код другого критерия, например R", "the code of another criterion, for instance R"),
    "id": (
        "строчные латинские буквы, цифры и дефис, первой буква, например region-2026",
        "small Latin letters, digits and hyphens, a letter first, for instance region-2026",
    ),
    "short": ("от двух до пяти заглавных русских букв, например ОБР", "two to five capital Russian letters, for instance ОБР"),
    "opens": ("время вида 09:00", "a time such as 09:00"),
    "closes": ("время вида 18:00", "a time such as 18:00"),
}
_EITHER: Final[Mapping[str, Both]] = {
    "metric": (
        'имя метрики в кавычках или столбец таблицы: { column = "…" }',
        'a metric\'s name in quotes, or a column of a table: { column = "…" }',
    ),
    "aggregate": (
        'слово в кавычках, например "geometric", или таблица { power = 0.5 }',
        'a word in quotes, such as "geometric", or a table { power = 0.5 }',
    ),
    "by": (
        'поле реестра в кавычках, например "sphere", или список полей',
        'a field of the register in quotes, such as "sphere", or a list of fields',
    ),
    "field": (
        'поле реестра в кавычках или столбец таблицы: { column = "…" }',
        'a field of the register in quotes, or a column of a table: { column = "…" }',
    ),
}
CURVE_KINDS: Final = tuple(
    str(get_args(kind.model_fields["kind"].annotation)[0]) for kind in get_args(AbsoluteCurve | RelativeCurve)
)
"""The kinds of curves, in the order of the model."""


def path_of(place: Iterable[str | int]) -> str:
    """«criteria[3].params.norm» for ("criteria", 3, "params", "norm"); a name that TOML wants in quotes has them."""
    path = ""
    for part in place:
        name = part if isinstance(part, int) or _BARE.match(part) else f'"{part}"'
        path += f"[{part}]" if isinstance(part, int) else f".{name}" if path else str(name)
    return path


def given(value: object) -> Both:
    """What was written, short enough for one line."""
    if isinstance(value, bool):
        return str(value).lower(), str(value).lower()
    if isinstance(value, Mapping):
        return "таблица", "a table"
    if isinstance(value, list | tuple):
        return "список", "a list"
    text = value if isinstance(value, str) else _number(value)
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return (f"«{text}»", f'"{text}"') if isinstance(value, str) else (text, text)


def _number(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write out a whole number of more than 4,300 digits
        return "∞"


def nearest(name: object, known: Iterable[str]) -> Both:
    """«похоже на …» with the nearest names; all the names where nothing is near."""
    names = sorted(known)
    near = get_close_matches(str(name), names, n=3, cutoff=0.5) if isinstance(name, str) else []
    if near:
        listed = ", ".join(near)
        return f"Похожие имена: {listed}", f"The nearest names: {listed}"
    listed = ", ".join(names) or "—"
    return f"Есть такие: {listed}", f"There are: {listed}"


def field_faults(error: ValidationError, model: type[BaseModel] = RuleBook) -> list[Fault]:
    """One fault for each failure of a field; ``model`` is the one that failed when it is not the whole rule book's."""
    faults = []
    for failure in failures(error, whole=model is RuleBook):
        if (
            failure.kind == "too_short"
            and isinstance(failure.value, tuple)
            and len(failure.value) >= failure.context["min_length"]
        ):
            continue  # the items are there, and each of them is reported by itself
        ru, en = _TOLD.get(failure.kind, _other)(failure, model)
        faults.append(Fault(path_of(failure.place), ru, en))
    return faults


def _missing(failure: Failure, _: type[BaseModel]) -> Both:
    name = failure.place[-1]
    return f"не хватает поля. Добавьте строку «{name} = …»", f'the field is missing. Add a line "{name} = …"'


def _extra(failure: Failure, model: type[BaseModel]) -> Both:
    fields = fields_at(model, failure.walk[:-1])
    ru, en = nearest(failure.place[-1], fields) if fields else ("Здесь полей нет", "There are no fields here")
    return (
        f"такого поля нет. {ru}. Исправьте имя или удалите строку",
        f"there is no such field. {en}. Mend the name or remove the line",
    )


def _kind(ru: str, en: str) -> _Tell:
    def tell(failure: Failure, _: type[BaseModel]) -> Both:
        was = given(failure.value)
        return f"нужно: {ru}; дано: {was[0]}", f"wanted: {en}; given: {was[1]}"

    return tell


def _bound(ru: str, en: str, key: str) -> _Tell:
    def tell(failure: Failure, _: type[BaseModel]) -> Both:
        was, bound = given(failure.value), f"{failure.context[key]:g}"
        return f"число должно быть {ru} {bound}; дано: {was[0]}", f"the number must be {en} {bound}; given: {was[1]}"

    return tell


def _length(ru: str, en: str, key: str) -> _Tell:
    def tell(failure: Failure, _: type[BaseModel]) -> Both:
        was, bound = given(failure.value), failure.context[key]
        return f"{ru} {bound}; дано: {was[0]}", f"{en} {bound}; given: {was[1]}"

    return tell


def _pattern(failure: Failure, _: type[BaseModel]) -> Both:
    name, was = "code" if failure.of_key else str(failure.place[-1]), given(failure.value)
    form = _FORMS.get(name, (f"по образцу {failure.context['pattern']}", f"after the pattern {failure.context['pattern']}"))
    return f"нужно: {form[0]}; дано: {was[0]}", f"wanted: {form[1]}; given: {was[1]}"


def _choice(failure: Failure, _: type[BaseModel]) -> Both:
    """The words that may stand here, and the nearest of them to what was written."""
    allowed, was = re.sub(r"\bor\b", ",", str(failure.context["expected"])).replace(" ,", ","), given(failure.value)
    words = re.findall(r"'([^']*)'", allowed)
    ru, en = f"можно только: {allowed}; дано: {was[0]}", f"allowed: {allowed}; given: {was[1]}"
    if isinstance(failure.value, str) and get_close_matches(failure.value, words, n=1, cutoff=0.5):
        near = nearest(failure.value, words)
        return f"{ru}. {near[0]}", f"{en}. {near[1]}"
    return ru, en


def _curve(failure: Failure, _: type[BaseModel]) -> Both:
    """The kind of a curve is missing, or is none."""
    kinds = ", ".join(f'"{kind}"' for kind in CURVE_KINDS)
    if failure.kind == "union_tag_not_found":
        return f"не сказано, какая это кривая. Добавьте kind: {kinds}", f"the kind of curve is missing. Add kind: {kinds}"
    was = given(failure.context["tag"])
    return f"вид кривой kind — один из: {kinds}; дано: {was[0]}", f"the kind of a curve is one of: {kinds}; given: {was[1]}"


def _either(failure: Failure, model: type[BaseModel]) -> Both:
    """A value that may be a word, a table or a list, and is none of them."""
    name = next(part for part in reversed(failure.place) if isinstance(part, str))
    listed = isinstance(failure.place[-1], int)
    return _kind(*_EITHER["field" if listed else name])(failure, model)


def _other(failure: Failure, _model: type[BaseModel]) -> Both:
    """What a model says by itself; it may say it in both languages, «English / по-русски»."""
    was, why = given(failure.value), failure.message.removeprefix("Value error, ")
    en, _, ru = why.partition(" / ")
    return f"значение не подходит ({ru or en}); дано: {was[0]}", f"the value does not fit ({en}); given: {was[1]}"


_WHOLE = _kind("целое число без точки и кавычек", "a whole number without a point and quotes")
_NUMBER = _kind("число без кавычек", "a number without quotes")
_TEXT = _kind("текст в кавычках", "a text in quotes")
_BOOL = _kind("true или false", "true or false")
_LIST = _kind("список в квадратных скобках", "a list in square brackets")
_TABLE = _kind("таблица с полями", "a table of fields")
_FINITE = _kind("обычное число, не inf и не nan", "an ordinary number, neither inf nor nan")

_TOLD: Final[Mapping[str, _Tell]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _FINITE,
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "string_unicode": _TEXT,
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _TABLE,
    "mapping_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "greater_than": _bound("больше", "above", "gt"),
    "greater_than_equal": _bound("не меньше", "at least", "ge"),
    "less_than": _bound("меньше", "below", "lt"),
    "less_than_equal": _bound("не больше", "at most", "le"),
    "multiple_of": _bound("кратно", "a multiple of", "multiple_of"),
    "string_too_short": _length("символов должно быть не меньше", "wanted characters, at least", "min_length"),
    "string_too_long": _length("символов должно быть не больше", "wanted characters, at most", "max_length"),
    "too_short": _length("записей должно быть не меньше", "wanted entries, at least", "min_length"),
    "too_long": _length("записей должно быть не больше", "wanted entries, at most", "max_length"),
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _curve,
    "union_tag_not_found": _curve,
    EITHER: _either,
}

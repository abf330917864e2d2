"""Reads rule books: TOML text in, a checked ``RuleBook`` out, or every fault at once; and names them by their content."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from criteria.errors import BrokenRuleBook, Fault
from criteria.faults import field_faults, nearest
from criteria.lines import lines_of, with_line
from criteria.measurement import Gate, Metric
from criteria.registry_faults import plain_faults, registry_faults
from criteria.rulebook import RuleBook
from criteria.structure import whole_faults
from criteria.written import drafts_of

_WHERE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_SYNTAX: Final = (
    ("Expected '=' after", "после имени поля нужен знак «=»"),
    ("Expected newline", "после значения нужна новая строка"),
    ("Expected ']", "заголовок таблицы не закрыт скобкой"),
    ("Cannot overwrite a value", "это поле уже задано выше"),
    ("Cannot declare", "эта таблица уже есть выше"),
    ("Unclosed array", "список не закрыт скобкой «]»"),
    ("Unclosed inline table", "таблица в фигурных скобках не закрыта"),
    ("Unterminated string", "текст не закрыт кавычкой"),
    ("Illegal character", "в тексте стоит недопустимый знак: возможно, не закрыта кавычка"),
    ("Unescaped", "обратная косая черта в тексте пишется дважды: \\\\"),
    ("Invalid date", "такой даты нет"),
    ("Invalid value", "значение записано не по правилам: тексты пишутся в кавычках, дробные числа с точкой"),
    ("Invalid initial character", "имя поля пишется латинскими буквами"),
    ("Invalid statement", "строка не похожа ни на «имя = значение», ни на «[таблица]»"),
)


def read(source: str, *, metrics: Mapping[str, Metric] | None = None, gates: Mapping[str, Gate] | None = None) -> RuleBook:
    """The rule book written in the TOML text ``source``, checked against the registry's metrics and gates or the given ones.

    BrokenRuleBook with every fault at once, whatever the text holds. A book never changes, so the same text is parsed once.
    """
    if metrics is None and gates is None:
        return _read_once(source)
    return _read(source, *_registry(metrics, gates))


@lru_cache(maxsize=16)
def _read_once(source: str) -> RuleBook:
    return _read(source, *_registry(None, None))


def _read(source: str, metrics: Mapping[str, Metric], gates: Mapping[str, Gate]) -> RuleBook:
    data = _parsed(source)
    faults: list[Fault] = []
    book = None
    try:
        book = RuleBook.model_validate(data, strict=True)
    except ValidationError as error:
        faults += field_faults(error)
    drafts = drafts_of(data)
    faults += whole_faults(data, drafts)
    faults += registry_faults(data, drafts, metrics, gates)
    told = {fault.path for fault in faults}
    faults += [fault for fault in plain_faults(data) if fault.path not in told]
    if faults or book is None:
        lines = lines_of(source)
        located = (with_line(fault, lines) for fault in dict.fromkeys(faults))
        raise BrokenRuleBook(tuple(sorted(located, key=lambda fault: fault.line or 0)))
    return book


def read_file(path: Path, *, metrics: Mapping[str, Metric] | None = None, gates: Mapping[str, Gate] | None = None) -> RuleBook:
    """``read`` for a file in UTF-8; BrokenRuleBook names the file, also when it cannot be opened."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        fault = Fault("", f"файл не открывается ({why}). Проверьте путь", f"the file cannot be opened ({why}). Check the path")
        raise BrokenRuleBook((fault,), str(path)) from error
    except UnicodeDecodeError as error:
        ru, en = "файл не в кодировке UTF-8. Сохраните его в UTF-8", "the file is not UTF-8. Save it as UTF-8"
        line = error.object[: error.start].count(b"\n") + 1
        raise BrokenRuleBook((Fault("", ru, en, line),), str(path)) from error
    try:
        return read(source, metrics=metrics, gates=gates)
    except BrokenRuleBook as error:
        raise BrokenRuleBook(error.faults, str(path)) from error


def names() -> tuple[str, ...]:
    """The names of the rule books that come with the program, in alphabetical order."""
    folder = files("criteria") / "rulebooks"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def packaged(name: str) -> RuleBook:
    """The rule book of that name that comes with the program; BrokenRuleBook when there is none."""
    return read(packaged_text(name))


def packaged_text(name: str) -> str:
    """The TOML text of a rule book that comes with the program, to be copied and edited."""
    if name not in names():
        ru, en = nearest(name, names())
        fault = Fault("", f"в программе нет регламента «{name}». {ru}", f'the program has no rule book "{name}". {en}')
        raise BrokenRuleBook((fault,))
    return (files("criteria") / "rulebooks" / f"{name}.toml").read_text("utf-8")


def canonical(book: RuleBook) -> bytes:
    """The rule book as JSON in one fixed form: every default written out, keys sorted, no white space, UTF-8."""
    return json.dumps(book.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(book: RuleBook) -> str:
    """SHA-256 of the canonical form, in hexadecimal: the name by which a run knows its rule book."""
    return hashlib.sha256(canonical(book)).hexdigest()


def _registry(
    metrics: Mapping[str, Metric] | None, gates: Mapping[str, Gate] | None
) -> tuple[Mapping[str, Metric], Mapping[str, Gate]]:
    if metrics is None or gates is None:
        from criteria import registry  # noqa: PLC0415  the registry imports every metric, which a caller with its own does not need

        return (registry.METRICS if metrics is None else metrics), (registry.GATES if gates is None else gates)
    return metrics, gates


def _parsed(source: str) -> Mapping[str, Any]:
    try:
        source.encode()
        parsed = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise BrokenRuleBook((_syntax_fault(str(error), source),)) from error
    except UnicodeEncodeError as error:
        fault = Fault("", "в тексте есть знаки, которых нет в Юникоде", "the text has characters that Unicode does not know")
        raise BrokenRuleBook((fault,)) from error
    except RecursionError as error:
        fault = Fault("", "слишком много вложенных скобок", "too many brackets inside each other")
        raise BrokenRuleBook((fault,)) from error
    except ValueError as error:  # a number of thousands of digits
        fault = Fault("", "в файле есть слишком длинное число", "there is too long a number in the file")
        raise BrokenRuleBook((fault,)) from error
    frozen: Mapping[str, Any] = _frozen(parsed)
    return frozen


def _syntax_fault(message: str, source: str) -> Fault:
    where = _WHERE.search(message)
    what = message[: where.start()] if where else message
    line = int(where[1]) if where and where[1] else source.count("\n") + 1
    column = f"столбец {where[2]}: " if where and where[2] else ""
    ru = next((told for start, told in _SYNTAX if what.startswith(start)), "запись не по правилам TOML")
    en = f"column {where[2]}: {what}" if where and where[2] else what
    return Fault("", f"{column}{ru}", en, line)


def _frozen(value: Any) -> Any:
    """Lists as tuples, as the frozen models want them when nothing is converted in silence."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value

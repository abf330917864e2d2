"""Says what this machine lacks, and how to get it: libraries, fonts, room on the disk, the database, the tests' programs."""

import importlib
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from criteria.errors import LavrError

OLDEST_PYTHON = (3, 11)
ROOM_BYTES = 1_000_000_000
"""Below this the doctor warns."""
SCARCE_BYTES = 100_000_000
"""Below this an import may break off for want of room."""
LIBRARIES = (
    "numpy",
    "duckdb",
    "pydantic",
    "sqlalchemy",
    "psycopg",
    "python_calamine",
    "pikepdf",
    "PIL",
    "resvg_py",
    "flask_admin",
)
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS = {"PT Serif": "PTF55F.ttf", "PT Sans": "PTS55F.ttf"}
"""Families of the certificates, and the file by which each is known where fontconfig is absent."""
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts"), Path("~/.fonts"))
_FC_LIST_SECONDS = 30


class State(StrEnum):
    """How it stands."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: a stable name, how it stands, and a sentence in both languages with the remedy."""

    what: str
    state: State
    ru: str
    en: str


def examine(
    home: Path,
    database: Callable[[], object] | None = None,
    token: Callable[[], str | None] | None = None,
    keys: Callable[[], date | None] | None = None,
) -> tuple[Finding, ...]:
    """Look at everything. ``home`` is the program's folder, which need not exist yet.

    ``database`` is called when given; it raises a :class:`LavrError` that says what to do when the database cannot be
    reached or its schema is out of date. ``token`` likewise tells the last characters of VK's token, or None without one;
    ``keys`` the last day on which the keys of awards may sign, or None without keys.
    """
    return (
        python_version(sys.version_info[:2]),
        *(library(name) for name in LIBRARIES),
        pdf_library(),
        *fonts(),
        room(home),
        *([] if database is None else [database_state(database)]),
        *([] if token is None else [token_state(token)]),
        *([] if keys is None else [keys_state(keys)]),
        *programs_for_tests(),
    )


def python_version(version: tuple[int, int]) -> Finding:
    """Whether this Python is new enough."""
    name = ".".join(map(str, version))
    if version >= OLDEST_PYTHON:
        return Finding("python", State.OK, f"Python {name}.", f"Python {name}.")
    return Finding(
        "python",
        State.MISSING,
        f"Python {name} слишком стар: нужен 3.11 или новее. Поставьте его и удалите папку .venv, затем повторите.",
        f"Python {name} is too old: 3.11 or newer is needed. Install it and remove the folder .venv, then try again.",
    )


def library(name: str) -> Finding:
    """Whether a library can be loaded along with its native parts."""
    try:
        importlib.import_module(name)
    except (ImportError, OSError) as error:
        return Finding(
            f"library {name}",
            State.MISSING,
            f"Библиотека {name} не загружается ({error}). Удалите папку .venv и запустите ./lavr снова: она поставится.",
            f"The library {name} cannot be loaded ({error}). Remove the folder .venv and run ./lavr again: it will be installed.",
        )
    return Finding(f"library {name}", State.OK, f"Библиотека {name} загружается.", f"The library {name} loads.")


def pdf_library(load: Callable[[str], object] = importlib.import_module) -> Finding:
    """Whether WeasyPrint finds Pango and HarfBuzz, which pip does not bring."""
    remedy_ru = f"Поставьте их: apt-get install --no-install-recommends {PANGO_PACKAGES}"
    remedy_en = f"Install them: apt-get install --no-install-recommends {PANGO_PACKAGES}"
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            load("weasyprint")
        except (ImportError, OSError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            return Finding(
                "weasyprint",
                State.MISSING,
                f"WeasyPrint не находит системных библиотек ({reason}): грамоты не напечатать. {remedy_ru}",
                f"WeasyPrint does not find its system libraries ({reason}): no certificate can be made. {remedy_en}",
            )
    if any("HarfBuzz" in str(warning.message) for warning in heard):
        return Finding(
            "weasyprint",
            State.WARNING,
            f"WeasyPrint работает, но без HarfBuzz-Subset: файлы PDF будут больше. {remedy_ru}",
            f"WeasyPrint works, but without HarfBuzz-Subset: PDF files will be larger. {remedy_en}",
        )
    return Finding("weasyprint", State.OK, "WeasyPrint готов печатать PDF.", "WeasyPrint is ready to make PDFs.")


def fonts(installed: Callable[[], frozenset[str]] | None = None) -> tuple[Finding, ...]:
    """Whether the certificates' fonts are there, a finding for each family."""
    families = (installed or installed_families)()
    return tuple(_font(family, family in families) for family in FONTS)


def _font(family: str, found: bool) -> Finding:
    if found:
        return Finding(f"font {family}", State.OK, f"Шрифт {family} на месте.", f"The font {family} is there.")
    return Finding(
        f"font {family}",
        State.MISSING,
        f"Нет шрифта {family} для грамот и знаков. Поставьте его: apt-get install fonts-paratype",
        f"The font {family} for certificates and badges is missing. Install it: apt-get install fonts-paratype",
    )


def installed_families() -> frozenset[str]:
    """Families of fonts that fontconfig knows; without fontconfig, those of :data:`FONTS` whose file lies in a font folder."""
    program = shutil.which("fc-list")
    if program is None:
        return families_in(folder.expanduser() for folder in FONT_FOLDERS)
    listed = subprocess.run(  # noqa: S603 a program of the system, with fixed arguments
        [program, ":", "family"], capture_output=True, text=True, check=False, timeout=_FC_LIST_SECONDS
    )
    return frozenset(name.strip() for line in listed.stdout.splitlines() for name in line.split(","))


def families_in(folders: Iterable[Path]) -> frozenset[str]:
    """Those families of :data:`FONTS` whose file lies somewhere below ``folders``."""
    files = {file.name for folder in folders for file in folder.rglob("*.ttf")}
    return frozenset(family for family, file in FONTS.items() if file in files)


def room(home: Path, free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free) -> Finding:
    """Whether the program's folder can be written and the disk has room for a season."""
    folder = home.absolute()
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return Finding(
            "disk",
            State.MISSING,
            f"В папку {folder} нельзя писать. Дайте права на неё или укажите другую в LAVR_HOME.",
            f"The folder {folder} cannot be written to. Give rights to it or name another one in LAVR_HOME.",
        )
    free = free_bytes(folder)
    if free >= ROOM_BYTES:
        ru, en = f"Свободно на диске: {_gigabytes(free, ',')} ГБ.", f"Free on the disk: {_gigabytes(free, '.')} GB."
        return Finding("disk", State.OK, ru, en)
    return Finding(
        "disk",
        State.MISSING if free < SCARCE_BYTES else State.WARNING,
        f"На диске свободно {_gigabytes(free, ',')} ГБ, нужно не меньше 1 ГБ. Освободите место там, где лежит {folder}.",
        f"The disk has {_gigabytes(free, '.')} GB left, at least 1 GB is needed. Free some room where {folder} lies.",
    )


def _gigabytes(size: int, point: str) -> str:
    return f"{size / 1e9:.1f}".replace(".", point)


def database_state(check: Callable[[], object]) -> Finding:
    """What the given check says of the database."""
    try:
        check()
    except LavrError as error:
        return Finding("database", State.MISSING, error.ru, error.en)
    return Finding("database", State.OK, "База данных отвечает, схема свежая.", "The database answers, its schema is up to date.")


def token_state(find: Callable[[], str | None]) -> Finding:
    """Whether the token of VK is there and safe."""
    what = "vk token"
    try:
        tail = find()
    except LavrError as error:
        return Finding(what, State.MISSING, error.ru, error.en)
    if tail is None:
        return Finding(
            what,
            State.OK,
            "Токена ВКонтакте нет. Он нужен только для сбора из сети: впишите его в панели («Сбор», «Настройки сбора»).",
            "There is no token of VK. Only collecting needs one: put it in on the panel («Collecting», «Settings»).",
        )
    return Finding(
        what,
        State.OK,
        f"Токен ВКонтакте на месте (…{tail}), чужим не виден.",
        f"The token of VK is there (…{tail}), and nobody else can read it.",
    )


def keys_state(find: Callable[[], date | None]) -> Finding:
    """Whether awards can be signed."""
    what = "signing keys"
    try:
        until = find()
    except LavrError as error:
        return Finding(what, State.MISSING, error.ru, error.en)
    if until is None:
        return Finding(
            what,
            State.WARNING,
            "Ключей подписи нет (LAVR_KEYS): дипломы выходят без подписи и без цифровых удостоверений. Сделать: lavr keys init",
            "There are no signing keys (LAVR_KEYS): certificates are neither signed nor vouched for. Make them: lavr keys init",
        )
    return Finding(
        what,
        State.OK,
        f"Ключи подписи на месте, подписывают до {until:%d.%m.%Y}.",
        f"The signing keys are there and may sign until {until:%Y-%m-%d}.",
    )


def programs_for_tests(find: Callable[[str], str | None] | None = None) -> tuple[Finding, ...]:
    """Programs that only ``./lavr test`` needs: their absence is a warning at most."""
    look = find or _find_program
    return tuple(
        _program_for_tests(program, package, look(program) is not None)
        for program, package in (
            ("chromium", "chromium"),
            ("postgres", "postgresql"),
            ("pdftoppm", "poppler-utils"),
            ("qpdf", "qpdf"),
        )
    )


def _find_program(name: str) -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(debian[-1]) if debian else shutil.which(name)


def _program_for_tests(program: str, package: str, found: bool) -> Finding:
    what = f"tests: {program}"
    if found:
        return Finding(what, State.OK, f"Для тестов: {program} на месте.", f"For the tests: {program} is there.")
    return Finding(
        what,
        State.WARNING,
        f"Только для тестов: нет программы {program}. Её поставит ./lavr test или apt-get install {package}",
        f"For the tests only: the program {program} is missing. ./lavr test or apt-get install {package} will install it",
    )

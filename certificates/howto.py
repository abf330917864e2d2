"""How to put the badge on a page: steps by network as values, and the one-page paper of the kit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from typing import Any, Final

from markupsafe import Markup

from certificates.award import Tongue
from certificates.fitting import TEMPLATES
from certificates.fonts import need_fonts
from certificates.networks import UNVERIFIED
from certificates.steps_drawing import step_svg

FOLDER: Final = "howto"
WORDS: Final[Mapping[Tongue, Mapping[str, str]]] = {
    "ru": {
        "title": "Как разместить знак качества",
        "lead": "Выберите площадку и сделайте три шага. Номера папок — как в архиве, рядом с которым лежит этот лист.",
        "rules_title": "Что важно",
        "rules": "Не меняйте цвета и пропорции знака. Оставьте вокруг него поле не меньше четверти его ширины. "
        "На тёмном фоне берите знак для тёмного фона, в списке и подписи письма — маленький рисунок.",
        "unverified": "Меню сетей меняются, с ними самими шаги ещё не сверены: кнопки могут называться иначе.",
        "check": "Подлинность диплома любой проверит по номеру или по коду на нём. Когда срок знака кончится, знак на сайте "
        "сам станет серым, а диплом останется в силе.",
    },
    "en": {
        "title": "How to show the quality badge",
        "lead": "Choose a network and take three steps. Folders are numbered as in the archive that this sheet lies in.",
        "rules_title": "What matters",
        "rules": "Keep the badge's colours and proportions. Leave at least a quarter of its width free around it. "
        "On dark grounds use the badge for dark grounds, in lists and signatures the small drawing.",
        "unverified": "Menus of networks change, and nobody has walked these steps there yet: buttons may be called otherwise.",
        "check": "Anybody can check the certificate by its number or by the code on it. When the badge's term is over, "
        "the badge on a site turns grey by itself; the certificate stays valid.",
    },
}


@dataclass(frozen=True, slots=True)
class HowStep:
    """One step: its words and its picture as SVG."""

    words: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class HowTo:
    """The steps for one network; ``checked`` is a day or «unverified»."""

    key: str
    title: str
    steps: tuple[HowStep, ...]
    checked: str


@cache
def how_to(language: Tongue) -> tuple[HowTo, ...]:
    """All networks with their steps, in a language."""
    table = tomllib.loads((TEMPLATES / FOLDER / "steps.toml").read_text(encoding="utf-8"))
    return tuple(
        HowTo(row["key"], row["title"][language], tuple(_step(step, language) for step in row["steps"]), row["checked"])
        for row in table["network"]
    )


def howto_pdf(contest: str, year: int, language: Tongue, at: datetime) -> bytes:
    """The paper: one page of A4, tagged; the same values give the same bytes."""
    need_fonts()
    from certificates.paper import print_paper  # noqa: PLC0415 - WeasyPrint loads slowly, and values do not need it

    words = WORDS[language]
    found = how_to(language)
    values: dict[str, Any] = {
        "words": words,
        "networks": found,
        "unverified": any(one.checked == UNVERIFIED for one in found),
        "contest": contest,
        "year": year,
        "language": language,
    }
    return print_paper(FOLDER, FOLDER, values, title=words["title"], at=at, about=f"{contest} {year}")


def _step(row: Mapping[str, str], language: Tongue) -> HowStep:
    # The words are the packaged table's and are escaped; the rest of the picture is drawn by us.
    return HowStep(row[language], Markup(step_svg(row["picture"], escape(row[language]))))  # noqa: S704

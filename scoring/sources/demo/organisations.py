"""Invented institutions: long official names, founders, addresses, state numbers and addresses of pages."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from criteria.evidence import Int8, Int64
from scoring.sources.demo.names import (
    CLUBS,
    GARDEN_KINDS,
    GARDENS,
    MUNICIPALITIES,
    PERSONS,
    REGION,
    REGION_OF,
    STREETS,
    TEAMS,
    TITLES,
    TRADES,
    VILLAGES,
    Municipality,
)

_REGION_CODE: Final = 98


@dataclass(frozen=True, slots=True)
class Organisation:
    """An institution; ``screen_name`` is the short address of its page, or empty where it has only its number."""

    name: str
    level: str
    founder: str
    address: str
    ogrn: str
    group_id: int
    screen_name: str

    @property
    def page(self) -> str:
        """The last part of the page's address: its short name, or «club» with its number."""
        return self.screen_name or f"club{self.group_id}"


@dataclass(frozen=True, slots=True)
class _Naming:
    """What a name is made of: where, which number, and random whole numbers to pick words by."""

    where: Municipality
    number: int
    pick: Sequence[int]

    def of(self, words: Sequence[str], which: int) -> str:
        return words[self.pick[which] % len(words)]

    def quoted(self, inner: str) -> str:
        """The inner name in «», in plain quotes, or as so many registers have it: two opening quotes and one closing."""
        style = self.pick[0] % 10
        if style < 3:
            return '"' + inner.replace("«", '"').replace("»", '"') + '"'
        return f"«{inner}" if style < 9 and inner.endswith("»") else f"«{inner}»"


Build = Callable[[_Naming], str]


def _garden(it: _Naming) -> str:
    inner = f"{it.of(GARDEN_KINDS, 1)} № {it.number} «{it.of(GARDENS, 2)}»"
    form = it.pick[3] % 6
    if form < 2:
        return f"МАДОУ {it.quoted(inner)}"
    if form < 4:
        return f"МБДОУ {it.of(GARDEN_KINDS[:3], 1).lower()} № {it.number} {it.quoted(it.of(GARDENS, 2))} {it.where.of}"
    whose = "автономное" if form == 4 else "бюджетное"
    return f"Муниципальное {whose} дошкольное образовательное учреждение {it.where.of} {it.quoted(inner)}"


def _school(it: _Naming) -> str:
    form = it.pick[3] % 8
    inner = f"Средняя общеобразовательная школа № {it.number}"
    if form < 3:
        return f"МБОУ {it.quoted(f'{inner} имени {it.of(TITLES, 1)} {it.of(PERSONS, 2)}')}"
    if form < 5:
        return f"МКОУ {it.quoted(f'{inner} {it.where.of}')}"
    if form == 5:
        return f"МАОУ {it.quoted(f'Гимназия № {it.number} «{it.of(CLUBS, 1)}»')} {it.where.of}"
    if form == 6:
        return f'МБОУ "СОШ № {it.number}" {it.of(VILLAGES, 1)}'
    return (
        f"Муниципальное бюджетное общеобразовательное учреждение {it.where.of} {REGION_OF} "
        f"{it.quoted(f'{inner} с углублённым изучением отдельных предметов имени {it.of(TITLES, 1)} {it.of(PERSONS, 2)}')}"
    )


def _extra(it: _Naming) -> str:
    inner = f"{('Центр внешкольной работы', 'Дом детского творчества', 'Детский технопарк')[it.pick[1] % 3]} «{it.of(CLUBS, 2)}»"
    if it.pick[3] % 3:
        return f"МБУ ДО {it.quoted(inner)} {it.where.of} № {it.number}"
    return f"Муниципальное автономное учреждение дополнительного образования {it.where.of} {it.quoted(f'{inner} № {it.number}')}"


def _college(it: _Naming) -> str:
    adjective = it.where.of.split(maxsplit=1)[-1] if it.where.city else it.where.of
    inner = f"{it.of(TRADES, 1).capitalize()} колледж № {it.number} {adjective} имени {it.of(PERSONS, 2)}"
    if it.pick[3] % 2:
        return f"ГБПОУ {it.quoted(inner)}"
    return (
        f"Государственное бюджетное профессиональное образовательное учреждение {REGION_OF} "
        f"{it.quoted(inner)} (с филиалом: {it.of(VILLAGES, 4)})"
    )


def _library(it: _Naming) -> str:
    if it.pick[3] % 2:
        return f"МБУК {it.quoted(f'Централизованная библиотечная система {it.where.of}')} (филиал № {it.number})"
    return f"МКУК {it.quoted(f'Межпоселенческая центральная библиотека имени {it.of(PERSONS, 2)}')}, филиал № {it.number}"


def _club(it: _Naming) -> str:
    if it.pick[3] % 3:
        return f"МАУК {it.quoted(f'Дом культуры «{it.of(CLUBS, 1)}»')} {it.of(VILLAGES, 2)}, № {it.number}"
    return (
        f"Муниципальное бюджетное учреждение культуры {it.where.of} "
        f"{it.quoted(f'Культурно-досуговое объединение «{it.of(CLUBS, 1)}» – структурное подразделение № {it.number}')}"
    )


def _museum(it: _Naming) -> str:
    return (
        f"МБУК {it.quoted(f'Историко-краеведческий музей {it.where.of} имени краеведа {it.of(PERSONS, 1)}')} (зал № {it.number})"
    )


def _art_school(it: _Naming) -> str:
    return f"МБУ ДО {it.quoted(f'Детская школа искусств № {it.number}')} {it.where.of}"


def _hospital(it: _Naming) -> str:
    if it.where.city:
        return f"ГБУЗ {it.quoted(f'Городская поликлиника № {it.number} {it.where.of}')}"
    return f"ГБУЗ {REGION_OF} {it.quoted(f'Центральная районная больница {it.where.of}')}, отделение № {it.number}"


def _dentist(it: _Naming) -> str:
    return (
        f"Государственное бюджетное учреждение здравоохранения {REGION_OF} "
        f"{it.quoted('Областной центр общественного здоровья и медицинской профилактики')}, филиал № {it.number} {it.where.of}"
    )


def _sport_school(it: _Naming) -> str:
    if it.pick[3] % 2:
        return f"МБУ ДО {it.quoted(f'Спортивная школа олимпийского резерва № {it.number} «{it.of(TEAMS, 1)}»')}"
    return f"МАУ {it.quoted(f'Спортивный комплекс «{it.of(TEAMS, 1)}»')} {it.where.of}, № {it.number}"


def _care(it: _Naming) -> str:
    if it.pick[3] % 2:
        return (
            f"ГАУ СО {it.quoted(f'Комплексный центр социального обслуживания населения {it.where.of}')}, отделение № {it.number}"
        )
    return (
        f"Государственное автономное учреждение социального обслуживания {REGION_OF} "
        f"{it.quoted(f'Социально-реабилитационный центр для несовершеннолетних № {it.number} «{it.of(CLUBS, 1)}» {it.where.of}')}"
    )


_BY_SPHERE: Final[tuple[tuple[tuple[int, Build, str], ...], ...]] = (
    ((42, _garden, "ds"), (78, _school, "school"), (94, _extra, "ddt"), (100, _college, "college")),
    ((35, _library, "biblio"), (75, _club, "dk"), (85, _museum, "muzey"), (100, _art_school, "dshi")),
    ((85, _hospital, "crb"), (100, _dentist, "med")),
    ((100, _sport_school, "sport"),),
    ((100, _care, "kcson"),),
)
"""For each sphere: up to which per cent, how the name is built, and the stem of the page's short name."""

_MINISTRIES: Final = (
    f"Министерство образования {REGION_OF}",
    f"Министерство культуры {REGION_OF}",
    f"Министерство здравоохранения {REGION_OF}",
    f"Министерство спорта {REGION_OF}",
    f"Министерство труда и социального развития {REGION_OF}",
)


def state_number(serial: int, year: int, *, valid: bool) -> str:
    """ОГРН: 1, year, region, seven digits, and the check digit (first twelve mod 11) mod 10, off by one where not ``valid``."""
    body = int(f"1{year % 100:02d}{_REGION_CODE}{serial % 10_000_000:07d}")
    check = body % 11 % 10
    return f"{body}{check if valid else (check + 1) % 10}"


def found(rng: np.random.Generator, spheres: Int8) -> list[Organisation]:
    """One organisation a page, in the order of ``spheres`` (pages,): distinct names, numbers and addresses."""
    count = len(spheres)
    pick = rng.integers(0, 1 << 30, (count, 10)).tolist()
    weights = np.where([m.city for m in MUNICIPALITIES], 4.0, 1.0)
    where = rng.choice(len(MUNICIPALITIES), count, p=weights / weights.sum()).tolist()
    groups = _distinct(rng, count).tolist()
    seen: Counter[tuple[int, str]] = Counter()
    return [
        _organisation(serial, sphere, place, group, words, seen)
        for serial, (sphere, place, group, words) in enumerate(zip(spheres.tolist(), where, groups, pick, strict=True))
    ]


def _distinct(rng: np.random.Generator, count: int) -> Int64:
    """Distinct numbers of communities between 20 and 230 million, in random order."""
    step = 210_000_000 // count
    numbers = 20_000_000 + np.arange(count) * step + rng.integers(0, step, count)
    shuffled: Int64 = rng.permutation(numbers).astype(np.int64)
    return shuffled


def _organisation(
    serial: int, sphere: int, place: int, group: int, pick: list[int], seen: Counter[tuple[int, str]]
) -> Organisation:
    where = MUNICIPALITIES[place]
    percent = pick[9] % 100
    build, stem = next((build, stem) for limit, build, stem in _BY_SPHERE[sphere] if percent < limit)
    seen[place, stem] += 1
    number = seen[place, stem]
    regional = stem in {"college", "med"} or sphere in {2, 4}
    village = "" if where.city else f", {VILLAGES[pick[4] % len(VILLAGES)]}"
    return Organisation(
        name=build(_Naming(where, number, pick)),
        level="Региональный" if regional else "Муниципальный",
        founder=_MINISTRIES[sphere] if regional else f"Администрация {where.of}",
        address=f"{REGION}, {where.place}{village}, ул. {STREETS[pick[5] % len(STREETS)]}, д. {1 + pick[6] % 120}",
        ogrn=state_number(serial * 37 + 1_000, 2 + pick[7] % 23, valid=pick[7] % 331 > 0),
        group_id=group,
        screen_name=f"{stem}{number}_{where.latin}" if pick[8] % 2 else "",
    )

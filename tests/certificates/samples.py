"""Awards for the tests, complete and plausible."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from certificates.award import PlainAward
from certificates.credential.terms import Terms

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TERMS = Terms(NOW, status_index=777)
ORGANISER, SITE, PASSPHRASE = "Оргкомитет конкурса", "https://pages.example", b"four words for tests"

AWARD = PlainAward(
    serial="7K3M-9QXA-B2CD-EFGH",
    kind="winner",
    year=2026,
    place=1,
    nomination="Социальная защита",
    nomination_en="Social protection",
    name='МБДОУ "Детский сад № 197 "Ёлочка"',
    municipality="городской округ город Дзержинск",
    region="Нижегородская область",
    contest="Лучшая официальная страница",
    points="92,40",
    issued_on=date(2026, 11, 22),
    check_url="https://pages.example/v/7K3M-9QXA-B2CD-EFGH",
    page_link="https://vk.com/detsad197_dzr",
    signers=(
        ("Председатель организационного комитета", "М. В. Ларионова"),
        ("Председатель экспертного совета", "К. А. Щербаков"),
    ),
    city="Нижний Новгород",
    language="ru",
)
LONG_NAME = (
    "Государственное бюджетное учреждение «Комплексный центр социального обслуживания населения и реабилитационный центр для "
    "несовершеннолетних „Ласточка“ Большемурашкинского муниципального округа Нижегородской области имени И. И. Иванова»"
)


def an_award(**changes: Any) -> PlainAward:
    """The usual award with some fields changed."""
    return replace(AWARD, **changes)


def some_awards(count: int) -> list[PlainAward]:
    """Different awards with serials of their own, in two nominations."""
    serials = [f"0000-0000-0000-{i:04d}" for i in range(count)]
    return [
        an_award(
            serial=serial,
            name=f"Школа № {i + 1}",
            nomination=("Культура", "Образование")[i % 2],
            check_url=f"https://pages.example/v/{serial}",
        )
        for i, serial in enumerate(serials)
    ]

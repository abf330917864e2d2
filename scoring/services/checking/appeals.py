"""Rules over appeals: two people decided each, and what it put right is what stands."""

from collections.abc import Iterator

from sqlalchemy import select

from scoring.season.appealing import ANSWERED, AppealOutcome
from scoring.services.checking.look import Look, Violation
from scoring.services.seasons import settings_of
from scoring.store.appeals import Appeal
from scoring.store.corrections import PageCorrection
from scoring.store.vocabulary import CorrectionSource


def appeals_are_decided_by_two(look: Look) -> Iterator[Violation]:
    """Every decided appeal has two different people, or the season works with one key and says so."""
    for one in _decided(look):
        both = one.reviewer1_id is not None and one.reviewer2_id is not None and one.reviewer1_id != one.reviewer2_id
        if not both and (settings_of(look.season).two_keys or not one.one_key):
            yield _violation(
                "appeals_are_decided_by_two",
                one,
                "решена не двумя людьми",
                "was not decided by two people",
            )


def appeals_are_carried_out(look: Look) -> Iterator[Violation]:
    """What an appeal changed in the list stands in the decisions, its corrections are there, and none is there without one."""
    decided = _decided(look)
    final = {one.page_id: one.final for one in look.decided}
    named = {number for one in look.decided if one.corrected is not None for number in [one.corrected.get("appeal")]}
    last = {one.page_id: one for one in decided if one.outcome == AppealOutcome.LIST_CHANGED}
    for one in last.values():
        if final.get(one.page_id) != one.becomes:
            yield _violation(
                "appeals_are_carried_out",
                one,
                f"решено «{one.becomes}», а стоит другое",
                f"gave «{one.becomes}», which does not stand",
            )
    known = {one.id for one in decided}
    for number in named - known:
        yield Violation(
            "appeals_are_carried_out",
            "decision",
            str(number),
            f"Решение исправлено по апелляции № {number}, а решённой такой нет. Верните таблицу appeal из резервной копии.",
            f"A decision was corrected by appeal {number}, which was never decided. Restore the table appeal from a backup.",
        )
    made = {number for one in decided for number in one.corrections}
    mine = (PageCorrection.season_id == look.season.id, PageCorrection.source == CorrectionSource.APPEAL)
    there = set(look.session.scalars(select(PageCorrection.id).where(*mine)))
    for number in sorted(made ^ there):
        yield Violation(
            "appeals_are_carried_out",
            "page_correction",
            str(number),
            f"Исправление № {number}: в апелляциях одно, в таблице исправлений другое. Верните обе из резервной копии.",
            f"Correction {number}: appeals and the table of corrections differ. Restore both from a backup.",
        )


def _decided(look: Look) -> list[Appeal]:
    mine = select(Appeal).where(Appeal.season_id == look.season.id, Appeal.state.in_(ANSWERED))
    return list(look.session.scalars(mine.order_by(Appeal.id)))


def _violation(rule: str, one: Appeal, ru: str, en: str) -> Violation:
    return Violation(
        rule,
        "appeal",
        str(one.id),
        f"Апелляция № {one.id}: {ru}. Верните таблицы appeal и decision из резервной копии.",
        f"Appeal {one.id} {en}. Restore the tables appeal and decision from a backup.",
    )

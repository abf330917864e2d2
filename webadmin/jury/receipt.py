"""The receipt after the round: the code, its check against the sealed file, and the mirror that only the juror sees."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from scoring.jury.agreement import Mirror
from scoring.season.course import PUBLIC
from scoring.services.jury import receipts
from scoring.store.showing_jury import standing_round
from scoring.store.vocabulary import RoundState
from webadmin.context import db
from webadmin.i18n import counted, percent, t
from webadmin.jury import words
from webadmin.jury.door import Seat, blueprint, draw, seat


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check against the sealed file says."""

    good: bool
    title: str
    told: str
    missing: tuple[str, ...]


@blueprint.get("/receipt")
def receipt() -> ResponseReturnValue:
    """The code over one's own answers."""
    return _page(seat())


@blueprint.post("/receipt")
def check() -> ResponseReturnValue:
    """Look for one's own answers in the sealed file."""
    here = seat()
    slip = receipts.receipt(db.session, here.actor, here.season.id)
    good = bool(slip.sealed) and receipts.check_receipt(db.session, here.season.id, slip.salt, slip.code)
    if good:
        told = Checked(
            good=True,
            title=t("Ваши ответы учтены", "Your answers were counted"),
            told=t(
                "В запечатанном файле есть все они и ни одного чужого под вашим номером.",
                "The sealed file holds all of them, and none of anybody else's under your number.",
            ),
            missing=(),
        )
    else:
        told = Checked(
            good=False,
            title=t("Файл расходится с вашими ответами", "The file differs from your answers"),
            told=t("Покажите этот код председателю жюри и аудитору.", "Show this code to the jury's chair and to the auditor."),
            missing=slip.missing,
        )
    return _page(here, told)


def _page(here: Seat, checked: Checked | None = None) -> str:
    found = standing_round(db.session, here.season.id)
    if found is None or found.state != RoundState.CLOSED:
        return draw("receipt", here, slip=None)
    slip = receipts.receipt(db.session, here.actor, here.season.id)
    given = receipts.own_verdicts(db.session, here.actor, here.season.id)
    lines = [(one.deal.card.page.name, words.answer_told(one.verdict.answer, one.verdict.reason)) for one in given]
    return draw(
        "receipt",
        here,
        slip=slip,
        lines=lines,
        checked=checked,
        can_check=here.season.state in PUBLIC,
        mirror=_mirror(receipts.own_mirror(db.session, here.actor, here.season.id)),
    )


def _mirror(seen: Mirror | None) -> list[str]:
    """The mirror in sentences; nothing where there is nothing to compare."""
    if seen is None or not seen.answered:
        return []
    lines = [
        t(
            f"Вы ответили «да» на {percent(seen.yes / seen.answered)} карточек границы.",
            f"You said yes to {percent(seen.yes / seen.answered)} of the border's cards.",
        )
    ]
    if seen.others:
        lines.append(
            t(
                f"Коллеги на тех же карточках: {percent(seen.others_yes / seen.others)}.",
                f"Colleagues on the same cards: {percent(seen.others_yes / seen.others)}.",
            )
        )
    if seen.compared:
        cards = counted(seen.compared, ("карточки", "карточек", "карточек"), ("card", "cards"))
        lines.append(
            t(
                f"С большинством вы разошлись на {seen.differ} из {cards}.",
                f"You differ from the majority on {seen.differ} of {cards}.",
            )
        )
    if seen.repeated:
        cards = counted(
            seen.repeated, ("повторной карточки", "повторных карточек", "повторных карточек"), ("repeated card", "repeated cards")
        )
        lines.append(t(f"Одинаково ответили на {seen.steady} из {cards}.", f"You answered alike on {seen.steady} of {cards}."))
    return lines

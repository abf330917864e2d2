"""Rules over what was done: the steps that were taken are a path of the course, and the journal's chain holds."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from scoring.season.course import State, step
from scoring.services import audit
from scoring.services.checking.look import Look, Violation


def steps_are_a_path(look: Look) -> Iterator[Violation]:
    """Each step begins where the one before ended, stands in the course, has the second person it needs, and ends here."""
    at: State | None = None
    for taken in look.steps:
        start, end = State(taken.start), State(taken.end)
        known = step(start, end)
        if known is None or (at is not None and start is not at):
            yield _step(str(taken.id), f"шаг {start} → {end} сюда не ведёт", f"the step {start} → {end} does not fit here")
        elif known.two_keys and taken.second_id is None and not taken.one_key:
            yield _step(str(taken.id), f"шаг {start} → {end} без второго ключа", f"{start} → {end} without its second key")
        elif known.reason and not taken.reason.strip():
            yield _step(str(taken.id), f"шаг {start} → {end} без причины", f"{start} → {end} without its reason")
        at = end
    if at is not None and at is not look.state:
        yield _step(
            str(look.season.year),
            f"сезон стоит на «{look.state}», а последний шаг привёл в «{at}»",
            f"the season stands at «{look.state}», and its last step led to «{at}»",
            table="season",
        )


def _step(row: str, ru: str, en: str, table: str = "season_transition") -> Violation:
    return Violation(
        "steps_are_a_path",
        table,
        row,
        f"{ru[:1].upper()}{ru[1:]}. Верните таблицы season и season_transition из резервной копии.",
        f"{en[:1].upper()}{en[1:]}. Restore the tables season and season_transition from a backup.",
    )


def trail_is_a_chain(session: Session) -> Iterator[Violation]:
    """The journal of the whole database holds from its first event to its last."""
    broken = audit.verify(session).broken
    if broken is not None:
        yield Violation(
            "trail_is_a_chain",
            "audit_event",
            str(broken),
            f"Цепочка журнала прервана на событии № {broken}: его изменили, удалили или вставили в обход программы. Сверьте "
            "журнал с резервной копией.",
            f"The journal's chain is broken at event {broken}: it was changed, removed or put in behind the program's back. "
            "Compare the journal with a backup.",
        )

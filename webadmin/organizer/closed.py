"""Why something of the season cannot be written now, in words, with what to do: one place for all screens."""

from typing import Final

from scoring.season.course import PUBLIC, WRITABLE, State
from webadmin.i18n import t
from webadmin.organizer import choice
from webadmin.words import STATES

_ORDER: Final = tuple(State)


def takes(what: str) -> bool:
    """Whether the season in question takes changes of this kind now; ``what`` as in ``WRITABLE``."""
    found = choice.season()
    return found is not None and found.state in WRITABLE[what]


def why_closed(what: str) -> str:
    """Why the season in question takes no such change now; empty where it does or where there is no season."""
    found = choice.season()
    return "" if found is None else told(what, State(found.state))


def told(what: str, state: State) -> str:
    """The same of a state: too early, too late but not for good, or for good."""
    if state in WRITABLE[what]:
        return ""
    if state is State.CANCELLED:
        return t("Сезон отменён: в нём больше ничего не меняют.", "The season is cancelled: nothing of it changes any more.")
    if state in PUBLIC:
        return t("Итоги опубликованы: они окончательны.", "The results are public: they are final.")
    if _ORDER.index(state) < min(_ORDER.index(open_) for open_ in WRITABLE[what]):
        return t(*_EARLY[what])
    if what == "rulebook":
        return t(
            "Правила объявлены: регламент этого сезона уже не меняют. Следующий можно готовить в черновике.",
            "The rules are announced: the rule book of this season no longer changes. The next one can be prepared in a draft.",
        )
    if what in ("register", "activity"):
        return t(
            "Сезон уже не собирает файлы. Чтобы собрать ещё, верните сезон к сбору на его главной странице.",
            "The season collects no more files. To collect more, take the season back to collecting on its home page.",
        )
    where = STATES[state]
    return t(
        f"Сезон уже дальше: «{where[0]}». Чтобы менять, верните сезон на шаг назад на его главной странице.",
        f"The season is past this: «{where[1]}». To change it, take the season a step back on its home page.",
    )


_EVIDENCE_FIRST: Final = (
    "Сначала соберите и заморозьте свидетельства: до этого считать и исправлять нечего.",
    "Collect and freeze the evidence first: before that there is nothing to compute or to correct.",
)
_EARLY: Final = {
    "activity": (
        "Сбор ещё не начат. Объявите правила и начните сбор на главной странице сезона. Реестр можно загрузить уже сейчас.",
        "Collecting has not begun. Announce the rules and begin on the season's home page. A register can be imported now.",
    ),
    "runs": _EVIDENCE_FIRST,
    "verdicts": ("Жюри ещё не открыто.", "The jury is not open yet."),
    "decisions": ("Проекта решения ещё нет.", "There is no draft of the decision yet."),
    "awards": ("Протокол ещё не подписан.", "The protocol is not signed yet."),
}
"""What is too early, by what is written; everything else may be written from the first day."""

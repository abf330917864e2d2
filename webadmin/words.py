"""The words for what tables store: roles, states, kinds and outcomes, with the tone of their chips."""

from collections.abc import Mapping
from typing import Any

from scoring.season.course import State
from scoring.store.tables import AuditEvent, Season
from scoring.store.vocabulary import FileKind, FindingKind, FindingState, JobKind, JobState, Outcome, Role
from webadmin.i18n import t

Pair = tuple[str, str]

ROLES: dict[str, Pair] = {Role.ORGANIZER: ("Организатор", "Organizer"), Role.OBSERVER: ("Наблюдатель", "Observer")}

STATES: dict[str, Pair] = {
    State.COLLECTING: ("Идёт сбор", "Collecting"),
    State.FROZEN: ("Свидетельства заморожены", "Evidence frozen"),
    State.SCORED: ("Баллы посчитаны", "Scored"),
    State.SIGNED: ("Решение подписано", "Signed"),
    State.PUBLISHED: ("Опубликован", "Published"),
}

KINDS: dict[str, Pair] = {
    FileKind.REGISTER: ("Реестр страниц", "Register of pages"),
    FileKind.POSTS: ("Записи", "Posts"),
    FileKind.MESSAGES: ("Сообщения", "Messages"),
    FileKind.STREAMS: ("Эфиры", "Streams"),
    FileKind.CHECKS: ("Проверки оформления", "Checks of the design"),
}

OUTCOMES: dict[str, Pair] = {
    Outcome.WINNER: ("Победитель", "Winner"),
    Outcome.LAUREATE: ("Лауреат", "Laureate"),
    Outcome.NONE: ("Участник", "Participant"),
    Outcome.OUT: ("Вне конкурса", "Out of the contest"),
}

JOBS: dict[str, Pair] = {
    JobKind.IMPORT: ("Импорт файлов", "Import of files"),
    JobKind.FREEZE: ("Заморозка свидетельств", "Freezing the evidence"),
    JobKind.SCORE: ("Расчёт баллов", "Computing the points"),
    JobKind.AWARD: ("Выпуск дипломов и знаков", "Making certificates and badges"),
    JobKind.ROBUSTNESS: ("Проверка устойчивости", "Check of robustness"),
    JobKind.REHEARSE: ("Репетиция", "Rehearsal"),
}

JOB_STATES: dict[str, Pair] = {
    JobState.QUEUED: ("В очереди", "Waiting"),
    JobState.RUNNING: ("Идёт", "Running"),
    JobState.DONE: ("Готово", "Done"),
    JobState.FAILED: ("Не удалось", "Failed"),
    JobState.CANCELLED: ("Отменено", "Cancelled"),
}

FINDING_KINDS: dict[str, Pair] = {
    FindingKind.PENALTY: ("Штраф", "Penalty"),
    FindingKind.BONUS: ("Надбавка", "Bonus"),
    FindingKind.WAIVER: ("Освобождение", "Waiver"),
}

FINDING_STATES: dict[str, Pair] = {
    FindingState.PROPOSED: ("Предложено", "Proposed"),
    FindingState.CONFIRMED: ("Подтверждено", "Confirmed"),
    FindingState.REFUSED: ("Отклонено", "Refused"),
}

VIAS: dict[str, Pair] = {"web": ("Панель", "Panel"), "cli": ("Командная строка", "Command line"), "job": ("Работа", "Job")}

TONES: dict[str, str] = {
    Outcome.WINNER: "gold",
    Outcome.LAUREATE: "good",
    Outcome.OUT: "bad",
    JobState.QUEUED: "plain",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "warn",
    FindingKind.PENALTY: "bad",
    FindingKind.BONUS: "good",
    FindingKind.WAIVER: "info",
    FindingState.PROPOSED: "warn",
    FindingState.CONFIRMED: "good",
    FindingState.REFUSED: "plain",
    State.COLLECTING: "info",
    State.FROZEN: "info",
    State.SCORED: "warn",
    State.SIGNED: "good",
    State.PUBLISHED: "gold",
}


def word(words: Mapping[str, Pair], key: str) -> str:
    """The reader's word for a stored key; the key itself where nobody has given it a word."""
    pair = words.get(key)
    return t(*pair) if pair else str(key)


def role_word(role: str) -> str:
    """Organizer or observer."""
    return word(ROLES, role)


def season_word(season: Season) -> str:
    """Where the season stands."""
    return word(STATES, season.state)


def season_tone(season: Season) -> str:
    """The tone of the season's chip."""
    return TONES[season.state]


AWARDS: dict[str, Pair] = {"winner": ("Победитель", "Winner"), "laureate": ("Лауреат", "Laureate")}

ACTIONS: dict[str, Pair] = {
    "awards.draw_up": ("Награды составлены", "Awards drawn up"),
    "file.import": ("Файл загружен", "File imported"),
    "job.order": ("Работа заказана", "Work ordered"),
    "job.cancel": ("Работа отменена", "Work cancelled"),
    "finding.propose": ("Находка предложена", "Finding proposed"),
    "finding.confirm": ("Находка подтверждена", "Finding confirmed"),
    "finding.refuse": ("Находка отклонена", "Finding refused"),
    "finding.reopen": ("Решение о находке отменено", "Decision on a finding taken back"),
    "finding.import": ("Находки загружены файлом", "Findings imported from a file"),
    "finding.take": ("Показатели предложили находки", "Metrics proposed findings"),
    "incident.announce": ("Сбой объявлен", "Incident announced"),
    "incident.remove": ("Сбой отменён", "Incident taken back"),
    "run.save": ("Расчёт сохранён", "Run saved"),
    "run.robustness": ("Устойчивость проверена", "Robustness checked"),
    "season.open": ("Сезон открыт", "Season opened"),
    "season.amend": ("Сведения сезона изменены", "Season amended"),
    "season.rulebook": ("Регламент заменён", "Rule book replaced"),
    "draft.make": ("Черновик регламента создан", "Draft of the rule book made"),
    "draft.save": ("Черновик регламента сохранён", "Draft of the rule book saved"),
    "draft.delete": ("Черновик регламента удалён", "Draft of the rule book deleted"),
    "draft.adopt": ("Черновик стал регламентом сезона", "Draft made the season's rule book"),
    "season.step": ("Шаг сезона", "Step of the season"),
    "succession.add": ("Указана прежняя страница", "Former page named"),
    "succession.remove": ("Снято указание прежней страницы", "Former page taken back"),
    "user.add": ("Человек добавлен", "Person added"),
    "user.link": ("Выпущена ссылка для входа", "Sign-in link issued"),
    "user.active": ("Доступ изменён", "Access changed"),
}


_TELLING: dict[str, str] = {
    "awards.draw_up": "awards",
    "draft.adopt": "title",
    "draft.make": "title",
    "draft.save": "title",
    "file.import": "name",
    "finding.import": "new",
    "finding.take": "new",
    "user.add": "email",
}
"""What of an entry's new values sets it apart."""


def happened(event: AuditEvent) -> str:
    """What an entry of the journal tells, with the one detail that sets it apart from its like."""
    return f"{word(ACTIONS, event.action)}{_detail(event.action, event.before or {}, event.after or {})}"


def _detail(action: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    match action:
        case "season.step":
            return f": {word(STATES, before.get('state', ''))} → {word(STATES, after.get('state', ''))}"
        case "job.order":
            return f": {word(JOBS, after.get('kind', ''))}"
        case "draft.delete":
            return f": {before.get('title', '')}"
        case "finding.propose" | "finding.confirm" | "finding.refuse" | "finding.reopen":
            return f": {after.get('code', '')}, {after.get('page', '')}"
        case "succession.add" | "succession.remove":
            told = {**before, **after}
            return f": {told.get('before', '')} → {told.get('page', '')}"
        case _:
            return f": {after.get(_TELLING[action], '')}" if action in _TELLING else ""

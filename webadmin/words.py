"""The words for what tables store: roles, states, kinds and outcomes, with the tone of their chips."""

from collections.abc import Mapping
from typing import Any

from scoring.season import appeal_words, award_words
from scoring.season.course import State
from scoring.season.objecting import ClaimState, Ground, ObjectionState
from scoring.services.letters.kinds import KINDS as KINDS_OF_LETTERS
from scoring.store.tables import AuditEvent, Season
from scoring.store.vocabulary import FileKind, FindingKind, FindingState, JobKind, JobState, Outcome, Role
from webadmin.i18n import t

Pair = tuple[str, str]

ROLES: dict[str, Pair] = {
    Role.ADMIN: ("Администратор сезона", "Season admin"),
    Role.ORGANIZER: ("Организатор", "Organizer"),
    Role.OBSERVER: ("Наблюдатель", "Observer"),
    Role.JUROR: ("Член жюри", "Juror"),
    Role.CHAIR: ("Председатель жюри", "Chair of the jury"),
}

STATES: dict[str, Pair] = {
    State.DRAFT: ("Черновик", "Draft"),
    State.ANNOUNCED: ("Правила объявлены", "Announced"),
    State.COLLECTING: ("Идёт сбор", "Collecting"),
    State.OBJECTIONS: ("Возражения", "Objections"),
    State.FROZEN: ("Свидетельства заморожены", "Evidence frozen"),
    State.SCORED: ("Баллы посчитаны", "Scored"),
    State.JURY_OPEN: ("Жюри работает", "Jury at work"),
    State.JURY_CLOSED: ("Жюри закончило", "Jury closed"),
    State.PROPOSED: ("Проект решения", "Proposed"),
    State.SIGNED: ("Решение подписано", "Signed"),
    State.PUBLISHED: ("Опубликован", "Published"),
    State.CLOSED: ("Завершён", "Closed"),
    State.ARCHIVED: ("В архиве", "Archived"),
    State.CANCELLED: ("Отменён", "Cancelled"),
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
    JobKind.REHEARSE: ("Проба регламента", "Trial of a rule book"),
    JobKind.COLLECT: ("Сбор из сети", "Collecting"),
    JobKind.CONVERT: ("Свидетельства из сбора", "Evidence of recordings"),
    JobKind.CARDS: ("Карточки жюри", "The jury's cards"),
    JobKind.LETTERS: ("Отправка писем", "Sending letters"),
    JobKind.PAPERS: ("Бумаги решения", "Papers of the decision"),
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

OBJECTION_GROUNDS: dict[str, Pair] = {
    Ground.MISSING_POST: ("Записи не хватает", "A post is missing"),
    Ground.ANSWER_EXISTS: ("Ответ был", "There was an answer"),
    Ground.NOT_OURS: ("Это не наша запись", "This is not our post"),
    Ground.WRONG_CHECK: ("Проверка ошиблась", "The check was wrong"),
    Ground.OUTAGE: ("Был сбой сети", "The network was down"),
    Ground.OTHER: ("Другое", "Something else"),
}

OBJECTION_STATES: dict[str, Pair] = {
    ObjectionState.WAITING: ("Ждёт ответа", "Waiting"),
    ObjectionState.ACCEPTED: ("Принято", "Accepted"),
    ObjectionState.REFUSED: ("Отклонено", "Refused"),
    ObjectionState.WITHDRAWN: ("Отозвано", "Withdrawn"),
}

EVIDENCE_TABLES: dict[str, Pair] = {
    "posts": ("Запись", "Post"),
    "messages": ("Сообщение", "Message"),
    "streams": ("Эфир", "Stream"),
    "checks": ("Проверка оформления", "Check of the design"),
    "pages": ("Сведения реестра", "The register"),
}
"""What one row of a table of evidence is called."""

CLAIM_STATES: dict[str, Pair] = {
    ClaimState.WAITING: ("Ждём код на странице", "Waiting for the code"),
    ClaimState.CONTESTED: ("Код найден, ждёт решения", "Code found, waits"),
    ClaimState.APPROVED: ("Доступ открыт", "Open"),
    ClaimState.REFUSED: ("Отклонено", "Refused"),
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
    State.DRAFT: "plain",
    State.ANNOUNCED: "info",
    ObjectionState.WAITING: "warn",
    ObjectionState.ACCEPTED: "good",
    ObjectionState.WITHDRAWN: "plain",
    ClaimState.CONTESTED: "warn",
    ClaimState.APPROVED: "good",
    State.COLLECTING: "info",
    State.OBJECTIONS: "info",
    State.FROZEN: "info",
    State.SCORED: "warn",
    State.JURY_OPEN: "warn",
    State.JURY_CLOSED: "warn",
    State.PROPOSED: "warn",
    State.SIGNED: "good",
    State.PUBLISHED: "gold",
    State.CLOSED: "gold",
    State.ARCHIVED: "plain",
    State.CANCELLED: "bad",
}


def word(words: Mapping[str, Pair], key: str) -> str:
    """The reader's word for a stored key; the key itself where nobody has given it a word."""
    pair = words.get(key)
    return t(*pair) if pair else str(key)


def role_word(role: str | None) -> str:
    """Organizer or observer; whoever has no role in the season keeps the installation."""
    return word(ROLES, role) if role else t("Администратор установки", "Administrator")


def season_word(season: Season) -> str:
    """Where the season stands."""
    return word(STATES, season.state)


def season_tone(season: Season) -> str:
    """The tone of the season's chip."""
    return TONES[season.state]


AWARDS: dict[str, Pair] = dict(award_words.KINDS)


def award_kind(kind: str) -> str:
    """What an award was given for."""
    return word(AWARDS, kind)


ACTIONS: dict[str, Pair] = {
    **appeal_words.ACTIONS,
    "awards.draw_up": ("Награды составлены", "Awards drawn up"),
    "awards.samples": ("Образцы документов выбраны", "Samples of documents chosen"),
    "award.tick": ("Образец документа просмотрен", "Sample of a document approved"),
    "award.untick": ("Отметка об образце снята", "Tick of a sample taken back"),
    "award.propose": ("Предложено изменение награды", "Change of an award proposed"),
    "award.answer": ("Записан ответ владельца награды", "Answer of an award's owner written down"),
    "award.refuse": ("Изменение награды отклонено", "Change of an award refused"),
    "award.correct": ("Исправление награды утверждено", "Correction of an award approved"),
    "award.release": ("Новая версия награды вступила в силу", "New version of an award in force"),
    "award.suspend": ("Награда приостановлена", "Award suspended"),
    "award.resume": ("Награда возобновлена", "Award resumed"),
    "award.revoke": ("Награда отозвана", "Award revoked"),
    "award.decline": ("Победитель отказался от награды", "Award declined"),
    "misuse.close": ("Сообщение о злоупотреблении закрыто", "Report of misuse closed"),
    "covers.keep": ("Сохранены обложки страниц", "Covers of pages kept"),
    "file.import": ("Файл загружен", "File imported"),
    "register.apply": ("Реестр изменён файлом", "Register changed by a file"),
    "register.undo": ("Загрузка реестра отменена", "Import of the register undone"),
    "columns.remember": ("Столбцы файла запомнены", "Columns of a file remembered"),
    "columns.forget": ("Столбцы файла забыты", "Columns of a file forgotten"),
    "job.order": ("Работа заказана", "Work ordered"),
    "job.cancel": ("Работа отменена", "Work cancelled"),
    "job.put_away": ("Неудавшаяся работа убрана с главной", "Failed work put away from the home"),
    "evidence.correct": ("Данные исправлены", "Evidence corrected"),
    "evidence.withdraw": ("Исправление данных отозвано", "Correction withdrawn"),
    "finding.propose": ("Находка предложена", "Finding proposed"),
    "finding.confirm": ("Находка подтверждена", "Finding confirmed"),
    "finding.refuse": ("Находка отклонена", "Finding refused"),
    "finding.reopen": ("Решение о находке отменено", "Decision on a finding taken back"),
    "finding.import": ("Находки загружены файлом", "Findings imported from a file"),
    "finding.take": ("Показатели предложили находки", "Metrics proposed findings"),
    "owner.contact": ("Добавлен адрес владельца страницы", "Address of a page's owner added"),
    "owner.uncontact": ("Убран адрес владельца страницы", "Address of a page's owner removed"),
    "owner.import": ("Адреса владельцев загружены файлом", "Owners' addresses imported from a file"),
    "owner.invite": ("Выпущена ссылка владельцу страницы", "Link issued to a page's owner"),
    "owner.invite_all": ("Выпущены ссылки владельцам", "Links issued to owners"),
    "owner.uninvite": ("Ссылки владельцам отозваны", "Owners' links taken back"),
    "owner.enter": ("Владелец вошёл на страницу", "Owner came in"),
    "owner.end": ("Доступ владельца закрыт", "Owner's access closed"),
    "claim.ask": ("Запрошен код для страницы", "Code asked for a page"),
    "claim.seen": ("Код найден на странице", "Code found on a page"),
    "claim.decide": ("Заявка на страницу решена", "Claim of a page decided"),
    "claim.deny": ("Владелец возразил против заявки", "Owner denied a claim"),
    "objection.window": ("Назначены дни приёма возражений", "Days of objections set"),
    "objection.raise": ("Возражение получено", "Objection received"),
    "objection.withdraw": ("Возражение отозвано", "Objection withdrawn"),
    "objection.accept": ("Возражение принято", "Objection accepted"),
    "objection.refuse": ("Возражение отклонено", "Objection refused"),
    "objection.reopen": ("Ответ на возражение отменён", "Answer to an objection taken back"),
    "incident.announce": ("Сбой объявлен", "Incident announced"),
    "incident.remove": ("Сбой отменён", "Incident taken back"),
    "juror.name": ("Назван член жюри", "Juror named"),
    "juror.amend": ("Данные члена жюри изменены", "Juror's data changed"),
    "juror.remove": ("Член жюри выведен из состава", "Juror removed"),
    "juror.agree": ("Член жюри принял правила", "Juror agreed to the rules"),
    "juror.declare": ("Анкета конфликтов заполнена", "Form of conflicts filled in"),
    "conflict.add": ("Конфликт интересов записан", "Conflict of interest written down"),
    "conflict.remove": ("Конфликт интересов снят", "Conflict of interest taken away"),
    "jury.prepare": ("Карточки жюри подготовлены", "The jury's cards prepared"),
    "key.ask": ("Просьба о втором ключе", "Second key asked for"),
    "key.confirm": ("Второй ключ повёрнут", "Second key turned"),
    "key.refuse": ("Во втором ключе отказано", "Second key refused"),
    "key.wrong": ("Числа для второго ключа не совпали", "Numbers for a second key were wrong"),
    "decisions.draft": ("Проект решения составлен", "Decision drafted"),
    "decision.change": ("Решение изменено", "Decision changed"),
    "protocol.sign": ("Протокол подписан", "Protocol signed"),
    "run.save": ("Расчёт сохранён", "Run saved"),
    "run.robustness": ("Устойчивость проверена", "Robustness checked"),
    "season.open": ("Сезон открыт", "Season opened"),
    "season.amend": ("Сведения сезона изменены", "Season amended"),
    "season.rulebook": ("Регламент заменён", "Rule book replaced"),
    "draft.make": ("Черновик регламента создан", "Draft of the rule book made"),
    "draft.save": ("Черновик регламента сохранён", "Draft of the rule book saved"),
    "draft.delete": ("Черновик регламента удалён", "Draft of the rule book deleted"),
    "draft.adopt": ("Черновик стал регламентом сезона", "Draft made the season's rule book"),
    "season.settings": ("Настройки сезона изменены", "Settings of the season changed"),
    "season.look": ("Вид документов изменён", "Look of documents changed"),
    "season.step": ("Шаг сезона", "Step of the season"),
    "season.thin": ("Личные данные убраны в архив", "Personal data taken out for the archive"),
    "rehearsal.begin": ("Репетиция начата", "Rehearsal begun"),
    "rehearsal.clock": ("Часы репетиции переведены", "Rehearsal's clock set forward"),
    "rehearsal.drop": ("Репетиция удалена", "Rehearsal thrown away"),
    "succession.add": ("Указана прежняя страница", "Former page named"),
    "succession.remove": ("Снято указание прежней страницы", "Former page taken back"),
    "collection.plan": ("Расписание сбора изменено", "Schedule of collecting changed"),
    "token.save": ("Токен сети сохранён", "Network token kept"),
    "token.remove": ("Токен сети удалён", "Network token removed"),
    "papers.order": ("Заказаны бумаги решения", "Papers of the decision ordered"),
    "letters.queue": ("Письма составлены", "Letters drafted"),
    "letters.withdraw": ("Неотправленные письма отменены шагом", "Unsent letters cancelled by a step"),
    "letters.approve": ("Письма одобрены", "Letters approved"),
    "letters.decline": ("Решено писем не отправлять", "Letters declined"),
    "letters.hold": ("Назначен момент отправки писем", "Moment of letters set"),
    "letters.choose": ("Выбор получателя писем изменён", "A recipient's choice of letters changed"),
    "letters.disarm": ("Отправка писем остановлена", "Letters stopped"),
    "letter.again": ("Письмо отправлено ещё раз", "Letter tried again"),
    "letter.settle": ("Решено, ушло ли письмо", "Settled whether a letter has left"),
    "words.forget": ("Тексты граждан удалены", "Words of citizens removed"),
    "user.add": ("Человек добавлен", "Person added"),
    "user.link": ("Выпущена ссылка для входа", "Sign-in link issued"),
    "user.active": ("Доступ изменён", "Access changed"),
    "user.sessions": ("Все сеансы закончены", "All sessions ended"),
    "member.give": ("Дана роль в сезоне", "Role given"),
    "member.end": ("Роль в сезоне закончена", "Role ended"),
    "signin.in": ("Вход", "Signed in"),
    "signin.wrong": ("Неудачная попытка входа", "Failed try to sign in"),
    "factor.set": ("Второй шаг настроен", "Second step set up"),
    "factor.renew": ("Приложение для кодов заменено", "App for codes replaced"),
    "factor.codes": ("Выпущены новые запасные коды", "New recovery codes"),
    "factor.recovery": ("Использован запасной код", "Recovery code used"),
    "factor.wrong": ("Неверный код второго шага", "Wrong code of the second step"),
    "factor.locked": ("Второй шаг закрыт на время", "Second step locked for a while"),
    "factor.reset": ("Второй шаг сброшен", "Second step reset"),
    "passkey.add": ("Ключ доступа добавлен", "Passkey added"),
    "passkey.rename": ("Ключ доступа переименован", "Passkey renamed"),
    "passkey.remove": ("Ключ доступа убран", "Passkey removed"),
    "installation.factor": ("Изменено правило второго шага", "Rule of the second step changed"),
}


_TELLING: dict[str, str] = {
    "awards.draw_up": "awards",
    "awards.samples": "awards",
    **{f"award.{act}": "serial" for act in ("tick", "untick", "propose", "answer", "refuse", "release", *award_words.ACTS)},
    "draft.adopt": "title",
    "draft.make": "title",
    "draft.save": "title",
    "covers.keep": "covers",
    "file.import": "name",
    "register.apply": "name",
    "columns.remember": "file",
    "evidence.correct": "page",
    "evidence.withdraw": "page",
    "finding.import": "new",
    "finding.take": "new",
    "token.save": "tail",
    "owner.contact": "page",
    "owner.enter": "page",
    "owner.end": "page",
    "owner.import": "new",
    "owner.invite": "page",
    "owner.invite_all": "pages",
    "owner.uninvite": "links",
    "claim.ask": "page",
    "claim.seen": "page",
    "claim.decide": "page",
    "claim.deny": "page",
    "user.add": "email",
    "member.give": "email",
    "passkey.add": "name",
}
"""What of an entry's new values sets it apart."""


def happened(event: AuditEvent) -> str:
    """What an entry of the journal tells, with the one detail that sets it apart from its like."""
    return f"{word(ACTIONS, event.action)}{_detail(event.action, event.before or {}, event.after or {})}"


def _detail(action: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    match action:
        case "season.step":
            return f": {word(STATES, before.get('state', ''))} → {word(STATES, after.get('state', ''))}"
        case "key.ask" | "key.confirm" | "key.refuse" | "key.wrong":
            return f": {word(STATES, str(after.get('act', '')).partition('>')[2])}"
        case "job.order":
            return f": {word(JOBS, after.get('kind', ''))}"
        case _ if action.startswith("letters."):
            kind = KINDS_OF_LETTERS.get(str(after.get("kind", "")))
            return f": {t(*kind.title) if kind else ''} {after.get('letters', '')}".rstrip(" :")
        case "draft.delete" | "register.undo" | "columns.forget":
            return f": {before.get('title') or before.get('name') or before.get('file', '')}"
        case _ if action.startswith(("objection.", "finding.", "appeal.")) and "page" in after:
            ground = word(appeal_words.GROUNDS, after["ground"]) if action.startswith("appeal.") else ""
            return f": {ground or after.get('criterion') or after.get('code', '')}, {after['page']}"
        case "succession.add" | "succession.remove":
            told = {**before, **after}
            return f": {told.get('before', '')} → {told.get('page', '')}"
        case _:
            return f": {after.get(_TELLING[action], '')}" if action in _TELLING else ""


def letter_languages() -> list[tuple[str, str]]:
    """The languages of letters, to choose from; the empty one is the season's."""
    return [("", t("как во всём конкурсе", "as in the whole contest")), ("ru", "русский"), ("en", "English")]

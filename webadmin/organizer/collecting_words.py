"""The words of collecting: what is wrong with a page and what to do about it, what an error of the network means, weekdays."""

from datetime import datetime
from typing import Any, Final

from scoring.jobs.stages import stage_title
from scoring.services.collecting import estimate_words
from scoring.services.sweeps import Reason
from scoring.sources.collecting.estimate import Estimate
from scoring.sources.vk.dialect import VK
from scoring.store.tables import Job
from scoring.store.vocabulary import JobKind, JobState
from webadmin.i18n import language, moment, t
from webadmin.organizer import choice
from webadmin.words import Pair

REASONS: Final[dict[Reason, tuple[Pair, Pair, str]]] = {
    Reason.MISSING: (
        ("сеть не знает", "unknown to the network"),
        (
            "Страницы по этому адресу нет: её удалили или в адресе ошибка. Проверьте ссылку в реестре.",
            "There is no page at this address: it was deleted, or the address is wrong. Check the link in the register.",
        ),
        "bad",
    ),
    Reason.GONE: (
        ("удалена", "deleted"),
        (
            "Сеть удалила или заблокировала страницу. Узнайте у организации, где она теперь.",
            "The network has deleted or blocked the page. Ask the organisation where it is now.",
        ),
        "bad",
    ),
    Reason.CLOSED: (
        ("закрыта", "closed"),
        (
            "Стену видят только участники. Попросите организацию открыть страницу; данные прочтутся при следующем обходе.",
            "Only members see the wall. Ask the organisation to open the page; the next sweep will read it.",
        ),
        "warn",
    ),
    Reason.FAILED: (
        ("не прочитана", "not read"),
        (
            "Сеть ответила ошибкой. Следующий обход попробует ещё раз.",
            "The network answered with an error. The next sweep tries again.",
        ),
        "bad",
    ),
    Reason.TORN: (
        ("прочитана не целиком", "not read whole"),
        (
            "Ответы сети не сошлись друг с другом. Удалённые записи здесь не отмечаются; следующий обход попробует ещё раз.",
            "The network's answers did not fit together. Deleted posts are not marked here; the next sweep tries again.",
        ),
        "warn",
    ),
    Reason.TWICE: (
        ("та же страница", "the same page"),
        (
            "Под этим адресом та же страница, что в другой строке реестра. Оставьте одну строку.",
            "Another row of the register leads to the same page. Keep one of the rows.",
        ),
        "warn",
    ),
    Reason.RENAMED: (
        ("новый адрес", "new address"),
        (
            "Страница сменила короткий адрес. Она собирается по номеру; поправьте ссылку в реестре.",
            "The page has a new short address. It is collected by its number; mend the link in the register.",
        ),
        "info",
    ),
    Reason.WAITING: (
        ("ещё не прочитана", "not read yet"),
        ("Обход до неё ещё не дошёл.", "The sweep has not come to it yet."),
        "plain",
    ),
}
"""Word, what it means with what to do, tone of the chip."""

WEEKDAYS: Final[tuple[Pair, ...]] = (
    ("понедельник", "Monday"),
    ("вторник", "Tuesday"),
    ("среда", "Wednesday"),
    ("четверг", "Thursday"),
    ("пятница", "Friday"),
    ("суббота", "Saturday"),
    ("воскресенье", "Sunday"),
)

_METHODS: Final[dict[str, Pair]] = {
    "groups.getById": ("страницы", "pages"),
    "wall.get": ("стены", "walls"),
    "wall.getComments": ("комментарии", "comments"),
}

_CODES: Final[dict[str, Pair]] = {
    "0": ("нет ответа", "no answer"),
    "6": ("слишком часто, сборщик ждал", "too often, the collector waited"),
    "9": ("сеть просила паузу, сборщик ждал", "the network asked for a pause, the collector waited"),
    "15": ("доступ закрыт", "access closed"),
    "18": ("страница удалена", "page deleted"),
    "19": ("содержимое заблокировано", "content blocked"),
    "29": ("суточный лимит, обход продолжился на другой день", "daily limit, the sweep went on another day"),
    "100": ("сеть не поняла запрос", "the network did not understand the question"),
}


def method_word(method: str) -> str:
    """What a method reads, and its name."""
    pair = _METHODS.get(method)
    return f"{t(*pair)} ({method})" if pair else method


def error_word(error: str) -> str:
    """«стены: доступ закрыт (15)» of «wall.get 15»."""
    method, _, code = error.partition(" ")
    what, why = _METHODS.get(method, (method, method)), _CODES.get(code)
    return f"{t(*what)}: {t(*why)} ({code})" if why else f"{t(*what)}: {t('ошибка', 'error')} {code}"


def told_of_sweep(job: Job) -> dict[str, Any]:
    """A sweep under way as the bar of a page that polls wants it."""
    asleep = job.state == JobState.QUEUED and job.not_before is not None
    return {
        "id": job.id,
        "running": job.state in (JobState.QUEUED, JobState.RUNNING),
        "stage": _stage(job),
        "done": job.done,
        "total": job.total,
        "note": t(job.error_ru or "", job.error_en or "") if asleep else left_words(job),
    }


def sleeps_until(job: Job) -> str:
    """«Продолжится 23 нояб. 2026 г., 04:00» of a job that sleeps; empty for any other."""
    if job.state != JobState.QUEUED or job.not_before is None:
        return ""
    found = choice.season()
    when = moment(job.not_before, found.zone if found is not None else "UTC")
    return t(f"Продолжится {when}", f"Goes on {when}")


def left_words(job: Job) -> str:
    """What is left of a sweep, in calls and time, by what its worker noted last."""
    noted = job.result
    if job.kind != JobKind.COLLECT or "left" not in noted:
        return ""
    words = estimate_words(Estimate(noted["left"], noted["used"], measured=noted["measured"], rules=VK.rules), language())
    if noted["measured"]:
        return t(f"Осталось: {words}.", f"To do: {words}.")
    return t(f"Осталось примерно: {words}.", f"To do, roughly: {words}.")


def hour_word(hour: int) -> str:
    """An hour of the day as a clock shows it."""
    return datetime(2000, 1, 1, hour).strftime("%H:%M")  # noqa: DTZ001 only the hour is shown


def _stage(job: Job) -> str:
    if job.state == JobState.RUNNING:
        return stage_title(job.stage, language())
    return sleeps_until(job) or t("Ждёт рабочего процесса", "Waits for a worker")

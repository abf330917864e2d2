"""Errors as pages: one table from the tree of errors to status codes; no page ever shows a trace or a line of SQL."""

import logging

from flask import Flask, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from scoring.errors import (
    Blocked,
    BrokenRuleBook,
    Conflict,
    InputError,
    LavrError,
    MissingPart,
    NotAllowed,
    NotFound,
    RoundClosed,
    TooOften,
    Unsent,
)
from webadmin.access import own_path, visitor
from webadmin.i18n import language, t
from webadmin.kept import typed_words

_LOG = logging.getLogger(__name__)

STATUS: tuple[tuple[type[LavrError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (RoundClosed, 410),
    (TooOften, 429),
    (Conflict, 409),
    (InputError, 400),
    (BrokenRuleBook, 400),
    (MissingPart, 503),
    (Unsent, 503),
)

_TITLES: dict[int, tuple[str, str]] = {
    400: ("Так не получится", "This does not work"),
    403: ("Нет доступа", "No access"),
    404: ("Ничего не найдено", "Nothing found"),
    409: ("Сейчас нельзя", "Not possible now"),
    410: ("Уже закрыто", "Closed already"),
    413: ("Файл слишком велик", "The file is too large"),
    429: ("Слишком часто", "Too often"),
    500: ("Ошибка программы", "An error of the program"),
    503: ("На сервере чего-то не хватает", "The server lacks something"),
}

_TEXTS: dict[int, tuple[str, str]] = {
    400: (
        "Запрос неполон или неверен. Вернитесь, обновите страницу и повторите.",
        "The request is incomplete. Go back, reload and repeat.",
    ),
    403: (
        "Эта страница вам не открыта. Попросите доступ у организатора.",
        "This page is not open to you. Ask an organizer for access.",
    ),
    404: (
        "Такой страницы нет. Проверьте адрес или начните с главной.",
        "There is no such page. Check the address or begin at the start.",
    ),
    405: ("Эта страница так не открывается. Начните с главной.", "This page does not open in this way. Begin at the start."),
    413: ("Разделите файл на части и загрузите их вместе.", "Split the file into parts and upload them together."),
    429: ("Подождите минуту и повторите.", "Wait a minute and repeat."),
    500: (
        "Что-то сломалось, это записано в журнал сервера. Ничего не изменено. Повторите; не поможет — скажите администратору.",
        "Something broke, and the server's log has it. Nothing was changed. Repeat; if it does not help, tell the administrator.",
    ),
}


def status_of(error: LavrError) -> int:
    """The status code of an error of the tree."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def set_up(app: Flask) -> None:
    """Show every error as a page of ours."""
    app.register_error_handler(LavrError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _known(error: LavrError) -> ResponseReturnValue:
    return _shown(status_of(error), _text(error), _points(error))


def _text(error: LavrError) -> str:
    if isinstance(error, Blocked):
        return t("Этому шагу пока мешает вот что:", "This is in the way of the step:")
    if isinstance(error, BrokenRuleBook):
        return t("В регламенте есть ошибки. Исправьте их и повторите:", "The rule book has faults. Mend them and repeat:")
    return error.told(language())


def _points(error: LavrError) -> list[str]:
    if isinstance(error, Blocked):
        return [t(blocker.ru, blocker.en) for blocker in error.blockers]
    if isinstance(error, BrokenRuleBook):
        return [f"{fault.path}: {t(fault.ru, fault.en)}" for fault in error.faults]
    return []


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    ru, en = _TEXTS.get(error.code, _TEXTS[400] if error.code < 500 else _TEXTS[500])
    return _shown(error.code, t(ru, en))


def _unknown(error: Exception) -> ResponseReturnValue:
    _LOG.exception("unexpected error at %s", request.endpoint, exc_info=error)
    return _shown(500, t(*_TEXTS[500]))


def _shown(status: int, text: str, points: list[str] | None = None) -> ResponseReturnValue:
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(error=text, points=points or []), status
    title = t(*_TITLES.get(status, _TITLES[400]))
    told = {"title": title, "text": text, "points": points or [], "back": _back(), "words": typed_words()}
    return render_template("error.html", status=status, **told), status


def _back() -> str:
    start = url_for("admin.index") if visitor() else url_for("public.start")
    referrer = request.referrer or ""
    return own_path(referrer.removeprefix(request.host_url.rstrip("/")), start)

"""The desk: a portion of cards, one card, its answer by a plain form or by the script, and the end of the portion.

No GET deals a card: dealing reserves it, so it is asked for by POST.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import InputError, LavrError, NewerAnswer
from scoring.services.jury import desk, progress
from scoring.services.jury.desk import Saved
from scoring.store.jury import Deal
from webadmin.context import db, now, writing
from webadmin.errors import status_of
from webadmin.i18n import counted, language, moment, t
from webadmin.jury import portion, words
from webadmin.jury.door import Seat, blueprint, draw, seat
from webadmin.jury.pictures import cover_of
from webadmin.jury.showing import clock, piece, shown
from webadmin.organizer.forms import typed, typed_lines, version

_LAST = "jury_last"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The one big button; before it, whatever of the first two minutes is missing."""
    here = seat()
    if here.juror.agreed_at is None:
        return redirect(url_for("jury.agreement"), 303)
    if here.juror.declared_at is None:
        return redirect(url_for("jury.conflicts"), 303)
    state = progress.desk_state(db.session, here.juror, now=now())
    seconds = portion.pace(here)
    return draw(
        "home",
        here,
        state=state,
        closed=state.closes_at is not None and not state.is_open,
        closing=_closing(here, state),
        cards=counted(portion.cards_in(10, seconds), ("карточка", "карточки", "карточек"), ("card", "cards")),
    )


@blueprint.post("/portion")
def begin() -> ResponseReturnValue:
    """Begin a portion and lay its first card open."""
    here = seat()
    minutes = typed("minutes")
    if minutes not in {str(one) for one in portion.MINUTES}:
        raise InputError("Выберите 5, 10 или 20 минут.", "Choose 5, 10 or 20 minutes.")
    portion.begin(int(minutes), portion.pace(here), now())
    session.pop(_LAST, None)
    return _next(here)


@blueprint.get("/deal/<public_id>")
def deal(public_id: str) -> ResponseReturnValue:
    """One's own card."""
    here = seat()
    return _card(here, desk.open_deal(db.session, here.actor, public_id))


@blueprint.get("/deal/<public_id>/cover")
def cover(public_id: str) -> ResponseReturnValue:
    """The cover on one's own card, as it was kept before the freeze."""
    here = seat()
    return cover_of(desk.open_deal(db.session, here.actor, public_id).card)


@blueprint.put("/deal/<public_id>")
def put(public_id: str) -> ResponseReturnValue:
    """An answer from the script."""
    here = seat()
    try:
        sent = _sent()
        with writing() as base:
            saved = _answer(base, here, public_id, sent)
    except LavrError as error:
        return _refused(here, error)
    following = url_for("jury.deal", public_id=saved.following) if saved.following is not None else None
    return jsonify(_told(here, saved) | {"next": following})


@blueprint.post("/deal/<public_id>")
def answer(public_id: str) -> ResponseReturnValue:
    """An answer by a plain form: each button of the bar sends one."""
    here = seat()
    act = "no" if typed("because") else typed("answer")
    if act == "undo":
        return _undo_last(here)
    found = desk.open_deal(db.session, here.actor, public_id)
    if act == "no" and not typed("because"):
        return _card(here, found, reasons_open=True)
    try:
        return _act(here, found, act)
    except InputError as error:
        return _card(here, found, reasons_open=True, fault=error.told(language())), 400
    except NewerAnswer as error:
        return _card(here, found, newer=_both(here, error)), 409


@blueprint.post("/deal/<public_id>/undo")
def undo(public_id: str) -> ResponseReturnValue:
    """Take an answer back; the card lies open again."""
    here = seat()
    if not request.is_json:
        with writing() as base:
            desk.undo(base, here.actor, public_id, client_id=secrets.token_hex(16), version=version(), now=now())
        session.pop(_LAST, None)
        return redirect(url_for("jury.deal", public_id=public_id), 303)
    try:
        sent = _sent()
        with writing() as base:
            saved = desk.undo(base, here.actor, public_id, client_id=sent["client_id"], version=sent["version"], now=now())
    except LavrError as error:
        return _refused(here, error)
    return jsonify(_told(here, saved))


@blueprint.post("/deal/<public_id>/aside")
def aside(public_id: str) -> ResponseReturnValue:
    """Put a card aside, from the script."""
    here = seat()
    try:
        sent = _sent()
        with writing() as base:
            laid = desk.put_aside(base, here.actor, public_id, version=sent["version"], now=now())
    except LavrError as error:
        return _refused(here, error)
    return jsonify(version=laid.version)


@blueprint.post("/deal/<public_id>/recuse")
def recuse(public_id: str) -> ResponseReturnValue:
    """A conflict, from the script."""
    here = seat()
    try:
        _sent()
        with writing() as base:
            desk.recuse(base, here.actor, public_id, now=now())
    except LavrError as error:
        return _refused(here, error)
    return jsonify(version=0)


@blueprint.post("/deal/<public_id>/again")
def again(public_id: str) -> ResponseReturnValue:
    """Ask for one more look at this card by somebody else."""
    here = seat()
    with writing() as base:
        desk.ask_again(base, here.actor, public_id, now=now())
    flash(t("Эту карточку посмотрит ещё один человек.", "One more person looks at this card."), "good")
    return redirect(url_for("jury.deal", public_id=public_id), 303)


@blueprint.post("/hand")
def hand() -> ResponseReturnValue:
    """The next cards for the script, so that a lost network stops nobody at once."""
    here = seat()
    place = portion.place(here, now())
    size = min(desk.MOST_IN_HAND, max(place.size - place.done, 1))
    try:
        with writing() as base:
            dealt = desk.hand(base, here.actor, here.season.id, size=size, now=now())
    except LavrError as error:
        return _refused(here, error)
    cards = [piece(shown(one)) for one in dealt]
    return jsonify(cards=cards, exhausted=len(cards) < size)


@blueprint.get("/end")
def end() -> ResponseReturnValue:
    """The end of a portion: what was done in it."""
    here = seat()
    moment_now = now()
    place = portion.place(here, moment_now)
    spent = max(int((moment_now - place.began).total_seconds()), 0)
    cards = counted(place.done, ("карточка", "карточки", "карточек"), ("card", "cards"))
    told = t(f"{cards} за {spent // 60}:{spent % 60:02}.", f"{cards} in {spent // 60}:{spent % 60:02}.")
    full = portion.filled(here, place, moment_now)
    border = counted(full, ("карточка", "карточки", "карточек"), ("card", "cards"))
    settled = t(f"Кворум на границе набрали: {border}.", f"Reached their quorum at the border: {border}.") if full else ""
    state = progress.desk_state(db.session, here.juror, now=moment_now)
    return draw("end", here, state=state, told=told, settled=settled)


def _act(here: Seat, found: Deal, act: str) -> ResponseReturnValue:
    """Do what a button of the plain form asks for, and go on to the next card."""
    with writing() as base:
        if act == "recuse":
            desk.recuse(base, here.actor, found.public_id, now=now())
        elif act == "aside":
            desk.put_aside(base, here.actor, found.public_id, version=version(), now=now())
        else:
            sent = {
                "answer": act,
                "reason": typed("because"),
                "comment": typed_lines("comment"),
                "client_id": typed("client_id"),
                "version": version(),
            }
            saved = _answer(base, here, found.public_id, sent)
            session[_LAST] = found.public_id
    if act in {"recuse", "aside"}:
        session.pop(_LAST, None)
    elif found.card.practice:
        flash(t(saved.comment_ru, saved.comment_en), "info")
        session.pop(_LAST, None)
    return _on(here)


def _on(here: Seat) -> ResponseReturnValue:
    """The next card, or the end of the portion."""
    place = portion.place(here, now())
    if place.done >= place.size:
        return redirect(url_for("jury.end"), 303)
    return _next(here)


def _next(here: Seat) -> ResponseReturnValue:
    with writing() as base:
        following = desk.next_card(base, here.actor, here.season.id, now=now())
    if following is None:
        return redirect(url_for("jury.end"), 303)
    return redirect(url_for("jury.deal", public_id=following.public_id), 303)


def _undo_last(here: Seat) -> ResponseReturnValue:
    """Undo where there is no script: the last card answered in this session."""
    last = session.pop(_LAST, "")
    if not last:
        raise InputError(
            "Отменять нечего. Любой ответ можно изменить в «Моих ответах».",
            "There is nothing to undo. Any answer can be changed in «My answers».",
        )
    found = desk.open_deal(db.session, here.actor, last)
    with writing() as base:
        desk.undo(base, here.actor, last, client_id=secrets.token_hex(16), version=found.version, now=now())
    return redirect(url_for("jury.deal", public_id=last), 303)


def _card(
    here: Seat,
    found: Deal,
    *,
    reasons_open: bool = False,
    fault: str = "",
    newer: Mapping[str, str] | None = None,
) -> str:
    verdict = desk.standing_answer(db.session, found)
    return render_template(
        "jury/card.html",
        seat=here,
        script_words=words.script_words,
        card=shown(found, verdict),
        place=portion.place(here, now()),
        action=url_for("jury.answer", public_id=found.public_id),
        client_id=secrets.token_hex(16),
        reasons=[(key, t(*pair)) for key, pair in words.REASONS.items()],
        reasons_open=reasons_open,
        typed=typed_lines("comment") if request.method == "POST" else "",
        fault=fault,
        newer=newer,
        last=_last(here, found),
    )


def _last(here: Seat, found: Deal) -> dict[str, Any] | None:
    """The card answered before this one, where it can be undone."""
    last = session.get(_LAST, "")
    if not last or last == found.public_id:
        return None
    try:
        before = desk.open_deal(db.session, here.actor, last)
    except LavrError:
        return None
    return piece(shown(before))


def _answer(base: Any, here: Seat, public_id: str, sent: Mapping[str, Any]) -> Saved:
    return desk.answer(
        base,
        here.actor,
        public_id,
        answer=sent["answer"],
        reason=sent["reason"],
        comment=sent["comment"],
        client_id=sent["client_id"],
        version=sent["version"],
        now=now(),
    )


def _sent() -> dict[str, Any]:
    """What the script sent, every field of its kind; InputError for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        body = {}
    sent = {key: body.get(key, "") for key in ("answer", "reason", "comment", "client_id")}
    number = body.get("version")
    if not all(isinstance(value, str) for value in sent.values()) or not isinstance(number, int) or isinstance(number, bool):
        raise InputError("Обновите страницу и ответьте ещё раз.", "Reload the page and answer again.")
    return sent | {"comment": sent["comment"].replace("\0", ""), "version": number}


def _told(here: Seat, saved: Saved) -> dict[str, Any]:
    return {
        "saved_at": saved.saved_at.isoformat(),
        "saved": clock(saved.saved_at, here.season.zone),
        "version": saved.version,
    }


def _refused(here: Seat, error: LavrError) -> ResponseReturnValue:
    """A refusal as the script reads it; ``fault``: sending it again would not help."""
    body: dict[str, Any] = {"error": error.told(language()), "fault": True}
    if isinstance(error, NewerAnswer):
        body["newer"] = {
            "told": words.answer_told(error.answer, error.reason),
            "answer": error.answer,
            "reason": error.reason,
            "comment": error.comment,
            "at": clock(error.at, here.season.zone) if error.at is not None else "",
            "version": error.version,
        }
    return jsonify(body), status_of(error)


def _both(here: Seat, error: NewerAnswer) -> dict[str, str]:
    """Both answers in words, for the page without scripts."""
    at = clock(error.at, here.season.zone) if error.at is not None else ""
    mine = (words.answer_told("no" if typed("because") else typed("answer"), typed("because")), typed_lines("comment"))
    return {
        "theirs": " · ".join(part for part in (words.answer_told(error.answer, error.reason), error.comment, at) if part),
        "mine": " · ".join(part for part in mine if part),
    }


def _closing(here: Seat, state: progress.DeskState) -> str:
    """When the round closes, in words."""
    if state.closes_at is None:
        return ""
    at = moment(state.closes_at, here.season.zone)
    days = (state.closes_at - now()).days
    left = (
        t("последние сутки", "the last day")
        if days < 1
        else t("ещё ", "") + counted(days, ("день", "дня", "дней"), ("day", "days"))
    )
    return t(f"Голосование открыто до {at} ({left}).", f"The voting is open until {at} ({left}).")

"""Response to citizens: share answered (A1), timeliness (A2), openness of comments (A3). Source: the default rule book.

The limits of 4 and 9 working hours are those of Sevastopol of 2020 (high importance, ordinary message); 27 working hours
are three working days.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from criteria import phrases
from criteria.evidence import NEVER, Bool, Int8, Int64
from criteria.measurement import Language, Measured, Params
from criteria.metrics.counting import Counting, counted_posts
from criteria.metrics.rows import totals
from criteria.setting import Scene

HOUR = 3600
Hours = Annotated[int, Field(ge=0, le=500)]


class MessageRule(Params):
    """``young_hours``: an unanswered message that waited less working hours before the period's end is left out."""

    young_hours: Hours = 27


class AnsweredShareParams(Params):
    """Which messages are asked for, and which posts show whether comments are open."""

    messages: MessageRule = MessageRule()
    counting: Counting = Counting()


class TimelinessParams(Params):
    """f(T) is 1 up to ``full_hours``, falls to ``middle_percent`` at ``middle_hours`` and to 0 at ``zero_hours``.

    An answer that is a template only earns ``interim_percent`` of f. All hours are working hours.
    """

    full_hours: Hours = 4
    middle_hours: Hours = 9
    middle_percent: Annotated[int, Field(ge=0, le=100)] = 70
    zero_hours: Hours = 27
    interim_percent: Annotated[int, Field(ge=0, le=100)] = 50
    messages: MessageRule = MessageRule()
    counting: Counting = Counting()

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.full_hours < self.middle_hours < self.zero_hours:
            msg = "full_hours < middle_hours < zero_hours must hold / должно быть full_hours < middle_hours < zero_hours"
            raise ValueError(msg)
        return self


class CommentsOpenParams(Params):
    """Which posts are looked at."""

    counting: Counting = Counting()


@dataclass(frozen=True, slots=True, eq=False)
class AskedMessages:
    """Messages that want an answer: arrays (n,) of those that are samples, arrays (pages,) of those left out.

    ``row``: in the block; samples ``bounds[i]:bounds[i + 1]`` are those of page i. ``seconds``: working seconds until the first
    answer, 0 where there is none. ``waiting``: left out as unanswered and young; ``broken``: left out since the answer is dated
    before the question.
    """

    row: Int64
    bounds: Int64
    answered: Bool
    interim: Bool
    seconds: Int64
    waiting: Int64
    broken: Int64

    @property
    def per_page(self) -> Int64:
        """(pages,) how many samples fall to each page."""
        return np.diff(self.bounds)


def asked_messages(scene: Scene, rule: MessageRule) -> AskedMessages:
    """The messages asked within the period that want an answer, known or unknown, seen as samples."""
    messages, calendar = scene.block.messages, scene.setting.calendar
    wanted = (messages.asked >= calendar.start) & (messages.asked < calendar.end) & (messages.needs_answer != 0)
    row = np.flatnonzero(wanted)
    asked, answered_at = messages.asked[row], messages.answered[row]
    began = calendar.working(asked)
    answered = answered_at != NEVER
    broken = answered & (answered_at < asked)
    young = ~answered & (began > calendar.working(np.array([calendar.end], np.int64)) - rule.young_hours * HOUR)
    seconds = calendar.working(answered_at)
    seconds -= began
    seconds *= answered
    bounds = np.searchsorted(row, messages.bounds)
    sample = np.flatnonzero(~(broken | young))
    row, answered = row[sample], answered[sample]
    return AskedMessages(
        row,
        np.searchsorted(sample, bounds),
        answered,
        answered & (messages.interim[row] == 1),
        seconds[sample],
        totals(bounds, young),
        totals(bounds, broken),
    )


class MessageReason(IntEnum):
    """Why a message is no sample."""

    COUNTED = 0
    OUTSIDE = 1
    NO_ANSWER_WANTED = 2
    BROKEN = 3
    YOUNG = 4


def message_reasons(scene: Scene, rule: MessageRule) -> Int8:
    """(messages,) int8 codes of ``MessageReason``: whether each message of the block counts, and what keeps it out."""
    messages, calendar = scene.block.messages, scene.setting.calendar
    found = np.full(len(messages.asked), MessageReason.YOUNG, np.int8)
    found[(messages.answered != NEVER) & (messages.answered < messages.asked)] = MessageReason.BROKEN
    found[messages.needs_answer == 0] = MessageReason.NO_ANSWER_WANTED
    found[(messages.asked < calendar.start) | (messages.asked >= calendar.end)] = MessageReason.OUTSIDE
    found[scene.share(asked_messages, rule).row] = MessageReason.COUNTED
    found.flags.writeable = False
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Openness:
    """Counted posts of each page, arrays (pages,): with open comments, with known state, all.

    ``shut``: every counted post is known to be closed, and there is one.
    """

    open: Int64
    known: Int64
    posts: Int64

    @property
    def shut(self) -> Bool:
        """(pages,) comments were closed all period."""
        closed: Bool = (self.posts > 0) & (self.known == self.posts) & (self.open == 0)
        return closed


def openness(scene: Scene, rule: Counting) -> Openness:
    """What is known of the comments below the counted posts."""
    own = scene.share(counted_posts, rule).own
    state = scene.block.posts.comments_open[own.row]
    return Openness(totals(own.bounds, state > 0), totals(own.bounds, state >= 0), own.per_page)


def answered_share(scene: Scene, params: AnsweredShareParams) -> Measured:
    """A1 = answered / messages: a share; an interim answer counts. Unknown without a message; 0 where comments were shut."""
    samples = scene.share(asked_messages, params.messages)
    shut = scene.share(openness, params.counting).shut
    messages, answered = samples.per_page, totals(samples.bounds, samples.answered)
    return Measured(
        np.where(shut, 0, answered),
        np.where(shut, 1, messages),
        {
            "messages": messages,
            "answered": answered,
            "waiting": samples.waiting,
            "broken": samples.broken,
            "shut": shut.astype(np.int64),
        },
        settled=shut,
    )


def tell_answered_share(facts: Mapping[str, int], language: Language) -> str:
    """«ответ на 14 из 20 сообщений»."""
    messages, answered, waiting, broken = facts["messages"], facts["answered"], facts["waiting"], facts["broken"]
    if language == "ru":
        if facts["shut"]:
            return "комментарии были закрыты весь срок"
        of = f"из{phrases.NBSP}{phrases.counted_ru(messages, 'сообщения', 'сообщений', 'сообщений')}"
        text = f"ответ на{phrases.NBSP}{answered} {of}" if messages else "сообщений в зачёте нет: об ответах ничего не известно"
        text += f"; без ответа, но срок ещё не вышел: {waiting}" if waiting else ""
        return text + (f"; не в счёт, ответ раньше вопроса: {broken}" if broken else "")
    if facts["shut"]:
        return "comments were closed all period"
    of = f"of {phrases.counted_en(messages, 'message', 'messages')}"
    text = f"answers to {answered} {of}" if messages else "no message counts: nothing is known of answers"
    text += f"; unanswered, but still in time: {waiting}" if waiting else ""
    return text + (f"; left out, answer dated before the question: {broken}" if broken else "")


def timeliness_score(seconds: Int64, params: TimelinessParams) -> tuple[Int64, int]:
    """f(T) for T in working seconds as whole parts, and how many parts are 1; the scale is the least that leaves no rest."""
    full, middle, zero = params.full_hours * HOUR, params.middle_hours * HOUR, params.zero_hours * HOUR
    at_middle = Fraction(params.middle_percent, 100)
    first, second = (1 - at_middle) / (middle - full), at_middle / (zero - middle)
    scale = math.lcm(first.denominator, second.denominator, at_middle.denominator)
    early = scale - int(first * scale) * np.maximum(seconds - full, 0)
    late = int(second * scale) * np.maximum(zero - seconds, 0)
    return np.where(seconds <= middle, early, late).astype(np.int64), scale


def timeliness(scene: Scene, params: TimelinessParams) -> Measured:
    """A2 = sum of f(T) / messages: a share; an unanswered message has 0, an interim answer part of f.

    T: working seconds from the message to its first answer. Exact: f is kept in whole parts, of which ``sample`` make 1.
    Unknown without a message; 0 where comments were shut.
    """
    samples = scene.share(asked_messages, params.messages)
    shut = scene.share(openness, params.counting).shut
    score, scale = timeliness_score(samples.seconds, params)
    interim = Fraction(params.interim_percent, 100)
    sample = scale * interim.denominator
    score *= np.where(samples.interim, interim.numerator, interim.denominator) * samples.answered
    messages, bounds = samples.per_page, samples.bounds
    quick = samples.answered & (samples.seconds <= params.full_hours * HOUR)
    return Measured(
        np.where(shut, 0, totals(bounds, score)),
        np.where(shut, sample, messages * sample),
        {
            "messages": messages,
            "answered": totals(bounds, samples.answered),
            "quick": totals(bounds, quick),
            "interim": totals(bounds, samples.interim),
            "seconds": totals(bounds, samples.seconds),
            "full_hours": np.full(scene.block.count, params.full_hours, np.int64),
            "shut": shut.astype(np.int64),
        },
        settled=shut,
        sample=sample,
    )


def tell_timeliness(facts: Mapping[str, int], language: Language) -> str:
    """«за 4 рабочих часа: 14 ответов на 20 сообщений, в среднем ответ за 2 ч 10 мин рабочего времени»."""
    messages, answered, quick, hours = facts["messages"], facts["answered"], facts["quick"], facts["full_hours"]
    mean = phrases.working_time(facts["seconds"] // max(answered, 1), language)
    if language == "ru":
        if facts["shut"]:
            return "комментарии были закрыты весь срок"
        if not messages:
            return "сообщений в зачёте нет: о быстроте ответов ничего не известно"
        asked = f"на{phrases.NBSP}{phrases.counted_ru(messages, 'сообщение', 'сообщения', 'сообщений')}"
        if not answered:
            return f"{asked} ни одного ответа"
        limit = phrases.counted_ru(hours, "рабочий час", "рабочих часа", "рабочих часов")
        text = f"за {limit}: {phrases.counted_ru(quick, 'ответ', 'ответа', 'ответов')} {asked}"
        text += f"; в среднем ответ за {mean} рабочего времени"
        return text + (f"; только отписок: {facts['interim']}" if facts["interim"] else "")
    if facts["shut"]:
        return "comments were closed all period"
    if not messages:
        return "no message counts: nothing is known of the speed of answers"
    asked = f"to {phrases.counted_en(messages, 'message', 'messages')}"
    if not answered:
        return f"no answer {asked}"
    text = f"within {phrases.counted_en(hours, 'working hour', 'working hours')}: "
    text += f"{phrases.counted_en(quick, 'answer', 'answers')} {asked}; {mean} of working time on average"
    return text + (f"; templates only: {facts['interim']}" if facts["interim"] else "")


def comments_open(scene: Scene, params: CommentsOpenParams) -> Measured:
    """A3 = counted posts with open comments / counted posts of known state: a share; unknown where no state is known."""
    state = scene.share(openness, params.counting)
    return Measured(state.open, state.known, {"open": state.open, "known": state.known, "posts": state.posts}, settled=state.shut)


def tell_comments_open(facts: Mapping[str, int], language: Language) -> str:
    """«комментарии открыты под 40 из 41 записи»."""
    known, opened, unseen = facts["known"], facts["open"], facts["posts"] - facts["known"]
    if language == "ru":
        if not known:
            return "открыты ли комментарии, неизвестно"
        of = f"из{phrases.NBSP}{phrases.counted_ru(known, 'записи', 'записей', 'записей')}"
        text = f"комментарии открыты под{phrases.NBSP}{opened} {of}"
        return text + (f"; ещё о{phrases.NBSP}{unseen} неизвестно" if unseen else "")
    if not known:
        return "whether comments are open is not known"
    text = f"comments open below {opened} of {phrases.counted_en(known, 'post', 'posts')}"
    return text + (f"; unknown of {unseen} more" if unseen else "")

"""Settings of collecting: the service token, the weekly sweep, how long the words of citizens are kept."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import Conflict, InputError, LavrError
from scoring.services import schedule, tokens
from scoring.store.collecting import CollectionPlan
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.errors import status_of
from webadmin.i18n import language, t
from webadmin.organizer import choice, forms
from webadmin.organizer import collecting_words as said
from webadmin.organizer.collecting import key, last_day_of_words
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.stale import Side, beside

OFF = "off"
_FORM = ("weekday", "hour", "then_import", "words_days")


class CollectingSettingsView(Door):
    """Token, schedule, retention."""

    titles = ("Настройки сбора", "Settings of collecting")
    station = "sources"
    address = "collecting-settings"
    readers = STAFF

    def is_visible(self) -> bool:
        """No line of the menu: it opens from the state of collecting."""
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the settings."""
        season = choice.season()
        if season is None:
            return self.render("panel/no_season.html")
        plan = schedule.plan_of(db.session, season.id)
        return self._page(_form(plan), plan.version if plan is not None else 0)

    @expose("/token", methods=("POST",))
    def token(self) -> ResponseReturnValue:
        """Keep a token."""
        season = choice.needed_season()
        try:
            with writing() as session:
                tokens.save_token(session, home(), current_actor(), season.id, request.form.get("token", ""), now=now())
        except InputError as fault:
            return self._again(token_fault=fault), status_of(fault)
        flash(t("Токен сохранён. Проверьте его одним вызовом.", "The token is kept. Check it by one call."), "good")
        return _back()

    @expose("/token/check", methods=("POST",))
    def check(self) -> ResponseReturnValue:
        """Make one harmless call with the token."""
        choice.needed_season()
        try:
            tokens.check_token(home())
        except LavrError as fault:
            return self._again(token_fault=fault), status_of(fault)
        flash(t("Сеть приняла токен.", "The network takes the token."), "good")
        return _back()

    @expose("/token/remove", methods=("POST",))
    def remove(self) -> ResponseReturnValue:
        """Forget the token."""
        season = choice.needed_season()
        with writing() as session:
            tokens.remove_token(session, home(), current_actor(), season.id, now=now())
        flash(t("Токен удалён с сервера.", "The token is removed from the server."), "good")
        return _back()

    @expose("/schedule", methods=("POST",))
    def schedule(self) -> ResponseReturnValue:
        """Set the weekly sweep and the retention."""
        season = choice.needed_season()
        version = forms.version()
        try:
            with writing() as session:
                schedule.save_plan(
                    session,
                    current_actor(),
                    season.id,
                    version=version,
                    weekday=None if forms.typed("weekday") == OFF else _number("weekday"),
                    hour=_number("hour"),
                    then_import=request.form.get("then_import") == "1",
                    words_days=_number("words_days"),
                    now=now(),
                )
        except InputError as fault:
            return self._page({name: forms.typed(name) for name in _FORM}, version, plan_fault=fault), 400
        except Conflict as error:
            plan = schedule.plan_of(db.session, season.id)
            typed, stands = _in_words({name: forms.typed(name) for name in _FORM}), _in_words(_form(plan))
            sides = [Side(title, typed[title], stands[title]) for title in typed]
            return beside(self, error, sides, version=plan.version if plan else 0, back=url_for("collecting-settings.index"))
        flash(t("Сохранено.", "Saved."), "good")
        return _back()

    def _again(self, token_fault: LavrError) -> str:
        """The page with what is wrong about the token; the token itself is never sent back."""
        plan = schedule.plan_of(db.session, choice.needed_season().id)
        return self._page(_form(plan), plan.version if plan is not None else 0, token_fault=token_fault)

    def _page(
        self,
        form: dict[str, str],
        version: int,
        *,
        token_fault: LavrError | None = None,
        plan_fault: LavrError | None = None,
    ) -> str:
        season = choice.needed_season()
        return self.render(
            "panel/collecting_settings.html",
            form=form,
            plan_version=version,
            key=key(),
            plan=schedule.plan_of(db.session, season.id),
            until=last_day_of_words(season),
            weekdays=[(OFF, t("не собирать самому", "do not collect by itself")), *_weekdays()],
            hours=[(str(hour), said.hour_word(hour)) for hour in range(24)],
            token_fault=token_fault.told(language()) if token_fault is not None else "",
            plan_fault=plan_fault.told(language()) if plan_fault is not None else "",
        )


def _weekdays() -> list[tuple[str, str]]:
    return [(str(number), t(*pair)) for number, pair in enumerate(said.WEEKDAYS)]


def _form(plan: CollectionPlan | None) -> dict[str, str]:
    if plan is None:
        return {"weekday": OFF, "hour": "3", "then_import": "1", "words_days": str(schedule.WORDS_DAYS)}
    return {
        "weekday": OFF if plan.weekday is None else str(plan.weekday),
        "hour": str(plan.hour),
        "then_import": "1" if plan.then_import else "",
        "words_days": str(plan.words_days),
    }


def _in_words(form: dict[str, str]) -> dict[str, str]:
    """The plan by what its fields are called."""
    days = dict([(OFF, t("не собирать самому", "do not collect by itself")), *_weekdays()])
    return {
        t("День", "Day"): days.get(form["weekday"], form["weekday"]),
        t("Час", "Hour"): form["hour"],
        t("Сразу превращать в свидетельства", "Make evidence at once"): t("да", "yes") if form["then_import"] else t("нет", "no"),
        t("Дней хранить слова", "Days to keep words"): form["words_days"],
    }


def _number(name: str) -> int:
    text = forms.typed(name).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise (
            InputError("Впишите целое число.", "Write a whole number.")
            if name == "words_days"
            else InputError("Выберите день и час из списка.", "Choose the day and the hour of the list.")
        )
    return int(text)


def _back() -> ResponseReturnValue:
    return redirect(url_for("collecting-settings.index"), 303)

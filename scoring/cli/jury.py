"""``lavr jury``: the jury's people, its cards, how far it has come; and an invented jury for rehearsals."""

import click
from sqlalchemy import select

from scoring.cli.bars import Bars
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.errors import NotFound
from scoring.services.jury import cards, jurors, progress, simulated
from scoring.services.letters.choices import LANGUAGES
from scoring.store.jury import Juror
from scoring.store.people import User

_LANES = {"safety": ("проверка", "safety"), "border": ("граница", "border")}


@click.group("jury")
def jury_group() -> None:
    """Жюри: состав, карточки, ход / The jury: its people, its cards, its progress."""


@jury_group.command("add")
@click.argument("email")
@click.option("--name", default="", help="Имя / Name")
@click.option("--organisation", default="", help="Где работает: по ней предлагаются конфликты / Where he works")
@click.option("--municipality", default="", help="Муниципалитет / Municipality")
@click.option("--minutes", type=int, default=10, show_default=True, help="Сколько минут обещает на весь тур / Minutes promised")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Язык его писем / Language of his letters")
@click.option("--year", type=int, help="Год сезона / The season's year")
@pass_desk
def add(
    desk: Desk, email: str, *, name: str, organisation: str, municipality: str, minutes: int, language: str | None,
    year: int | None,
) -> None:  # fmt: skip
    """Назвать члена жюри / Name a juror."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        juror = jurors.name_juror(
            session, desk.actor, season_id, email=email, name=name, organisation=organisation, municipality=municipality,
            minutes=minutes, language=language or "", now=now(),
        )  # fmt: skip
    desk.say(
        f"{email}: член жюри № {juror.number}. Пришлите ему ссылку: lavr user link {email}",
        f"{email}: juror No. {juror.number}. Send him a link: lavr user link {email}",
    )


@jury_group.command("list")
@click.option("--year", type=int, help="Год сезона / The season's year")
@pass_desk
def list_(desk: Desk, year: int | None) -> None:
    """Кто в жюри / Who is on the jury."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = progress.jury_progress(session, season_id, now=now()).jurors
    if not found:
        desk.say("В жюри пока никого: lavr jury add ПОЧТА", "Nobody is on the jury yet: lavr jury add EMAIL")
    for one in found:
        form = desk.t("анкета есть", "form filled in") if one.juror.declared_at else desk.t("анкеты нет", "no form")
        minutes = desk.t(f"{one.juror.minutes} мин", f"{one.juror.minutes} min")
        click.echo(f"{one.juror.number:>4}  {one.juror.user.name}  <{one.juror.user.email}>  {minutes}  {form}")


@jury_group.command("remove")
@click.argument("email")
@click.option("--reason", required=True, help="Почему / Why")
@click.option("--year", type=int, help="Год сезона / The season's year")
@pass_desk
def remove(desk: Desk, email: str, reason: str, year: int | None) -> None:
    """Вывести из жюри: ответы остаются и не считаются / Remove a juror: his verdicts stay and do not count."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        juror = session.scalar(select(Juror).join(User).where(Juror.season_id == season_id, User.email == email.strip().lower()))
        if juror is None:
            raise NotFound(f"{email} не в жюри этого сезона.", f"{email} is not on this season's jury.")
        jurors.remove_juror(session, desk.actor, juror.id, reason=reason, now=now())
    desk.say(f"{email} выведен из жюри.", f"{email} is off the jury.")


@jury_group.command("prepare")
@click.option("--year", type=int, help="Год сезона / The season's year")
@pass_desk
def prepare(desk: Desk, year: int | None) -> None:
    """Подготовить карточки по официальному расчёту / Prepare the cards of the official run."""
    season_id = desk.season_id(year)
    with Bars(desk.language) as bars:
        made = cards.prepare(desk.engine, desk.home, desk.actor, season_id, now=now(), progress=bars)
    desk.say(
        f"Карточки готовы: проверка {made['safety']}, граница {made['border']}, учебных {made['practice']}.",
        f"The cards are ready: safety {made['safety']}, border {made['border']}, practice {made['practice']}.",
    )
    with desk.transaction() as session:
        planned = progress.plan(session, season_id)
    if planned is not None and not planned.enough:
        desk.say(
            f"Жюри может не успеть: нужно {planned.verdicts} ответов, обещано времени на {planned.possible}; "
            f"людей нужно {planned.jurors_needed}, есть {planned.jurors}.",
            f"The jury may run out of time: {planned.verdicts} verdicts are wanted, minutes promised do for {planned.possible}; "
            f"{planned.jurors_needed} people needed, {planned.jurors} there.",
        )


@jury_group.command("progress")
@click.option("--year", type=int, help="Год сезона / The season's year")
@click.option("--json", "as_json", is_flag=True, help="Для программ / For programs")
@pass_desk
def progress_(desk: Desk, year: int | None, as_json: bool) -> None:
    """Сколько карточек отвечено; что отвечено, не видно / How many cards are answered, never what."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = progress.jury_progress(session, season_id, now=now())
    if as_json:
        print_json(
            {
                "share": round(found.share, 4),
                "cards": [
                    {"nomination": row.nomination, "lane": row.lane, "answers": row.by_answers, "wanting": row.wanting}
                    for row in found.spheres
                ],
                "jurors": [
                    {"number": one.juror.number, "answered": one.answered, "aside": one.put_aside, "recused": one.recused}
                    for one in found.jurors
                ],
            }
        )
        return
    if found.round is None:
        desk.say("Карточек ещё нет: lavr jury prepare", "There are no cards yet: lavr jury prepare")
        return
    desk.say(f"Готово {found.share:.0%} нужных ответов.", f"{found.share:.0%} of the wanted verdicts are there.")
    for row in found.spheres:
        lane = desk.t(*_LANES[row.lane])
        counts = " / ".join(map(str, row.by_answers))
        desk.say(
            f"  {row.nomination}, {lane}: ответов 0 / 1 / 2 / 3 и больше: {counts}; не хватает на {row.wanting}",
            f"  {row.nomination}, {lane}: answers 0 / 1 / 2 / 3 and more: {counts}; wanting on {row.wanting}",
        )


@jury_group.command("simulate")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--most", type=int, help="Не больше стольких ответов у каждого / At most so many answers each")
@click.option("--year", type=int, help="Год сезона / The season's year")
@pass_desk
def simulate(desk: Desk, seed: int, most: int | None, year: int | None) -> None:
    """Выдуманное жюри отвечает на карточки; только репетиция и показ / An invented jury answers; rehearsals and demos only."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        simulated.invite(session, season_id, now=now())
    with Bars(desk.language) as bars:
        count = simulated.simulate_jury(desk.engine, season_id, seed, now(), most=most, progress=bars).answers
    desk.say(f"Выдуманное жюри ответило: {count}.", f"The invented jury answered: {count}.")

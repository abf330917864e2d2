"""One season played from its draft into the archive on a calendar of its own: steps by the panel's forms, work by the worker."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from criteria import loading
from scoring.chance import seeded
from scoring.cli.demo_year import InventedYear
from scoring.cli.workshop import handlers
from scoring.home import Home
from scoring.jobs.worker import Worker, Workshop
from scoring.season.awarding import AwardAct, AwardGround
from scoring.season.course import State
from scoring.season.objecting import Ground
from scoring.services import award_changes, award_samples, decision_changes, decisions, keys, objections, owners, queue, sealing
from scoring.services import seasons as season_services
from scoring.services.acting import Actor
from scoring.services.checking.whole import check
from scoring.services.decision_changes import Act
from scoring.services.imports import import_file
from scoring.services.jury import simulated
from scoring.services.jury.jurors import name_juror
from scoring.services.letters import approving
from scoring.services.letters.sending import release
from scoring.services.protocols import counts, last_places
from scoring.services.uploads import Upload
from scoring.sources.demo import write_season
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.decisions import Decision
from scoring.store.letters import Letter
from scoring.store.results import Award, ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DecisionOutcome, JobKind, Role, SealKind, Via
from tests import played_appeal
from tests.people import add_person, sign_in
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

YEAR: Final = 2025
ZONE: Final = "Asia/Novosibirsk"
SEED: Final = 1
PEOPLE: Final = {
    "anna": ("Анна Орлова", Role.ADMIN),
    "olga": ("Ольга Вторая", Role.ORGANIZER),
    "petr": ("Пётр Председатель", Role.CHAIR),
    "oleg": ("Олег Смотров", Role.OBSERVER),
}
OWNER: Final = "director@school.example"
EXCLUDED: Final = "Ведение страницы передано другой организации в последний месяц года."


@dataclass
class Told:
    """What was seen on the way."""

    refused: dict[str, str] = field(default_factory=dict)
    """Step -> what the home page says stands in its way when it was tried too early."""
    checks: dict[str, list[str]] = field(default_factory=dict)
    """State -> rows that ``lavr check`` names."""
    statuses: dict[str, int] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    letters: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Kind, address, subject and text of each letter, before they were thinned."""
    mailed: int = 0
    broken: int = -1
    """Seals that do not hold."""


class PlayedYear:
    """Plays it once; tests read what it left and what was seen."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(home=folder / "home", database_url=None, public_url="https://lavr.example").make()
        self.time = InventedYear(YEAR, ZONE)
        self.told = Told()
        self.engine: Engine = open_engine(self.home.url)
        upgrade(self.engine)
        self.chance = seeded(SEED)
        self.files = write_season(folder / "files", scale="small", seed=SEED, year=YEAR, zone=ZONE)
        self.season_id, self.ids = self._opened()
        self.app: Flask = create_app(self.home, clock=self.time)

    def close(self) -> None:
        """Let go of both engines."""
        with self.app.app_context():
            db.engine.dispose()
        self.engine.dispose()

    def play(self) -> None:
        """The whole year."""
        self._announce_and_collect()
        self._object_and_freeze()
        self._score()
        self._vote()
        self._decide_and_sign()
        self._award_and_publish()
        played_appeal.appeal(self)
        self._correct_and_revoke()
        self._close_and_archive()

    def actor(self, who: str) -> Actor:
        """Somebody, acting through the web."""
        name, role = PEOPLE[who]
        return Actor(self.ids[who], name, role, Via.WEB, season_id=self.season_id)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction of the services."""
        with transaction(self.engine) as session:
            yield session

    def get(self, who: str, path: str) -> TestResponse:
        """What somebody sees at an address; nobody in particular where ``who`` is empty."""
        client = self.app.test_client()
        if who:
            sign_in(client, self.ids[who], _key(who), self.time())
        return client.get(path)

    def post(self, who: str, path: str, seen: str = "/panel/", **fields: str) -> TestResponse:
        """Send a form as it stands on the page ``seen``."""
        limiter.reset()
        client = sign_in(self.app.test_client(), self.ids[who], _key(who), self.time())
        page = client.get(seen).text
        hidden = {name: _hidden(page, name) for name in ("csrf_token", "version", "of_season")}
        return client.post(path, data={**{name: value for name, value in hidden.items() if value}, **fields})

    def step(self, who: str, to: State) -> None:
        """Press the button of the next step, do the work that it orders, and ask what holds."""
        answer = self.post(who, "/panel/next", to=to.value)
        assert 303 == answer.status_code, re.sub(r"<[^>]+>|\s+", " ", answer.text)
        self.work()
        self.checked()

    def early(self, who: str, to: State) -> None:
        """Try a step too early: it is refused, and the home page says why."""
        page = self.get(who, "/panel/").text
        named = re.search(r'<div class="blockers">(.*?)</div>', page, re.DOTALL)
        self.told.refused[to.value] = re.sub(r"<[^>]+>|\s+", " ", named[1]) if named else ""
        self.told.statuses[f"early {to.value}"] = self.post(who, "/panel/next", to=to.value).status_code

    def work(self) -> None:
        """Do all jobs that wait."""
        worker = Worker(Workshop(self.engine, self.home, self.time, self.chance), handlers(), "year")
        while worker.work_once():
            pass

    def order(self, kind: JobKind) -> None:
        """Order long work and do it."""
        with self.writing() as session:
            queue.enqueue(session, self.actor("anna"), season_id=self.season_id, kind=kind, now=self.time())
        self.work()

    def checked(self) -> None:
        """Ask every rule of ``lavr check``."""
        with self.writing() as session:
            state = session.get_one(Season, self.season_id).state
            found = check(session, self.home, self.season_id).violations
            self.told.checks[str(state)] = [str(one) for one in found]

    @property
    def state(self) -> State:
        """Where the season stands."""
        with self.writing() as session:
            return State(session.get_one(Season, self.season_id).state)

    def _opened(self) -> tuple[int, dict[str, int]]:
        machine = Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE)
        with self.writing() as session:
            season = season_services.open_season(
                session, machine, year=YEAR, contest="Знак качества", region="Приозёрская область", city="Приозёрск", zone=ZONE,
                rulebook=loading.packaged_text("regional"),
                signers=[{"post": "Председатель оргкомитета", "name": "В. А. Светлоярская"}],
                now=self.time(), settings=self.time.settings(two_keys=True),
            )  # fmt: skip
            ids = {
                who: add_person(session, f"{who}@lavr.example", name, role, _key(who), self.time(), [season.id]).id
                for who, (name, role) in PEOPLE.items()
            }
            return season.id, ids

    def _announce_and_collect(self) -> None:
        self.time.reach(State.ANNOUNCED)
        self.early("anna", State.ANNOUNCED)
        with self.writing() as session:
            for email, name in simulated.names(6):
                name_juror(
                    session, self.actor("anna"), self.season_id, email=email, name=name, minutes=30, now=self.time(),
                    chance=self.chance,
                )  # fmt: skip
        self.step("anna", State.ANNOUNCED)
        self.time.reach(State.COLLECTING)
        self.step("anna", State.COLLECTING)
        self.time.reach(State.OBJECTIONS)
        for path in (self.files.register, self.files.posts, self.files.messages, self.files.streams, self.files.checks):
            upload = Upload(hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name, path.stat().st_size)
            import_file(self.engine, self.home, self.actor("olga"), self.season_id, upload, clock=self.time)

    def _object_and_freeze(self) -> None:
        with self.writing() as session:
            page = session.scalars(select(Page).where(Page.season_id == self.season_id).order_by(Page.key)).first()
            assert page is not None
            owners.add_contact(
                session, self.actor("olga"), self.season_id, page_id=page.id, email=OWNER, name="Ирина Директорова",
                now=self.time(),
            )  # fmt: skip
            self.page_id, self.page_name = page.id, page.name
        self.step("anna", State.OBJECTIONS)
        self.let_letters_go()
        with self.writing() as session:
            first = self.time().date()
            objections.set_window(
                session, self.actor("olga"), self.season_id, first=first, last=first + timedelta(days=14), version=0,
                now=self.time(),
            )  # fmt: skip
            invited = owners.invite(session, self.actor("olga"), self.season_id, page_id=self.page_id, now=self.time())
            access = owners.enter(session, secret=invited.secret, now=self.time())
            raised = objections.raise_objection(
                session, access, form="0" * 32, criterion="1.1", ground=Ground.MISSING_POST, words="Нет записи от 3 марта.",
                link="https://vk.com/wall-1_1", rows=(), attachment=None, now=self.time(),
            )  # fmt: skip
            number = raised.id
        self.early("anna", State.FROZEN)
        self.told.pages["objections"] = self.get("olga", "/panel/objections/").text
        with self.writing() as session:
            objections.refuse(
                session, self.actor("olga"), number, version=1, answer="Запись удалена автором в тот же день.", now=self.time()
            )
        self.time.reach(State.FROZEN)
        self.post("anna", "/panel/key", to=State.FROZEN.value, reason="Возражения разобраны, срок вышел.")
        with self.writing() as session:
            asked = keys.waiting(session, self.season_id, self.time())[0]
            numbers = keys.numbers(session, session.get_one(Season, self.season_id))
        self.told.statuses["own key"] = self.post("anna", f"/panel/key/{asked.id}", **numbers).status_code
        self.post("petr", f"/panel/key/{asked.id}", **numbers)
        self.step("anna", State.FROZEN)

    def _score(self) -> None:
        self.time.reach(State.SCORED)
        self.step("anna", State.SCORED)
        self.early("anna", State.JURY_OPEN)
        self.order(JobKind.ROBUSTNESS)
        self.order(JobKind.CARDS)
        self.let_letters_go()

    def _vote(self) -> None:
        self.time.reach(State.JURY_OPEN)
        with self.writing() as session:
            simulated.invite(session, self.season_id, now=self.time())
        self.step("anna", State.JURY_OPEN)
        self.let_letters_go()
        self.early("anna", State.JURY_CLOSED)
        played = simulated.simulate_jury(self.engine, self.season_id, SEED, self.time())
        self.told.statuses["answers"] = played.answers
        self.time.reach(State.JURY_CLOSED)
        self.step("petr", State.JURY_CLOSED)
        self.step("anna", State.PROPOSED)
        self.let_letters_go()

    def _decide_and_sign(self) -> None:
        self.time.reach(State.SIGNED)
        with self.writing() as session:
            winner = next(one for one in decisions.standing(session, self.season_id) if one.final == DecisionOutcome.WINNER)
            told = decision_changes.effect(session, self.actor("petr"), winner.id, Act.EXCLUDE)
            other = told.comes_in[0].id if told.comes_in else None
            decision_changes.decide(
                session, self.actor("petr"), winner.id, Act.EXCLUDE, reason_code="not_official", reason=EXCLUDED, other=other,
                now=self.time(),
            )  # fmt: skip
            self.excluded = winner.page.name
        self.told.statuses["admin signs first"] = self.post("anna", "/panel/protocol/sign", "/panel/protocol/").status_code
        self.post("petr", "/panel/protocol/sign", "/panel/protocol/")
        with self.writing() as session:
            decided = decisions.standing(session, self.season_id)
        wrong = {f"count:{name}": "999" for name in counts(decided)}
        self.told.statuses["misread"] = self.post("anna", "/panel/protocol/sign", "/panel/protocol/", **wrong).status_code
        self.post("anna", "/panel/protocol/sign", "/panel/protocol/", **_read_back(decided))
        self.checked()

    def _award_and_publish(self) -> None:
        self.early("anna", State.PUBLISHED)
        self.order(JobKind.AWARD)
        with self.writing() as session:
            for sample in award_samples.of_season(session, self.season_id):
                award_samples.tick(session, self.actor("olga"), sample.id, now=self.time())
            awards = session.scalars(select(Award).order_by(Award.id)).all()
            self.serials = [award.serial for award in awards]
            self.names = [award.name for award in awards]
        self.told.statuses["results before"] = self.get("", f"/results/{YEAR}").status_code
        self.told.statuses["check before"] = self.get("", f"/v/{self.serials[0]}").status_code
        self.time.reach(State.PUBLISHED)
        self.let_letters_go()
        self.step("anna", State.PUBLISHED)
        self.let_letters_go()
        self.told.pages["results"] = self.get("", f"/results/{YEAR}").text
        self.told.pages["diary"] = self.get("", f"/diary/{YEAR}").text
        self.told.pages["check"] = self.get("", f"/v/{self.serials[0]}").text
        with self.writing() as session:  # the page of a season that cannot close yet has no form to take the version from
            version = str(session.get_one(Season, self.season_id).version)
        back = self.post("anna", "/panel/back", to=State.SIGNED.value, reason="Передумали", version=version)
        self.told.statuses["back"] = back.status_code

    def _correct_and_revoke(self) -> None:
        reason = "Учреждение прислало выписку: название напечатано неверно."
        with self.writing() as session:
            award = session.scalars(select(Award).where(Award.serial == self.serials[0])).one()
            asked = award_changes.propose(
                session, self.actor("olga"), award.id, AwardAct.CORRECT, ground=AwardGround.WRONG_NAME, reason=reason,
                name=f"{award.name} имени М. В. Ломоносова", now=self.time(),
            )  # fmt: skip
            number, version = asked.id, asked.version
        with self.writing() as session:
            award_changes.approve(session, self.actor("anna"), number, version=version, now=self.time())
        self.order(JobKind.AWARD)
        self.told.pages["replaced"] = self.get("", f"/v/{self.serials[0]}").text
        with self.writing() as session:
            award = session.scalars(select(Award).where(Award.serial == self.serials[1])).one()
            asked = award_changes.propose(
                session, self.actor("olga"), award.id, AwardAct.REVOKE, ground=AwardGround.INFLATED,
                reason="Прирост подписчиков куплен, сеть это подтвердила.", now=self.time(),
            )  # fmt: skip
            number, version = asked.id, asked.version
        self.time.wait(self.time() + timedelta(days=21))
        with self.writing() as session:
            award_changes.approve(session, self.actor("anna"), number, version=version, now=self.time())
        self.told.pages["revoked"] = self.get("", f"/v/{self.serials[1]}").text
        self.let_letters_go()
        self.checked()

    def _close_and_archive(self) -> None:
        self.step("anna", State.CLOSED)
        self.early("anna", State.ARCHIVED)
        with self.writing() as session:
            letters = session.scalars(select(Letter).order_by(Letter.id)).all()
            self.told.letters = [(one.kind, one.recipient, one.subject, one.text) for one in letters]
            run = session.scalars(select(ScoreRun).where(ScoreRun.official)).one()
            self.told.hashes = {"evidence": run.evidence, "ranking": run.ranking, "results": self._results()}
            for kind in (SealKind.RULES, SealKind.SNAPSHOT, SealKind.VERDICTS, SealKind.DECISIONS):
                seal = sealing.current(session, self.season_id, kind)
                self.told.hashes[kind.value] = seal.sha256 if seal is not None else ""
            self.told.broken = len(sealing.broken(session, self.season_id))
        self.time.wait(self.time() + timedelta(days=3 * 366))
        self.step("anna", State.ARCHIVED)

    def _results(self) -> str:
        """SHA-256 of the open file of results, as everybody downloads it."""
        return hashlib.sha256(self.get("", f"/diary/{YEAR}/results.csv").data).hexdigest()

    def let_letters_go(self) -> None:
        """Approve what waits for a person, and send what may leave."""
        with self.writing() as session:
            found = session.get_one(Season, self.season_id)
            for batch in approving.batches(session, self.actor("anna"), found):
                if batch.waiting:
                    approving.approve(
                        session, self.actor("anna"), self.season_id, batch.kind.code, typed=str(batch.waiting), seen=batch.seen,
                        now=self.time(),
                    )  # fmt: skip
        sent = release(self.engine, self.home, self.season_id, clock=self.time, wait=lambda _seconds: None)
        self.told.mailed += sent.left


def _key(who: str) -> str:
    return who * 8


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""


def _read_back(decided: list[Decision]) -> dict[str, str]:
    """What the second signer reads in the protocol."""
    read = {f"count:{name}": str(count) for name, count in counts(decided).items()}
    return read | {f"last:{name}": names[0] for name, names in last_places(decided).items()}

"""A small season by direct rows: two spheres, eight pages, one official run, two awards, an import with a refused row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from random import Random

from sqlalchemy.orm import Session

from certificates.serials import new_serial
from criteria import loading
from scoring.engine.explain import detail_of
from scoring.engine.run import Result, evaluate
from scoring.engine.tree import sums
from scoring.season.course import PUBLIC, State
from scoring.services import seasons
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.tables import (
    Award,
    AwardFile,
    ImportedFile,
    Job,
    Membership,
    Page,
    PageCorrection,
    PageFinding,
    RefusedRow,
    RulebookDraft,
    Score,
    ScoreRun,
    Season,
)
from scoring.store.vocabulary import CorrectionSource, FileKind, FindingKind, FindingState, JobKind, JobState, Outcome, Role, Via
from tests.people import add_person
from tests.scoring.engine.world import World

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RULEBOOK = seasons.without_jury(loading.packaged_text("regional"))
BEFORE_FREEZE = frozenset({State.DRAFT, State.ANNOUNCED, State.COLLECTING, State.OBJECTIONS})
_SPHERES = ("Образование", "Здравоохранение")
_PLACES = ("Ельцовка", "Заречный", "Ёлкино", "Мирный")


@dataclass(frozen=True, slots=True)
class Seeded:
    """Ids of what was sown."""

    organizer: int
    observer: int
    season: int
    pages: tuple[int, ...]
    run: int
    awards: tuple[int, ...]
    file: int
    job: int


def sow(session: Session, *, year: int = 2026, state: State = State.SIGNED, pages: int = 8, rulebook: str = RULEBOOK) -> Seeded:
    """Two people and one season of ``year`` with everything in it; flushed, not committed."""
    people = sow_people(session)
    return sow_season(session, people, year=year, state=state, pages=pages, rulebook=rulebook)


def sow_people(session: Session) -> tuple[int, int]:
    """The admin and the observer of each season that is sown after them; their ids."""
    organizer = add_person(session, "org@example.org", "Анна Орлова", None, "a" * 32, NOW)
    observer = add_person(session, "obs@example.org", "Олег Смотров", None, "b" * 32, NOW)
    return organizer.id, observer.id


def sow_season(
    session: Session,
    people: tuple[int, int],
    *,
    year: int,
    state: State = State.SIGNED,
    pages: int = 8,
    rulebook: str = RULEBOOK,
) -> Seeded:
    """One season with everything in it."""
    season = _season(year, state, rulebook)
    session.add(season)
    session.flush()
    roles = zip(people, (Role.ADMIN, Role.OBSERVER), strict=True)
    session.add_all(Membership(season_id=season.id, user_id=user, role=role, given_at=NOW) for user, role in roles)
    rows = [_page(season, number) for number in range(pages)]
    session.add_all(rows)
    run = _run(season, rulebook)
    session.add(run)
    session.flush()
    session.add_all(_score(run, page, number) for number, page in enumerate(rows))
    awards = [_award(season, run, page, year, number) for number, page in enumerate(rows[:2])]
    session.add_all(awards)
    file = _file(season, people[0])
    job = _job(season, people[0])
    anna = Actor(people[0], "Анна Орлова", Role.ADMIN, Via.WEB)
    record(session, anna, "season.open", season, season_id=season.id, now=NOW, after={"year": year})
    session.add_all((file, job, finding(season.id, rows[0].id, run.id), correction(season.id, rows[0].key)))
    session.flush()
    session.add(RefusedRow(file_id=file.id, line=17, column="ОГРН", value="=1+1", reason="not_a_number", params={}))
    session.add_all(_certificate(award, year) for award in awards)
    session.flush()
    return Seeded(
        people[0],
        people[1],
        season.id,
        tuple(page.id for page in rows),
        run.id,
        tuple(award.id for award in awards),
        file.id,
        job.id,
    )


def serial(year: int, number: int) -> str:
    """What is printed on an award."""
    return new_serial(Random(10 * year + number).randrange)  # noqa: S311 a test's dice


def award_path(year: int, serial: str) -> str:
    """Where an award's only file lies below the folder of awards."""
    return f"{year}/{serial}/diploma.pdf"


def _season(year: int, state: State, rulebook: str) -> Season:
    return Season(
        year=year,
        contest="Лучшая официальная страница",
        region="Новосибирская область",
        city="Новосибирск",
        zone="Asia/Novosibirsk",
        state=state,
        rulebook=rulebook,
        settings={"two_keys": False},
        signers=[{"post": "Председатель оргкомитета", "name": "И. И. Иванов"}],
        evidence=None if state in BEFORE_FREEZE else "e" * 64,
        created_at=NOW,
        published_at=NOW if state in PUBLIC else None,
    )


def _certificate(award: Award, year: int) -> AwardFile:
    path = award_path(year, award.serial)
    return AwardFile(award_id=award.id, kind="certificate", path=path, name="Диплом.pdf", size=4, sha256="f" * 64)


def _page(season: Season, number: int) -> Page:
    sphere, place = _SPHERES[number % 2], _PLACES[number % 4]
    name = f"МБОУ «Школа № {number + 1}» село {place}"
    return Page(
        season_id=season.id, key=f"vk:{100 + number}", name=name, link=f"https://vk.com/school{number + 1}",
        group_id=100 + number,
        ogrn=f"102540000000{number}", ogrn_valid=True, level="Муниципальный", founder="Администрация", municipality=place,
        sphere=sphere, status="Активен", connected=True, mark=number % 3 != 0, members=100 * number, register_line=number + 2,
        search=f"{name} vk.com/school{number + 1} {place}".lower().replace("ё", "е"),
    )  # fmt: skip


def _run(season: Season, rulebook: str) -> ScoreRun:
    cuts = [
        {
            "nomination": sphere, "pages": 4, "eligible": 4, "quota": 1, "winners": 1, "laureates": 1,
            "line": 900_000, "last_winner": 940_000, "next": 930_000, "distance": 10_000,
        }
        for sphere in _SPHERES
    ]  # fmt: skip
    return ScoreRun(
        season_id=season.id, name=f"{season.year}" * 16, evidence="e" * 64, rulebook="d" * 64, rulebook_text=rulebook,
        code="0.1.0", ranking="c" * 64, cuts=cuts, official=True, created_at=NOW,
    )  # fmt: skip


def _score(run: ScoreRun, page: Page, number: int) -> Score:
    outcome = Outcome.WINNER if number < 2 else Outcome.LAUREATE if number < 4 else Outcome.NONE
    total = 950_000 - 1_000 * number
    result = _silent()
    by_code = sums(result.book, result.scored.got)
    return Score(
        run_id=run.id, page_id=page.id, nomination=page.sphere, place=number // 2 + 1, total=total, outcome=outcome, check=False,
        points={code: int(column[0]) for code, column in by_code.items()}, detail=detail_of(result, 0),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _silent() -> Result:
    """What the engine says of a page of which nothing is known."""
    return evaluate(loading.packaged("regional"), World(_SPHERES))


def _award(season: Season, run: ScoreRun, page: Page, year: int, number: int) -> Award:
    return Award(
        season_id=season.id, run_id=run.id, page_id=page.id, kind="winner", nomination=page.sphere, place=1, total=950_000,
        serial=serial(year, number), token=f"{year}-{number}-{'t' * 30}", issued_on=date(2026, 11, 20), made_at=NOW,
        name=page.name, status="active" if season.state in PUBLIC else "confirmed", status_index=10 * year + number,
    )  # fmt: skip


def finding(season: int, page: int, run: int | None) -> PageFinding:
    """A penalty that a metric of the run proposes."""
    return PageFinding(
        season_id=season, page_id=page, kind=FindingKind.PENALTY, code="P2", times=3, reason="3 рекламных записи",
        evidence="замороженные данные сезона", state=FindingState.PROPOSED, run_id=run, made_at=NOW,
    )  # fmt: skip


def correction(season: int, page: str) -> PageCorrection:
    """A correction of a page's subscribers that was withdrawn again."""
    return PageCorrection(
        season_id=season, page=page, table_name="pages", row_id=-1, column_name="members", act="change", old=500, new=512,
        reason="опечатка", basis="письмо № 5", source=CorrectionSource.ORGANIZER, made_name="Анна Орлова", made_at=NOW,
        withdrawn_name="Анна Орлова", withdrawn_at=NOW, withdrawn_reason="ошибка",
    )  # fmt: skip


def sow_more(session: Session, seeded: Seeded) -> None:
    """Two more of everything that a list shows and a season has one of."""
    season, run = session.get_one(Season, seeded.season), session.get_one(ScoreRun, seeded.run)
    for number in (1, 2):
        more = _run(season, run.rulebook_text)
        more.name, more.official = str(number) * 64, False
        file = _file(season, seeded.organizer)
        file.sha256 = str(number) * 64
        record(session, Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE), "season.step", season, season_id=season.id, now=NOW)
        refused = RefusedRow(file_id=seeded.file, line=17 + number, column="ОГРН", value="x", reason="not_a_number")
        draft = RulebookDraft(
            season_id=season.id,
            title=f"Черновик {number}",
            text=RULEBOOK,
            made_by=seeded.organizer,
            created_at=NOW,
            changed_at=NOW,
        )
        proposed = finding(season.id, seeded.pages[number], None)
        corrected = correction(season.id, f"vk:club{number}")
        session.add_all((more, file, refused, proposed, corrected, draft, _job(season, seeded.organizer)))


def _file(season: Season, user: int) -> ImportedFile:
    return ImportedFile(
        season_id=season.id, kind=FileKind.REGISTER, name="Реестр.xlsx", sha256=f"{season.year}" * 16, size=2048, rows=9, new=8,
        changed=0, same=0, refused=1, batch=None, imported_at=NOW, imported_by=user,
    )  # fmt: skip


def _job(season: Season, user: int) -> Job:
    return Job(
        season_id=season.id, kind=JobKind.SCORE, params={}, state=JobState.FAILED, stage="", done=1, total=4, attempt=1,
        error_ru="Нет файла.", error_en="No file.", created_by=user, created_at=NOW, started_at=NOW, finished_at=NOW,
    )  # fmt: skip

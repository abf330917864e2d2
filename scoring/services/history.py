"""The same institutions in two seasons, each under its own rule book, and how much of a change is the rules' and how much theirs.

Each rule book is laid over each year's evidence. With T(book, evidence): change = T(new, new) - T(old, old); the rules' share is
the mean of what they change on either year's evidence, ((T(new, old) - T(old, old)) + (T(new, new) - T(old, new))) / 2,
half-up; the page's share is the rest, so that the two always sum to the change.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from criteria import loading
from criteria.errors import LavrError
from scoring.engine.findings import Findings
from scoring.engine.incidents import Incidents
from scoring.engine.run import evaluate
from scoring.errors import BrokenEvidence, Conflict, InputError, NotFound
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import Correction, corrections_hash, corrections_of
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.season.succession import Entry, Kind, Succession, successions
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.differing import results_of
from scoring.services.scoring import run_name
from scoring.store.results import Score, ScoreRun
from scoring.store.rules import PageSuccession
from scoring.store.seasons import Page, Season

_ROUNDS: Final = 6
"""How often the kin of a page is looked for: by then a family of pages is complete."""
Totals = Mapping[str, tuple[int, int | None]]
"""By a page's key: its total in ten-thousandths, and its place or None."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A page in one season under that season's own rule book; ``total`` in ten-thousandths."""

    page_id: int
    key: str
    name: str
    nomination: str
    place: int | None
    total: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Line:
    """One institution over two seasons, None on the side where it is not.

    ``before`` is the foremost page that it goes on from; ``others``: further ones that were merged into it. ``rules`` and
    ``own``: what of the change of the total is due to the rules and to the page, in ten-thousandths, None where it cannot be
    told apart. ``old_rules``: total of this year's page under last year's rule book, ``new_rules`` the other way round.
    """

    kind: Kind
    said: bool
    before: Standing | None
    after: Standing | None
    others: tuple[Standing, ...]
    rules: int | None = None
    own: int | None = None
    old_rules: int | None = None
    new_rules: int | None = None

    @property
    def now(self) -> Standing:
        """The later of the two."""
        return self.after or self.before  # type: ignore[return-value]  # one of the two is there

    @property
    def gain(self) -> int | None:
        """Change of the total."""
        return self.after.total - self.before.total if self.before and self.after else None

    @property
    def rise(self) -> int | None:
        """Places gained; None where a place is missing or the nomination is another one."""
        old, new = self.before, self.after
        if old is None or new is None or old.place is None or new.place is None or old.nomination != new.nomination:
            return None
        return old.place - new.place


@dataclass(frozen=True, slots=True)
class History:
    """Two seasons side by side. ``missing`` says why rules and pages cannot be told apart; None where they are."""

    before: int
    after: int
    lines: tuple[Line, ...]
    missing: LavrError | None


@dataclass(frozen=True, slots=True)
class YearOfPage:
    """A page in one of its years; ``standing`` None before points were computed. ``kind``: how it came from the year before."""

    year: int
    page_id: int
    name: str
    kind: Kind | None
    standing: Standing | None


def history(session: Session, home: Home, before_id: int, after_id: int, *, progress: Progress = silent) -> History:
    """All institutions of two seasons; by nomination and place of the later one, those that left at the end."""
    runs = [_official(session, season_id) for season_id in (before_id, after_id)]
    old, new = ({one.page_id: one for one in _standings(session, run.id)} for run in runs)
    found = _successions(session, _all_pages(before_id), _all_pages(after_id))
    crossed, missing = _crossed_totals(home, *runs, progress=progress)
    lines = [_line(one, old, new, crossed) for one in found]
    years = [session.get_one(Season, season_id).year for season_id in (before_id, after_id)]
    return History(years[0], years[1], tuple(sorted((line for line in lines if line is not None), key=_order)), missing)


def line_of_page(session: Session, page_id: int) -> tuple[YearOfPage, ...]:
    """The years of the page's institution up to this page's season and after it, the earliest first."""
    page = session.get_one(Page, page_id)
    seasons = session.execute(select(Season.id, Season.year).order_by(Season.year)).all()
    kin = _kin(session, page)
    by_season = {season_id: [_entry(one) for one in kin if one.season_id == season_id] for season_id, _ in seasons}
    here = next(number for number, (season_id, _) in enumerate(seasons) if season_id == page.season_id)
    chain: dict[int, tuple[int, Kind | None]] = {here: (page_id, None)}
    for number in range(here, 0, -1):
        found = _between(session, by_season, seasons[number - 1][0], seasons[number][0])
        mine = next((one for one in found if one.after is not None and one.after.id == chain[number][0]), None)
        if mine is None or not mine.before:
            break
        chain[number] = (chain[number][0], mine.kind)
        chain[number - 1] = (mine.before[0].id, None)
    for number in range(here, len(seasons) - 1):
        found = _between(session, by_season, seasons[number][0], seasons[number + 1][0])
        mine = next((one for one in found if any(old.id == chain[number][0] for old in one.before)), None)
        if mine is None or mine.after is None:
            break
        chain[number + 1] = (mine.after.id, mine.kind)
    scores = _scores_of(session, [one for one, _ in chain.values()])
    names = {one.id: one.name for one in kin}
    return tuple(
        YearOfPage(seasons[number][1], one, names[one], kind, scores.get(one)) for number, (one, kind) in sorted(chain.items())
    )


def add_succession(session: Session, actor: Actor, *, page_id: int, before_id: int, reason: str, now: datetime) -> PageSuccession:
    """Say that the page ``before_id`` of an earlier season goes on as ``page_id``; it outweighs addresses and numbers."""
    require_organizer(actor)
    page, before = (session.get(Page, one) for one in (page_id, before_id))
    if page is None or before is None:
        raise NotFound("Такой страницы нет. Вернитесь к списку.", "There is no such page. Go back to the list.")
    if before.season.year >= page.season.year:
        raise InputError(
            "Прежняя страница должна быть из более раннего сезона. Выберите другую.",
            "The former page must be of an earlier season. Choose another.",
        )
    known = select(PageSuccession.id).where(PageSuccession.page_id == page_id, PageSuccession.before_id == before_id)
    if session.scalar(known) is not None:
        raise Conflict("Эта связь уже указана.", "This has been said already.")
    made = PageSuccession(
        page_id=page_id, before_id=before_id, made_by=actor.id, made_at=now, reason=_reason(reason)
    )  # fmt: skip
    session.add(made)
    record(
        session,
        actor,
        "succession.add",
        made,
        season_id=page.season_id,
        now=now,
        after={"page": page.key, "before": before.key, "year": before.season.year},
        reason=made.reason,
    )
    return made


def remove_succession(session: Session, actor: Actor, *, succession_id: int, reason: str, now: datetime) -> None:
    """Take the word back."""
    require_organizer(actor)
    found = session.get(PageSuccession, succession_id)
    if found is None:
        raise NotFound("Такой связи нет: её уже сняли.", "There is no such word: it has been taken back.")
    page, before = session.get_one(Page, found.page_id), session.get_one(Page, found.before_id)
    record(
        session,
        actor,
        "succession.remove",
        found,
        season_id=page.season_id,
        now=now,
        before={"page": page.key, "before": before.key, "year": before.season.year},
        reason=_reason(reason),
    )
    session.delete(found)


def words_of(session: Session, page_ids: Iterable[int]) -> dict[int, list[PageSuccession]]:
    """What organizers said of these pages, by the later page."""
    found: dict[int, list[PageSuccession]] = {}
    wanted = list(page_ids)
    for one in session.scalars(select(PageSuccession).where(PageSuccession.page_id.in_(wanted)).order_by(PageSuccession.id)):
        found.setdefault(one.page_id, []).append(one)
    return found


def crossed(
    home: Home,
    *,
    evidence: str,
    text: str,
    findings: Iterable[Mapping[str, Any]],
    incidents: Iterable[Mapping[str, Any]] = (),
    corrections: Sequence[Correction] = (),
    progress: Progress = silent,
) -> Totals:
    """The totals of one year's evidence under another year's rule book, computed once and kept by the name of such a run.

    ``findings``, ``incidents``, ``corrections``: those of the evidence's year; what the rule book does not know counts nothing.
    """
    book, said, out = loading.read(text), Findings.of(findings), Incidents.of(incidents)
    over = corrections_hash(corrections)
    name = run_name(evidence, loading.digest(book), findings=said.digest, incidents=out.digest, corrections=over)
    kept = home.crossed / f"{name}.json"
    if kept.is_file():
        return {key: (total, place) for key, (total, place) in json.loads(kept.read_bytes()).items()}
    folder = home.evidence / evidence
    if not folder.is_dir():
        raise BrokenEvidence(
            f"Снимка свидетельств {evidence[:12]} на сервере нет. Верните папку «{folder}» из резервной копии.",
            f"The snapshot {evidence[:12]} is not on this server. Restore the folder «{folder}» from a backup.",
        )
    progress("measure", 0, 0)
    with open_corrected(folder, corrections) as opened:
        result = evaluate(book, opened, findings=said, incidents=out)
    progress("measure", result.pages, result.pages)
    found = {key: (page.total, page.place) for key, page in results_of(result).items()}
    _keep(kept, json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())
    return found


def _crossed_totals(
    home: Home, before: ScoreRun, after: ScoreRun, *, progress: Progress
) -> tuple[tuple[Totals, Totals] | None, LavrError | None]:
    """(this year's evidence under last year's book, the other way round), or why there are none."""
    try:
        old_book, new_book = (
            crossed(
                home,
                evidence=run.evidence,
                text=other.rulebook_text,
                findings=run.findings or [],
                incidents=run.incidents or [],
                corrections=corrections_of(run.corrections or []),
                progress=progress,
            )
            for run, other in ((after, before), (before, after))
        )
    except LavrError as error:
        return None, error
    return (old_book, new_book), None


def _line(
    found: Succession, old: Mapping[int, Standing], new: Mapping[int, Standing], crossed_: tuple[Totals, Totals] | None
) -> Line | None:
    """None for a page that has no points on any side: it came into the register after the run."""
    before = [old[entry.id] for entry in found.before if entry.id in old]
    after = new.get(found.after.id) if found.after is not None else None
    if not before and after is None:
        return None
    first = before[0] if before else None
    line = Line(found.kind, found.said, first, after, tuple(before[1:]))
    if first is None or after is None or crossed_ is None or after.key not in crossed_[0] or first.key not in crossed_[1]:
        return line
    old_rules, new_rules = crossed_[0][after.key][0], crossed_[1][first.key][0]
    twice = (new_rules - first.total) + (after.total - old_rules)
    rules = (twice + 1) // 2
    return Line(found.kind, found.said, first, after, line.others, rules, after.total - first.total - rules, old_rules, new_rules)


def _order(line: Line) -> tuple[Any, ...]:
    now = line.now
    return line.after is None, not now.nomination, now.nomination, now.place is None, now.place or 0, now.key


def _official(session: Session, season_id: int) -> ScoreRun:
    run = session.scalar(select(ScoreRun).where(ScoreRun.season_id == season_id, ScoreRun.official))
    if run is None:
        year = session.get_one(Season, season_id).year
        raise InputError(
            f"У сезона {year} года ещё нет баллов. Посчитайте их и повторите.",
            f"The season of {year} has no points yet. Compute them and try again.",
        )
    return run


def _standings(session: Session, run_id: int) -> list[Standing]:
    return [Standing(*row) for row in session.execute(_of_scores().where(Score.run_id == run_id))]


def _scores_of(session: Session, page_ids: list[int]) -> dict[int, Standing]:
    rows = session.execute(_of_scores().join(Score.run).where(ScoreRun.official, Score.page_id.in_(page_ids)))
    return {row[0]: Standing(*row) for row in rows}


def _of_scores() -> Select[*tuple[Any, ...]]:
    columns = (Page.id, Page.key, Page.name, Score.nomination, Score.place, Score.total, Score.outcome)
    return select(*columns).select_from(Score).join(Score.page)


def _all_pages(season_id: int) -> Select[*tuple[Any, ...]]:
    return _of_pages().where(Page.season_id == season_id).order_by(Page.key)


def _of_pages() -> Select[*tuple[Any, ...]]:
    return select(Page.id, Page.season_id, Page.key, Page.group_id, Page.ogrn, Page.ogrn_valid, Page.sphere, Page.name)


def _successions(session: Session, before: Select[*tuple[Any, ...]], after: Select[*tuple[Any, ...]]) -> tuple[Succession, ...]:
    old, new = ([_entry(row) for row in session.execute(pages)] for pages in (before, after))
    return successions(old, new, _said(session, {entry.id for entry in new}))


def _between(session: Session, by_season: Mapping[int, list[Entry]], before: int, after: int) -> tuple[Succession, ...]:
    new = by_season[after]
    return successions(by_season[before], new, _said(session, {entry.id for entry in new}))


def _said(session: Session, wanted: set[int]) -> list[tuple[int, int]]:
    """Every word is read, since there are few; those of other pages fall away."""
    pairs = session.execute(select(PageSuccession.page_id, PageSuccession.before_id).order_by(PageSuccession.id))
    return [(page, before) for page, before in pairs if page in wanted]


def _kin(session: Session, page: Page) -> list[Any]:
    """The pages of all seasons that share an address, a number or a word with this one, or with one of those."""
    words = [tuple(row) for row in session.execute(select(PageSuccession.page_id, PageSuccession.before_id))]
    ids, found = {page.id}, []
    for _ in range(_ROUNDS):
        seen = {row.id: row for row in session.execute(_of_pages().where(Page.id.in_(ids)))}
        numbers = {row.group_id for row in seen.values() if row.group_id is not None}
        states = {row.ogrn for row in seen.values() if row.ogrn_valid}
        said = {other for pair in words for other in pair if ids & set(pair)}
        shared = or_(
            Page.key.in_({row.key for row in seen.values()}),
            Page.group_id.in_(numbers),
            Page.ogrn_valid & Page.ogrn.in_(states),
            Page.id.in_(said),
        )
        found = list(session.execute(_of_pages().where(shared).order_by(Page.id)))
        if {row.id for row in found} <= ids:
            break
        ids |= {row.id for row in found}
    return found


def _entry(row: Any) -> Entry:
    return Entry(row.id, row.key, row.group_id, row.ogrn if row.ogrn_valid else "", row.sphere, row.name)


def _reason(text: str) -> str:
    if not text.strip():
        raise InputError("Нужна причина: напишите, откуда это известно.", "A reason is needed: write how this is known.")
    return text.strip()


def _keep(path: Path, content: bytes) -> None:
    """Written beside and moved into place, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".crossed-", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)

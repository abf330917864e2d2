"""The demo source: the same seed gives the same bytes, the files look as an organizer's, and the invented pages behave."""

import csv
import gzip
import hashlib
import io
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from criteria.calendar import DAY
from scoring.sources.columns import CHECKS, MESSAGES, POSTS, REGISTER, STREAMS, Heading
from scoring.sources.demo import DemoFiles, Written, write_season
from scoring.sources.demo.clock import Clock, clock_of
from scoring.sources.demo.latent import Latent, draw
from scoring.sources.demo.names import MUNICIPALITIES, SPHERES
from scoring.sources.demo.organisations import state_number
from scoring.sources.demo.posts import PostRows, draw_posts
from scoring.sources.demo.scale import SCALES
from scoring.sources.demo.table_files import spoil
from scoring.sources.demo.words import MANDATED

ZONE = "Asia/Novosibirsk"
Row = dict[str, str]


def digests(files: DemoFiles) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files.folder.iterdir())}


def rows_of(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[Row]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def russian(headings: tuple[Heading, ...], *without: str) -> list[str]:
    return [heading.ru for heading in headings if heading.name not in without]


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_season(tmp_path_factory.mktemp("season"), scale="small", seed=1, year=2025)


@pytest.fixture(scope="module")
def posts(season: DemoFiles) -> list[Row]:
    return rows_of(season.posts)


@pytest.fixture(scope="module")
def register(season: DemoFiles) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(season.register).get_sheet_by_index(0).to_python()]


@cache
def invented() -> tuple[Latent, PostRows]:
    """A region's pages, and the posts of the first 1,200."""
    rng = np.random.default_rng(1)
    pages = draw(rng, SCALES["region"]).cut(0, 1200)
    return pages, draw_posts(rng, pages, clock_of(2025, ZONE))


def test_the_same_seed_gives_the_same_bytes_of_every_file(season: DemoFiles, tmp_path: Path) -> None:
    """Two writes with the same arguments differ in no byte, the workbook included."""
    again = write_season(tmp_path, scale="small", seed=1, year=2025)
    assert digests(season) == digests(again)


def test_another_seed_gives_other_files(season: DemoFiles, tmp_path: Path) -> None:
    """No file of another seed has the same bytes."""
    other = write_season(tmp_path, scale="small", seed=2, year=2025)
    assert set() == set(digests(season).values()) & set(digests(other).values())


def test_another_year_is_another_world_with_its_own_dates(tmp_path: Path) -> None:
    """Every post of a season of 2024 was published in 2024, and the file bears the year."""
    files = write_season(tmp_path, scale="small", seed=1, year=2024)
    years = {row["Опубликовано"][:4] for row in rows_of(files.posts)} - {"", "31.0"}
    assert ({"2024"}, "Записи 2024.csv") == (years, files.posts.name)


def test_only_the_files_told_of_are_left_in_the_folder(season: DemoFiles) -> None:
    """No half-written part stays behind."""
    told = {season.register, season.posts, season.messages, season.streams, season.checks}
    assert told == set(season.folder.iterdir())


def test_progress_ends_with_every_page_of_every_file_done(tmp_path: Path) -> None:
    """For each file the last report says that all pages are done."""
    heard: dict[str, tuple[int, int]] = {}
    files = write_season(
        tmp_path, scale="small", seed=1, year=2025, progress=lambda stage, done, total: heard.update({stage: (done, total)})
    )
    assert {path.name: (120, 120) for path in files.folder.iterdir()} == heard


def test_the_register_has_a_title_row_and_the_twenty_columns(register: list[list[object]]) -> None:
    """The header stands in the second row, and its columns are the real twenty."""
    header = register[1]
    assert (20, russian(REGISTER, "municipality", "applied", "last_winner")) == (len(header), header)


def test_the_register_has_a_row_a_page_and_the_bad_ones_told_of(season: DemoFiles, register: list[list[object]]) -> None:
    """Rows below the header are as many as the truth says: 120 good ones and two bad ones."""
    truth = season.written["register"]
    assert (Written(120, {"page_twice": 1, "no_page": 1}), 122) == (truth, len(register) - 2)


def test_the_bad_rows_of_the_register_are_a_page_named_twice_and_a_row_without_link(register: list[list[object]]) -> None:
    """One link stands twice, one row has neither link nor number."""
    links = Counter(str(row[10]).split("/")[-1] for row in register[2:])
    assert (1, 1) == (links.pop(""), sum(1 for count in links.values() if count == 2))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("posts", russian(POSTS, "text_length", "text_key")),
        ("messages", russian(MESSAGES)),
        ("streams", russian(STREAMS, "duration_seconds")),
        ("checks", russian(CHECKS)),
    ],
)
def test_headers_are_those_of_the_table_of_columns(season: DemoFiles, kind: str, expected: list[str]) -> None:
    """Every file is headed by the canonical Russian names, in the table's order."""
    windows = kind == "messages"
    rows = rows_of(getattr(season, kind), encoding="cp1251" if windows else "utf-8", delimiter=";" if windows else ",")
    assert expected == list(rows[0])


@pytest.mark.parametrize("kind", ["posts", "messages", "streams", "checks"])
def test_a_file_has_as_many_rows_as_the_truth_says(season: DemoFiles, kind: str) -> None:
    """Rows read by an ordinary CSV reader are the good and the bad ones together."""
    windows = kind == "messages"
    rows = rows_of(getattr(season, kind), encoding="cp1251" if windows else "utf-8", delimiter=";" if windows else ",")
    assert season.written[kind].rows == len(rows)


def test_bad_rows_of_posts_are_as_many_of_each_kind_as_the_truth_says(season: DemoFiles, posts: list[Row]) -> None:
    """Each reason to refuse a row is found in the file exactly as often as it was told."""
    twice = Counter((row["Страница"], row["ID записи"]) for row in posts)
    found = {
        "not_a_time": sum(1 for row in posts if row["Опубликовано"].startswith("31.02")),
        "unknown_page": sum(1 for row in posts if row["Страница"].endswith("out_of_register")),
        "out_of_range": sum(1 for row in posts if row["Вложения"] == "-3"),
        "row_twice": sum(count - 1 for count in twice.values()),
        "missing": sum(1 for row in posts if not row["Опубликовано"]),
    }
    assert found == season.written["posts"].bad


def test_texts_have_line_breaks_quotes_semicolons_emoji_and_yo(posts: list[Row]) -> None:
    """The texts hold everything that breaks a careless reader of CSV."""
    joined = "".join(row["Текст"] for row in posts)
    assert set() == set('\n",;«»ё😊') - set(joined)


def test_texts_are_varied(posts: list[Row]) -> None:
    """More than four in five of the texts stand in the file once."""
    texts = Counter(row["Текст"] for row in posts)
    assert len(texts) > 0.8 * len(posts)


def test_values_are_missing_here_and_there(posts: list[Row]) -> None:
    """Some posts have no text, and of some nobody knows whether their comments were open."""
    empty = {name: sum(1 for row in posts if not row[name]) for name in ("Текст", "Комментарии открыты")}
    assert all(0 < count < 0.1 * len(posts) for count in empty.values())


def test_names_are_long_with_quotes_and_numbers(register: list[list[object]]) -> None:
    """The register holds names beyond 150 characters, both kinds of quotes, «№» and «ё»."""
    names = [str(row[2]) for row in register[2:]]
    assert (True, set()) == (max(map(len, names)) > 150, set('«"№ё') - set("".join(names)))


def test_there_are_some_forty_municipalities_and_five_spheres() -> None:
    """The invented region is as large as a real one."""
    assert (40, 40, 5) == (len(MUNICIPALITIES), len({m.latin for m in MUNICIPALITIES}), len(SPHERES))


@given(st.integers(0, 9_999_999), st.integers(2, 24))
@settings(max_examples=60)
def test_state_numbers_have_the_check_digit_unless_spoiled(serial: int, year: int) -> None:
    """ОГРН: 13 digits, the last is the first twelve mod 11 mod 10; a spoiled one has another."""
    right, wrong = state_number(serial, year, valid=True), state_number(serial, year, valid=False)
    assert (13, int(right[:12]) % 11 % 10, False) == (len(right), int(right[12]), right == wrong)


def test_a_region_has_about_eighty_posts_a_page() -> None:
    """The mean is that of the real region, 79 a year."""
    _, rows = invented()
    assert 70 < len(rows) / 1200 < 90


def test_some_pages_have_no_posts_and_some_opened_in_the_year() -> None:
    """Dead pages have no post at all, pages opened mid-year none before their day."""
    pages, rows = invented()
    number = np.bincount(rows.page, minlength=1200)
    clock = clock_of(2025, ZONE)
    day = clock.calendar.day_of(rows.time) - clock.january
    assert (True, True, True) == (
        5 < (number == 0).sum() < 60,
        30 < (pages.opened > 0).sum() < 110,
        bool((day >= pages.opened[rows.page]).all()),
    )


@pytest.mark.parametrize("campaign", range(len(MANDATED)))
def test_a_mandated_text_reaches_a_fifth_of_the_pages_within_two_days(campaign: int) -> None:
    """Each campaign's text stands on at least 20 % of the pages, first and last within 48 hours."""
    _, rows = invented()
    chosen = rows.kind == campaign + 3
    reached = len(np.unique(rows.page[chosen])) / 1200
    assert (True, True) == (reached >= 0.2, bool(np.ptp(rows.time[chosen]) <= 2 * DAY))


def test_posts_are_sorted_and_numbered_upwards_on_each_page() -> None:
    """On one page a later post has a larger number."""
    _, rows = invented()
    same = rows.page[1:] == rows.page[:-1]
    assert (True, True) == (bool((np.diff(rows.time)[same] >= 0).all()), bool((np.diff(rows.id)[same] > 0).all()))


def test_schools_fall_silent_in_summer() -> None:
    """Pages of education post less than half as much in July as in October."""
    pages, rows = invented()
    clock = clock_of(2025, ZONE)
    month = (np.datetime64("2025-01-01") + (clock.calendar.day_of(rows.time) - clock.january)).astype("datetime64[M]")
    school = (pages.sphere[rows.page] == 0) & (rows.kind < 3)
    july, october = ((month[school] == np.datetime64(name)).sum() for name in ("2025-07", "2025-10"))
    assert july < october / 2


def test_answers_come_after_their_questions(season: DemoFiles) -> None:
    """No answer is earlier than its message, and both answered and unanswered messages are there."""
    rows = rows_of(season.messages, encoding="cp1251", delimiter=";")
    form = "%d.%m.%Y %H:%M:%S"
    good = [row for row in rows if row["Задано"] and not row["Задано"].startswith("2025-")]
    answered = [row for row in good if row["Отвечено"]]
    waits = [datetime.strptime(r["Отвечено"], form) - datetime.strptime(r["Задано"], form) for r in answered]  # noqa: DTZ007
    assert (True, True) == (min(waits) > timedelta(0), 0.3 < len(answered) / len(good) < 0.7)


def test_a_page_is_looked_at_about_once_in_each_of_the_52_weeks(season: DemoFiles) -> None:
    """Weekly checks: at most 52 a page, and a few missing."""
    rows = Counter(row["Страница"] for row in rows_of(season.checks) if not row["Страница"].endswith("register"))
    usual = sorted(rows.values())[len(rows) // 2]
    assert (120, True) == (len(rows), 48 <= usual <= 52)


def test_the_wall_clock_is_that_of_the_zone() -> None:
    """Noon of 1 March in Novosibirsk is 05:00 UTC, and the wall clock shows noon again."""
    clock = clock_of(2025, ZONE)
    noon = clock.utc(np.array([59]), np.array([12 * 3600]))
    shown = datetime(1970, 1, 1) + timedelta(seconds=int(clock.wall(noon)[0]))  # noqa: DTZ001
    assert (1740805200, datetime(2025, 3, 1, 12)) == (int(noon[0]), shown)  # noqa: DTZ001


@given(st.integers(0, 364), st.integers(0, DAY - 1), st.integers(1, 100 * 3600))
@settings(max_examples=100)
def test_office_time_after_a_moment_is_the_office_time_asked_for(day: int, second: int, wait: int) -> None:
    """What ``after_working`` finds lies exactly so much working time after the moment."""
    clock = clock_of_2025()
    start = clock.utc(np.array([day]), np.array([second]))
    due = clock.after_working(start, np.array([wait]))
    assert wait == int((clock.calendar.working(due) - clock.calendar.working(start))[0])


@cache
def clock_of_2025() -> Clock:
    return clock_of(2025, ZONE)


def test_new_year_holidays_are_days_off() -> None:
    """Offices are shut from 1 to 8 January 2025 and open on the 9th."""
    clock = clock_of(2025, ZONE)
    first = [bool(off) for off in clock.calendar.off[clock.january : clock.january + 9]]
    assert ([True] * 8 + [False], date(2025, 1, 1).weekday()) == (first, clock.lead)


@given(st.integers(0, 400), st.sampled_from([0, 3, 50]), st.integers(1, 5), st.integers(0, 9))
@settings(max_examples=80)
def test_spoiling_keeps_every_good_row_once(count: int, one_in: int, faults: int, seed: int) -> None:
    """Rows without fault are all rows, each once, in order of time."""
    rng = np.random.default_rng(seed)
    time = rng.integers(0, 50, count)
    rows, fault = spoil(rng, time, one_in, faults)
    good = rows[fault == 0]
    assert (list(range(count)), True) == (sorted(good.tolist()), bool((np.diff(time[good]) >= 0).all()))

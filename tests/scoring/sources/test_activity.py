"""Import of activity files: every kind, every way of writing, every reason to refuse a row."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scoring.errors import UnreadableFile
from scoring.sources import blocks, parsing
from scoring.sources.activity import ActivityBatch, import_activity, recognise
from scoring.sources.blocks import UInt8
from scoring.sources.columns import ActivityKind
from scoring.sources.kept_rows import column, kept_rows
from scoring.sources.rules import TABLE_OF
from scoring.sources.splitting import Form, Split, split
from tests.scoring.sources.samples import CHECKS, MESSAGES, PAGES, POSTS, STREAMS, ZONE, imported, post, told, written


def stored(batch: ActivityBatch, columns: str) -> list[tuple[Any, ...]]:
    """Columns of the rows that were taken, by name and separated by commas."""
    rows = kept_rows(batch.path)
    if columns == "*":
        columns = ", ".join(column.name for column in TABLE_OF[batch.kind].columns)
    values = [
        [rows.keys[number] for number in column(rows, "number")] if name == "page" else column(rows, name).tolist()
        for name in columns.split(", ")
    ]
    return list(zip(*values, strict=True))


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_a_good_post_is_stored_whole(tmp_path: Path) -> None:
    """Every column of a post arrives in its canonical form."""
    line = "https://vk.com/School,5,2025-03-01T10:00:00+07:00,да,нет,Новость  дня,2,нет,2025-03-05 12:00\n"
    batch = imported(tmp_path, POSTS + line)
    columns = "page, id, time, repost, advert, text_length, attachments, comments_open, deleted"
    expected = [("vk:school", 5, utc("2025-03-01T03:00:00"), True, False, 11, 2, 0, utc("2025-03-05T05:00:00"))]
    assert expected == stored(batch, columns)


def test_a_good_message_is_stored_whole(tmp_path: Path) -> None:
    """An empty answer is «never», an empty mark of need is «nobody knows»."""
    batch = imported(tmp_path, MESSAGES + "club1;9;5;01.03.2025 10:00;;;да\n")
    expected = [("vk:club1", utc("2025-03-01T03:00:00"), 9, 5, 0, -1, 1)]
    assert expected == stored(batch, "*")


def test_a_good_stream_is_stored_whole(tmp_path: Path) -> None:
    """Minutes with a fraction become seconds, an unseen stream stays unconfirmed."""
    batch = imported(tmp_path, STREAMS + "club1;3;2025-03-01T10:00:00Z;12,5;Эфир;\n")
    assert [(utc("2025-03-01T10:00:00"), 3, 750, -1)] == stored(batch, "started, id, duration, confirmed")


def test_a_good_check_is_stored_whole(tmp_path: Path) -> None:
    """A day counts from 1970; columns that the file lacks are «nobody knows», the waiver is «no»."""
    batch = imported(tmp_path, CHECKS + "club1;2025-03-01;да;1590;нет;1200\n")
    columns = "day, avatar, cover_width, mark, members, phone, widgets_waived"
    assert [(20148, 1, 1590, 0, 1200, -1, 0)] == stored(batch, columns)


def test_a_page_may_be_called_by_its_number(tmp_path: Path) -> None:
    """A page known by name is found by the number of its community too."""
    batch = imported(tmp_path, POSTS + post(1, page="public77"))
    assert [("vk:school",)] == stored(batch, "page")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-12-31T23:59:00+07:00", "2025-12-31T16:59:00"),
        ("2025-12-31T23:59:00+03:00", "2025-12-31T20:59:00"),
        ("2025-12-31T23:59:00-0230", "2026-01-01T02:29:00"),
        ("2025-12-31T23:59+07", "2025-12-31T16:59:00"),
        ("2025-12-31T23:59:00Z", "2025-12-31T23:59:00"),
        ("2025-12-31T23:59:00.75Z", "2025-12-31T23:59:00"),
        ("2025-12-31 23:59", "2025-12-31T16:59:00"),
        ("2025-12-31 23:59:58", "2025-12-31T16:59:58"),
        ("31.12.2025 23:59", "2025-12-31T16:59:00"),
        ("31.12.2025 23:59:58", "2025-12-31T16:59:58"),
        ("1.3.2025 9:05", "2025-03-01T02:05:00"),
        (" 31.12.2025 23:59 ", "2025-12-31T16:59:00"),
    ],
)
def test_times_are_read_in_every_style(tmp_path: Path, text: str, expected: str) -> None:
    """A time with an offset is moved by it; one without is local time of the season's zone."""
    assert [(utc(expected),)] == stored(imported(tmp_path, POSTS + post(1, text)), "time")


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-31", "2025-13-01T10:00:00", "31.02.2025 10:00", "2025-01-01T10:00:00 UTC", "2025-01-01 10:00UTC", "вчера",
        "epoch", "2025-01-01T10:00:00 Europe/Moscow", "1740800000", "2025-01-01T10:60:00", "2025/01/01 10:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(tmp_path: Path, text: str) -> None:
    """A date alone, a wrong date, a named zone and a bare number are not read as times."""
    assert [(2, "not_a_time")] == told(imported(tmp_path, POSTS + post(1, text)))


def test_local_times_follow_the_changes_of_the_zone(tmp_path: Path) -> None:
    """Novosibirsk was at +06:00 until 24 July 2016, 02:00, and at +07:00 from then on."""
    lines = post(1, "2016-07-24 01:59") + post(2, "2016-07-24 03:00")
    path = written(tmp_path, POSTS + lines)
    batch = import_activity(path, pages=PAGES, zone=ZONE, year=2016, into=tmp_path)
    expected = [(utc("2016-07-23T19:59:00"),), (utc("2016-07-23T20:00:00"),)]
    assert expected == stored(batch, "time")


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (",1,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "Страница", "missing"),
        ('" ",1,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n', "Страница", "missing"),
        ("ok.ru/a,1,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "Страница", "not_a_page"),
        ("club999,1,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "Страница", "unknown_page"),
        ("club1,,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "ID записи", "missing"),
        ("club1,1.5,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "ID записи", "not_a_number"),
        ("club1,1e3,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "ID записи", "not_a_number"),
        ("club1,-4,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n", "ID записи", "out_of_range"),
        ("club1,1,,нет,нет,а,0,да,\n", "Опубликовано", "missing"),
        ("club1,1,2023-12-30T10:00:00Z,нет,нет,а,0,да,\n", "Опубликовано", "outside_years"),
        ("club1,1,2027-01-02T10:00:00Z,нет,нет,а,0,да,\n", "Опубликовано", "outside_years"),
        ("club1,1,2025-03-01T10:00:00Z,может,нет,а,0,да,\n", "Репост", "not_yes_no"),
        ("club1,1,2025-03-01T10:00:00Z,нет,нет,а,40000,да,\n", "Вложения", "out_of_range"),
        ("club1,1,2025-03-01T10:00:00Z,нет,нет,а,0,да,2025-02-01T10:00:00Z\n", "Удалено", "deleted_before_published"),
    ],
)
def test_a_bad_post_is_refused_with_column_and_reason(tmp_path: Path, line: str, column: str, code: str) -> None:
    """The refusal names the column as the file has it, and the good row beside it is taken."""
    batch = imported(tmp_path, POSTS + line + post(8))
    assert [(2, column, code)] == [(r.line, r.column, r.code) for r in batch.refusals]
    assert [(8,)] == stored(batch, "id")


@pytest.mark.parametrize(
    ("text", "kind", "column", "code"),
    [
        (MESSAGES + "club1;1;;01.03.2025 10:00;01.03.2025 09:00;;\n", "messages", "Отвечено", "answered_before_asked"),
        (MESSAGES + "club1;1;x;01.03.2025 10:00;;;\n", "messages", "ID записи", "not_a_number"),
        (STREAMS + "club1;1;01.03.2025 10:00;-5;;\n", "streams", "Длительность, мин", "out_of_range"),
        (STREAMS + "club1;1;01.03.2025 10:00;час;;\n", "streams", "Длительность, мин", "not_an_amount"),
        (STREAMS + "club1;1;01.03.2025 10:00;;;\n", "streams", "Длительность, мин", "missing"),
        (CHECKS + "club1;31.02.2025;да;;;\n", "checks", "Дата проверки", "not_a_day"),
        (CHECKS + "club1;31.12.2023;да;;;\n", "checks", "Дата проверки", "outside_years"),
        (CHECKS + "club1;01.03.2025;да;широкая;;\n", "checks", "Ширина обложки", "not_a_number"),
    ],
)
def test_a_bad_row_of_another_kind_is_refused(tmp_path: Path, text: str, kind: ActivityKind, column: str, code: str) -> None:
    """Each kind has rules of its own."""
    batch = imported(tmp_path, text, kind)
    assert [(column, code)] == [(r.column, r.code) for r in batch.refusals]
    assert batch.rows == 0


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"club1,7\n", "too_few_cells"),
        (post(7).strip().encode() + b",x,y\n", "too_many_cells"),
        ('"club"1,7,2025-03-01T10:00:00Z,нет,нет,а,0,да,\n'.encode(), "broken_quotes"),
        (b"club1,7,2025-03-01T10:00:00Z,1,1,\xff\xfe,0,1,\n", "not_utf8"),
        (b"club1,7,2025-03-01T10:00:00Z,1,1," + b"x" * 2_200_000 + b",0,1,\n", "line_too_long"),
    ],
)
def test_a_row_that_cannot_be_split_is_refused(tmp_path: Path, raw: bytes, code: str) -> None:
    """Rows around a broken one are taken."""
    batch = imported(tmp_path, POSTS.encode() + post(1).encode() + raw + post(8).encode())
    assert [(3, code)] == told(batch)
    assert [(1,), (8,)] == stored(batch, "id")


def test_an_open_quote_is_told_with_the_lines_it_swallowed(tmp_path: Path) -> None:
    """What stands below a quote that nobody closed cannot be told from its text, and the report says how much that is."""
    batch = imported(tmp_path, POSTS + post(1) + post(2, text='"открыта') + post(3) + post(4))
    assert [(3, "open_quote", (("lines", "3"),))] == [(r.line, r.code, r.params) for r in batch.refusals]


def test_the_same_row_twice_is_kept_once(tmp_path: Path) -> None:
    """The second of two equal rows is refused and names the line of the first; one that differs is told apart."""
    other = post(1, text="Другое", page="https://vk.com/club1")
    batch = imported(tmp_path, POSTS + post(1) + post(2) + post(1) + other)
    expected = [(4, "row_twice", (("line", "2"),)), (5, "row_differs", (("line", "2"),))]
    assert expected == [(r.line, r.code, r.params) for r in batch.refusals]
    assert batch.rows == 2


def test_lines_are_physical_behind_quoted_newlines(tmp_path: Path) -> None:
    """Text with line breaks moves the lines below it, blank lines too; both kinds of refusal count alike."""
    good = post(1, text='"Первая\nвторая ""кавычка""\n\nчетвёртая"')
    batch = imported(
        tmp_path, POSTS + good + "\n" + post(2, page="club999") + "club1,3\n" + good.replace(",1,", ",4,") + post(-5)
    )
    assert [(7, "unknown_page"), (8, "too_few_cells"), (13, "out_of_range")] == told(batch)


def test_lines_are_right_with_stray_quotes(tmp_path: Path) -> None:
    """A lone inch mark inside of a text does not shift the lines of the rows below it."""
    stray = post(1, text='труба 5" стальная')
    quoted = post(2, text='"два\nряда"')
    batch = imported(tmp_path, POSTS + stray + quoted + post(3, page="club999") + "club1,3\n")
    assert [(5, "unknown_page"), (6, "too_few_cells")] == told(batch)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path: Path, end: str) -> None:
    """Files of Windows, Unix and old spreadsheets give the same rows and the same lines."""
    batch = imported(tmp_path, (POSTS + post(1) + post(2, page="club999") + post(3)).replace("\n", end))
    assert [(3, "unknown_page")] == told(batch)
    assert batch.rows == 2


def test_mixed_line_ends_are_read(tmp_path: Path) -> None:
    """A file glued together from two systems is read whole."""
    text = POSTS + post(1).replace("\n", "\r\n") + post(2) + post(3, page="club999").replace("\n", "\r\n") + post(4)
    batch = imported(tmp_path, text)
    assert [(4, "unknown_page")] == told(batch)
    assert batch.rows == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_every_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    """The text key of a Russian text is the same in every encoding."""
    text = POSTS + post(1, text="Ёлка в школе")
    plain = stored(imported(tmp_path, text, name="plain.csv"), "*")
    assert plain == stored(imported(tmp_path, text.encode(encoding), name="other.csv"), "*")


def test_gzip_is_read_by_its_content(tmp_path: Path) -> None:
    """A packed file is unpacked whatever it is called, and its lines are those of the text."""
    batch = imported(tmp_path, gzip.compress((POSTS + post(1) + post(2, page="club999")).encode()), name="posts.csv.gz")
    assert [(3, "unknown_page")] == told(batch)
    assert [] == [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(("cell", "expected"), [("7", 7), (" 7 ", 7), ("007", 7), ("0", 0), ("9007199254740992", None)])
def test_a_whole_number_may_stand_between_spaces_and_begin_with_zeros(tmp_path: Path, cell: str, expected: int | None) -> None:
    """Every plain way of writing gives the number itself; one beyond its range is refused."""
    batch = imported(tmp_path, POSTS + f"club1,5,2025-03-01T10:00:00Z,нет,нет,Новость,{cell},да,\n")
    assert ([] if expected is None else [(expected,)]) == stored(batch, "attachments")


@pytest.mark.parametrize("cell", ["1.5", "1.0", "1e3", "0x10", "1_000", "+5", "-0", "-1", "5 5", "\uff15", "NaN", "true"])
def test_what_a_cast_would_round_or_reinterpret_is_no_whole_number(tmp_path: Path, cell: str) -> None:
    """Only decimal digits are a number, whatever else the database would take for one."""
    batch = imported(tmp_path, POSTS + f"club1,5,2025-03-01T10:00:00Z,нет,нет,Новость,{cell},да,\n")
    assert [2] == [refusal.line for refusal in batch.refusals]


def test_text_keys_ignore_white_space(tmp_path: Path) -> None:
    """Texts that differ in spaces, tabs and line breaks only are the same text; an empty one has the key 0."""
    texts = ['"Привет,  мир"', '" Привет,\n\tмир "', '"Привет,\u00a0мир"', "другой", '" "', ""]
    batch = imported(tmp_path, POSTS + "".join(post(number, text=text) for number, text in enumerate(texts)))
    keys = [key for (key,) in stored(batch, "text_key")]
    assert len(set(keys[:3])) == 1
    assert len({keys[0], keys[3], 0}) == 3
    assert [0, 0] == keys[4:]


def test_columns_are_found_by_english_names_in_any_order(tmp_path: Path) -> None:
    """English headers, capitals and unknown columns do no harm; what was not read is told."""
    text = "ATTACHMENTS\tNote\trepost\tPublished\tpost id\tPage\tText\n1\tx\tno\t2025-03-01T10:00:00Z\t4\t@school\tHi\n"
    batch = imported(tmp_path, text)
    assert ("Note",) == batch.ignored
    assert [("vk:school", 4, 1)] == stored(batch, "page, id, attachments")


@pytest.mark.parametrize(("text", "kind"), [(POSTS, "posts"), (MESSAGES, "messages"), (STREAMS, "streams"), (CHECKS, "checks")])
def test_a_file_is_recognised_by_its_columns(tmp_path: Path, text: str, kind: ActivityKind) -> None:
    """The file's name does not matter."""
    assert kind == recognise(written(tmp_path, text, "data.csv"))


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"", "пуст"),
        (b"\xef\xbb\xbf\r\n", "пуст"),
        (gzip.compress((POSTS + post(1) * 3000).encode())[:-200], "не до конца"),
        (b"\x1f\x8bgarbage", "повреждён"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "не похож на текст"),
        ("Имя;Возраст\nИван;5\n".encode(), "не похож"),
        (POSTS.replace("Опубликовано,", "").encode(), "«Опубликовано»"),
        (POSTS.replace("Реклама,", "").encode() + post(1).encode(), "в заголовке столбцов: 8, а в строках ячеек: 9"),
        (POSTS.replace("Реклама", "Репост").encode() + post(1).encode(), "дважды"),
    ],
)
def test_an_unreadable_file_changes_nothing(tmp_path: Path, raw: bytes, names: str) -> None:
    """The error says in Russian what is wrong, and no Parquet is left."""
    with pytest.raises(UnreadableFile) as caught:
        imported(tmp_path, raw)
    assert names in caught.value.ru
    assert not list((tmp_path / "out").glob("*.npz")) if (tmp_path / "out").exists() else True


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """The limit on unpacked bytes holds before DuckDB sees the file."""
    path = written(tmp_path, gzip.compress((POSTS + post(1) * 100_000).encode()), "bomb.gz")
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        import_activity(path, pages=PAGES, zone=ZONE, year=2025, into=tmp_path / "out", largest=1_000_000)


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    """The last thing told is that all is done."""
    seen: list[tuple[str, int, int]] = []
    path = written(tmp_path, POSTS + post(1))
    import_activity(path, pages=PAGES, zone=ZONE, year=2025, into=tmp_path, progress=lambda *told: seen.append(told))
    assert ("done", 3, 3) == seen[-1]


def test_a_block_is_split_once_where_quotes_match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guess of where a block ends is right then, so that a file with a few bad rows costs no more than a good one."""
    seen: list[tuple[int, int]] = []

    def looked_at(raw: UInt8, form: Form, goal: int, **rest: Any) -> Split:
        found = split(raw, form, goal, **rest)
        seen.append((goal, found.size))
        return found

    monkeypatch.setattr(parsing, "split", looked_at)
    monkeypatch.setattr(blocks, "SIZE", 300)
    quoted = post(1, text='"Два\nряда, ""и"" кавычки"')
    rows = "".join(quoted.replace(",1,", f",{number},", 1) for number in range(10, 30))
    batch = imported(tmp_path, POSTS + quoted + "club1,7\n\n" + post(2, page="club999") + post(-3) + "club1,8\n" + rows)
    expected = [(4, "club1,7"), (6, "club999"), (7, "-3"), (8, "club1,8")]
    assert expected == [(refusal.line, refusal.value) for refusal in batch.refusals]
    assert len(seen) > 3
    assert [goal for goal, _ in seen[1:]] == [size for _, size in seen[1:]]

"""Walls and comments that change: while they are read, and between the sweeps."""

import csv
from collections.abc import Callable, Iterator

import pytest

from scoring.sources.collecting.recording import header_of, lines_of
from scoring.sources.register import read_register
from tests.vk_world import telling
from tests.vk_world.collecting import Desk, desk
from tests.vk_world.server import Network
from tests.vk_world.small import DAY, HOUR, at, public
from tests.vk_world.truth import Clip, Entry, Look, Public, Remark
from tests.worlds import Params

Row = dict[str, str]


def rows(collected: Desk, kind: str, page: str = "") -> list[Row]:
    """Rows of a converted file, of one page or of all."""
    collected.convert()
    with (collected.path / "activity" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if page in row["Страница"]]


def walls(network: Network, number: int = 101) -> Iterator[Params]:
    """The calls of wall.get for a page."""
    return (params for method, params in network.calls if method == "wall.get" and params["owner_id"] == f"-{number}")


def at_call(network: Network, number: int, change: Callable[[], object]) -> None:
    """Change the world right before the given call of wall.get for page 101."""

    def script(method: str, params: Params) -> None:
        if method == "wall.get" and params["owner_id"] == "-101" and len(list(walls(network))) == number:
            change()

    network.script = script


def test_new_posts_between_two_calls_hide_none(collected: Desk) -> None:
    """They shift the others down: what comes twice counts once."""
    page = collected.network.world.pages[0]
    late = [Entry(900 + index, collected.network.world.now - 60, f"Срочно {index}") for index in range(7)]
    at_call(collected.network, 2, lambda: page.entries.extend(late))
    collected.sweep(collected.network.world.now)
    assert {str(index + 1) for index in range(230)} == {row["ID записи"] for row in rows(collected, "posts", "school_101")}


def test_posts_deleted_between_two_calls_hide_none(collected: Desk) -> None:
    """They shift the others up: where two calls have nothing in common, the reader goes back."""
    page = collected.network.world.pages[0]
    gone = sorted(page.entries, key=lambda entry: entry.date)[-31:-1]

    def vanish() -> None:
        for entry in gone:
            entry.gone = collected.network.world.now

    at_call(collected.network, 2, vanish)
    collected.sweep(collected.network.world.now)
    seen = {row["ID записи"] for row in rows(collected, "posts", "school_101")}
    assert {str(entry.id) for entry in page.entries} == seen
    assert [0, 95, 50] == [int(params["offset"]) for params in walls(collected.network)][:3]


def test_a_wall_is_left_where_the_window_begins(collected: Desk) -> None:
    """A pinned post of long ago does not end it, twenty older ones do."""
    page = collected.network.world.pages[0]
    for index in range(400):
        page.entries.append(Entry(2000 + index, at("2024-10-01 10:00") - index * HOUR, "Давно"))
    collected.sweep(collected.network.world.now)
    assert [0, 95, 190] == [int(params["offset"]) for params in walls(collected.network)]
    told = [line for _, line in lines_of(collected.folder.sweeps()[0]) if line["line"] == "page" and line["id"] == 101]
    assert [at("2025-01-01 00:00") - 30 * DAY] == [line["start"] for line in told]


def test_the_second_sweep_reads_a_month_back(collected: Desk) -> None:
    """One call a wall, though the first sweep took several."""
    now = collected.network.world.now
    collected.sweep(now)
    collected.network.calls.clear()
    collected.sweep(now + 7 * DAY)
    assert 1 == len(list(walls(collected.network)))
    header = header_of(collected.folder.sweeps()[1])
    assert (2, False, now - 30 * DAY) == (header.number, header.whole, header.since)


def test_a_post_missed_by_a_later_sweep_is_deleted_then(collected: Desk) -> None:
    """The deletion is dated by the sweep that has missed it, and taken back when the post returns."""
    now = collected.network.world.now
    entry = collected.network.world.pages[1].entries[3]
    collected.sweep(now)
    entry.gone = now + DAY
    collected.sweep(now + 7 * DAY)
    assert ["2025-10-22T12:00:00+07:00"] == [row["Удалено"] for row in rows(collected, "posts", "school_102") if row["Удалено"]]
    entry.gone = 1 << 40
    collected.sweep(now + 14 * DAY)
    assert [] == [row for row in rows(collected, "posts", "school_102") if row["Удалено"]]


def test_posts_beyond_the_window_are_not_taken_for_deleted(collected: Desk) -> None:
    """A sweep that has looked a month back says nothing of what is older."""
    now = collected.network.world.now
    collected.sweep(now)
    collected.sweep(now + 7 * DAY)
    assert [] == [row for row in rows(collected, "posts") if row["Удалено"]]


@pytest.mark.parametrize("told", [{"count": 242, "items": []}, {"count": 12, "items": []}])
def test_an_empty_answer_of_a_wall_that_is_not_deletes_nothing(collected: Desk, told: object) -> None:
    """The network says that there are posts, and shows none."""
    now = collected.network.world.now
    collected.sweep(now)
    collected.network.script = lambda method, _params: told if method == "wall.get" else None
    collected.sweep(now + 7 * DAY, whole=True)
    assert [] == [row for row in rows(collected, "posts") if row["Удалено"]]


def test_a_wall_of_exactly_one_call_ends(collected: Desk) -> None:
    """A full answer is followed by another one, whatever the network says of the number."""
    page = collected.network.world.pages[0]
    page.entries = [entry for entry in page.entries if entry.id > 130]
    collected.sweep(collected.network.world.now)
    assert [0, 95] == [int(params["offset"]) for params in walls(collected.network)]


def test_a_page_that_closes_keeps_its_posts(collected: Desk) -> None:
    """A wall that cannot be read does not delete anything; the look says that the page is closed."""
    now = collected.network.world.now
    collected.sweep(now)
    before = rows(collected, "posts", "school_102")
    collected.network.world.pages[1].looks[now + DAY] = Look(closed=1)
    collected.sweep(now + 7 * DAY)
    assert before == rows(collected, "posts", "school_102")
    assert ["нет", "да"] == [row["Закрыта"] for row in rows(collected, "checks", "school_102")]


def test_an_edited_post_has_its_last_text(collected: Desk) -> None:
    """Its length is that of the text which was seen last."""
    now = collected.network.world.now
    entry = max(collected.network.world.pages[0].entries, key=lambda one: one.date)
    entry.date = now - DAY
    entry.edits = {now + DAY: "Исправлено"}
    collected.sweep(now)
    collected.sweep(now + 7 * DAY)
    found = [row for row in rows(collected, "posts", "school_101") if row["ID записи"] == str(entry.id)]
    assert [("10", "")] == [(row["Длина текста"], row["Удалено"]) for row in found]


def test_comments_that_vanish_are_counted_for_the_jury(collected: Desk) -> None:
    """A message that is gone is no message, and the page's count of vanished ones tells the jury."""
    now = collected.network.world.now
    collected.sweep(now)
    remark = collected.network.world.pages[1].entries[0].remarks[0]
    remark.gone = now + DAY
    for reply in collected.network.world.pages[1].entries[0].remarks[1:]:
        reply.gone = now + DAY
    collected.network.world.pages[1].entries[0].remarks.append(Remark(99, 5001, now + DAY, "А где мой вопрос?"))
    collected.sweep(now + 7 * DAY, whole=True)
    assert {"vk:school_102": 2} == dict(collected.convert().vanished)
    assert ["99"] == [row["ID сообщения"] for row in rows(collected, "messages", "school_102") if row["ID записи"] == "1"]


def test_a_page_with_another_name_stays_the_same_page(network: Network, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A page known by its short name only is found again by its number; who takes the old name is somebody else."""
    now = network.world.now
    found = desk(tmp_path_factory.mktemp("renamed"), network, by_name=(101,))
    found.sweep(now)
    network.world.pages[0].names[now + DAY] = "novaya"
    thief = public(777, "Чужая группа")
    thief.names = {0: "thief", now + DAY: "school_101"}
    network.world.pages.insert(0, thief)
    swept = found.sweep(now + 7 * DAY)
    assert {"vk:school_101": "novaya"} == dict(found.convert().renamed)
    assert {"-101", "-102", "-103"} == {params["owner_id"] for method, params in network.calls if method == "wall.get"}
    assert 3 == swept.pages


def test_a_page_that_nobody_knows_is_told(network: Network, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It gets no rows, which is not the same as rows of zeros."""
    found = desk(tmp_path_factory.mktemp("missing"), network, by_name=(103,))
    network.world.pages[2].names[0] = "elsewhere"
    found.sweep(network.world.now)
    assert ("vk:school_103",) == found.convert().missing
    assert [] == rows(found, "checks", "school_103")


def test_one_community_under_two_names_is_read_once(network: Network, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The second row of the register is told."""
    found = desk(tmp_path_factory.mktemp("twice"), network)
    path = found.path / "register.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(";103;https://vk.com/school_103", ";;https://vk.com/second"), "utf-8"
    )
    found.rows = read_register(path).rows
    network.world.pages[0].names = {0: "second"}
    swept = found.sweep(network.world.now)
    assert [("vk:second", "= vk:school_101")] == [(one.page, one.words) for one in swept.troubles]
    assert 2 == swept.pages


def test_closed_comments_are_told_from_unknown_ones(collected: Desk) -> None:
    """Error 212 closes, an answer opens, and where nobody wrote nobody knows."""
    collected.sweep(collected.network.world.now)
    told = {row["ID записи"]: row["Комментарии открыты"] for row in rows(collected, "posts", "school_102")}
    assert ["да", "да", "нет", ""] == [told[number] for number in ("1", "2", "3", "4")]


def test_threads_longer_than_their_head_are_read_on(collected: Desk) -> None:
    """Fifteen replies take a call of their own, by which the answer is found."""
    collected.sweep(collected.network.world.now)
    threads = [params["comment_id"] for method, params in collected.network.calls if "comment_id" in params]
    (asked,) = [row for row in rows(collected, "messages") if row["ID сообщения"] == "21"]
    assert ["21"] == threads
    assert asked["Отвечено"]


def test_comments_below_posts_of_december_belong_to_the_year(collected: Desk) -> None:
    """Below a post of the last days of the old year people write in January."""
    page = collected.network.world.pages[0]
    entry = page.entries[2]
    assert entry.date < at("2025-01-01 00:00")
    entry.remarks = [Remark(70, 6001, at("2025-01-02 10:00"), "Каток открыт?")]
    collected.sweep(collected.network.world.now)
    assert ["2025-01-02T10:00:00+07:00"] == [row["Задано"] for row in rows(collected, "messages", "school_101")]


def test_adverts_reposts_and_videos_are_told_apart(collected: Desk) -> None:
    """An advert and a repost are marked; a stream is a stream, though nobody has confirmed it."""
    collected.sweep(collected.network.world.now)
    posts = {row["ID записи"]: (row["Репост"], row["Реклама"]) for row in rows(collected, "posts", "school_102")}
    assert [("нет", "нет"), ("да", "нет"), ("нет", "да")] == [posts[number] for number in ("6", "7", "8")]
    assert [("456239017", "1900", "")] == [
        (row["ID видео"], row["Длительность, с"], row["Подтверждено"]) for row in rows(collected, "streams")
    ]


def test_a_stream_that_becomes_a_plain_video_stays_a_stream(collected: Desk) -> None:
    """Whoever has once been live has been live."""
    now = collected.network.world.now
    collected.sweep(now)
    clip = collected.network.world.pages[1].entries[5].clip
    assert clip is not None
    clip.kind, clip.duration = "video", 2000
    collected.sweep(now + 7 * DAY)
    assert ["2000"] == [row["Длительность, с"] for row in rows(collected, "streams")]


def test_streams_that_hang_on_no_post_are_counted(collected: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network's own count tells that links should be asked for."""
    now = collected.network.world.now
    collected.sweep(now)
    entry = collected.network.world.pages[1].entries[8]
    entry.clip = Clip(456_239_099, now + DAY, 900, "Встреча")
    told = telling.group

    def counted(page: Public, moment: int) -> telling.Json:
        return told(page, moment) | {"video_live_count": 3 if moment > now else 0}

    monkeypatch.setattr("tests.vk_world.telling.group", counted)
    collected.sweep(now + 7 * DAY, whole=True)
    assert {"vk:school_101": 3, "vk:school_102": 1, "vk:school_103": 3} == dict(collected.convert().unseen)


def test_rows_of_far_years_are_left_out_and_counted(collected: Desk) -> None:
    """Import takes the season's year, the one before and the one after."""
    collected.network.world.pages[1].entries.append(Entry(500, at("2019-05-05 10:00"), "Давно"))
    collected.sweep(collected.network.world.now)
    made = collected.convert()
    assert 1 == made.outside
    assert "500" not in {row["ID записи"] for row in rows(collected, "posts", "school_102")}

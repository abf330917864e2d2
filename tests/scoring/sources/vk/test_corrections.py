"""What moderators say beside the recordings."""

from pathlib import Path

import pytest

from scoring.errors import InputError
from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.corrections import Corrections, read_labels, read_staff, read_streams
from scoring.sources.collecting.recording import WORDS
from scoring.sources.collecting.reviewing import write_review
from scoring.sources.vk.dialect import VK
from tests.scoring.sources.samples import written
from tests.vk_world.collecting import AUTHOR, Desk
from tests.vk_world.small import HOUR
from tests.vk_world.truth import Remark


def _lines(made: Converted, kind: str) -> list[str]:
    return (made.folder / f"{kind}.csv").read_text(encoding="utf-8").splitlines()


def test_labels_change_messages(collected: Desk, tmp_path: Path) -> None:
    """What a moderator has labelled is as he says; empty cells leave the rest alone."""
    collected.sweep(collected.network.world.now)
    table = written(tmp_path, "Страница;ID сообщения;Требует ответа;Отписка\nvk.com/school_102;11;нет;да\nschool_102;13;да;\n")
    made = collected.convert("labelled", Corrections(labels=read_labels(table)))
    ends = {line.split(",")[1]: line.split(",")[-2:] for line in _lines(made, "messages")}
    assert [["нет", "да"], ["да", "нет"], ["да", "нет"]] == [ends["11"], ends["13"], ends["21"]]


def test_a_moderators_yes_confirms_a_stream(collected: Desk, tmp_path: Path) -> None:
    """Nothing else does."""
    collected.sweep(collected.network.world.now)
    table = written(tmp_path, "Страница,ID видео,Подтверждено\nschool_102,456239017,да\nschool_102,5,\n")
    made = collected.convert("seen", Corrections(streams=read_streams(table)))
    assert ["да"] == [line.rpartition(",")[2] for line in _lines(made, "streams")[1:]]


def test_a_declared_account_answers_for_its_page(collected: Desk, tmp_path: Path) -> None:
    """The number leaves the table as a hash only."""
    entry = collected.network.world.pages[1].entries[4]
    entry.remarks = [Remark(81, 6001, entry.date + HOUR, "Где?"), Remark(82, 6002, entry.date + 2 * HOUR, "Тут.", 81, to=81)]
    collected.sweep(collected.network.world.now)
    staff = read_staff(written(tmp_path, "Страница;ID аккаунта\nclub102;6002\nvk.com/school_102;6002\n"), AUTHOR)
    assert frozenset({AUTHOR(6002)}) == staff["vk:school_102"]
    made = collected.convert("staffed", Corrections(staff=staff))
    below = [line for line in _lines(made, "messages") if f",{entry.id}," in line]
    assert 1 == len(below)
    assert below[0].endswith(",да,нет")


def test_a_review_read_back_changes_nothing(collected: Desk, tmp_path: Path) -> None:
    """The table that a moderator gets says what is so far; what he changes is a label."""
    collected.network.world.pages[1].entries[0].remarks[2].text = '=1+1; "да"'
    collected.sweep(collected.network.world.now)
    before = collected.files()
    table = tmp_path / "review.csv"
    assert 17 == write_review(VK.dialect, collected.folder, table, Corrections())
    text = table.read_text(encoding="utf-8-sig")
    assert "Когда откроется запись?" in text
    assert "'=1+1" in text
    assert 0o600 == table.stat().st_mode & 0o777
    made = collected.convert("reviewed", Corrections(labels=read_labels(table)))
    assert before["messages.csv"] == (made.folder / "messages.csv").read_bytes()

    table.write_text(text.replace("запись?;да;нет", "запись?;нет;нет"), encoding="utf-8-sig")
    changed = collected.convert("changed", Corrections(labels=read_labels(table)))
    assert before["messages.csv"] != (changed.folder / "messages.csv").read_bytes()


def test_torn_words_take_no_others_with_them(collected: Desk, tmp_path: Path) -> None:
    """A line that a kill has torn is passed over."""
    (collected.path / WORDS).write_bytes(b'{"page":"vk:school_102","post":1,"id":11,"te')
    collected.sweep(collected.network.world.now)
    write_review(VK.dialect, collected.folder, tmp_path / "review.csv", Corrections())
    assert "Когда откроется запись?" in (tmp_path / "review.csv").read_text(encoding="utf-8-sig")


def test_a_review_after_forgetting_has_no_words(collected: Desk, tmp_path: Path) -> None:
    """Labels can still be mended by the link."""
    collected.sweep(collected.network.world.now)
    collected.folder.forget_words()
    assert 17 == write_review(VK.dialect, collected.folder, tmp_path / "review.csv", Corrections())
    assert "Когда" not in (tmp_path / "review.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Страница;ID сообщения;Требует ответа\nid5;1;да\n", "line 2: «id5»"),
        ("Страница;ID сообщения;Требует ответа\nclub1;x;да\n", "line 2: «x»"),
        ("Страница;ID сообщения;Требует ответа\nclub1;1;да\nclub1;2;может\n", "line 3: «может»"),
        ("Страница;Номер\nclub1;1\n", "no header row"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path: Path, text: str, told: str) -> None:
    """File, line, value and what is needed."""
    with pytest.raises(InputError, match=told):
        read_labels(written(tmp_path, text))

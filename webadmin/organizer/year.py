"""A page's year read out of the frozen evidence, in the shapes that charts and tables of its card want."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from criteria.evidence import NEVER, Block
from criteria.rulebook import RuleBook
from scoring.engine.page_year import PageYear
from scoring.services.page_evidence import PageEvidence
from webadmin.i18n import Language

if TYPE_CHECKING:
    from webadmin.charts import Answers, Looks, Weeks

_EPOCH = date(1970, 1, 1)
_BINS = ((0, 1), (1, 4), (4, 9), (9, 27))


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of the table beside the chart."""

    number: int
    monday: date
    posts: int
    norm: int
    asked: bool
    relaxed: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of a week as the evidence has it; ``why_not`` names what keeps it from counting, empty where it counts."""

    at: datetime
    letters: int
    attachments: int
    counted: bool
    repost: bool
    advert: bool
    deleted: bool
    comments: int


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One page's year."""

    book: RuleBook
    found: PageYear
    block: Block

    @property
    def count(self) -> int:
        """Whole weeks of the period."""
        return len(self.found.weeks.posts) if self.found.weeks is not None else 0

    def first_short(self) -> int | None:
        """The first week asked of the page that lies below its norm; without any, the first week."""
        weeks = self.found.weeks
        if weeks is None or not self.count:
            return None
        short = np.flatnonzero(weeks.asked & (weeks.posts < weeks.norm))
        return int(short[0]) if len(short) else 0

    def weeks(self) -> "Weeks | None":
        """For the chart of weeks."""
        from webadmin.charts import Weeks  # noqa: PLC0415  matplotlib takes half a second to import

        weeks = self.found.weeks
        if weeks is None:
            return None
        return Weeks(
            tuple(weeks.posts.tolist()),
            tuple(weeks.norm.tolist()),
            tuple(weeks.asked.tolist()),
            tuple(weeks.relaxed.tolist()),
            tuple(weeks.month.tolist()),
        )

    def week_rows(self) -> list[WeekRow]:
        """For the table of weeks."""
        weeks = self.found.weeks
        if weeks is None:
            return []
        return [
            WeekRow(
                number,
                _EPOCH + timedelta(days=int(weeks.day[number])),
                int(weeks.posts[number]),
                int(weeks.norm[number]),
                bool(weeks.asked[number]),
                bool(weeks.relaxed[number]),
                bool(weeks.left_out[number]),
            )
            for number in range(self.count)
        ]

    def kept(self) -> tuple[int, int]:
        """In how many weeks the norm was kept, and of how many it was asked."""
        weeks = self.found.weeks
        if weeks is None:
            return 0, 0
        return int((weeks.asked & (weeks.posts >= weeks.norm)).sum()), int(weeks.asked.sum())

    def answers(self) -> "Answers | None":
        """For the chart of answer times."""
        from webadmin.charts import Answers  # noqa: PLC0415  matplotlib takes half a second to import

        answers = self.found.answers
        if answers is None:
            return None
        return Answers(tuple(answers.seconds.tolist()), answers.unanswered, answers.full_hours, answers.middle_hours)

    def answer_rows(self) -> list[tuple[int, int | None, int]]:
        """For the table of answer times: from and to hours (None: and more), messages."""
        answers = self.found.answers
        if answers is None:
            return []
        hours = answers.seconds / 3600
        rows: list[tuple[int, int | None, int]] = [
            (low, high, int(((hours >= low) & (hours < high)).sum())) for low, high in _BINS
        ]
        return [*rows, (_BINS[-1][1], None, int((hours >= _BINS[-1][1]).sum()))]

    def looks(self, language: Language) -> "Looks | None":
        """For the strips of the design."""
        from webadmin.charts import Looks  # noqa: PLC0415  matplotlib takes half a second to import

        if not self.found.looks:
            return None
        titles = {leaf.code: getattr(leaf.title, language) for leaf in self.book.leaves}
        return Looks(
            tuple(str(titles[look.code]) for look in self.found.looks),
            tuple((_EPOCH + timedelta(days=int(day))).month for day in self.found.look_day),
            tuple(tuple(None if np.isnan(share) else float(share) for share in look.share) for look in self.found.looks),
        )

    def look_rows(self, language: Language) -> list[tuple[str, int, int, int]]:
        """For the table of looks: title, looks in full order, looks partly or not, looks that could not tell."""
        titles = {leaf.code: getattr(leaf.title, language) for leaf in self.book.leaves}
        return [
            (
                str(titles[look.code]),
                int((look.share == 1).sum()),
                int((look.share < 1).sum()),
                int(np.isnan(look.share).sum()),
            )
            for look in self.found.looks
        ]

    def posts_of(self, week: int) -> list[PostRow]:
        """The posts of one week as they lie in the evidence."""
        posts = self.block.posts
        return [
            PostRow(
                at=datetime.fromtimestamp(int(posts.time[row]), UTC),
                letters=int(posts.text_length[row]),
                attachments=int(posts.attachments[row]),
                counted=bool(self.found.counted[row]),
                repost=bool(posts.repost[row]),
                advert=bool(posts.advert[row]),
                deleted=int(posts.deleted[row]) != NEVER,
                comments=int(posts.comments_open[row]),
            )
            for row in np.flatnonzero(self.found.post_week == week).tolist()
        ]


def year_of(found: PageEvidence) -> Year:
    """The year of a page whose evidence lies open."""
    return Year(found.ground.result.book, found.year, found.block)

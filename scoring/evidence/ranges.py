"""Which values the columns of evidence may hold: what ``lavr evidence check`` holds against every row."""

from types import MappingProxyType
from typing import Final

_BIG: Final = 9_223_372_036_854_775_807
_SECONDS: Final = 2_147_483_647
_ANSWER: Final = (-1, 1)
_FLAG: Final = (0, 1)
_TWO: Final = (-1, 2)
_PERCENT: Final = (-1, 100)
_THOUSANDTHS: Final = (-1, 100_000)
_ANY: Final = (-1, _BIG)

RANGES: Final = MappingProxyType[str, MappingProxyType[str, tuple[int, int]]](
    {
        "pages": MappingProxyType(
            {
                "group_id": _ANY,
                "mark": _ANSWER,
                "connected": _ANSWER,
                "members": _ANY,
                "widgets": _TWO,
                "design_percent": _THOUSANDTHS,
                "activity_percent": _THOUSANDTHS,
                "weekly_reach": _ANY,
                "post_reach": _ANY,
                "applied": _ANSWER,
                "last_winner": _ANSWER,
            }
        ),
        "posts": MappingProxyType(
            {
                "id": (0, _BIG),
                "text_length": (0, _SECONDS),
                "attachments": (0, 32_767),
                "comments_open": _ANSWER,
                "deleted": (0, _BIG),
            }
        ),
        "messages": MappingProxyType(
            {"id": (0, _BIG), "post": _ANY, "answered": (0, _BIG), "needs_answer": _ANSWER, "interim": _FLAG}
        ),
        "streams": MappingProxyType({"id": (0, _BIG), "duration": (0, _SECONDS), "confirmed": _ANSWER}),
        "checks": MappingProxyType(
            {
                "avatar": _ANSWER,
                "cover_width": _ANY,
                "description_length": _ANY,
                "description_facts": (-1, 4),
                "phone": _ANSWER,
                "mail_or_site": _ANSWER,
                "address": _ANSWER,
                "widgets_correct": _TWO,
                "widgets_wrong": _TWO,
                "widgets_waived": _FLAG,
                "name_match": _PERCENT,
                "mark": _ANSWER,
                "closed": _ANSWER,
                "members": _ANY,
            }
        ),
        "calendar": MappingProxyType({}),
    }
)
"""By table and column the least and the largest value; -1 is «nobody knows», 0 of a time «has not happened»."""

MOMENTS: Final = MappingProxyType({"posts": "time", "messages": "asked", "streams": "started"})
"""By table the column of UTC seconds that must lie in the season's year or in one beside it; days of checks likewise."""

"""What the invented network answers: JSON as programs in the field read it, written by ourselves."""

import base64
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.vk_world.telling import remarks_of
from tests.vk_world.truth import Entry, Public, Remark, World
from tests.worlds import Json


def name_of(remark: int) -> str:
    """What the network calls a comment."""
    return base64.b64encode(f"{remark}:-11196:GROUP_TOPIC".encode()).decode()


def group(page: Public, now: int) -> Json:
    """A group with the fields that the collector asks for."""
    look = page.look(now)
    told: Json = {
        "uid": str(page.id),
        "name": page.name,
        "shortname": page.screen_name(now),
        "access_type": "CLOSED" if look.closed else "OPEN",
        "members_count": look.members,
    }
    if look.avatar:
        told["main_photo"] = {"id": "1", "standard_width": 640}
    if look.cover:
        told["cover"] = {"standard_width": look.cover}
    if look.mark is not None:
        told["gos_org"] = look.mark
    if not look.closed:
        told["description"] = look.description
        told["phone"] = "+7 383 222-33-44" if look.contact_phone else ""
        told["homepage_url"] = "https://school.example" if look.contact_mail else ""
        told["address"] = "Озёрная, 5" if look.address else ""
    return told


def topics(world: World, page: Public, anchor: str, count: int) -> Json:
    """A part of the feed: the pinned topic, then the newest; the anchor is the date of the last one."""
    there = page.wall(world.now)
    if anchor:
        there = [
            one for one in there if one.date < int(anchor.removeprefix("to")) and not one.pinned[0] <= world.now < one.pinned[1]
        ]
    items = there[:count]
    told: Json = {"media_topics": [topic(page, one, world.now) for one in items], "has_more": len(there) > count}
    if items:
        told["anchor"] = f"to{items[-1].date}"
    return told


def topic(page: Public, one: Entry, now: int) -> Json:
    """A topic."""
    media: list[Json] = [{"type": "text", "text": one.text_at(now), "text_tokens": []}]
    if one.photos:
        media.append({"type": "photo", "photo_refs": [f"group_photo:{one.id}{index}" for index in range(one.photos)]})
    if one.repost:
        media.append({"type": "topic", "reshare": True, "media_topic_refs": ["mediatopic:7"]})
    return {
        "id": str(one.id),
        "created_ms": one.date * 1000 + 321,
        "author_ref": f"group:{page.id}",
        "owner_ref": f"group:{page.id}",
        "media": media,
        "is_pinned": one.pinned[0] <= now < one.pinned[1],
        "discussion_summary": {
            "discussion_id": str(one.id),
            "discussion_type": "GROUP_TOPIC",
            "comments_count": len(remarks_of(one, now)),
        },
    }


def comments(page: Public, one: Entry, now: int, anchor: str, count: int) -> Json:
    """A part of all comments below a topic, the oldest first."""
    there = sorted(remarks_of(one, now), key=lambda remark: (remark.date, remark.id))
    start = int(anchor.removeprefix("c")) if anchor else 0
    told: Json = {
        "discussionId": str(one.id),
        "discussionType": "GROUP_TOPIC",
        "comments": [comment(page, remark) for remark in there[start : start + count]],
        "has_more": len(there) > start + count,
    }
    if there[start : start + count]:
        told["anchor"] = f"c{start + count}"
    return told


def comment(page: Public, remark: Remark) -> Json:
    """A comment; half of them are dated in milliseconds, the others by Moscow's clock."""
    told: dict[str, Any] = {"id": name_of(remark.id), "text": remark.text, "type": "ACTIVE_MESSAGE", "like_count": 0}
    if remark.id % 2:
        told["date_ms"] = remark.date * 1000 + 7
    else:
        told["date"] = datetime.fromtimestamp(remark.date, ZoneInfo("Europe/Moscow")).strftime("%Y-%m-%d %H:%M:%S")
    if remark.author > 0:
        told["author_id"] = str(remark.author)
    else:
        told["author_ref"] = f"group:{-remark.author}"
        told["author_id"] = str(-remark.author)
    if remark.to:
        told["reply_to_comment_id"] = name_of(remark.to)
    if remark.to_user:
        told["reply_to_id"] = str(page.id if remark.to_user < 0 else remark.to_user)
    return told

"""What the invented network answers: JSON in the shapes of the official schema, written by ourselves."""

from typing import Any

from tests.vk_world.truth import Clip, Entry, Public, Remark, World
from tests.worlds import Html

Json = dict[str, Any]
PHOTO_URL = "https://sun1.userapi.example/photo.jpg"


def groups(world: World, asked: list[str]) -> Json:
    """The answer of groups.getById; unknown short names are left out."""
    found = [page for page in (world.page(one) for one in asked) if page is not None]
    return {"groups": [group(page, world.now) for page in found], "profiles": []}


def group(page: Public, now: int) -> Json:
    """A page with the fields that the collector asks for."""
    look = page.look(now)
    told: Json = {
        "id": page.id,
        "name": page.name,
        "screen_name": page.screen_name(now),
        "is_closed": look.closed,
        "type": "page",
        "photo_50": PHOTO_URL,
        "has_photo": int(look.avatar),
    }
    if look.deactivated:
        return told | {"deactivated": look.deactivated}
    told |= {
        "members_count": look.members,
        "verified": 0,
        "activity": "Образовательное учреждение",
        "status": "",
        "wall": 2,
        "cover": {"enabled": int(look.cover > 0)},
        "video_live_count": sum(entry.clip is not None and entry.date <= now for entry in page.entries),
    }
    if look.cover:
        told["cover"]["images"] = [
            {"url": PHOTO_URL, "width": width, "height": width * 2 // 5} for width in (200, look.cover, 400)
        ]
    if look.closed == 0:
        told["description"] = look.description
        told["site"] = ""
        told["addresses"] = {"is_enabled": look.address}
        if look.address:
            told["addresses"]["main_address"] = {"id": 1, "address": "Озёрная, 5", "title": page.name}
            told["addresses"]["count"] = 1
        if look.contact_phone or look.contact_mail:
            contact: Json = {"desc": "Приёмная"}
            told["contacts"] = [
                contact
                | ({"phone": "+7 383 222-33-44"} if look.contact_phone else {})
                | ({"email": "school@example.ru"} if look.contact_mail else {})
            ]
    if look.menu is not None:
        told["menu"] = {"items": [{"url": url, "title": "Госуслуги"} for url in look.menu]}
    if look.mark is not None:
        told["is_government_organization"] = look.mark
    return told


def page(world: World, name: str) -> Html:
    """The public page of a community, with the badge of those that bear the state mark."""
    found = world.page(name)
    if found is None:
        return Html("", 404)
    badge = '<span class="GovernmentCommunityBadge"></span>' if found.look(world.now).badge else ""
    return Html(f'<html><body><a href="/wall-{found.id}">{found.name}</a>{badge}</body></html>')


def wall(world: World, page: Public, offset: int, count: int) -> Json:
    """The answer of wall.get."""
    there = page.wall(world.now)
    return {"count": len(there), "items": [entry(page, one, world.now) for one in there[offset : offset + count]]}


def entry(page: Public, one: Entry, now: int) -> Json:
    """A post."""
    told: Json = {
        "inner_type": "wall_wallpost",
        "id": one.id,
        "owner_id": -page.id,
        "from_id": -page.id,
        "date": one.date,
        "text": one.text_at(now),
        "post_type": "post",
        "marked_as_ads": int(one.ads),
        "attachments": [photo(page.id, one.id * 10 + index, one.date) for index in range(one.photos)],
        "comments": {"count": len(remarks_of(one, now)), "can_post": 0},
        "likes": {"count": 3, "user_likes": 0, "can_like": 0},
        "reposts": {"count": 1, "user_reposted": 0},
        "views": {"count": 120},
        "donut": {"is_donut": one.donut},
    }
    if one.clip is not None:
        told["attachments"].append({"type": "video", "video": clip(page, one.clip)})
    if one.repost:
        source = {"inner_type": "wall_wallpost", "id": 7, "owner_id": -1, "from_id": -1, "date": one.date - 60, "text": "Чужое"}
        told["copy_history"] = [source]
    if one.pinned[0] <= now < one.pinned[1]:
        told["is_pinned"] = 1
    return told


def photo(owner: int, number: int, date: int) -> Json:
    """A picture below a post."""
    return {
        "type": "photo",
        "photo": {"id": number, "album_id": -7, "owner_id": -owner, "date": date, "has_tags": False, "text": "", "sizes": []},
    }


def clip(page: Public, one: Clip) -> Json:
    """A video below a post."""
    return {
        "id": one.id,
        "owner_id": -page.id,
        "type": one.kind,
        "title": one.title,
        "duration": one.duration,
        "date": one.started,
        "live_start_time": one.started,
        "can_add": 0,
    }


def videos(world: World, asked: list[str]) -> Json:
    """The answer of video.get; unknown videos are left out."""
    there = [
        clip(page, entry.clip)
        for page in world.pages
        for entry in page.entries
        if entry.clip is not None and f"-{page.id}_{entry.clip.id}" in asked
    ]
    return {"count": len(there), "items": there}


def remarks_of(one: Entry, now: int) -> list[Remark]:
    """The comments that stand."""
    return [remark for remark in one.remarks if remark.date <= now < remark.gone]


def comments(one: Entry, now: int, params: dict[str, str]) -> Json:
    """The answer of wall.getComments: a level, with the first replies of each thread."""
    there = remarks_of(one, now)
    under = int(params.get("comment_id", 0))
    inline = int(params.get("thread_items_count", 0))
    level = sorted((remark for remark in there if remark.under == under), key=lambda remark: (remark.date, remark.id))
    offset, count = int(params.get("offset", 0)), int(params.get("count", 10))
    items = [comment(remark, there, inline if not under else None) for remark in level[offset : offset + count]]
    return {"count": len(there), "current_level_count": len(level), "items": items, "can_post": False, "show_reply_button": True}


def comment(remark: Remark, there: list[Remark], inline: int | None) -> Json:
    """A comment; of the top level with its thread."""
    told: Json = {"id": remark.id, "from_id": remark.author, "date": remark.date, "text": remark.text}
    if remark.under:
        told["parents_stack"] = [remark.under]
    if remark.to:
        told["reply_to_comment"] = remark.to
    if remark.to_user:
        told["reply_to_user"] = remark.to_user
    if inline is not None:
        replies = sorted((one for one in there if one.under == remark.id), key=lambda one: (one.date, one.id))
        told["thread"] = {
            "count": len(replies),
            "items": [comment(one, there, None) for one in replies[:inline]],
            "can_post": False,
            "show_reply_button": True,
        }
    return told

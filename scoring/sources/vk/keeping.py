"""What is kept of VK's answers, in the shapes of ``scoring.sources.collecting.keeping``."""

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.sources.collecting.answers import Fault, Listed, read
from scoring.sources.collecting.keeping import Author, Kept, Reduced
from scoring.sources.collecting.words import facts_in, folded, is_interim, text_key, wants_answer
from scoring.sources.vk.answers import Comment, Group, Post, Thread, listed, listed_comments, listed_groups

_AVATAR = 200
_ENOUGH = 720
"""Pixels of a cover's width that a juror's card needs."""


def groups(content: object) -> Reduced:
    """The pages of ``groups.getById``."""
    found = listed_groups(content)
    good, faults = read(Group, found.items, "groups")
    return Reduced({"groups": [_group(group) for group in good]}, (*found.faults, *faults))


def wall(content: object) -> Reduced:
    """The posts of ``wall.get``."""
    found = listed(content)
    good, faults = read(Post, found.items, "items")
    return Reduced(_list(found, [_post(post) for post in good]), (*found.faults, *faults))


@dataclass(frozen=True, slots=True)
class Comments:
    """Keeps the comments of ``wall.getComments`` below a page's posts."""

    owner: int
    author: Author

    def __call__(self, content: object) -> Reduced:
        """The comments, each with the first replies of its thread."""
        found = listed_comments(content)
        good, faults = read(Comment, found.items, "items")
        words: list[tuple[int, str]] = []
        kept = []
        for comment in good:
            one = self._comment(comment, words)
            if comment.thread is not None:
                replies, inner = self._replies(comment.thread, words, f"items.{comment.id}.thread.items")
                one["thread"] = {"count": comment.thread.count, "read": len(comment.thread.items), "items": replies}
                faults += inner
            kept.append(one)
        return Reduced(_list(found, kept), (*found.faults, *faults), tuple(words))

    def _replies(self, thread: Thread, words: list[tuple[int, str]], place: str) -> tuple[list[Kept], list[Fault]]:
        good, faults = read(Comment, thread.items, place)
        return [self._comment(reply, words) for reply in good], faults

    def _comment(self, comment: Comment, words: list[tuple[int, str]]) -> Kept:
        """``by``: «page», a person's hash, or «other» for another community."""
        kept: Kept = {"id": comment.id, "date": comment.date, "by": self._by(comment.from_id)}
        if comment.deleted:
            return kept | {"deleted": True}
        if kept["by"] == "page":
            kept |= {"interim": is_interim(comment.text)}
        elif comment.from_id > 0:
            kept |= {"wants": wants_answer(comment.text), "interim": is_interim(comment.text)}
            if comment.text:
                words.append((comment.id, comment.text))
        if comment.reply_to_comment:
            kept["to"] = comment.reply_to_comment
        if comment.reply_to_user:
            kept["to_user"] = self._by(comment.reply_to_user)
        return kept

    def _by(self, number: int) -> str:
        if number == self.owner:
            return "page"
        return self.author(number) if number > 0 else "other"


def _list(found: Listed, kept: Iterable[Kept]) -> Kept:
    """``read``: how many items came, those among them that could not be read."""
    return {"count": found.count, "read": len(found.items), "items": list(kept)}


def _group(group: Group) -> Kept:
    """Presence of contacts instead of the contacts themselves; None is unknown."""
    whole = group.description is not None and group.is_closed == 0 and group.deactivated is None
    place = group.addresses.main_address if group.addresses and group.addresses.is_enabled else None
    description = folded(group.description or "")
    return {
        "id": group.id,
        "name": group.name,
        "screen_name": group.screen_name,
        "closed": None if group.is_closed is None else bool(group.is_closed or group.deactivated is not None),
        "photo": _avatar(group),
        "cover": _cover_width(group),
        "length": len(description) if group.description is not None else None,
        "facts": facts_in(description) if group.description is not None else None,
        "phone": any(one.phone for one in group.contacts) or bool(place and place.phone) if whole else None,
        "mail": any(one.email for one in group.contacts) or bool(group.site) if whole else None,
        "address": bool(place and place.address) if whole else None,
        "menu": None if group.menu is None else [item.url for item in group.menu.items],
        "mark": group.is_government_organization,
        "members": group.members_count,
        "streams": group.video_live_count,
    } | _cover_address(group)


def _avatar(group: Group) -> bool | None:
    """A picture of at least 200 by 200; where its size is not told, a picture."""
    size = group.photo_max_size
    if size is None or not group.has_photo:
        return group.has_photo
    return min(size.width, size.width if size.height is None else size.height) >= _AVATAR


def _cover_width(group: Group) -> int | None:
    if group.cover is None:
        return None
    return max((picture.width for picture in group.cover.images), default=0) if group.cover.enabled else 0


def _cover_address(group: Group) -> Kept:
    """Where the smallest picture of the cover lies that is wide enough for a card, the widest where none is."""
    if group.cover is None or not group.cover.enabled:
        return {}
    pictures = sorted((one for one in group.cover.images if one.url), key=lambda one: one.width)
    chosen = next((one for one in pictures if one.width >= _ENOUGH), pictures[-1] if pictures else None)
    return {} if chosen is None else {"picture": chosen.url}


def _post(post: Post) -> Kept:
    text = folded(post.text)
    kept: Kept = {
        "id": post.id,
        "date": post.date,
        "length": len(text),
        "key": text_key(text),
        "attachments": len(post.attachments),
        "comments": post.comments.count,
    }
    marks = {
        "foreign": post.from_id != post.owner_id or post.post_type not in {"post", "post_ads", "copy"},
        "repost": bool(post.copy_history) or post.post_type == "copy",
        "ads": post.marked_as_ads or post.post_type == "post_ads",
        "pinned": post.is_pinned,
        "deleted": post.is_deleted,
        "donut": post.donut is not None and post.donut.is_donut,
    }
    kept |= {name: True for name, value in marks.items() if value}
    videos = [one.video for one in post.attachments if one.video is not None and one.video.owner_id == post.owner_id]
    if videos and not post.copy_history:
        kept["videos"] = [
            {
                "id": video.id,
                "live": video.type == "live" or video.live,
                "started": video.live_start_time or video.date or post.date,
                "duration": 0 if video.upcoming else video.duration,
                "title": folded(video.title),
            }
            for video in videos
        ]
    return kept

"""What is kept of OK's answers, in the shapes of ``scoring.sources.collecting.keeping``."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from scoring.sources.collecting.answers import Fault, faults_of, read
from scoring.sources.collecting.keeping import Author, Kept, Reduced
from scoring.sources.collecting.words import facts_in, folded, is_interim, text_key, wants_answer
from scoring.sources.ok.answers import Address, Comment, Group, Media, Part, Topic, groups_in, number_of, part

_ALONE = frozenset({"text", "topic"})
"""Parts of a topic that are no attachments: its words, and another topic that it forwards."""


def groups(content: object) -> Reduced:
    """The groups of ``group.getInfo``."""
    items, faults = groups_in(content)
    good, lies = read(Group, items, "groups")
    return Reduced({"groups": [_group(group) for group in good]}, (*faults, *lies))


def address(content: object) -> Reduced:
    """The number of the group that ``url.getInfo`` finds behind an address; 0 where it is none."""
    try:
        found = Address.model_validate(content)
    except ValidationError as error:
        return Reduced({"number": 0}, tuple(faults_of(error, "")))
    return Reduced({"number": found.object_id if found.kind == "GROUP" else 0}, ())


@dataclass(frozen=True, slots=True)
class Topics:
    """Keeps the topics of ``mediatopic.getTopics`` of a group."""

    group: int

    def __call__(self, content: object) -> Reduced:
        """The topics."""
        found = part(content, "media_topics")
        good, lies = read(Topic, found.items, "media_topics")
        return Reduced(_list(found, [self._topic(topic) for topic in good]), (*found.faults, *lies))

    def _topic(self, topic: Topic) -> Kept:
        text = folded(" ".join(media.text for media in topic.media if media.type == "text"))
        summary = topic.discussion_summary
        kept: Kept = {
            "id": topic.id,
            "date": topic.created_ms // 1000,
            "length": len(text),
            "key": text_key(text),
            "attachments": sum(_things(media) for media in topic.media),
            "comments": -1 if summary is None or summary.comments_count is None else summary.comments_count,
        }
        marks = {
            "foreign": topic.author_ref not in {"", f"group:{self.group}"},
            "repost": any(media.reshare or media.type == "topic" for media in topic.media),
            "pinned": topic.is_pinned,
        }
        return kept | {name: True for name, value in marks.items() if value}


@dataclass(frozen=True, slots=True)
class Comments:
    """Keeps the comments of ``discussions.getComments`` below a group's topics."""

    group: int
    author: Author

    def __call__(self, content: object) -> Reduced:
        """The comments, one list of all levels."""
        found = part(content, "comments")
        good, lies = read(Comment, found.items, "comments")
        undated = [Fault(f"comments.{number_of(one.id)}.date", "no date can be read") for one in good if not one.when]
        dated = [one for one in good if one.when]
        words = tuple((number_of(one.id), one.text) for one in dated if one.text and self._by(one) not in {"page", "other"})
        kept = [self._comment(one) for one in dated]
        return Reduced(_list(found, kept), (*found.faults, *lies, *undated), words)

    def _comment(self, comment: Comment) -> Kept:
        kept: Kept = {"id": number_of(comment.id), "date": comment.when, "by": self._by(comment)}
        if kept["by"] != "other":
            kept["interim"] = is_interim(comment.text)
        if kept["by"] not in {"page", "other"}:
            kept["wants"] = wants_answer(comment.text)
        if comment.reply_to_comment_id:
            kept["to"] = number_of(comment.reply_to_comment_id)
        if comment.reply_to_id is not None:
            kept["to_user"] = "page" if comment.reply_to_id == self.group else self.author(comment.reply_to_id)
        return kept

    def _by(self, comment: Comment) -> str:
        if comment.author_ref == f"group:{self.group}" or comment.author_id == self.group:
            return "page"
        if comment.author_ref.startswith("group:") or comment.author_id is None:
            return "other"
        return self.author(comment.author_id)


def _list(found: Part, kept: Iterable[Kept]) -> Kept:
    return {"read": len(found.items), "anchor": found.anchor, "more": found.more, "items": list(kept)}


def _things(media: Media) -> int:
    """How many attachments a part is: each picture and each film by itself, a link, a poll or a song as one."""
    if media.type in _ALONE:
        return 0
    return max(len(media.photo_refs) + len(media.movie_refs), 1)


def _group(group: Group) -> Kept:
    description = None if group.description is None else folded(group.description)
    return {
        "id": group.uid,
        "name": group.name,
        "screen_name": group.shortname,
        "closed": _closed(group),
        "photo": True if group.main_photo is not None or group.pic_avatar else None,
        "cover": None if group.cover is None else group.cover.standard_width,
        "length": None if description is None else len(description),
        "facts": None if description is None else facts_in(description),
        "phone": None if group.phone is None else bool(group.phone.strip()),
        "mail": None if group.homepage_url is None else bool(group.homepage_url.strip()),
        "address": None if group.address is None else bool(group.address.strip()),
        "menu": None,
        "mark": group.gos_org,
        "members": group.members_count,
        "streams": None,
    }


def _closed(group: Group) -> bool | None:
    if group.access_type in {"CLOSED", "SECRET"} or group.private:
        return True
    return False if group.access_type == "OPEN" or group.private is False else None

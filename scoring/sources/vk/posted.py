"""The newest texts that a page itself put on VK: its description, its status, its last posts. For codes that owners post."""

from typing import Any, Final

from scoring.sources.collecting.http import Answered, Broken, Failed, Params, Reply
from scoring.sources.vk.client import Client

_POSTS: Final = 20
_LONGEST: Final = 20_000


def posted_texts(client: Client, key: str, group_id: int | None) -> tuple[list[tuple[str, str]], str]:
    """(place, text) of what the page says, and why something could not be read; empty where all was.

    Only posts of the page itself count: anybody may write on an open wall.
    """
    texts: list[tuple[str, str]] = []
    name = str(group_id) if group_id else key.removeprefix("vk:")
    about, trouble = _asked(client, "groups.getById", {"group_ids": name, "fields": "description,status"})
    for group in _listed(about, "groups"):
        number = group.get("id")
        group_id = group_id or (number if isinstance(number, int) else None)
        texts += [(place, str(group.get(place) or "")[:_LONGEST]) for place in ("description", "status")]
    if not group_id:
        return texts, trouble or "?"
    wall, wall_trouble = _asked(client, "wall.get", {"owner_id": -group_id, "count": _POSTS, "filter": "owner"})
    for post in _listed(wall, "items"):
        if post.get("from_id") == -group_id:
            texts.append((f"wall-{group_id}_{post.get('id')}", str(post.get("text") or "")[:_LONGEST]))
    return texts, trouble or wall_trouble


def _asked(client: Client, method: str, params: Params) -> tuple[Any, str]:
    reply: Reply = client.ask(method, params)
    if isinstance(reply, Answered):
        return reply.content, ""
    return None, f"{method}: {reply.reason if isinstance(reply, Broken) else _told(reply)}"


def _told(reply: Failed) -> str:
    return f"{reply.code} {reply.words}"


def _listed(content: Any, name: str) -> list[dict[str, Any]]:
    """The dictionaries of a list, whatever the network sent in its place."""
    found = content.get(name) if isinstance(content, dict) else content
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

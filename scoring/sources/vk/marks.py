"""The state mark by a community's public page, where the API does not tell it: the page of one that bears it has a badge.

The class of the badge is the site's own, seen in the field; a page that is not recognised as the community's says nothing.
"""

from dataclasses import dataclass
from typing import Final

from scoring.sources.collecting.answers import Fault
from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.keeping import Kept, Reduced
from scoring.sources.collecting.troubles import Trouble, troubles_of

PAGE: Final = "page"
_BADGE: Final = "GovernmentCommunityBadge"


@dataclass(frozen=True, slots=True)
class Mark:
    """Keeps of a community's public page whether it bears the mark."""

    group: int

    def __call__(self, content: object) -> Reduced:
        """None where the page is not the community's, or is cut off."""
        text = content if isinstance(content, str) else ""
        own = f"-{self.group}" in text and "</html>" in text[-2000:].lower()
        faults = () if own else (Fault("", "no community on the page"),)
        return Reduced({"id": self.group, "mark": _BADGE in text if own else None}, faults)


def marked(caller: Caller, group: Kept) -> tuple[Kept, list[Trouble]]:
    """A community with the mark that its page shows; as it is where the API has told the mark, or where it is closed."""
    if group["mark"] is not None or group["closed"] is not False:
        return group, []
    name = group["screen_name"] or f"club{group['id']}"
    told = caller.call(PAGE, {"name": name, "_id": group["id"]}, Mark(group["id"]))
    mark = None if told.kept is None else told.kept["mark"]
    return group | {"mark": mark}, troubles_of(PAGE, f"vk:{name.lower()}", told)

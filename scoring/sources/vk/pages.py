"""Looks the pages of a register up at VK."""

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.keeping import Kept
from scoring.sources.collecting.policy import Policy
from scoring.sources.collecting.recording import PageAsked
from scoring.sources.collecting.troubles import Trouble, troubles_of
from scoring.sources.vk.keeping import groups
from scoring.sources.vk.policy import policy_of

BATCH = 500
"""Pages a call; what programs use, since the schema does not say."""
METHOD = "groups.getById"
FIELDS = (
    "members_count,description,status,site,contacts,addresses,cover,has_photo,photo_max_size,activity,verified,menu,"
    "is_government_organization,video_live_count,wall"
)


def look_up(caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[list[Kept], list[Trouble]]:
    """All that is told of the pages, 500 a call; a call that is refused for one bad name is halved until it stands alone."""
    kept: list[Kept] = []
    troubles: list[Trouble] = []
    waiting = [pages[start : start + BATCH] for start in range(0, len(pages), BATCH)][::-1]
    while waiting:
        batch = waiting.pop()
        told = caller.call(METHOD, {"group_ids": ",".join(asked(page) for page in batch), "fields": FIELDS}, groups)
        if told.kept is not None:
            kept += told.kept["groups"]
            troubles += troubles_of(METHOD, "", told)
        elif len(batch) > 1 and told.code is not None and policy_of(told.code) is Policy.DATA:
            middle = len(batch) // 2
            waiting += [batch[middle:], batch[:middle]]
        else:
            troubles += [trouble for page in batch for trouble in troubles_of(METHOD, page.key, told)]
    return kept, troubles


def asked(page: PageAsked) -> str:
    """How a page is called when the network is asked."""
    return str(page.group_id) if page.group_id else page.bare

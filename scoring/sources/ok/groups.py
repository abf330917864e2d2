"""Looks the groups of a register up at OK: first those that stand there by name, then all by number."""

from collections.abc import Iterable
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Identity, Kept
from scoring.sources.collecting.policy import Policy
from scoring.sources.collecting.recording import Line, PageAsked
from scoring.sources.collecting.troubles import Trouble, troubles_of
from scoring.sources.ok import keeping
from scoring.sources.ok.policy import RULES

INFO: Final = "group.getInfo"
ADDRESS: Final = "url.getInfo"
BATCH: Final = 100
"""Groups a call; the network does not say how many it takes."""
FIELDS: Final = (
    "uid,name,shortname,description,access_type,private,main_photo,pic_avatar,cover,phone,homepage_url,address,gos_org,"
    "members_count"
)
_SITE: Final = "https://ok.ru/"


def look_up(caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
    """All that is told of the groups; a call that is refused for one bad number is halved until it stands alone."""
    troubles: list[Trouble] = []
    names: dict[str, Identity] = {}
    for page in pages:
        if not page.group_id:
            told = caller.call(ADDRESS, {"url": _SITE + page.bare}, keeping.address)
            troubles += troubles_of(ADDRESS, page.key, told)
            if told.kept is not None and told.kept["number"]:
                names[page.bare] = told.kept["number"]
    numbers = {page.key: page.group_id or names.get(page.bare, 0) for page in pages}
    known = [page for page in pages if numbers[page.key]]
    kept: list[Kept] = []
    waiting = [known[start : start + BATCH] for start in range(0, len(known), BATCH)][::-1]
    while waiting:
        batch = waiting.pop()
        asked = ",".join(str(numbers[page.key]) for page in batch)
        told = caller.call(INFO, {"uids": asked, "fields": FIELDS}, keeping.groups)
        if told.kept is not None:
            kept += told.kept["groups"]
            troubles += troubles_of(INFO, "", told)
        elif len(batch) > 1 and told.code is not None and RULES.policy_of(told.code) in {Policy.DATA, Policy.STATE}:
            middle = len(batch) // 2
            waiting += [batch[middle:], batch[:middle]]
        else:
            troubles += [trouble for page in batch for trouble in troubles_of(INFO, page.key, told)]
    return Found(kept, names), troubles


def found(lines: Iterable[Line]) -> Found:
    """The same out of a recording."""
    kept: list[Kept] = []
    names: dict[str, Identity] = {}
    for line in lines:
        if line["method"] == INFO and "answer" in line:
            kept += line["answer"]["groups"]
        elif line["method"] == ADDRESS and "answer" in line:
            names[line["params"]["url"].removeprefix(_SITE)] = line["answer"]["number"]
    return Found(kept, names)

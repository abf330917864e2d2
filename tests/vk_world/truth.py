"""What is true of an invented network: pages, posts, comments, videos, and how they change with time."""

from dataclasses import dataclass, field

NEVER = 1 << 40


@dataclass
class Remark:
    """A comment. ``author``: number of a person, or minus the number of a community; ``under``: the comment it replies below."""

    id: int
    author: int
    date: int
    text: str
    under: int = 0
    to: int = 0
    to_user: int = 0
    gone: int = NEVER


@dataclass
class Clip:
    """A video of the page below a post; ``kind`` is the network's word for it."""

    id: int
    started: int
    duration: int
    title: str
    kind: str = "live"


@dataclass
class Entry:
    """A post. It is there from ``date`` until ``gone``."""

    id: int
    date: int
    text: str
    photos: int = 0
    clip: Clip | None = None
    repost: bool = False
    ads: bool = False
    donut: bool = False
    gone: int = NEVER
    pinned: tuple[int, int] = (0, 0)
    shut: bool = False
    remarks: list[Remark] = field(default_factory=list)
    edits: dict[int, str] = field(default_factory=dict)

    def text_at(self, moment: int) -> str:
        """The text after the edits so far."""
        told = [words for when, words in sorted(self.edits.items()) if when <= moment]
        return told[-1] if told else self.text


@dataclass
class Look:
    """How a page looks: every field is what an honest eye would note down."""

    avatar: bool = True
    cover: int = 1920
    activity: str = "Мы учим и воспитываем детей."
    place: str = "Адрес: ул. Озёрная, 5."
    hours: str = "Режим работы: 9:00–18:00."
    telephone: str = "Тел. +7 383 222-33-44."
    contact_phone: bool = True
    contact_mail: bool = True
    address: bool = True
    menu: tuple[str, ...] | None = ()
    mark: bool | None = True
    badge: bool = False
    closed: int = 0
    deactivated: str = ""
    members: int = 500

    @property
    def description(self) -> str:
        """The parts that are there, a line each."""
        return "\n".join(part for part in (self.activity, self.place, self.hours, self.telephone) if part)

    @property
    def facts(self) -> int:
        """How many of the four are there."""
        return sum(map(bool, (self.activity, self.place, self.hours, self.telephone)))


@dataclass
class Public:
    """A page. ``looks`` and ``names`` (short names): what holds from a moment on."""

    id: int
    name: str
    official: str
    ogrn: str
    looks: dict[int, Look]
    names: dict[int, str]
    entries: list[Entry] = field(default_factory=list)

    def look(self, moment: int) -> Look:
        """How it looks."""
        return self.looks[max(when for when in self.looks if when <= moment)]

    def screen_name(self, moment: int) -> str:
        """Its short name."""
        return self.names[max(when for when in self.names if when <= moment)]

    def wall(self, moment: int) -> list[Entry]:
        """The posts that stand, the pinned one first, then the newest."""
        there = [entry for entry in self.entries if entry.date <= moment < entry.gone]
        return sorted(there, key=lambda entry: (not entry.pinned[0] <= moment < entry.pinned[1], -entry.date, -entry.id))


@dataclass
class World:
    """All pages, at the moment ``now``."""

    pages: list[Public]
    now: int = 0

    def page(self, asked: str) -> Public | None:
        """By number or short name."""
        return next((page for page in self.pages if asked in {str(page.id), page.screen_name(self.now)}), None)


def ogrn(first: int) -> str:
    """A state number with its check digit, out of its first twelve digits."""
    return f"{first}{first % 11 % 10}"

"""What is read of VK's answers: only what is needed, and only where it has the type that the schema promises."""

from typing import Annotated, Any

from pydantic import Field, ValidationError

from scoring.sources.collecting.answers import BIG, Count, Flag, Listed, Moment, Number, Owner, Read, faults_of


class Picture(Read):
    """One size of a picture."""

    width: Count
    height: Count | None = None
    url: str = ""


class Cover(Read):
    """The picture above the page."""

    enabled: Flag
    images: list[Picture] = Field(default_factory=list)


class Contact(Read):
    """A person or desk that the page names."""

    phone: str = ""
    email: str = ""


class Address(Read):
    """A place."""

    address: str = ""
    phone: str = ""


class Addresses(Read):
    """The places of a page."""

    is_enabled: Flag
    main_address: Address | None = None


class MenuItem(Read):
    """A link below the header."""

    url: str = ""


class Menu(Read):
    """The links below the header; the schema does not know them."""

    items: list[MenuItem] = Field(default_factory=list)


class Group(Read):
    """A page."""

    id: Number
    name: str = ""
    screen_name: str = ""
    is_closed: Annotated[int, Field(ge=0, le=2)] | None = None
    deactivated: str | None = None
    has_photo: Flag | None = None
    photo_max_size: Picture | None = None
    cover: Cover | None = None
    description: str | None = None
    site: str = ""
    contacts: list[Contact] = Field(default_factory=list)
    addresses: Addresses | None = None
    menu: Menu | None = None
    is_government_organization: Flag | None = None
    members_count: Count | None = None
    video_live_count: Count | None = None


class Video(Read):
    """A video below a post."""

    id: Annotated[int, Field(ge=0, le=BIG)]
    owner_id: Owner
    type: str = ""
    live: Flag = False
    upcoming: Flag = False
    live_start_time: Moment | None = None
    date: Moment | None = None
    duration: Count = 0
    title: str = ""


class Attachment(Read):
    """What hangs on a post."""

    type: str
    video: Video | None = None


class CommentCount(Read):
    """How many comments stand below a post."""

    count: Count = 0


class Donut(Read):
    """Whether only subscribers who pay see a post."""

    is_donut: Flag


class Post(Read):
    """An entry of a wall."""

    id: Number
    owner_id: Owner
    from_id: Owner
    date: Moment
    text: str = ""
    post_type: str = "post"
    attachments: list[Attachment] = Field(default_factory=list)
    copy_history: list[dict[str, Any]] = Field(default_factory=list)
    is_pinned: Flag = False
    marked_as_ads: Flag = False
    is_deleted: Flag = False
    comments: CommentCount = CommentCount()
    donut: Donut | None = None


class Comment(Read):
    """A comment, or a reply in a thread."""

    id: Number
    from_id: Owner
    date: Moment
    text: str = ""
    reply_to_user: Owner | None = None
    reply_to_comment: Annotated[int, Field(ge=0, le=BIG)] | None = None
    deleted: Flag = False
    thread: "Thread | None" = None


class Thread(Read):
    """The replies below a comment: how many, and the first of them."""

    count: Count
    items: list[dict[str, Any]] = Field(default_factory=list)


class _Items(Read):
    count: Count
    items: list[Any]
    current_level_count: Count | None = None


class _Groups(Read):
    groups: list[Any]


def listed(content: object) -> Listed:
    """The items of ``wall.get``."""
    try:
        found = _Items.model_validate(content)
    except ValidationError as error:
        return Listed(0, (), tuple(faults_of(error, "")))
    return Listed(found.count, tuple(found.items), ())


def listed_comments(content: object) -> Listed:
    """The items of ``wall.getComments``, whose ``count`` has those of all levels in it."""
    try:
        found = _Items.model_validate(content)
    except ValidationError as error:
        return Listed(0, (), tuple(faults_of(error, "")))
    return Listed(found.current_level_count, tuple(found.items), ())


def listed_groups(content: object) -> Listed:
    """The items of ``groups.getById``."""
    try:
        found = _Groups.model_validate(content)
    except ValidationError as error:
        return Listed(0, (), tuple(faults_of(error, "")))
    return Listed(len(found.groups), tuple(found.groups), ())

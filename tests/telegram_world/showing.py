"""Previews of the invented network: pages with the elements that the site's own have, written by ourselves."""

from datetime import UTC, datetime
from html import escape

from tests.vk_world.truth import Entry, Public, World

LISTED = 20
SERVICE = "Channel photo updated"


def preview(world: World, page: Public, before: int) -> str:
    """Up to twenty messages before one of them, the oldest first, and the head of the channel."""
    name = page.screen_name(world.now)
    there = sorted((one for one in page.entries if one.date <= world.now < one.gone), key=lambda one: one.id)
    older = [one for one in there if not before or one.id < before]
    shown = older[-LISTED:]
    more = f'<a href="/s/{name}?before={shown[0].id}" class="tme_messages_more" data-before="{shown[0].id}"></a>'
    prev = f'<link rel="prev" href="/s/{name}?before={shown[0].id}">' if len(older) > len(shown) else ""
    messages = "\n".join(message(name, one, world.now) for one in shown)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(page.name)}</title>{prev}</head><body><main>'
        f'<div class="tgme_channel_info">{head(page, world.now)}</div>'
        f'<section class="tgme_channel_history js-message_history">{more if prev else ""}\n{messages}</section>'
        "</main></body></html>\n"
    )


def head(page: Public, now: int) -> str:
    """What the channel tells of itself."""
    look = page.look(now)
    photo = '<img src="https://cdn.example/photo.jpg">' if look.avatar else ""
    members = f"{look.members / 1000:.1f}K" if look.members >= 1000 else str(look.members)
    about = escape(look.description).replace("\n", "<br/>")
    return (
        f'<i class="tgme_page_photo_image bgcolor2" data-content="Ш">{photo}</i>'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{escape(page.name)}</span></div>'
        f'<div class="tgme_channel_info_header_username"><a href="https://t.me/x">@{page.screen_name(now)}</a></div>'
        + (f'<div class="tgme_channel_info_description">{about}</div>' if about else "")
        + f'<div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter"><span class="counter_value">{members}'
        '</span> <span class="counter_type">subscribers</span></div><div class="tgme_channel_info_counter">'
        '<span class="counter_value">7</span> <span class="counter_type">photos</span></div></div>'
    )


def message(name: str, one: Entry, now: int) -> str:
    """A message; one whose text is that of the service is a note of the network."""
    told = one.text_at(now)
    moment = datetime.fromtimestamp(one.date, UTC).isoformat()
    service = " service_message" if told == SERVICE else ""
    text = escape(told).replace("\n", "<br/>").replace("делах", '<i class="emoji"><b>делах</b></i>')
    forwarded = '<div class="tgme_widget_message_forwarded_from">Forwarded from <a>Чужой канал</a></div>' if one.repost else ""
    reply = (
        '<a class="tgme_widget_message_reply"><i class="tgme_widget_message_photo_wrap"></i><div class="tgme_widget_message_text '
        'js-message_text js-message_reply_text">Чужие слова</div></a>'
        if one.id % 7 == 0
        else ""
    )
    photos = '<a class="tgme_widget_message_photo_wrap grouped_media_wrap" style="width:10px"></a>' * one.photos
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message{service}" '
        f'data-post="{name.title()}/{one.id}">{forwarded}{reply}{photos}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        '<span class="tgme_widget_message_views">1.2K</span><a class="tgme_widget_message_date" href="#">'
        f'<time datetime="{moment}" class="time">10:00</time></a></div></div>'
    )


def card(page: Public | None) -> str:
    """The page of a name without a preview."""
    title = f'<div class="tgme_page_title"><span>{escape(page.name)}</span></div>' if page else ""
    return f"<!DOCTYPE html><html><head><title>Telegram</title></head><body>{title}<p>View in Telegram</p></body></html>"

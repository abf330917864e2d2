"""Words that go with the pictures: a post ready to be published, words for those who do not see, a line for a site."""

from html import escape

from certificates.award import Award, bare_link, tongue_of
from certificates.badge import BadgeKey, badge_key, badge_words
from certificates.typography import typographic

_BADGE_WIDTH = 200  # pixels of the badge on a site


def post_text(award: Award) -> str:
    """A post ready to be published and the words for those who do not see the pictures, in the award's language."""
    rule = (
        "———\nОписание изображения (для незрячих читателей, вставьте в поле «Описание фото»):"
        if tongue_of(award.language) == "ru"
        else "———\nDescription of the picture (put it into the field «alternative text»):"
    )
    picture = picture_words(award)
    return "\n\n".join([*_lines(award), *([rule, picture] if picture else [])]) + "\n"


def picture_words(award: Award) -> str:
    """What the badge shows, in words; empty for awards without a badge."""
    key = badge_key(award)
    return badge_words(key)[1] if key is not None else ""


def site_line(award: Award, badge_url: str) -> str:
    """One line of HTML for a site: the hosted badge, linked with the check page. Empty for awards without a badge."""
    key = badge_key(award)
    if key is None:
        return ""
    head, _ = badge_words(key)
    return (
        f'<a href="{escape(award.check_url)}"><img src="{escape(badge_url)}" width="{_BADGE_WIDTH}" height="{_BADGE_WIDTH}" '
        f'alt="{escape(head)}"></a>\n'
    )


def _lines(award: Award) -> list[str]:
    key = badge_key(award)
    russian = tongue_of(award.language) == "ru"
    if key is not None:
        return _honour_ru(award, key) if russian else _honour_en(award, key)
    contest, name = typographic(award.contest).strip("«»"), typographic(award.name)
    if award.kind == "thanks":
        if russian:
            return [
                f"Администратор нашей страницы отмечен благодарственным письмом конкурса «{contest}» {award.year} года.",
                f"{name} благодарит коллегу за работу!",
                *_checks_ru(award),
            ]
        return [
            f"The administrator of our page has been given a letter of thanks of “{contest}” {award.year}.",
            *_checks_en(award),
        ]
    if russian:
        return [f"Наша страница участвовала в конкурсе «{contest}» {award.year} года.", *_checks_ru(award)]
    return [f"Our page took part in “{contest}” {award.year}.", *_checks_en(award)]


def _honour_ru(award: Award, key: BadgeKey) -> list[str]:
    who = "победителем" if key.kind == "winner" else "лауреатом"
    place = f", {award.place}-е место" if award.place is not None else ""
    category = f"в номинации «{key.nomination.strip('«»')}»{place}"
    return [
        f"Наша страница стала {who} конкурса «{key.contest.strip('«»')}» {award.year} года {category}!",
        f"{typographic(award.name)} благодарит всех, кто читает нас, задаёт вопросы и помогает становиться лучше.",
        *_checks_ru(award),
    ]


def _honour_en(award: Award, key: BadgeKey) -> list[str]:
    who = "a winner" if key.kind == "winner" else "a laureate"
    return [
        f"Our page is {who} of the {award.year} contest “{key.contest.strip('«»')}” in the category “{key.nomination}”!",
        f"{typographic(award.name)} thanks everybody who reads us, asks questions and helps us to become better.",
        *_checks_en(award),
    ]


def _checks_ru(award: Award) -> list[str]:
    link = bare_link(award.page_link)
    return [f"Подлинность диплома можно проверить: {award.check_url}", *([f"Наша страница: {link}"] if link else [])]


def _checks_en(award: Award) -> list[str]:
    link = bare_link(award.page_link)
    return [f"Check the certificate: {award.check_url}", *([f"Our page: {link}"] if link else [])]

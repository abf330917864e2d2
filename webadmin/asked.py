"""What an address asks for: a sheet of a long list, words to search; never more than can be stored or shown."""

from flask import request, url_for


def sheets(count: int, size: int) -> int:
    """How many sheets of ``size`` rows a list has; an empty one has one."""
    return max(1, -(-count // size))


def asked_page(pages: int, name: str = "page") -> int:
    """The sheet asked for, from 0; what is not a number or lies outside becomes the nearest sheet."""
    number = request.args.get(name, "0")
    return min(int(number), pages - 1) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def sheet_url(page: int, name: str = "page") -> str:
    """This very address with another sheet."""
    args = {**request.args.to_dict(), **(request.view_args or {}), name: page}
    return url_for(request.endpoint or "public.start", **args)


def asked_text(name: str, longest: int = 200) -> str:
    """A text from the address without what no database stores."""
    return "".join(letter for letter in request.args.get(name, "")[:longest] if letter.isprintable()).strip()

"""Addresses that came from outside: only those of web pages may become links."""

from urllib.parse import urlsplit


def outside(link: str) -> str:
    """The address where it is one of http or https, so that a register cannot smuggle a script in; empty otherwise."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    return link.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


def bare(link: str) -> str:
    """The address as people say it: without scheme and last slash."""
    return link.strip().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")

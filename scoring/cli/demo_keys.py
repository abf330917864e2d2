"""The demo's own keys, so that a newcomer sees signed certificates and what the check page says of them."""

import secrets
from datetime import UTC, datetime
from typing import Final

from scoring.cli.context import Desk
from scoring.cli.status_lists import publish_status_lists

NAME: Final = "Показ программы «Лавр»: учебные ключи, не для настоящих наград"
"""Stands in every certificate of these keys, and in every verdict on what they signed."""


def make_keys(stage: Desk, year: int) -> None:
    """Make an authority for the demo and put its public side where the site reads it; awards from ``year`` on can be signed.

    Nobody will need the root again: its passphrase is drawn and forgotten.
    """
    from certificates.keys.ring import init_ring, publish  # noqa: PLC0415  loads pyHanko, which other commands do without

    folder = stage.home.demo_keys
    published = init_ring(
        folder, folder / "root", secrets.token_bytes(16), name=NAME, site=stage.home.public_url, year=year,
        now=datetime.now(UTC), randbits=secrets.randbits,
    )  # fmt: skip
    publish(published, stage.home.published_keys)


def publish_standings(stage: Desk) -> None:
    """The signed lists of revoked awards, as the worker keeps them afterwards."""
    publish_status_lists(stage.shop)

"""A process of its own that goes on with a sweep, to be killed; takes network, folder, register, address, moment and zone."""

import sys
from pathlib import Path

from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.network import Sweeping
from scoring.sources.networks import SOURCES
from scoring.sources.ok.client import Client as OkClient
from scoring.sources.register import read_register
from scoring.sources.telegram.client import Client as TelegramClient
from tests.ok_world.server import KEYS
from tests.worlds import Clock


def main() -> None:
    """One sweep to its end, or as far as it comes."""
    network, folder, register, address, now, zone = sys.argv[1:]
    clock = Clock(float(now))
    there = Folder(Path(folder))
    client = OkClient(KEYS, address) if network == "ok" else TelegramClient(address)
    with there.locked():
        rows = read_register(Path(register)).rows
        source = SOURCES[network]
        path = there.unfinished() or source.begin(there, rows, year=2025, zone=zone, now=clock.now)
        source.sweep(path, Sweeping(there, client, Author(b"a key for tests"), Time(clock, clock.sleep)))


if __name__ == "__main__":
    main()

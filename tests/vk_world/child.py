"""A process of its own that goes on with a sweep, to be killed; takes folder, register, address and moment."""

import sys
from pathlib import Path

from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.sweeping import Collector
from scoring.sources.register import read_register
from scoring.sources.vk.client import Client
from scoring.sources.vk.dialect import VK
from tests.vk_world.collecting import AUTHOR, YEAR, ZONE
from tests.vk_world.server import TOKEN
from tests.worlds import Clock


def main() -> None:
    """One sweep to its end, or as far as it comes."""
    folder, register, address, now = sys.argv[1:]
    clock = Clock(float(now))
    there = Folder(Path(folder))
    with there.locked():
        rows = read_register(Path(register)).rows
        path = there.unfinished() or VK.begin(there, rows, year=YEAR, zone=ZONE, now=clock.now)
        Collector(VK.dialect, there, Client(TOKEN, address), AUTHOR, Time(clock, clock.sleep), lanes=2).run(path)


if __name__ == "__main__":
    main()

"""Migrating: several that open a new database at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from scoring.store.database import is_current, open_engine, upgrade


def test_two_that_migrate_at_once_do_it_once(database_url: str) -> None:
    """One migrates, the other waits and finds it done; neither fails."""
    together = Barrier(2)

    def open_() -> bool:
        engine = open_engine(database_url)
        together.wait()
        upgrade(engine)
        done = is_current(engine)
        engine.dispose()
        return done

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(open_) for _ in range(2)]
    assert [True, True] == [one.result() for one in both]

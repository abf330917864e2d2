"""When two names of nominations are the same; alone, so that an engine that compares names loads no checks of rule books."""


def fold(name: str) -> str:
    """The form in which names of nominations are compared: case and runs of white space do not matter."""
    return " ".join(name.split()).casefold()

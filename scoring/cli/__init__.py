"""The lavr command: a thin door to the services, and the place where the parts are put together."""


def main() -> None:
    """Run the command."""
    from scoring.cli.commands import run  # noqa: PLC0415  keeps `import scoring.cli` light

    run()

"""Lets ``python -m scoring.cli`` be the ``lavr`` command."""

from scoring.cli import main

main()

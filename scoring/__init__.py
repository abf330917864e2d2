"""How pages become winners: evidence in, ranking out, and the season's course."""

__version__ = "0.1.0"

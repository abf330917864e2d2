"""The owner's blueprint with all of its routes."""

from webadmin.owner import appealing, claiming, entering, letters, objecting  # noqa: F401  their routes come into being with them
from webadmin.owner.pages import blueprint

__all__ = ["blueprint"]

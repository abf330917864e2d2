"""The owner's blueprint with all of its routes."""

from webadmin.owner import answering, appealing, claiming, entering, letters, objecting  # noqa: F401  these make their routes
from webadmin.owner.pages import blueprint

__all__ = ["blueprint"]

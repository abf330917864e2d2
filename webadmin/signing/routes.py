"""All routes of signing in, at one blueprint."""

from webadmin.signing import entry, mine, passkeys, second
from webadmin.signing.door import blueprint

__all__ = ["blueprint", "entry", "mine", "passkeys", "second"]

"""How often one address may ask for what could be guessed: sign-in links, numbers of certificates, winners' links."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", default_limits=[], swallow_errors=True)
"""A fault of the counter lets a request pass and is logged: its store in memory starts a thread twice when two ask at once.

It slows askers down and guards no guess: tries at codes of six digits are counted in their rows (``services.accounts``), the
other secrets are too long to be guessed.
"""

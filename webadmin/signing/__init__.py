"""Signing in: codes by mail, one-time links, the second step, passkeys, one's own page of all that."""

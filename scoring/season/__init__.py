"""The season's course as data: states, transitions, blockers."""

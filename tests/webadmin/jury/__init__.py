"""The jury's door: its desk, its first two minutes, one's own answers, and the organizers' screen of it."""

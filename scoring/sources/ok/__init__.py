"""Odnoklassniki by the keys of an application: groups, their topics, and the comments below them."""

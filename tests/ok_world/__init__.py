"""An invented Odnoklassniki: what is true of its groups, and a server on loopback that tells it."""

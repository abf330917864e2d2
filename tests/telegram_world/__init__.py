"""An invented Telegram: what is true of its channels, and a server on loopback that shows their previews."""

"""What a file that somebody brings is worth: its signature, its credential, its standing, each told in plain words."""

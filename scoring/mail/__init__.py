"""How a letter leaves the house: one message, one protocol, a mail server or a folder of files behind it."""

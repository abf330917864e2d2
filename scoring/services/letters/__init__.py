"""The outbox: which letters there are, drafting them, letting them go by a person's word, sending each once."""

"""The organiser's keys: the authority that signs certificates, the key of credentials, what of them is published."""

"""The jury's services: who sits on it, with what ties, its cards, its desk, how far it has come, and the receipts."""

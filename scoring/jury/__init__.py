"""The jury: which cards it gets and in which order, what its verdicts change, how far it agrees. Pure."""

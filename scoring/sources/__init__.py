"""Where evidence comes from: one file a source, each yielding checked rows with their provenance."""

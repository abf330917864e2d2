"""A season's frozen evidence: columns sorted by page and time, in Parquet, named by the SHA-256 of their content."""

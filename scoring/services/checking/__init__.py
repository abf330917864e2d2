"""What must always hold of a season, asked of its rows and files as they are now."""

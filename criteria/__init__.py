"""What is judged: the rule book, the metrics, and the columns of evidence they read. No database, no web, no clock."""

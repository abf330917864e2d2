"""Use cases, the only writers: check a right, read, call a stage, write and audit in one transaction."""

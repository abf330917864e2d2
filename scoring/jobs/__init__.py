"""Long work: the Job row is the truth, a worker goes on where another stopped."""

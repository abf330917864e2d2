"""The door for owners of pages: what was collected about their page, and their objections to it."""

"""What a winner sees behind an unguessable link: the congratulation, the files, how to put the badge up."""

"""The season's home, results, cards, winners and the public pages, over a contest that was really computed."""

"""The door for the jury: the first two minutes, the desk where cards are answered, one's own answers, the receipt."""

"""What collecting from any network shares: pace, recordings that a kill cannot spoil, words told apart, activity files."""

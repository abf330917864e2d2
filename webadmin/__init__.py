"""The doors for people: organizers, jury, winners, public. Flask lives here and nowhere else."""

"""What the portal does with requests, seats and rooms: every write of this floor."""

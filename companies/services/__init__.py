"""What the portal does with firms, people and messages: every write of this floor."""

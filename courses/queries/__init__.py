"""What the pages ask about courses and their groups."""

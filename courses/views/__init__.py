"""The public pages of courses and groups."""

"""Decisions about courses and their groups that need no database."""

"""Decisions about firms and people that need no database."""

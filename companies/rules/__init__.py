"""Decisions about firms and their people that need no database."""

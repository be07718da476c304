"""Decisions about seats, queues and rooms that need no database."""

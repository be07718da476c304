"""Django's PostgreSQL, with one thing done more cheaply."""

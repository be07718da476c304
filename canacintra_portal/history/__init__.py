"""The trail of changes (companies/trail.py), read and told for people."""

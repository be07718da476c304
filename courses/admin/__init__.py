"""CANACINTRA's workplace: the catalogue, groups, venues and instructors."""

from courses.admin import catalogue, instructor, run, venue

__all__ = ["catalogue", "instructor", "run", "venue"]

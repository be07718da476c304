"""CANACINTRA's workplace: requests and changes of venue. Seats are never edited by hand."""

from enrollment.admin import relocation, request

__all__ = ["relocation", "request"]

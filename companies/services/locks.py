"""Locks of this floor; the floors above lock a company before anything of their own."""

from companies.models import Company


def company(pk):
    """Lock the firm: what is done for it follows one another, other firms do not wait."""
    return Company.objects.select_for_update(no_key=True).get(pk=pk)

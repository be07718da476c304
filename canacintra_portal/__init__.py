"""Front door: settings, urls, Celery, home, health, embedded services."""

from canacintra_portal.celery import app as celery_app

__all__ = ["celery_app"]

"""What beat rings by the clock. Everything here only looks for rows that are due."""

from celery.schedules import crontab

SCHEDULE = {
    "sweep": {"task": "enrollment.sweep", "schedule": 3.0, "options": {"expires": 3}},
    "deliver": {"task": "companies.deliver_due", "schedule": 3.0, "options": {"expires": 3}},
    "imports": {"task": "companies.sweep_imports", "schedule": 5.0, "options": {"expires": 5}},
    "forget-imports": {"task": "companies.forget_imports", "schedule": crontab(minute=45)},
    "remind": {"task": "enrollment.remind", "schedule": crontab(hour="7-20", minute=5)},
    "sessions": {"task": "companies.forget_sessions", "schedule": crontab(minute=15)},
    "exports": {"task": "portal.sweep_exports", "schedule": 20.0, "options": {"expires": 20}},
    "forget": {"task": "portal.forget", "schedule": crontab(hour=3, minute=40)},
    "venues": {"task": "enrollment.check_all_venues", "schedule": crontab(hour=2, minute=30)},
}

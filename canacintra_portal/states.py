"""Which tone and drawing the pages give to a state of a request, a seat or a run."""

LOOKS = {
    "received": {"tone": "busy", "icon_name": "refresh"},
    "confirmed": {"tone": "ok", "icon_name": "check"},
    "published": {"tone": "ok", "icon_name": "check"},
    "approved": {"tone": "ok", "icon_name": "check"},
    "accepted": {"tone": "ok", "icon_name": "check"},
    "partial": {"tone": "wait", "icon_name": "queue"},
    "waiting": {"tone": "wait", "icon_name": "queue"},
    "proposed": {"tone": "wait", "icon_name": "clock"},
    "pending": {"tone": "wait", "icon_name": "clock"},
    "full": {"tone": "wait", "icon_name": "seat"},
    "few": {"tone": "copper", "icon_name": "seat"},
    "refused": {"tone": "stop", "icon_name": "close"},
    "failed": {"tone": "stop", "icon_name": "alert"},
}
PLAIN = {"tone": "off", "icon_name": ""}


def look_of(state: str) -> dict[str, str]:
    """Answer tone and drawing; a state without a look is shown plainly."""
    return LOOKS.get(state, PLAIN)

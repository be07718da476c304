"""Pages that are drawn once and kept in the process until what they show has changed.

A page is kept under its address and language, together with the version of the content and the
moment of the next deadline. Both are compared at every request with one cheap statement, so that
a page is never older than the database and nothing breaks where the cache is empty or off.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from threading import Lock

from django.core.cache import caches
from django.utils.translation import get_language

from courses.queries import content

# One thread draws a page, the others of the process wait for it; pages seldom share a lock.
_LOCKS = [Lock() for _ in range(64)]


@dataclass(frozen=True)
class _Kept:
    version: int
    until: datetime
    drawn: object


def keep(address, *, now, draw):
    """Answer what `draw()` made for `address` in the active language, drawing it when it is new.

    `address` names everything that the page depends on beside the content and the language; it
    must have been normalised, because strangers choose addresses and the cache is small.
    """
    name = f"{get_language()} {address}"
    key = blake2b(name.encode(), digest_size=16).hexdigest()
    version = content.version()
    kept = _find(key, version, now)
    if kept is None:
        with _LOCKS[hash(key) % len(_LOCKS)]:
            kept = _find(key, version, now)
            if kept is None:
                # Drawn after the version was read: it may show more than that, never less.
                kept = _Kept(version, content.next_change(now), draw())
                caches["pages"].set(key, kept, timeout=None)
    return kept.drawn


def _find(key, version, now):
    kept = caches["pages"].get(key)
    return kept if kept and kept.version == version and now < kept.until else None

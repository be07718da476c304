"""Municipalities, written one way: the local priority depends on it."""

import re

from companies.models.company import LOCAL_MUNICIPALITY
from companies.rules.words import plain

# Where plants of the region stand; any other can be typed.
NEARBY = (
    LOCAL_MUNICIPALITY,
    "Chihuahua",
    "Ahumada",
    "Aldama",
    "Ascensión",
    "Casas Grandes",
    "Cuauhtémoc",
    "Delicias",
    "Guadalupe",
    "Hidalgo del Parral",
    "Meoqui",
    "Nuevo Casas Grandes",
    "Praxedis G. Guerrero",
)
_ALSO_CALLED = {
    "ciudad juarez": LOCAL_MUNICIPALITY,
    "cd juarez": LOCAL_MUNICIPALITY,
    "ciudad chihuahua": "Chihuahua",
    "cd chihuahua": "Chihuahua",
    "parral": "Hidalgo del Parral",
    "villa ahumada": "Ahumada",
}


# What may stand behind the name. Other states have a Juárez too, and theirs are not local.
_STATE = {"chih", "chihuahua", "mexico", "mx"}


def canonical(typed):
    """Write a municipality of the state as the portal does: "cd. juarez, chih." is Juárez.

    What is not known, or lies in another state, stays as it was typed.
    """
    words = _words(typed)
    while words:
        if " ".join(words) in _KNOWN:
            return _KNOWN[" ".join(words)]
        if words[-1] not in _STATE:
            break
        words = words[:-1]
    return " ".join(typed.split())


def _words(name):
    """The words in small letters, without accents, dots and commas."""
    return re.findall(r"[a-z]+", plain(name))


_KNOWN = {" ".join(_words(name)): name for name in NEARBY} | _ALSO_CALLED

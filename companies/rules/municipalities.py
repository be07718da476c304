"""Municipalities, written one way: the local priority depends on it."""

import re

from companies.models.company import LOCAL_MUNICIPALITY
from companies.queries import plain

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


def canonical(typed):
    """Write a municipality as the portal does: "cd. juarez, chih." is Juárez."""
    return _KNOWN.get(_bare(typed), " ".join(typed.split()))


def _bare(name):
    """The words before a comma, in small letters, without accents and dots."""
    before_the_state = plain(name).partition(",")[0]
    return " ".join(re.findall(r"[a-z]+", before_the_state))


_KNOWN = {_bare(name): name for name in NEARBY} | _ALSO_CALLED

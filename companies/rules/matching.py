"""When two names are those of one firm: what stands in a public list, and what HR typed."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from companies.rules.words import plain

# As alike as "maquinados del norte" and "maquinados de norte"; below it, most pairs are two firms.
ALIKE = 90
# Of shorter names one letter is another firm: "ABC" and "ABD".
SHORTEST = 6

# The company forms of Mexican law, as people write them: with or without stops and spaces.
_VARIABLE = r"( ?de ?c ?v)?"
_FORMS = "|".join(
    [
        rf"s ?a ?p ?i{_VARIABLE}",
        rf"s ?a ?b{_VARIABLE}",
        rf"s ?a ?s{_VARIABLE}",
        rf"s ?a{_VARIABLE}",
        rf"s ?de ?r ?l( m ?i)?{_VARIABLE}( m ?i)?",
        rf"s ?c ?de ?r ?l{_VARIABLE}",
        rf"s ?p ?r ?de ?r ?[li]{_VARIABLE}",
        rf"s ?en ?c( ?por ?a)?{_VARIABLE}",
        r"s ?c|a ?c|i ?a ?p|a ?b ?p",
        r"sociedad anonima( promotora de inversion| bursatil)?( de capital variable)?",
        r"sociedad por acciones simplificada( de capital variable)?",
        r"sociedad de responsabilidad limitada( de capital variable)?",
        r"sociedad civil|asociacion civil",
    ]
)
# Nobody ends a name like this by chance: what follows is a plant or a division, not the firm.
_UNMISTAKABLE = re.compile(
    r"(?<=\w) s ?(a|a ?p ?i|a ?b|(de )?r ?l)( m ?i)? ?d?e ?c ?v( m ?i)?\b.*$"
)
_PLANT = r"( (planta|plant|suc|sucursal)( \w+){1,3})?"
_FORM_AT_END = re.compile(rf"(?<=\w) ({_FORMS}){_PLANT}$")
_NAMELESS = re.compile(r"\bsin nombre\b|^sin razon social$")


@dataclass(frozen=True)
class Likeness:
    """The known firm that is most like a name, and how much, up to 100."""

    key: int
    score: int


def words_of(name):
    """Small letters and digits of the name, one blank between the words; nothing else of it."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"[&+]", " y ", plain(name or ""))))


def plain_name(name):
    """The name without its company form, accents and punctuation: equal for one firm.

    "TORNOS DEL SUR, S.A. DE C.V." and "Tornos del Sur SA de CV" give "tornos del sur". The plant
    behind the form goes with it, because the plants of a firm have one RFC. A name that says that
    there is none gives nothing.
    """
    words = words_of(name)
    if _NAMELESS.search(words):
        return ""
    return _FORM_AT_END.sub("", _UNMISTAKABLE.sub("", words))


class KnownNames:
    """The plain names of firms, by their key, to look others up in."""

    def __init__(self, names):
        """`names` are pairs of key and plain name; a firm may have several names."""
        pairs = [(key, name) for key, name in names if name]
        self._exactly: dict[str, set] = {}
        for key, name in pairs:
            self._exactly.setdefault(name, set()).add(key)
        self._keys = [key for key, _name in pairs]
        self._sorted = [_in_order(name) for _key, name in pairs]

    def exactly(self, name):
        """The key of the one firm with this plain name; None where none or several have it."""
        keys = self._exactly.get(name, set())
        return next(iter(keys)) if len(keys) == 1 else None

    def nearly(self, name, *, limit=1, besides=()):
        """Firms whose names are alike, the most alike first, without those whose key is `besides`.

        The order of the words does not matter. To be confirmed by a person: never act on it.
        """
        if len(name) < SHORTEST:
            return []
        found = process.extract(
            _in_order(name), self._sorted, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit + 20
        )
        best: dict[int, int] = {}
        for _words, score, index in found:
            best.setdefault(self._keys[index], round(score))
        alike = [Likeness(key, score) for key, score in best.items() if key not in besides]
        return alike[:limit]


def _in_order(name):
    return " ".join(sorted(name.split()))

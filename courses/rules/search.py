"""Finding courses by words that are misspelt, plural, without accents or in English."""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from companies.rules.words import MOST_WORDS, in_form

LONGEST_WORD = 40

# Words that say nothing about a course.
_FILLERS = """
    a al con como curso cursos de del el en e la las lo los o para por que se sin su un una y
    an and course courses for in of on the to training with
"""
FILLERS = frozenset(_FILLERS.split())

# Endings in plain letters, longest first: soldadura, soldador, soldar and soldaduras are a family.
_ENDINGS = """
    aciones acion uciones ucion iciones icion ciones cion siones sion
    adoras adora adores ador eduras edura aduras adura iduras idura edores edor idores idor
    antes ante mientos miento mente icidades icidad icistas icista idades idad icos icas ico ica
    eros eras ero era
    ados adas ado ada idos idas ido ida ando iendo istas ista ismo ias ia ios io
    ares ar er ir ings ing es os as s o a e
"""
ENDINGS = sorted(_ENDINGS.split(), key=len, reverse=True)
SHORTEST_STEM = 4

SURE = 0.75
PERHAPS = 0.6


@dataclass(frozen=True)
class Understood:
    """What a search was taken to mean.

    `families` holds for each word of the search the words of the catalogue that fit it; `meant` is
    the search with its spelling mended, empty where nothing had to be; `unknown` are the words that
    the catalogue does not have, and `perhaps` words of the catalogue that look a little like them.
    """

    families: tuple[tuple[str, ...], ...] = ()
    meant: str = ""
    perhaps: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def words_of(text):
    """Cut a text into plain words: small letters, no accents, no fillers; a few short words."""
    plain = [word[:LONGEST_WORD] for word in re.findall(r"[a-z0-9]+", _plain(text))]
    return tuple(word for word in dict.fromkeys(plain) if word not in FILLERS)[:MOST_WORDS]


def vocabulary_of(texts):
    """Collect the words of `texts`: each plain word with the way it is written."""
    vocabulary: dict[str, str] = {}
    for text in texts:
        for written in re.findall(r"[^\W_]+", text.lower()):
            plain = _plain(written)
            if plain not in FILLERS and plain.isascii():
                vocabulary.setdefault(plain, written)
    return vocabulary


def _plain(text):
    letters = in_form("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def stem(word):
    """Take the ending off a plain Spanish word, so that a family of words has one stem."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def understand(words, vocabulary):
    """Say which words of the `vocabulary` (see vocabulary_of) are meant by the `words` searched."""
    known: dict[str, list[str]] = {}
    for entry in vocabulary:
        known.setdefault(stem(entry), []).append(entry)
    families, meant, unknown, perhaps = [], [], [], []
    is_mended = False
    for word in _parted(words, vocabulary):
        family = _family(word, known, vocabulary)
        if not family:
            candidates = _near(word, vocabulary)
            if not candidates or candidates[0][1] < SURE:
                unknown.append(word)
                perhaps += [vocabulary[entry] for entry, _ in candidates]
                continue
            word = candidates[0][0]
            family = _family(word, known, vocabulary)
            is_mended = True
        families.append(family)
        meant.append(vocabulary.get(word, word))
    return Understood(
        families=tuple(families),
        meant=" ".join(meant) if is_mended else "",
        perhaps=tuple(dict.fromkeys(perhaps))[:3],
        unknown=tuple(unknown),
    )


def _parted(words, vocabulary):
    """Part "nom035" where letters meet digits, unless the catalogue writes it in one."""
    for word in words:
        if word in vocabulary or word.isdigit() or word.isalpha():
            yield word
        else:
            yield from re.findall(r"[a-z]+|\d+", word)


def _family(word, known, vocabulary):
    """The words of the catalogue with the stem of `word`, and those that begin with it; of a number
    those that differ in the noughts before it, because the standard NOM-029 is called "NOM 29"."""
    family = set(known.get(stem(word), ()))
    if number := word.isdigit() and word.lstrip("0"):
        family.update(entry for entry in vocabulary if entry.lstrip("0") == number)
    if len(word) >= 3:
        family.update(entry for entry in vocabulary if entry.startswith(word))
    elif word in vocabulary:
        family.add(word)
    return tuple(sorted(family))


def _near(word, vocabulary):
    """Words of the catalogue that look like `word`, best first, with how alike they are."""
    if len(word) < 3 or word.isdigit():
        return []
    alike = process.extract(
        word,
        [entry for entry in vocabulary if len(entry) > 2 and not entry.isdigit()],
        scorer=OSA.normalized_similarity,
        score_cutoff=PERHAPS,
        limit=4,
    )
    # Equal scores: the same first letter first, then the alphabet, so that the answer is stable.
    ranked = sorted(alike, key=lambda found: (-found[1], found[0][0] != word[0], found[0]))
    return [(entry, score) for entry, score, _ in ranked]

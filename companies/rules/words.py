"""What people type, written so that it can be compared."""

import unicodedata


def plain(words):
    """Small letters without accents and without what cannot be printed."""
    if words.isascii() and words.isprintable():
        return words.lower()
    decomposed = unicodedata.normalize("NFD", words.lower())
    return "".join(
        letter
        for letter in decomposed
        if letter.isprintable() and not unicodedata.combining(letter)
    )

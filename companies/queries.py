"""What the portal asks about firms and their people."""

import unicodedata

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, Lower

ACCENTED, PLAIN = "áàäâéèëêíìïîóòöôúùüûñç", "aaaaeeeeiiiioooouuuunc"


def technicians_named(technicians, words):
    """Those of `technicians` whose name has every one of the words, accents aside."""
    names = [F("given_names"), Value(" "), F("first_surname"), Value(" "), F("second_surname")]
    plain_name = Func(
        Lower(Concat(*names, output_field=TextField())),
        Value(ACCENTED),
        Value(PLAIN),
        function="TRANSLATE",
        output_field=TextField(),
    )
    technicians = technicians.alias(plain_name=plain_name)
    for word in plain(words).split():
        technicians = technicians.filter(plain_name__contains=word)
    return technicians


def plain(words):
    """Small letters without accents and without what cannot be printed."""
    decomposed = unicodedata.normalize("NFD", words.lower())
    return "".join(
        letter
        for letter in decomposed
        if letter.isprintable() and not unicodedata.combining(letter)
    )

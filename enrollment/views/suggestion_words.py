"""Says why a group is suggested, and who could come."""

from django.utils.translation import ngettext

from enrollment.rules.suggestions import Why


def say(suggestion):
    """Say the reasons and how many technicians have time, in one line."""
    words = [_reason(reason.why, reason.number) for reason in suggestion.reasons[:2]]
    return " · ".join([*words, _who(suggestion.could_come)])


def _reason(why, number):
    sentence = {
        Why.SECTOR: ngettext(
            "%(number)s firm of your sector chose it",
            "%(number)s firms of your sector chose it",
            number,
        ),
        Why.AREA: ngettext(
            "%(number)s of your technicians has courses of this area",
            "%(number)s of your technicians have courses of this area",
            number,
        ),
        Why.AUDIENCE: ngettext(
            "for the same people as courses of %(number)s of yours",
            "for the same people as courses of %(number)s of yours",
            number,
        ),
    }
    return sentence[why] % {"number": number}


def _who(number):
    sentence = ngettext(
        "%(number)s technician could come", "%(number)s technicians could come", number
    )
    return sentence % {"number": number}

"""What the portal asks about firms and their people."""

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower

from companies.name_order import ACCENTED, PLAIN, InNameOrder
from companies.rules.words import few_words


def in_name_order(technicians):
    """Order by surnames and names the Spanish way: accents do not count, ñ follows n."""
    names = ("first_surname", "second_surname", "given_names")
    return technicians.order_by(*map(InNameOrder, names), "pk")


def technicians_named(technicians, words):
    """Those of `technicians` whose name has every one of the words, accents aside."""
    names = [F("given_names"), Value(" "), F("first_surname"), Value(" "), F("second_surname")]
    plain_name = _plain_column(Concat(*names, output_field=TextField()))
    technicians = technicians.alias(plain_name=plain_name)
    for word in few_words(words):
        technicians = technicians.filter(plain_name__contains=word)
    return technicians


def team_of(company):
    """The people who act for the firm, its owners first."""
    owners_first = "-role"
    return company.memberships.select_related("user").order_by(
        owners_first, "user__full_name", "user__email"
    )


def incomplete(technicians):
    """Those of `technicians` for whom a DC-3 would lack something, as `rules.readiness` says."""
    lacks_second_surname = Q(second_surname="") & ~Q(curp__regex="^..X")
    return technicians.filter(
        Q(given_names="") | Q(first_surname="") | lacks_second_surname | Q(occupation=""),
        anonymised_at=None,
    )


def addresses_of(user):
    """The addresses that are hers, in small letters: those that she confirmed, and that of her
    account unless somebody only typed it there."""
    typed = dict(user.emailaddress_set.values_list("email", "verified"))
    addresses = {user.email: True, **typed}
    return {address.lower() for address, is_hers in addresses.items() if is_hers}


def _plain_column(column):
    return Func(
        Lower(column),
        Value(ACCENTED),
        Value(PLAIN),
        function="TRANSLATE",
        output_field=TextField(),
    )

"""The size of firms, asked of the database; the rule itself is `rules/size.py`."""

from django.db.models import DecimalField, ExpressionWrapper, F, Q

from companies.rules import size

_KINDS = {
    size.COMMERCE: Q(sector__in=size.COMMERCE_SECTORS),
    size.INDUSTRY: Q(sector="") | Q(sector__in=size.INDUSTRY_SECTORS) | Q(sector__startswith="3"),
}
_KINDS[size.SERVICES] = ~(_KINDS[size.COMMERCE] | _KINDS[size.INDUSTRY])


def of_size(companies, name):
    """Those of `companies` that `size.classify` calls micro, small, medium or large."""
    score = ExpressionWrapper(
        F("head_count") * size.WEIGHT_OF_WORKERS + F("annual_sales") * size.WEIGHT_OF_SALES,
        DecimalField(max_digits=20, decimal_places=4),
    )
    fits = Q()
    for kind, is_of_the_kind in _KINDS.items():
        people, scores = size.range_of(name, kind)
        by_people = _within("head_count", people) & Q(annual_sales__isnull=True)
        by_score = _within("size_score", scores) & Q(annual_sales__isnull=False)
        fits |= is_of_the_kind & (by_people | by_score)
    return companies.alias(size_score=score).filter(fits)


def _within(field, bounds):
    above, up_to = bounds
    within = Q(**{f"{field}__gt": above})
    return within if up_to is None else within & Q(**{f"{field}__lte": up_to})

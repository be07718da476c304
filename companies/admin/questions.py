"""What the address of a list may ask: its filters, its calendar, and links from our own pages."""

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList

# How the filters of Django write themselves into an address, for fields and for relations.
OF_A_FILTER = ("", "__exact", "__isnull", "__id__exact")
OF_A_CALENDAR = ("__year", "__month", "__day")


def offered_by(page, request):
    """The parameters that the list of `page` understands, as a set of names."""
    offered = set(page.asked_by_links)
    for one in page.get_list_filter(request):
        if isinstance(one, type) and issubclass(one, SimpleListFilter):
            offered.add(one.parameter_name)
        else:
            name = one[0] if isinstance(one, tuple | list) else one
            offered.update(name + ending for ending in OF_A_FILTER)
    if page.date_hierarchy:
        offered.update(page.date_hierarchy + ending for ending in OF_A_CALENDAR)
    return offered


class List(ChangeList):
    def get_filters(self, request):
        """Take a day that no calendar has like any other question that means nothing: the whole
        list answers. Django reckons with the year 10000 and falls."""
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

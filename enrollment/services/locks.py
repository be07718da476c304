"""The one lock order of the portal: company, then run, then venue."""

from companies.models import Company
from companies.prepared import Given, Prepared
from courses.models import CourseRun, Venue

_company = Prepared(
    lambda: Company.objects.select_for_update(no_key=True).filter(pk=Given("pk")).order_by()
)


def company(pk):
    """Lock the firm: its own requests follow one another, other firms do not wait.

    To be called in a transaction, like all of these.
    """
    (locked,) = _company(pk=pk)
    return locked


def run(pk):
    """Lock the run, read what it is now, and load what messages tell about it.

    New requests for the run can still be stored meanwhile: they only point to it.
    """
    # Apart from the reading: whoever waits here while the run moves would join it to its old venue,
    # and PostgreSQL would then answer that there is no such run.
    CourseRun.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
    return (
        CourseRun.objects.select_related("course", "venue", "instructor")
        .prefetch_related("meetings")
        .get(pk=pk)
    )


def venue(pk):
    """Lock the venue, so that its capacity stays what it is until the end of the transaction."""
    return Venue.objects.select_for_update(no_key=True).get(pk=pk)

"""The portal's own words in templates; templates/README.md shows them all."""

from functools import lru_cache

from django import template
from django.template.defaultfilters import slugify
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from canacintra_portal import seat_map as geometry
from canacintra_portal import wording
from canacintra_portal.areas import AREAS
from canacintra_portal.states import look_of

register = template.Library()

SMALL_MAP = {"widest": 16, "unit": 10}
LARGE_MAP = {"widest": 10, "unit": 24}
FEW_SEATS = 3

register.filter("day", wording.say_date, expects_localtime=True)
register.filter("whole_date", wording.say_whole_date)
register.filter("moment", wording.say_moment)
register.filter("meetings", wording.say_meetings)
register.filter("amount", wording.say_amount)
register.filter("money", wording.say_money)
register.filter("price", wording.say_price)
register.filter("with_vat", wording.with_vat)


@register.filter
def period(run_or_meeting):
    """{{ run|period }}: its days, and the hours when it is one day."""
    return wording.say_period(run_or_meeting.starts_at, run_or_meeting.ends_at)


@register.filter
def hours(meeting):
    """{{ meeting|hours }}: "8:00–13:00"."""
    return wording.say_hours(meeting.starts_at, meeting.ends_at)


@register.filter
def short_day(moment):
    """{{ run.ends_at|short_day }}: "12 dic", where the year is said elsewhere."""
    return _draw_short_day(timezone.localtime(moment).date(), get_language())


@lru_cache(maxsize=1024)
def _draw_short_day(day, language):
    return f"{day.day} {wording.say_month(day)}"


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, css_class=""):
    """{% icon "seat" %}: a drawing of static/portal/icons/, silent for screen readers."""
    return format_html(
        '<svg class="{}" fill="none" stroke="currentColor" stroke-width="1.6"'
        ' aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f"icon {css_class}".strip(),
        static("build/icons.svg"),
        name,
    )


@register.inclusion_tag("_shared/area_icon.html")
def area_icon(area, large=False):
    """{% area_icon course.area %}: an object with a slug, a slug, or the Spanish name."""
    slug = area_slug(area)
    return {"slug": slug, "icon_name": f"area-{slug}", "large": large}


@register.filter
def area_slug(area):
    """{{ course.area|area_slug }}: the slug that names icon and tint, "general" for a new area."""
    slug = slugify(getattr(area, "slug", area))
    return slug if slug in AREAS else "general"


@register.simple_tag
def seat_meter(taken, total, waiting=0, own=0, large=False):
    """{% seat_meter run.seats_taken run.capacity %}: the map and its words.

    `own` of the taken seats are the reader's and drawn in copper.
    """
    return _draw_seats(taken, total, waiting, own, large, get_language())


# A list shows the same few rooms over and over; drawing one costs a third of its card.
@lru_cache(maxsize=2048)
def _draw_seats(taken, total, waiting, own, large, language):
    shape = LARGE_MAP if large else SMALL_MAP
    columns, rows = geometry.shape_of(total, shape["widest"])
    left = max(total - taken, 0)
    seats = {
        "total": total,
        "left": left,
        "waiting": waiting,
        "large": large,
        "is_full": left == 0,
        "is_nearly_full": 0 < left <= FEW_SEATS,
        "columns": columns,
        "rows": rows,
        "width": columns * shape["unit"],
        "height": rows * shape["unit"],
        "path_all": geometry.path(0, total, columns),
        "path_own": geometry.path(0, own, columns),
        "path_taken": geometry.path(own, min(taken, total), columns),
    }
    return render_to_string("_shared/seat_meter.html", seats)


@register.simple_tag
def day_stub(moment):
    """{% day_stub run.starts_at %}: weekday, big number, month."""
    return _draw_day(timezone.localtime(moment).date(), get_language())


@lru_cache(maxsize=512)
def _draw_day(day, language):
    words = {"day": day, "weekday": wording.say_weekday(day), "month": wording.say_month(day)}
    return render_to_string("_shared/day.html", words)


@register.inclusion_tag("_shared/date_strip.html")
def date_strip(meetings):
    """{% date_strip run.meetings.all %}: a stub for each meeting with its hours."""
    return {"meetings": meetings}


@register.inclusion_tag("_shared/state_badge.html")
def state_badge(state, words):
    """{% state_badge request.state request.get_state_display %}."""
    return {"words": words, **look_of(state)}


@register.inclusion_tag("_shared/pagination.html", takes_context=True)
def pagination(context, page):
    """{% pagination page_obj %}: keeps the other parts of the query string."""
    return {
        "request": context["request"],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "gap": page.paginator.ELLIPSIS,
    }

"""The two groups of staff: CANACINTRA, which runs the portal in the admin, and CAST."""

from django.apps import apps as installed

from companies.models import CANACINTRA_GROUP, CAST_GROUP

# What CANACINTRA may do in the admin. Nobody may touch enrollments, bookings and job reports by
# hand; what may be deleted at all, the admin decides object by object.
PERMISSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "companies": {
        "company": ("view", "add", "change", "delete"),
        "membership": ("view", "add", "change", "delete"),
        "invitation": ("view",),
        "joinrequest": ("view", "change"),
        "technician": ("view", "delete"),  # "delete" erases who somebody was, never the row
        "user": ("view", "add", "change"),
        "message": ("view", "change"),
        "jobreport": ("view",),
        "download": ("view",),
        "consent": ("view",),
        "chambermember": ("view",),
        "directoryimport": ("view", "add", "change"),
        "prospect": ("view", "change"),
    },
    "courses": {
        "area": ("view", "add", "change", "delete"),
        "course": ("view", "add", "change", "delete"),
        "courserun": ("view", "add", "change", "delete"),
        "meeting": ("view", "add", "change", "delete"),
        "venue": ("view", "add", "change", "delete"),
        "instructor": ("view", "add", "change", "delete"),
    },
    "enrollment": {
        "enrollmentrequest": ("view", "change"),
        "enrollment": ("view",),
        "relocation": ("view", "change"),
    },
}


def keep(*, using, apps=installed, **kwargs):
    """Bring the groups to what this page says, after every migration. Safe to repeat.

    Django also sends the signal after it has emptied a database, then without `apps`.
    """
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group.objects.using(using).get_or_create(name=CAST_GROUP)
    staff, _created = group.objects.using(using).get_or_create(name=CANACINTRA_GROUP)
    wanted = {
        (app, f"{verb}_{model}")
        for app, models in PERMISSIONS.items()
        for model, verbs in models.items()
        for verb in verbs
    }
    known = permission.objects.using(using).filter(content_type__app_label__in=PERMISSIONS)
    staff.permissions.set(
        [
            one
            for one in known.select_related("content_type")
            if (one.content_type.app_label, one.codename) in wanted
        ]
    )

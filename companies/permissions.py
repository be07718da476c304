"""Who may give rights to whom."""

from companies.models import CAST_GROUP


def can_grant_cast(user):
    """Say whether the user may take somebody into CAST, or out of it.

    - A superuser, who looks after the whole portal.
    - CAST itself.

    Not the staff of CANACINTRA: whoever is of CAST reads whole CURPs (rule 15), and staff would
    only have to name herself.
    """
    return user.is_active and (user.is_superuser or user.groups.filter(name=CAST_GROUP).exists())

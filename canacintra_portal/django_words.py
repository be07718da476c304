"""Sentences of Django that the portal says in its own Spanish.

Django names a table in the middle of a sentence and cannot know its gender ("El sede se cambió"),
writes weekdays without accents and months with capitals. Naming a sentence here, exactly as Django
writes it, brings it into our catalogue, and ours comes before Django's.
"""

from django.utils.translation import gettext_noop, ngettext, ngettext_lazy
from django.views.i18n import JavaScriptCatalog

SAVED = (
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("You may edit it again below."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
)
REFUSED = (
    gettext_noop("%(model_name)s with this %(field_label)s already exists."),
    gettext_noop("%(model_name)s with this %(field_labels)s already exists."),
    gettext_noop("Cannot delete %(name)s"),
)
LISTS = (
    gettext_noop("All"),
    gettext_noop("Filter"),
    gettext_noop("Go"),
    gettext_noop("Run the selected action"),
    gettext_noop("Show all"),
    gettext_noop("View"),
    gettext_noop("0 of %(cnt)s selected"),
    gettext_noop("Select all %(total_count)s %(module_name)s"),
    gettext_noop("Click here to select the objects across all pages"),
    gettext_noop("No action selected."),
    gettext_noop(
        "Items must be selected in order to perform actions on them. No items have been changed."
    ),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected"),
    ngettext_lazy("%(counter)s result", "%(counter)s results"),
)
FORMS = (
    gettext_noop("View %s"),
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("Remove"),
    gettext_noop("Delete?"),
)
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


class Scripts(JavaScriptCatalog):
    """The sentences of the admin's scripts, which have a catalogue of their own, in our words."""

    packages = ["django.contrib.admin"]

    def get_catalog(self):
        counted = [
            ngettext("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected", number)
            for number in (1, 2)
        ]
        return {**super().get_catalog(), "%(sel)s of %(cnt)s selected": counted}

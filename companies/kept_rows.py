"""What the database refuses of every table that matters: that rows change their number, and that
a table is emptied at one blow."""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from companies.refusals import say

# Three updates of numbers by hand would put a technician of one firm into the request of another,
# and no rule about a row would see it. `UPDATE OF id` costs nothing where the id is not written.
NUMBER_STAYS = pgtrigger.Trigger(
    name="number_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("id"),
    func="""
        IF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'row % of % keeps its number', OLD.id, TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = 'row_keeps_its_number';
        END IF;
        RETURN NEW;
    """,
)

# TRUNCATE asks no trigger for rows: counters would stay, the trail would not show it. Judged after
# all tables of the statement are empty, so that whoever empties the whole database (tests do,
# between each other) may: then nobody is left who could sign in either.
TABLE_STAYS = pgtrigger.Trigger(
    name="table_stays",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Truncate,
    func="""
        IF EXISTS (SELECT 1 FROM companies_user) THEN
            RAISE EXCEPTION '% is not emptied while somebody uses the portal', TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = 'table_is_kept';
        END IF;
        RETURN NULL;
    """,
)

KEPT = [NUMBER_STAYS, TABLE_STAYS]

say(
    {
        "row_keeps_its_number": _("The number of a row never changes: others point to it."),
        "table_is_kept": _("This table is only emptied together with the whole portal."),
    }
)

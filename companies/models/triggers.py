"""Rules about firms and their people that the database itself holds."""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from companies.kept_rows import KEPT
from companies.refusals import say

# Rules that compare rows of others need to see what others committed after a wait: in a snapshot
# that is older than the lock they would agree to what is no longer so.
FRESH_READS_ONLY = """
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'change this in a transaction that is READ COMMITTED'
            USING ERRCODE = 'feature_not_supported';
    END IF;
"""

# Judged as the transaction ends, so that a colleague can become owner before or after another one
# steps down. The lock of the firm lets the second of two transactions see what the first one did.
KEEPS_AN_OWNER = pgtrigger.Trigger(
    name="keeps_an_owner",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("role") | pgtrigger.Delete,
    timing=pgtrigger.Deferred,
    declare=[("firm", "bigint")],
    func=FRESH_READS_ONLY
    + """
        IF TG_OP = 'DELETE' THEN
            firm := OLD.company_id;
        ELSIF NEW.role = 'owner' THEN
            RETURN NULL;
        ELSE
            firm := NEW.company_id;
        END IF;
        PERFORM 1 FROM companies_company WHERE id = firm FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM companies_membership WHERE company_id = firm)
           AND NOT EXISTS (
               SELECT 1 FROM companies_membership WHERE company_id = firm AND role = 'owner'
           )
        THEN
            RAISE EXCEPTION 'company % has people and no owner', firm
                USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_keeps_an_owner';
        END IF;
        RETURN NULL;
    """,
)

MEMBERSHIP = [
    *KEPT,
    KEEPS_AN_OWNER,
    pgtrigger.ReadOnly(name="company_and_user_are_fixed", fields=["company", "user"]),
]

say(
    {
        "membership_keeps_an_owner": _(
            "A company always keeps an owner: make somebody else an owner first."
        ),
    }
)

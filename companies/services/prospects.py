"""The directory for outreach: who is in it, and which firm of the portal it turned out to be."""

import pgtrigger
from django.core import signing
from django.db import connection
from django.db.models import F, Q

from companies.models import Company, Prospect
from companies.refusals import kindly
from companies.rules.directories import TAKEN_OVER
from companies.rules.matching import KnownNames, plain_name

BATCH = 1000
LIKELY_AT_MOST = 20

MatchedBy = Prospect.MatchedBy
# What a directory says of a firm; everything else of a prospect is ours, and stays.
_SAID = [
    *("legal_name", "trade_name", "plain_name", "search_text", "scian_class", "activity"),
    *("sector", "stratum", "address", "postal_code", "municipality", "industrial_park"),
    *("phone", "email", "website"),
]
# One statement from the uploaded rows to the directory: making ten thousand objects of them, to
# write them down again, took two seconds. In one order, for two who store at once.
_STORE = f"""
    WITH stored AS (
        INSERT INTO companies_prospect (
            source, source_id, {", ".join(_SAID)}, last_import_id, matched_by, other_companies,
            invited_address, do_not_contact_reason, said_so_themselves
        )
        SELECT held.kind, said.source_id, {", ".join(f"said.{name}" for name in _SAID)},
               held.id, '', '{{}}', '', '', false
          FROM companies_directoryimport AS held,
               jsonb_array_elements(held.rows) AS row,
               jsonb_to_record(row -> 'values')
                   AS said (source_id text, {", ".join(f"{name} text" for name in _SAID)})
         WHERE held.id = %(import)s AND row ->> 'verdict' = ANY (%(taken_over)s)
         ORDER BY said.source_id
            ON CONFLICT (source, source_id) DO UPDATE
           SET last_import_id = excluded.last_import_id,
               {", ".join(f"{name} = excluded.{name}" for name in _SAID)}
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM stored
"""  # noqa: S608 - our own names

# Of a firm that no directory lists any more: all but by what we know it again.
_FORGOTTEN = [
    *("phone", "website", "address", "postal_code", "municipality", "industrial_park"),
    *("activity", "scian_class", "sector", "stratum", "found_contact"),
]
_REMEMBERED = Q(invited_at__isnull=False) | Q(do_not_contact_at__isnull=False)

_link = signing.Signer(salt="companies.prospect")


def store(*, directory_import, now):
    """Take the rows of an uploaded directory over, within the caller's transaction, and recognise
    firms.

    A firm that stands in it already gets what the new edition says; what the portal knows of it
    (match, invitation, wish not to be written to) stays. Returns how many are new, known, and
    recognised or perhaps recognised as firms of the portal.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {"import": directory_import.pk, "taken_over": list(TAKEN_OVER)})
        new, known = cursor.fetchone()
    recognised, perhaps = _recognise_firms(
        Prospect.objects.outside_the_portal().filter(last_import=directory_import), now
    )
    return {"new": new, "known": known, "recognised": recognised, "perhaps": perhaps}


def recognise(*, company, now, key=""):
    """Find what the directory knows of a firm that signed up, or whose name has changed.

    `key` is that of the link it came by. Also the invited e-mail and exactly the same legal name
    tell; a name that is only alike is left for staff to confirm. Safe to repeat. Returns how many
    entries of the directory are this firm.
    """
    with kindly():
        outside = Prospect.objects.outside_the_portal().exclude(
            other_companies__contains=[company.pk]
        )
        addresses = list(company.users.values_list("email", flat=True))
        _match(outside.filter(pk=_opened(key)), company, MatchedBy.LINK, now)
        _match(outside.filter(invited_address__in=addresses), company, MatchedBy.ADDRESS, now)
        names = [plain_name(company.legal_name), plain_name(company.invoice_name)]
        firms = _names_of_firms()
        own = [name for name in names if firms.exactly(name) == company.pk]
        same = outside.filter(plain_name__in=own).exclude(legal_name="")
        _match(same, company, MatchedBy.NAME, now)
        listed = KnownNames(outside.order_by("pk").values_list("pk", "plain_name"))
        alike = {
            one.key for name in set(names) for one in listed.nearly(name, limit=LIKELY_AT_MOST)
        }
        outside.filter(pk__in=alike).update(maybe_company=company)
        return company.prospects.count()


def listed_before(moment):
    """Find those that stand in no list accepted since, unless all that can go of them is gone."""
    nothing_left = dict.fromkeys(_FORGOTTEN, "")
    listed = Prospect.objects.filter(last_import__accepted_at__lt=moment)
    return listed.exclude(_REMEMBERED, **nothing_left)


def forget(prospects):
    """Delete these, and of those whom we wrote to or must not write to all but name and e-mail: by
    them nobody is written to twice, nor against her wish. Returns how many of both.

    Their trail keeps what happened, and no person: not whom staff had noted, nor her address of
    those that are gone.
    """
    with kindly():
        held = prospects.select_for_update().order_by("pk")  # nobody is written to meanwhile
        gone = list(held.exclude(_REMEMBERED).values_list("pk", flat=True))
        kept = list(held.filter(_REMEMBERED).values_list("pk", flat=True))
        Prospect.objects.filter(pk__in=kept).update(
            **dict.fromkeys(_FORGOTTEN, ""), search_text=F("plain_name")
        )
        Prospect.objects.filter(pk__in=gone).delete()
        trail = Prospect.pgh_event_model.objects  # type: ignore[attr-defined]
        with pgtrigger.ignore("companies.ProspectEvent:append_only"):
            trail.filter(pgh_obj_id__in=[*gone, *kept]).update(found_contact="")
            trail.filter(pgh_obj_id__in=gone).update(found_email="", invited_address="")
    return len(gone) + len(kept)


def likely_firms(prospect, *, limit=5):
    """Firms of the portal whose name is like the prospect's, the most alike first."""
    alike = _names_of_firms().nearly(
        prospect.plain_name, limit=limit, besides=prospect.other_companies
    )
    firms = Company.objects.in_bulk([one.key for one in alike])
    return [firms[one.key] for one in alike]


def confirm(*, prospect, company, now):
    """Keep that the prospect is this firm, as staff say."""
    with kindly():
        _match(Prospect.objects.filter(pk=prospect.pk), company, MatchedBy.STAFF, now)


def separate(*, prospect, company):
    """Keep that the prospect is another firm than `company`: it is not taken for it again."""
    with kindly():
        held = Prospect.objects.select_for_update().get(pk=prospect.pk)
        held.other_companies = sorted({*held.other_companies, company.pk})
        if held.company_id == company.pk:
            held.company, held.matched_by, held.matched_at = None, "", None
        if held.maybe_company_id == company.pk:
            held.maybe_company = None
        held.save(
            update_fields=[
                *("other_companies", "company", "matched_by", "matched_at", "maybe_company")
            ]
        )


def key_of(prospect):
    """What a link to this prospect carries: it cannot be guessed, and never ends."""
    return _link.sign(prospect.pk)


def of_key(key):
    """The prospect that the link was made for; None for any other text."""
    return Prospect.objects.filter(pk=_opened(key)).first()


def _recognise_firms(prospects, now):
    """Match by name those of the queryset; returns how many are, and how many perhaps are."""
    firms = _names_of_firms()
    exact, perhaps = [], []
    for pk, name, legal_name, others, maybe in prospects.order_by("pk").values_list(
        "pk", "plain_name", "legal_name", "other_companies", "maybe_company"
    ):
        key = firms.exactly(name) if legal_name else None
        if key and key not in others:
            exact.append(Prospect(pk=pk, company_id=key, matched_by=MatchedBy.NAME, matched_at=now))
            continue
        alike = firms.nearly(name, besides=others)
        if alike and alike[0].key != maybe:
            perhaps.append(Prospect(pk=pk, maybe_company_id=alike[0].key))
    fields = ["company", "matched_by", "matched_at", "maybe_company"]
    Prospect.objects.bulk_update(exact, fields, batch_size=BATCH)
    Prospect.objects.bulk_update(perhaps, ["maybe_company"], batch_size=BATCH)
    return len(exact), len(perhaps)


def _names_of_firms():
    return KnownNames(
        (pk, plain_name(name))
        for pk, *names in Company.objects.order_by("pk").values_list(
            "pk", "legal_name", "invoice_name"
        )
        for name in dict.fromkeys(names)
    )


def _match(prospects, company, how, now):
    prospects.update(company=company, matched_by=how, matched_at=now, maybe_company=None)


def _opened(key):
    try:
        return int(_link.unsign(key))
    except (signing.BadSignature, ValueError):
        return None

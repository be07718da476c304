"""The directory for outreach: who is in it, and which firm of the portal it turned out to be."""

from django.core import signing

from companies.models import Company, Prospect
from companies.refusals import kindly
from companies.rules.matching import KnownNames, plain_name

BATCH = 1000
LIKELY_AT_MOST = 20

MatchedBy = Prospect.MatchedBy
_OF_THE_DIRECTORY = [
    *("legal_name", "trade_name", "plain_name", "search_text", "scian_class", "activity"),
    *("sector", "stratum", "address", "postal_code", "municipality", "industrial_park"),
    *("phone", "email", "website", "last_import"),
]
_link = signing.Signer(salt="companies.prospect")


def store(*, directory_import, rows, now):
    """Take the rows of a directory over, within the caller's transaction, and recognise firms.

    A firm that stands in it already gets what the new edition says; what the portal knows of it
    (match, invitation, wish not to be written to) stays. Returns how many are new, known, and
    recognised or perhaps recognised as firms of the portal.
    """
    source = directory_import.kind
    known = set(Prospect.objects.filter(source=source).values_list("source_id", flat=True))
    rows = sorted(rows, key=lambda row: row["source_id"])  # one order for all who store at once
    Prospect.objects.bulk_create(
        [Prospect(**row, source=source, last_import=directory_import) for row in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=_OF_THE_DIRECTORY,
    )
    new = sum(row["source_id"] not in known for row in rows)
    recognised, perhaps = _recognise_firms(
        Prospect.objects.outside_the_portal().filter(last_import=directory_import), now
    )
    return {
        "new": new,
        "known": len(rows) - new,
        "recognised": recognised,
        "perhaps": perhaps,
    }


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
    for prospect in prospects.only("plain_name", "legal_name", "other_companies", "maybe_company"):
        key = firms.exactly(prospect.plain_name) if prospect.legal_name else None
        if key and key not in prospect.other_companies:
            prospect.company_id, prospect.maybe_company_id = key, None
            prospect.matched_by, prospect.matched_at = MatchedBy.NAME, now
            exact.append(prospect)
            continue
        alike = firms.nearly(prospect.plain_name, besides=prospect.other_companies)
        if alike and alike[0].key != prospect.maybe_company_id:
            prospect.maybe_company_id = alike[0].key
            perhaps.append(prospect)
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

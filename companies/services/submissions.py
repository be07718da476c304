"""Forms that act once, however often they are sent."""

import hashlib
import json
from functools import partial

from django.db import connection
from django.utils.translation import gettext as _

from companies.models import Submission
from companies.refusals import kindly


class SubmissionConflict(Exception):
    """The key was used before for something else."""

    def __init__(self):
        super().__init__(
            _(
                "This form was already sent with other data. Open the page again to see what"
                " was stored, and then make the change you want."
            )
        )


def once(*, key, by, purpose, content, act, prepare=None):
    """Run `act` and return the url that it answers with; a replay of `key` returns the same url.

    `content` is what the person typed, as JSON values: the same key with other content raises
    SubmissionConflict. `act` runs in the transaction that keeps the key, so that both are stored or
    neither is; what it raises passes through, refusals of the database as Refused, and frees the
    key. A second click that arrives meanwhile waits for the first; where that takes too long,
    Refused is raised. What takes long and changes nothing belongs into `prepare`: it is done before
    the transaction, not for a replay, and its answer is handed to `act`.
    """
    if prepare and not Submission.objects.filter(user=by, key=key).exists():
        act = partial(act, prepare())
    fingerprint = hashlib.sha256(
        json.dumps([purpose, content], sort_keys=True, default=str).encode()
    ).hexdigest()
    with kindly(as_a_whole=True):
        claimed = _claim(key=key, by=by, purpose=purpose, fingerprint=fingerprint)
        if claimed is None:
            former = Submission.objects.get(user=by, key=key)
            if former.fingerprint != fingerprint:
                raise SubmissionConflict
            return former.answer_url
        answer_url = act()
        _keep_answer(claimed, answer_url)
        return answer_url


def _claim(*, key, by, purpose, fingerprint):
    """Insert the key, after whoever inserts it at this moment; None when it stands already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO companies_submission"
            " (key, user_id, purpose, fingerprint, answer_url, created_at)"
            " VALUES (%s, %s, %s, %s, '', now()) ON CONFLICT (user_id, key) DO NOTHING"
            " RETURNING id",
            [key, by.pk, purpose, fingerprint],
        )
        row = cursor.fetchone()
    return row and row[0]


def _keep_answer(pk, answer_url):
    # In SQL, as the claim: Django would translate it anew for each form that is sent.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE companies_submission SET answer_url = %s WHERE id = %s", [answer_url, pk]
        )

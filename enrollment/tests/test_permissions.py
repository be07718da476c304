"""Who may see rosters and CURPs: every role, one by one."""

import pytest
from django.contrib.auth.models import AnonymousUser

from companies.tests.factories import MembershipFactory, UserFactory
from courses.tests.factories import RunFactory
from enrollment.permissions import can_view_curps, can_view_roster, can_view_rosters
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db


def user_who_is(role):
    return {
        "visitor": lambda: AnonymousUser(),
        "hr": lambda: MembershipFactory().user,
        "cast": lambda: UserFactory(cast=True),
        "former-cast": lambda: UserFactory(cast=True, is_active=False),
        "staff": lambda: UserFactory(is_staff=True),
        "admin": lambda: UserFactory(admin=True),
        "former-staff": lambda: UserFactory(is_staff=True, is_active=False),
    }[role]()


@pytest.mark.parametrize(
    ("role", "published", "draft", "curps"),
    [
        ("visitor", False, False, False),
        ("hr", False, False, False),
        ("cast", True, False, True),
        ("former-cast", False, False, False),
        ("staff", True, True, False),
        ("admin", True, True, False),
        ("former-staff", False, False, False),
    ],
)
def test_each_role_sees_what_its_work_needs(role, published, draft, curps):
    user = user_who_is(role)

    assert can_view_rosters(user) is published
    assert can_view_roster(user, RunFactory()) is published
    assert can_view_roster(user, RunFactory(draft=True)) is draft
    assert can_view_curps(user) is curps


def test_cast_sees_the_roster_of_a_cancelled_run():
    assert can_view_roster(UserFactory(cast=True), RunFactory(cancelled=True))


def test_having_a_technician_in_the_run_opens_no_roster():
    run = RunFactory()
    request = seated(run)

    assert not can_view_roster(request.requested_by, run)

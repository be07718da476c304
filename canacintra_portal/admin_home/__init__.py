"""What the home page of the admin shows: each decision with its count and its direct action."""

from django.utils import timezone

from canacintra_portal.admin_home import groups, people, problems


def sections(request):
    """Everything that needs a decision and that this person may decide; nothing that does not.

    One statement for each section, whatever there is to decide.
    """
    now, user = timezone.now(), request.user
    wanted = [
        ("enrollment.view_enrollmentrequest", problems.unanswered),
        ("companies.change_company", people.companies),
        ("companies.change_joinrequest", people.join_requests),
        ("companies.change_prospect", people.prospects),
        ("enrollment.change_relocation", groups.moves),
        ("enrollment.change_relocation", groups.second_groups),
        ("courses.change_courserun", groups.few_people),
        ("courses.change_courserun", groups.without_meetings),
        ("companies.view_message", problems.messages),
        ("companies.view_jobreport", problems.jobs),
    ]
    found = [describe(now) for permission, describe in wanted if user.has_perm(permission)]
    return [section for section in found if section.count]

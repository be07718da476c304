"""Through what something was changed, in words: pages by the names of their addresses, jobs and
commands of `manage.py` by theirs."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from companies.models import JobReport

ADMIN = "admin:"
Job = JobReport.Job

PAGES = {
    "account_change_password": gettext_lazy("change of password"),
    "account_confirm_email": gettext_lazy("confirmation of an address"),
    "account_email": gettext_lazy("e-mail addresses of an account"),
    "account_login": pgettext_lazy("page", "sign-in"),
    "account_reset_password_from_key": gettext_lazy("new password"),
    "account_set_password": gettext_lazy("new password"),
    "account_signup": gettext_lazy("opening an account"),
    "companies:accept_invitation": gettext_lazy("invitation to a team"),
    "companies:add_technician": gettext_lazy("new technician"),
    "companies:answer_join_request": gettext_lazy("answer to who asks to join"),
    "companies:change_role": gettext_lazy("role in the team"),
    "companies:close_account": gettext_lazy("closing an account"),
    "companies:deactivate_technician": gettext_lazy("technician who leaves"),
    "companies:edit_details": gettext_lazy("data of the company"),
    "companies:edit_technician": gettext_lazy("data of a technician"),
    "companies:forget_technician": gettext_lazy("erasing a technician"),
    "companies:hand_over": gettext_lazy("handing the company over"),
    "companies:invite": gettext_lazy("invitation to a team"),
    "companies:joining": gettext_lazy("asking to join"),
    "companies:known_company": gettext_lazy("asking to join"),
    "companies:leave": gettext_lazy("leaving a team"),
    "companies:my_data": gettext_lazy("data of an account"),
    "companies:prospect_stop": gettext_lazy("wish to be left alone"),
    "companies:reactivate_technician": gettext_lazy("technician who comes back"),
    "companies:register_summary": gettext_lazy("registration of the company"),
    "companies:remove_colleague": gettext_lazy("taking a colleague off the team"),
    "companies:send_invitation_again": gettext_lazy("invitation to a team"),
    "companies:store_import": gettext_lazy("list of technicians"),
    "companies:take_back": gettext_lazy("asking to join"),
    "companies:withdraw_invitation": gettext_lazy("invitation to a team"),
    "enrollment:cancel": gettext_lazy("cancelling a request"),
    "enrollment:enroll": gettext_lazy("enrolling"),
    "enrollment:roster_cancel": gettext_lazy("list of the group, at CAST"),
    "enrollment:roster_substitute": gettext_lazy("list of the group, at CAST"),
    "enrollment:substitute": gettext_lazy("substitution"),
}
JOBS = {
    "companies.deliver_due": Job.MESSAGES.label,
    "companies.forget_imports": Job.RETENTION.label,
    "companies.forget_sessions": Job.RETENTION.label,
    "companies.store_import": gettext_lazy("store a list of technicians"),
    "companies.sweep_imports": gettext_lazy("store a list of technicians"),
    "enrollment.check_all_venues": Job.VENUE_CHECK.label,
    "enrollment.check_venue": Job.VENUE_CHECK.label,
    "enrollment.remind": Job.REMINDERS.label,
    "enrollment.seat_waiting": Job.CONFIRM.label,
    "enrollment.sweep": Job.SWEEP.label,
    "portal.forget": Job.RETENTION.label,
    "portal.make_export": gettext_lazy("gather the data of a company"),
    "portal.sweep_exports": gettext_lazy("gather the data of a company"),
}
COMMANDS = {
    "load_catalogue": gettext_lazy("bringing in the catalogue of courses"),
    "migrate": gettext_lazy("a new version of the portal"),
    "prepare": gettext_lazy("a start of the portal"),
    "retention": Job.RETENTION.label,
    "seed_demo": gettext_lazy("bringing in the demo"),
    "shell": gettext_lazy("a program by hand"),
}
DEEDS = {
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "changelist": gettext_lazy("list"),
    "delete": gettext_lazy("delete"),
}


def page(name):
    """Say which page it is by the name of its address; in the admin also what was done there."""
    if name.startswith(ADMIN):
        return " · ".join([_("administration"), *_in_the_admin(name.removeprefix(ADMIN))])
    return str(PAGES.get(name, _("a page of the portal")))


def job(name):
    """Say what a job does by the name of its task."""
    return _("job: %(what)s") % {"what": JOBS.get(name, name)}


def command(name):
    """Say what a command of `manage.py` does."""
    return str(COMMANDS.get(name) or _("command %(name)s") % {"name": name})


def _in_the_admin(name):
    for model, pages in admin.site._registry.items():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if not name.startswith(prefix):
            continue
        what = name.removeprefix(prefix)
        labels = {step.name: step.label for step in getattr(pages, "steps", ())}
        deed = labels.get(what) or DEEDS.get(what)
        yield str(model._meta.verbose_name)
        if deed:
            yield str(deed)
        return

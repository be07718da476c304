"""What people type about their own account. allauth acts; the words are ours."""

from uuid import uuid4

from allauth.account import fields, forms
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms as plain
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from companies import passwords, second_factor
from companies.forms_consent import VoluntaryPurposes
from companies.models import User
from companies.models.user import NOBODY

NEW_PASSWORD = _(
    "At least 12 characters. A sentence that only you would think of is easy to remember; spaces"
    " and accents count."
)


# A change of address that waits for its letter to be answered.
NEVER_CONFIRMED = {"verified": False, "primary": False}


class Password(fields.PasswordField):
    """A password to be typed. The button that shows it comes from passwords.js."""

    def __init__(self, *, label=None, is_new=False, **options):
        label = label or _("Password")
        if is_new:
            options |= {"help_text": NEW_PASSWORD, "max_length": passwords.LONGEST}
        use = "new-password" if is_new else "current-password"
        super().__init__(label=label, autocomplete=use, **options)
        self.widget.attrs |= {
            "placeholder": "",
            "data-secret": True,
            "data-show": _("Show"),
            "data-hide": _("Hide"),
        }

    def to_python(self, value):
        return passwords.normalized(super().to_python(value))


class NewPassword(Password, fields.SetPasswordField):
    """A password to be chosen by a person who is known."""

    def __init__(self, **options):
        super().__init__(is_new=True, **options)


def address_field(label=None, **options):
    return plain.EmailField(
        label=label or _("E-mail"),
        widget=plain.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        max_length=254,
        **options,
    )


class SignUpForm(forms.SignupForm):
    """Name, address and password of somebody new. A known address is accepted in silence."""

    field_order = ["full_name", "email", "password1", "voluntary"]
    voluntary = VoluntaryPurposes()
    full_name = plain.CharField(
        label=_("Your name"),
        max_length=150,
        widget=plain.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = address_field(
            help_text=_("The one you read at work: we send a letter to it to confirm it.")
        )
        self.fields["password1"] = Password(is_new=True)
        self.order_fields(self.field_order)

    def validate_unique_email(self, value):
        """Find out whether an account has the address. One that somebody typed in her account and
        never confirmed keeps nobody out."""
        value = get_account_adapter().validate_unique_email(value)
        taken = [
            User.objects.filter(email=value).exists(),
            EmailAddress.objects.filter(email=value).exclude(**NEVER_CONFIRMED).exists(),
        ]  # both in any case: no clock tells
        self.account_already_exists = any(taken)
        return value

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("password1")
        if password and "password1" not in self.errors:
            person = User(email=cleaned.get("email", ""), full_name=cleaned.get("full_name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request):
        """Do the work of a new account also for an address that has one: no clock tells."""
        if self.account_already_exists:
            self._save_in_vain(request)
        return super().try_save(request)

    def save(self, request):
        """Store the person, and take the address from whoever typed it and never confirmed it."""
        user = super().save(request)
        EmailAddress.objects.filter(email=user.email, **NEVER_CONFIRMED).delete()
        return user

    def _save_in_vain(self, request):
        """Store somebody with an address that nobody has, and take it back."""
        email = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{uuid4().hex}{NOBODY}"
        self.account_already_exists = False
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.account_already_exists, self.cleaned_data["email"] = True, email


class ProfileForm(plain.ModelForm):
    """How we greet a person, and in which language."""

    class Meta:
        model = User
        fields = ["full_name", "language"]
        labels = {"full_name": _("Your name"), "language": _("Language of pages and messages")}
        widgets = {"full_name": plain.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True


class SignInForm(forms.LoginForm):
    password = Password()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field()
        self.fields["remember"].label = _("Keep me signed in on this device for two weeks")
        self.order_fields(["login", "password", "remember"])


class ResetPasswordForm(forms.ResetPasswordForm):
    email = address_field()


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    password1 = NewPassword(label=_("New password"))
    password2 = None


class ChangePasswordForm(forms.ChangePasswordForm):
    oldpassword = Password(label=_("Current password"))
    password1 = NewPassword(label=_("New password"))
    password2 = None


class SetPasswordForm(forms.SetPasswordForm):
    password1 = NewPassword()
    password2 = None


class ChangeAddressForm(forms.AddEmailForm):
    email = address_field(
        label=_("New address"),
        help_text=_("We send a letter to it. Until you confirm it, everything stays as it is."),
    )


class ReauthenticateForm(forms.ReauthenticateForm):
    password = Password()


def code_field(label, **options):
    return plain.CharField(
        label=label,
        max_length=32,
        widget=plain.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        **options,
    )


class OnceMixin:
    """A code of the app works once, for as long as it works at all."""

    user: User

    def clean_code(self):
        code = super().clean_code()  # type: ignore[misc]  # of the form that it is mixed into
        if not second_factor.spend(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


CODE_OR_SPARE = _("The six digits of your app now, or one of your recovery codes.")


class CodeForm(OnceMixin, mfa.AuthenticateForm):
    code = code_field(_("Code"), help_text=CODE_OR_SPARE)

    @property
    def has_passkey(self):
        kind = Authenticator.Type.WEBAUTHN
        return second_factor.factors_of(self.user).filter(type=kind).exists()


class ConfirmByCodeForm(OnceMixin, mfa.ReauthenticateForm):
    code = code_field(_("Code"), help_text=CODE_OR_SPARE)


class ActivateAppForm(OnceMixin, ActivateTOTPForm):
    code = code_field(_("Code"), help_text=_("The six digits that your app shows now."))


class NameOfKey(plain.CharField):
    def __init__(self, **options):
        super().__init__(
            label=_("Name"),
            max_length=60,
            help_text=_("So that you recognise it, for example “My telephone”."),
            **options,
        )


class AddKeyForm(AddWebAuthnForm):
    name = NameOfKey(required=False)
    passwordless = plain.BooleanField(
        label=_("Also sign in without a password"),
        help_text=_("With your fingerprint, your face or the PIN of the device."),
        required=False,
        initial=True,
    )


class EditKeyForm(EditWebAuthnForm):
    name = NameOfKey()

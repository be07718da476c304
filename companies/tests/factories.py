"""Firms and people for tests."""

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from stdnum.mx import curp as stdnum_curp

from companies.models import CAST_GROUP, Company, Membership, Technician, User

LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"


def letters(number, length=3):
    """A number written with consonants, as CURP and RFC want them."""
    digits = []
    for _step in range(length):
        number, digit = divmod(number, len(LETTERS))
        digits.append(LETTERS[digit])
    return "".join(reversed(digits))


def curp(number):
    """A CURP that is valid and belongs to nobody."""
    body = f"PEXJ{80 + number % 20:02}0115HCH{letters(number // 20)}0"
    return body + stdnum_curp.calc_check_digit(body)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persona{n}@ejemplo.invalid")
    full_name = "Alicia Ejemplo"

    class Params:
        admin = factory.Trait(is_staff=True, is_superuser=True, full_name="Adriana Cámara")

    @factory.post_generation
    def cast(self: User, create, wanted, **kwargs):  # type: ignore[misc]
        if wanted:
            self.groups.add(Group.objects.get_or_create(name=CAST_GROUP)[0])


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Company

    legal_name = factory.Sequence(lambda n: f"Maquinados de Prueba {n}")
    rfc = factory.Sequence(lambda n: f"{letters(n)}010203XY9")
    municipality = "Juárez"
    head_count = 35
    technician_head_count = 6
    approved_at = factory.LazyFunction(timezone.now)
    approved_by = factory.SubFactory(UserFactory, admin=True)

    class Params:
        from_elsewhere = factory.Trait(municipality="Chihuahua")
        awaiting_approval = factory.Trait(approved_at=None, approved_by=None)
        refused = factory.Trait(
            approved_at=None,
            approved_by=None,
            refused_at=factory.LazyFunction(timezone.now),
            refused_by=factory.SubFactory(UserFactory, admin=True),
            refusal_reason="The RFC is of another firm",
        )


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    company = factory.SubFactory(CompanyFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.OWNER

    class Params:
        colleague = factory.Trait(role=Membership.Role.MEMBER)


class TechnicianFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Technician

    company = factory.SubFactory(CompanyFactory)
    given_names = "Tomás"
    first_surname = factory.Sequence(lambda n: f"Prueba{n}")
    curp = factory.Sequence(curp)

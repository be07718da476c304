"""How far a registration has come: which sections are answered, and what follows from them."""

from dataclasses import dataclass, field
from typing import Any

from companies.sections import SECTIONS, Section


@dataclass
class Progress:
    """`facts` are the fields of the company that the answers give, `missing` the sections that are
    still to be answered, in order. A section whose answer no longer fits an earlier one, such as a
    tax regime after the RFC became that of a person, is missing again."""

    facts: dict[str, Any] = field(default_factory=dict)
    missing: list[type[Section]] = field(default_factory=list)

    @property
    def is_complete(self):
        return not self.missing

    @property
    def next_section(self):
        return self.missing[0] if self.missing else None

    def may_open(self, section):
        """Say whether everything that the section asks after is answered."""
        number = SECTIONS.index(section)
        return all(SECTIONS.index(one) >= number for one in self.missing)


def facts_of(company):
    """The fields of a company by name, as the sections read them."""
    return {field.name: getattr(company, field.attname) for field in company._meta.concrete_fields}


def of(answers):
    """Read the answers, the typed values of each section by its slug."""
    progress = Progress()
    for section in SECTIONS:
        form = section(answers.get(section.slug, {}), facts=progress.facts)
        if section.slug in answers and form.is_valid():
            progress.facts |= form.changes()
        else:
            progress.missing.append(section)
    return progress

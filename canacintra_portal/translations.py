"""Spanish beside the English source: what the code says, gathered and compared with `locale/`.

Babel does the work of gettext's programs, so that no machine needs them. Entries stand in
alphabetical order without line numbers: two branches that add sentences merge calmly.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: dict = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".svg"}
# Dates and names of tools in the header would make every two branches collide.
RESTLESS_HEADERS = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)


@dataclass
class Merged:
    """A catalogue brought up to date, and what a person has to look at."""

    catalogue: Catalog
    unused: list[str] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)


def gather(roots: Iterable[Path]) -> Catalog:
    """Collect every translatable sentence of the code and the templates.

    Tests and migrations say nothing to users and are left out.
    """
    found = Catalog(charset="utf-8", fuzzy=False)
    for root in roots:
        for path in sorted(root.rglob("*")):
            if {"tests", "testing", "migrations"} & set(path.relative_to(root).parts):
                continue
            if path.suffix == ".py":
                text = path.read_text()
            elif path.suffix in TEMPLATES:
                text = _as_python(path.read_text())
            else:
                continue
            lines = io.BytesIO(text.encode())
            for _, message, comments, context in extract(
                "python", lines, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
            ):
                found.add(message, auto_comments=sorted(set(comments)), context=context)
    return found


def _as_python(template: str) -> str:
    # Django writes the calls of a template as Python calls among letters that mean nothing. The
    # indentation of HTML is none that Python accepts.
    lines = templatize(template).splitlines()
    return "\n".join(line.lstrip() for line in lines) + "\n"


def merge(source: Catalog, known: Catalog, fragments: Iterable[Catalog]) -> Merged:
    """Keep the known translations that are still said and add the fragments'.

    What is known wins over a fragment that says it differently; both cases that a person should
    see - sentences nobody says, translations that differ - are named in the answer.
    """
    catalogue = Catalog(locale=known.locale, charset="utf-8", fuzzy=False)
    for message in source:
        if message.id:
            before = known.get(message.id, message.context)
            catalogue.add(
                message.id,
                before.string if before and _answers(before, message) else None,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    merged = Merged(catalogue)
    for fragment in fragments:
        for message in fragment:
            if not message.id or not _is_complete(message):
                continue
            here = catalogue.get(message.id, message.context)
            if here is None:
                merged.unused.append(_name(message))
            elif not _is_complete(here):
                if _answers(message, here):
                    here.string = message.string
            elif here.string != message.string:
                merged.contradicted.append(_name(message))
    return merged


def problems(source: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Name everything that would reach a user untranslated or broken."""
    for message in source:
        if message.id and catalogue.get(message.id, message.context) is None:
            yield f"not in the catalogue: {_name(message)}"
    for message in catalogue:
        if not message.id:
            continue
        if source.get(message.id, message.context) is None:
            yield f"nobody says it any more: {_name(message)}"
        elif not _is_complete(message):
            yield f"not translated: {_name(message)}"
        elif message.fuzzy:
            yield f"only a guess (fuzzy): {_name(message)}"
        else:
            for error in message.check(catalogue):
                yield f"{error}: {_name(message)}"


def read(path: Path, locale: str) -> Catalog:
    """Read a .po file; a missing file is an empty catalogue."""
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def write(path: Path, catalogue: Catalog) -> None:
    """Write a .po file, sorted, without dates and line numbers."""
    text = io.BytesIO()
    write_po(text, catalogue, sort_output=True, no_location=True, ignore_obsolete=True, width=98)
    lines = text.getvalue().decode().splitlines(keepends=True)
    restless = tuple(f'"{name}' for name in RESTLESS_HEADERS)
    kept = [line for line in lines if not line.startswith(restless)]
    while kept and kept[0].startswith("#"):
        kept.pop(0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept))


def compile_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write the .mo file that Django reads."""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def _answers(known: Message, message: Message) -> bool:
    """Whether the translation is whole and still fits: a sentence may have become a plural."""
    return _is_complete(known) and isinstance(known.string, str) != message.pluralizable


def _is_complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(strings)


def _name(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return f"{text!r} ({message.context})" if message.context else repr(text)

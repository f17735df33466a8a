"""Source texts and the template for translators, made from them in file order.

The text's key is the gettext context, so the same sentence may differ by place. No times that change on each run.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

PROJECT = "berangkat-aman"
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""A constant, so that writing the same texts again changes no byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One translatable string as an editor wrote it, and where."""

    key: str
    text: str
    path: str
    line: int


def empty_catalog(locale: str | None) -> Catalog:
    """A catalogue with our header and nothing in it; `locale` in gettext's spelling, None for a template."""
    return Catalog(
        locale=locale, project=PROJECT, version="1", charset="utf-8", header_comment="# Texts of Berangkat Aman.",
        copyright_holder=PROJECT, msgid_bugs_address="", last_translator="", language_team="",
        creation_date=_NEVER, revision_date=_NEVER, fuzzy=False,
    )


def write_template(texts: Iterable[SourceText]) -> bytes:
    """The content of `content.pot`."""
    catalog = empty_catalog(None)
    for text in texts:
        catalog.add(text.text, context=text.key, auto_comments=[text.path])
    return as_po(catalog)


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as a PO file: order kept, long lines unbroken, previous sources of stale entries shown."""
    out = BytesIO()
    write_po(out, catalog, width=0, no_location=True, include_previous=True)
    return out.getvalue().rstrip(b"\n") + b"\n"

"""Source texts and the template for translators, made from them in file order.

The text's key is the gettext context, so the same sentence may differ by place. No times and no versions
stand in the files, so that writing the same texts again changes no byte.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

_HEADER = """# Texts of Berangkat Aman.
msgid ""
msgstr ""
"Project-Id-Version: berangkat-aman\\n"
{language}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One translatable string as an editor wrote it, and where."""

    key: str
    text: str
    path: str
    line: int


def write_template(texts: Iterable[SourceText]) -> bytes:
    """The content of `content.pot`."""
    catalog = Catalog()
    for text in texts:
        catalog.add(text.text, context=text.key, auto_comments=[text.path])
    return as_po(catalog, "")


def as_po(catalog: Catalog, language: str) -> bytes:
    """A PO file in gettext's spelling of its language: order kept, long lines unbroken, old sources of stale entries shown."""
    out = BytesIO()
    write_po(out, catalog, width=0, no_location=True, include_previous=True, omit_header=True)
    named = f'"Language: {language}\\n"\n' if language else ""
    return _HEADER.format(language=named).encode() + out.getvalue().strip(b"\n") + b"\n"

"""Brings a catalogue up to date by key, never by likeness: an edit makes its own translation stale, no other.

Order is that of the sources, and the same input gives the same bytes.
"""

from collections.abc import Mapping, Sequence

from babel.messages.catalog import Catalog, Message

from bot.i18n.catalog import Catalogue, Entry
from bot.i18n.extract import SourceText, as_po
from bot.i18n.locale import gettext_name


def merge(texts: Sequence[SourceText], known: Catalogue) -> bytes:
    """The content of the locale's PO file after the sources changed."""
    catalog = Catalog()
    for text in texts:
        _add(catalog, text, known.entries.get(text.key) or known.obsolete.get(text.key))
    for key, entry in _gone(texts, known).items():
        catalog.obsolete[key] = Message(entry.source, entry.target, context=key)
    return as_po(catalog, gettext_name(known.locale))


def joined(first: Catalogue, *others: Catalogue) -> Catalogue:
    """One catalogue with the entries of all; later ones win. For drafts that arrive as files of their own."""
    entries: dict[str, Entry] = dict(first.entries)
    obsolete: dict[str, Entry] = dict(first.obsolete)
    for other in others:
        entries.update(other.entries)
        obsolete.update(other.obsolete)
    return Catalogue(locale=first.locale, path=first.path, entries=entries, obsolete=obsolete)


def _add(catalog: Catalog, text: SourceText, entry: Entry | None) -> None:
    if entry is None or not entry.target:
        catalog.add(text.text, context=text.key, auto_comments=[text.path])
        return
    edited = entry.source != text.text
    is_back = entry.is_fuzzy and entry.previous == text.text
    stale = (edited or entry.is_fuzzy) and not is_back
    # The oldest source that the translation was made from is what a translator must compare with.
    previous = (entry.previous or entry.source) if edited else entry.previous
    catalog.add(
        text.text,
        entry.target,
        context=text.key,
        auto_comments=[text.path],
        flags=["fuzzy"] if stale else [],
        previous_id=[previous] if stale and previous else [],
    )


def _gone(texts: Sequence[SourceText], known: Catalogue) -> Mapping[str, Entry]:
    present = {text.key for text in texts}
    everything = {**known.obsolete, **known.entries}
    return {key: entry for key, entry in everything.items() if key not in present and entry.target}

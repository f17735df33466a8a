"""PO files, read once and frozen. What is fuzzy or obsolete is not there; what was edited since is stale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, denormalize, read_po

from bot.i18n.locale import gettext_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One translation: the source it was made from, and its line in the file. `forms` only where there are plurals."""

    source: str
    target: str
    line: int
    is_fuzzy: bool = False
    previous: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a file is not a catalogue, and where."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All entries of one locale, by key. `obsolete` are those whose key went away."""

    locale: str
    path: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    obsolete: Mapping[str, Entry] = field(default_factory=dict)
    unreadable: Unreadable | None = None


class Standing(StrEnum):
    """What a catalogue has for a source text."""

    WHOLE = "whole"
    MISSING = "missing"
    FUZZY = "fuzzy"
    STALE = "stale"


def catalogue_path(folder: Path, locale: str) -> Path:
    """Where the translations of content into this locale are."""
    return folder / gettext_name(locale) / "LC_MESSAGES" / "content.po"


def read_catalogue(path: Path, locale: str, shown: str = "") -> Catalogue:
    """The catalogue in a file; `shown` is its name in problems. A missing file is an empty catalogue."""
    try:
        raw = path.read_bytes()
        raw.decode()
        catalog = read_po(BytesIO(raw), locale=gettext_name(locale), abort_invalid=True)
    except FileNotFoundError:
        return Catalogue(locale=locale, path=shown or str(path))
    except UnicodeDecodeError:
        return _unreadable(locale, shown or str(path), 1, "the file is not UTF-8")
    except PoFileError as error:
        return _unreadable(locale, shown or str(path), (error.lineno or 0) + 1, "this line is not PO")
    previous = _previous_sources(raw.decode())
    return Catalogue(
        locale=locale,
        path=shown or str(path),
        entries={str(m.context): _entry(m, previous) for m in catalog if m.context},
        obsolete={str(m.context): _entry(m, previous) for m in catalog.obsolete.values() if m.context},
    )


def standing(catalogue: Catalogue, key: str, source: str) -> Standing:
    """Whether the translation of this key may be shown."""
    entry = catalogue.entries.get(key)
    if entry is None or not entry.target.strip():
        return Standing.MISSING
    if entry.is_fuzzy:
        return Standing.FUZZY
    return Standing.WHOLE if entry.source == source else Standing.STALE


def _previous_sources(po: str) -> Mapping[str, str]:
    """The `#| msgid` of each entry by key, which Babel writes but does not read."""
    found: dict[str, str] = {}
    quoted: list[str] = []
    for line in po.splitlines():
        if line.startswith("#| "):
            quoted.append(line.removeprefix("#| ").removeprefix("msgid "))
        elif quoted and line.startswith("msgctxt "):
            found[denormalize(line.removeprefix("msgctxt "))] = denormalize("\n".join(quoted))
        elif not line.strip():
            quoted = []
    return found


def _entry(message: Message, previous: Mapping[str, str]) -> Entry:
    return Entry(
        source=_single(message.id),
        target=_single(message.string),
        line=message.lineno or 1,
        is_fuzzy=message.fuzzy,
        previous=previous.get(str(message.context), ""),
        forms=_forms(message),
    )


def _forms(message: Message) -> tuple[str, ...]:
    """Every plural form as it stands, empty ones too; () for the usual message that has none."""
    if not message.pluralizable:
        return ()
    return tuple(form or "" for form in message.string) if isinstance(message.string, tuple) else ("",)


def _single(text: object) -> str:
    """The text, or its first form where gettext keeps several (plurals are not used in content)."""
    if isinstance(text, (list, tuple)):
        return str(text[0]) if text else ""
    return str(text or "")


def _unreadable(locale: str, path: str, line: int, reason: str) -> Catalogue:
    return Catalogue(locale=locale, path=path, unreadable=Unreadable(line=line, reason=reason))

from pathlib import Path

import pytest

from bot.i18n.catalog import Standing, read_catalogue, standing

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "m/s/whole"
msgid "Satu"
msgstr "One"

msgctxt "m/s/empty"
msgid "Dua"
msgstr ""

#, fuzzy
#| msgid "Tiga lama"
msgctxt "m/s/fuzzy"
msgid "Tiga"
msgstr "Three"

#~ msgctxt "m/s/gone"
#~ msgid "Empat"
#~ msgstr "Four"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "content.po"
    file.write_text(PO, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("key", "source", "expected"),
    [
        ("m/s/whole", "Satu", Standing.WHOLE),
        ("m/s/whole", "Satu saja", Standing.STALE),
        ("m/s/empty", "Dua", Standing.MISSING),
        ("m/s/fuzzy", "Tiga", Standing.FUZZY),
        ("m/s/gone", "Empat", Standing.MISSING),
    ],
)
def test_only_whole_translations_may_be_shown(path: Path, key: str, source: str, expected: Standing) -> None:
    assert standing(read_catalogue(path, "en"), key, source) is expected


def test_entries_know_their_lines(path: Path) -> None:
    assert read_catalogue(path, "en").entries["m/s/whole"].line == 6


def test_broken_file_says_where(path: Path) -> None:
    path.write_text(PO.replace('msgid "Satu"', "Satu"), encoding="utf-8")

    unreadable = read_catalogue(path, "en").unreadable

    assert unreadable is not None
    assert unreadable.line == 6


def test_missing_file_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert not read_catalogue(tmp_path / "none.po", "en").entries

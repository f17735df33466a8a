from pathlib import Path

import pytest

from bot.i18n.catalog import Catalogue, Standing, read_catalogue, standing
from bot.i18n.extract import SourceText, write_template
from bot.i18n.merge import merge


def a_text(key: str, text: str) -> SourceText:
    return SourceText(key=key, text=text, path="content/modules/m.md", line=1)


TEXTS = tuple(a_text(f"m/s/{name}", f"Kalimat {name}") for name in ("a", "b", "c"))


@pytest.fixture
def known(tmp_path: Path) -> Catalogue:
    """All of TEXTS, translated."""
    blank = merge(TEXTS, Catalogue(locale="en", path="en.po")).decode()
    return read(
        tmp_path,
        blank.replace('msgstr ""\n\n#.', 'msgstr "Sentence"\n\n#.').removesuffix('""\n') + '"Sentence"\n',
    )


def read(folder: Path, po: str | bytes) -> Catalogue:
    path = folder / "content.po"
    path.write_bytes(po if isinstance(po, bytes) else po.encode())
    return read_catalogue(path, "en")


def test_edited_source_makes_only_its_own_translation_stale(tmp_path: Path, known: Catalogue) -> None:
    edited = (TEXTS[0], a_text("m/s/b", "Kalimat baru"), TEXTS[2])

    merged = read(tmp_path, merge(edited, known))

    assert [standing(merged, text.key, text.text) for text in edited] == [
        Standing.WHOLE, Standing.FUZZY, Standing.WHOLE,
    ]  # fmt: skip
    assert merged.entries["m/s/b"].previous == "Kalimat b"
    assert merged.entries["m/s/b"].target == "Sentence"


def test_edit_taken_back_makes_the_translation_whole(tmp_path: Path, known: Catalogue) -> None:
    edited = read(tmp_path, merge((TEXTS[0], a_text("m/s/b", "Kalimat baru"), TEXTS[2]), known))

    merged = read(tmp_path, merge(TEXTS, edited))

    assert standing(merged, "m/s/b", "Kalimat b") is Standing.WHOLE


def test_moved_sentence_never_takes_a_neighbours_translation(tmp_path: Path, known: Catalogue) -> None:
    swapped = (a_text("m/s/a", "Kalimat b"), a_text("m/s/b", "Kalimat a"), TEXTS[2])

    merged = read(tmp_path, merge(swapped, known))

    assert [standing(merged, text.key, text.text) for text in swapped[:2]] == [Standing.FUZZY, Standing.FUZZY]


def test_removed_key_is_kept_as_obsolete_and_can_come_back(tmp_path: Path, known: Catalogue) -> None:
    without = read(tmp_path, merge(TEXTS[:2], known))

    assert "m/s/c" in without.obsolete
    assert standing(read(tmp_path, merge(TEXTS, without)), "m/s/c", "Kalimat c") is Standing.WHOLE


def test_new_key_is_missing_until_it_is_translated(tmp_path: Path, known: Catalogue) -> None:
    merged = read(tmp_path, merge((*TEXTS, a_text("m/s/d", "Kalimat d")), known))

    assert standing(merged, "m/s/d", "Kalimat d") is Standing.MISSING


def test_merging_again_changes_no_byte(tmp_path: Path, known: Catalogue) -> None:
    once = merge((TEXTS[2], a_text("m/s/a", "Lain")), known)

    assert merge((TEXTS[2], a_text("m/s/a", "Lain")), read(tmp_path, once)) == once


def test_order_is_that_of_the_sources() -> None:
    template = write_template(reversed(TEXTS)).decode()

    assert template.index("m/s/c") < template.index("m/s/a")

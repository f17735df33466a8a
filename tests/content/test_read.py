from pathlib import Path

import pytest

from bot.content.raw import RawModule
from bot.content.read import read_module, read_yaml

SAMPLE = """\
---
module: sample
title: Contoh
---

## ask (choose)
```yaml
save: place
```
[first]
Baris pertama
baris kedua.

[second]
**Tebal.**

- [a] Utara → north if not can-resume
- [b*] Selatan
  > Alasannya
  > panjang.

## north (end)
"""


@pytest.fixture
def sample(module_file: Path) -> RawModule:
    module_file.write_text(SAMPLE, encoding="utf-8")
    return read_module(module_file, "modules/sample.md")


def test_bubbles_keep_their_ids_breaks_and_lines(sample: RawModule) -> None:
    bubbles = sample.steps[0].bubbles

    assert [(b.id, b.text, b.line) for b in bubbles] == [
        ("first", "Baris pertama\nbaris kedua.", 10),
        ("second", "**Tebal.**", 14),
    ]


def test_choices_keep_target_condition_star_and_reason(sample: RawModule) -> None:
    first, second = sample.steps[0].choices

    assert (first.id, first.label, first.target, first.condition) == ("a", "Utara", "north", "not can-resume")
    assert (second.id, second.is_right, second.reason, second.reason_line) == (
        "b",
        True,
        "Alasannya\npanjang.",
        19,
    )


def test_options_and_header_know_their_lines(sample: RawModule) -> None:
    assert sample.header.items["title"].line == 3
    assert sample.steps[0].options.items["save"].line == 8


def test_clean_module_has_no_oddities(sample: RawModule) -> None:
    assert sample.oddities == ()


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("## north (end)", "## north", 22),
        ("- [a] Utara", "- Utara", 17),
        ("→ north if not can-resume", "→ north south", 17),
        ("title: Contoh", "title: [Contoh", 3),
        ("title: Contoh", "module: again", 3),
        ("baris kedua.", "baris kedua.\n→ north", 13),
        ("**Tebal.**", "1. satu", 15),
        ("## ask", "# ask", 6),
    ],
)
def test_what_cannot_be_placed_is_odd(module_file: Path, before: str, after: str, line: int) -> None:
    module_file.write_text(SAMPLE.replace(before, after, 1), encoding="utf-8")

    oddities = read_module(module_file, "modules/sample.md").oddities

    assert line in {oddity.line for oddity in oddities}


def test_windows_line_ends_change_nothing(module_file: Path, sample: RawModule) -> None:
    module_file.write_bytes(b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode())

    assert read_module(module_file, "modules/sample.md") == sample


def test_missing_file_is_one_oddity(tmp_path: Path) -> None:
    assert len(read_yaml(tmp_path / "none.yaml", "none.yaml").oddities) == 1

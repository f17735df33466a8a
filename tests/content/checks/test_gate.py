"""Sides of checks that one broken example each cannot show."""

import shutil
from pathlib import Path

import pytest

from bot.domain.problem import Severity
from tests.broken.cases import GOOD, compile_tree

LESSON = """
## {id} (lesson) Cap {id}
[b1]
Cap ada di paspor.

[question]
Di mana cap dibuat?

- [a{first}] Di kantor satu
  > Kantornya satu.
- [b{second}] Di kantor lain
  > Kantornya lain.
- [unsure] Belum tahu
  > Tidak apa-apa.

→ {next}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(GOOD, tmp_path / "tree")


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def found(tree: Path, code: str, locales: tuple[str, ...] = ("id",)) -> list[str]:
    return [p.message for p in compile_tree(tree, locales).problems if p.code == code]


def ask(tree: Path, rights: str) -> None:
    """Adds a lesson for each letter, with that answer as the right one."""
    lessons = [
        LESSON.format(
            id=f"more-{place}",
            first="*" if right == "a" else "",
            second="*" if right == "b" else "",
            next=f"more-{place + 1}" if place + 1 < len(rights) else "finish",
        )
        for place, right in enumerate(rights)
    ]
    edit(
        tree / "content/modules/papers.md",
        "→ finish\n\n## finish",
        f"→ more-0\n{''.join(lessons)}\n## finish",
    )


def test_balanced_positions_are_not_reported(tree: Path) -> None:
    ask(tree, "aab")

    assert found(tree, "T13") == []


def test_lopsided_positions_are_reported_once_for_one_module(tree: Path) -> None:
    ask(tree, "bba")

    assert found(tree, "T13") == ["the right answer stands in place 2 in 3 of 4 questions"]


def test_sounds_that_are_none_are_refused(tree: Path) -> None:
    (tree / "content/assets/passport.id.ogg").write_bytes(b"\0" * 300_001)

    assert found(tree, "C09") == [
        "passport.id.ogg: 300 KB where 300 KB are allowed",
        "passport.id.ogg: this is not OGG with Opus, or it is cut off",
    ]


def test_sound_of_another_locale_takes_nothing_from_the_source(tree: Path) -> None:
    (tree / "content/assets/passport.en.ogg").write_bytes(b"no sound")

    compiled = compile_tree(tree, ("id", "en"))

    assert [problem.code for problem in compiled.problems] == ["C09"]
    assert compiled.locales == ("id",)


def test_large_pictures_are_refused(tree: Path) -> None:
    picture = tree / "content/assets/passport.png"
    picture.write_bytes(picture.read_bytes() + b"\0" * 120_000)

    assert found(tree, "C08") == ["passport.png: 120 KB where 100 KB are allowed"]


def test_menu_without_a_way_to_help_is_reported(tree: Path) -> None:
    edit(tree / "content/modules/menu.md", "module: help", "module: papers")

    assert found(tree, "H08") == ["help cannot be reached with 2 taps"]


def test_choice_out_may_not_pass_through_more_words(tree: Path) -> None:
    path = tree / "content/modules/papers.md"
    edit(path, "Nanti saja → finish", "Nanti saja → later")
    edit(path, "## finish (end)", "## later (say)\nBaik.\n\n→ finish\n\n## finish (end)")

    assert found(tree, "H07") == ["no choice of step warning leads straight to an end"]


def test_locale_without_limits_is_still_offered(tree: Path) -> None:
    edit(tree / "content/quality.yaml", "  en: {", "  fr: {")

    compiled = compile_tree(tree, ("id", "en"))

    assert compiled.locales == ("id", "en")
    assert {(p.code, p.severity, p.locale) for p in compiled.problems} == {("S15", Severity.WARNING, "en")}


def test_listed_name_stands_for_all_below_it_and_nothing_beside(tree: Path) -> None:
    facts = tree / "content/facts/facts.yaml"
    edit(facts, 'value: "https://example.org"', 'value: "https://help.example.org/a"')
    assert found(tree, "H06") == []

    edit(facts, "help.example.org", "notexample.org")
    assert found(tree, "H06") == ['site: "notexample.org" is not on the list']


def test_translation_repeats_no_finding_of_its_source(tree: Path) -> None:
    for path in (tree / "content/modules/papers.md", tree / "locales/en/LC_MESSAGES/content.po"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("Paspor dibuat di kantor imigrasi.", "Ikut OPP dulu."),
            encoding="utf-8",
        )

    assert found(tree, "T12", ("id", "en")) == ["papers/passport/b1: OPP is used before it is explained"]

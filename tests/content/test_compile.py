import random
import shutil
import time
from datetime import date
from pathlib import Path

import pytest

from bot.content.compile import Compiled
from bot.content.model import Ask, Branch, Choose, Content, End, Interrupt, Lesson, Role
from bot.domain.problem import Severity
from tests.broken.cases import GOOD, compile_tree

FRESH = date(2026, 11, 21)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(GOOD, tmp_path / "tree")


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_links_are_resolved_into_steps(content: Content) -> None:
    steps = content.modules["papers"].steps

    assert isinstance(steps["warning"], Choose)
    assert isinstance(steps["where"], Ask)
    assert isinstance(steps["which-way"], Branch)
    assert isinstance(steps["finish"], End)
    assert steps["which-way"].rules[0][0].holds({"province": "ntb"})


def test_lesson_keeps_question_and_action_apart(content: Content) -> None:
    lesson = content.modules["papers"].steps["passport"]

    assert isinstance(lesson, Lesson)
    assert [bubble.id for bubble in lesson.bubbles] == ["b1"]
    assert lesson.question.text["id"].render({}, FRESH) == "Di mana paspor dibuat?"
    assert lesson.action is not None
    assert [option.is_right for option in lesson.options] == [False, True]


def test_words_of_a_picture_are_kept_apart_from_the_bubbles(content: Content) -> None:
    lesson = content.modules["papers"].steps["passport"]

    assert isinstance(lesson, Lesson)
    assert lesson.picture_text is not None
    assert lesson.picture_text["id"].render({}, FRESH) == "Ibu Sari memegang paspor yang terbuka."
    assert lesson.audio == {"id": "passport.id.ogg"}


def test_roles_name_their_modules(content: Content) -> None:
    assert set(content.roles) == set(Role)


def test_words_match_as_typed_and_as_spelled(content: Content) -> None:
    assert content.words.interrupts["kembali ke menu"] is Interrupt.MENU
    assert ("paspor", "ditahan") in content.words.danger
    assert "tolong" in content.words.calls


def test_places_are_known_by_every_name(content: Content) -> None:
    assert {"lombok", "west nusa tenggara"} <= set(content.places["provinces"][0].names)


def test_compiling_twice_gives_the_same(compiled: Compiled) -> None:
    again = compile_tree(GOOD, ("id", "en"))

    assert again.problems == compiled.problems
    assert again.content is not None
    assert compiled.content is not None
    assert again.content.version == compiled.content.version
    assert list(again.content.modules) == list(compiled.content.modules)


def test_version_changes_with_any_source(tree: Path, content: Content) -> None:
    edit(tree / "content/modules/away.md", "Cuaca cerah.", "Cuaca mendung.")

    changed = compile_tree(tree).content

    assert changed is not None
    assert changed.version != content.version


def test_locale_with_a_stale_text_is_not_offered(tree: Path) -> None:
    edit(tree / "content/modules/away.md", "Cuaca cerah.", "Cuaca mendung.")

    compiled = compile_tree(tree, ("id", "en"))

    assert compiled.locales == ("id",)
    assert [problem.code for problem in compiled.problems] == ["L02"]


def test_locale_without_a_catalogue_leaves_the_source(tree: Path) -> None:
    compiled = compile_tree(tree, ("id", "su"))

    assert compiled.locales == ("id",)
    assert "L05" in {problem.code for problem in compiled.problems}


def test_unknown_locale_takes_nothing_else_away(tree: Path) -> None:
    assert compile_tree(tree, ("id", "en", "zz-99")).locales == ("id", "en")


def test_error_in_the_sources_leaves_no_content(tree: Path) -> None:
    edit(tree / "content/modules/menu.md", "module: papers", "module: letters")

    assert compile_tree(tree, ("id", "en")).content is None


def test_all_problems_come_at_once_and_in_order(tree: Path) -> None:
    edit(tree / "content/modules/menu.md", "module: papers", "module: letters")
    edit(tree / "content/modules/papers.md", "Bagian ini agak berat.", "Ada tiga bagian, pasti.")

    problems = compile_tree(tree).problems

    assert [problem.code for problem in problems] == ["S08", "H05", "T03"]


def test_overdue_facts_warn_and_stop_only_a_launch(tree: Path) -> None:
    late = date(2028, 1, 1)

    checked, launched = compile_tree(tree, on=late), compile_tree(tree, on=late, is_launch=True)

    assert {problem.severity for problem in checked.problems} == {Severity.WARNING}
    assert checked.content is not None
    assert launched.content is None


@pytest.mark.parametrize("seed", range(30))
def test_damaged_sources_give_problems_and_never_raise(tree: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = dice.choice(sorted(file for file in tree.rglob("*") if file.is_file()))
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    start = dice.randrange(len(text))
    path.write_text(
        text[:start] + dice.choice(["", "[", "{{", "→", "\n- ", "\x00"]) + text[start + dice.randrange(40) :],
        encoding="utf-8",
        errors="surrogateescape",
    )

    compiled = compile_tree(tree, ("id", "en"))

    assert compiled.content is not None or compiled.problems


def test_real_content_compiles_in_every_locale_and_in_time() -> None:
    root = Path(__file__).parents[2]
    start = time.perf_counter()

    compiled = compile_tree(root, ("id", "en"), FRESH)

    assert compiled.errors == ()
    assert compiled.locales == ("id", "en")
    assert (
        time.perf_counter() - start < 10
    )  # the budget of 2 s is measured by a benchmark; this only catches a blow-up

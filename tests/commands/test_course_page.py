import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import preview
from bot.commands.site.course import CourseView, view_course
from bot.commands.site.people import MOST_PEOPLE, Person
from bot.commands.site.survey import survey
from bot.commands.site.ways import place_href
from bot.content.compile import Compiled
from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.event import TextReceived
from bot.domain.state import State
from bot.engine.course.agenda import due_on, next_lessons
from bot.engine.course.figures import test_places as places_of_test
from bot.engine.draft import Draft
from tests.broken.cases import break_tree, broken_examples

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def draft_of(content: Content, answers: Mapping[str, str]) -> Draft:
    state = State(channel=ChannelName.TERMINAL, locale="id", answers=answers)
    return Draft(state, TextReceived(at=NOON, text=""), content)


@pytest.fixture(scope="module")
def view(compiled: Compiled) -> CourseView:
    return view_course(survey(replace(compiled, content=None), DAY))


def test_everybody_gets_the_path_that_the_engine_gives(view: CourseView, content: Content) -> None:
    for person, lessons in view.people:
        assert person.path == tuple(next_lessons(draft_of(content, person.answers)))
        assert [link.place for link in lessons] == list(person.path)


def named(person: Person) -> tuple[str, ...]:
    return tuple(person.answers.get(name, "") for name in ("role", "stage", "sector"))


def test_people_are_told_apart_by_role_stage_and_sector(view: CourseView) -> None:
    stages = ("", "registered", "contract", "abroad", "returned")

    wanted = {
        (role, stage, sector) for role in ("", "family") for stage in stages for sector in ("", "palm-oil")
    }
    assert {named(person) for person, _ in view.people} == wanted
    assert len(view.people) == len(wanted)


def test_answers_that_come_to_the_same_stand_together(view: CourseView, content: Content) -> None:
    worker = next(person for person, _ in view.people if named(person) == ("", "", ""))

    assert worker.called["role"] == "worker, other or no answer"
    for role in ("worker", "other"):
        assert tuple(next_lessons(draft_of(content, {"role": role}))) == worker.path


def test_checkups_fall_on_the_days_that_the_page_says(view: CourseView, content: Content) -> None:
    assert len(view.checkups) == len(content.course.checkups)
    for row, checkup in zip(view.checkups, content.course.checkups, strict=True):
        found = re.fullmatch(r"(\d+) days? (after|before) (\S+)", row.when)
        assert found is not None
        days, side, anchor = found.groups()
        due = due_on(draft_of(content, {anchor: DAY.isoformat()}), checkup)

        assert due == DAY + timedelta(days=int(days)) * (1 if side == "after" else -1)
        assert row.link.place == checkup.place
        assert row.open_days == str(checkup.open_days)


def test_tests_stand_side_by_side_in_the_order_they_are_asked(view: CourseView, content: Content) -> None:
    draft = draft_of(content, {})
    before = tuple(pair[0].link.place for pair in view.tests if pair[0])
    after = tuple(pair[1].link.place for pair in view.tests if pair[1])

    assert before == places_of_test(draft, "pre")
    assert after == places_of_test(draft, "post")
    assert tuple(one.link.place for one in view.recall) == places_of_test(draft, "recall")
    for one in (one for pair in view.tests for one in pair if one):
        assert [is_right for _, is_right in one.answers].count(True) == 1


def test_must_knows_come_with_lessons_and_other_forms(view: CourseView, content: Content) -> None:
    for row, must_know in zip(view.must_knows, content.course.must_knows, strict=True):
        assert row.titles == {locale: text.render({}, DAY) for locale, text in must_know.title.items()}
        assert tuple(link.place for link in row.lessons) == must_know.lessons
        assert tuple(link.place for link in row.repeats) == must_know.repeats
        assert all(link.words and link.href for link in (*row.lessons, *row.repeats))


def test_place_that_is_not_there_has_no_link(compiled: Compiled) -> None:
    look = survey(replace(compiled, content=None), DAY)

    assert place_href(look, "papers/nothing") == place_href(look, "nothing") == ""
    assert place_href(look, "papers") == "papers.id.html"
    assert place_href(look, "papers/passport", "en") == "papers.en.html#step-passport"


def build(tree: Path, out: Path) -> str:
    assert preview.run_site(out, on=DAY, root=tree / "content", catalogues=tree / "locales") == 0
    return (out / "course.html").read_text(encoding="utf-8")


def test_problem_stands_at_its_entry(tmp_path: Path) -> None:
    broken = broken_examples()["K04-few-repeats"]

    page = build(break_tree(broken, tmp_path), tmp_path / "site")

    row = page.partition('<tr id="line-2">')[2].partition("</tr>")[0]
    assert "<b>K04</b>" in row


def rewrite(tmp_path: Path, course: str) -> Path:
    broken = replace(broken_examples()["K04-few-repeats"], find="", replace=course)
    return break_tree(broken, tmp_path)


@pytest.mark.parametrize(
    "course",
    [
        "",
        "[]",
        "path: 3",
        "must-knows: [passport]",
        "must-knows: {a: {lessons: [papers/passport], repeats: [menu/choices], if: '???'}}\ncheckups: [{days: soon}]",
        "path: [{when: ['?', role], lessons: [papers, nothing, papers/nothing]}]\ndistances: {}\nzones: []",
        "tests: {pre: papers, post: nothing, late: papers}\nsomething: [else]\n: x",
        "checkups: [{place: papers/passport, anchor: <b>, days: -1}]\npath:\n- when: [role, not role, role != a, b = c]",
        "half: {a written\n",
    ],
)
def test_course_with_any_mistake_is_still_shown(course: str, tmp_path: Path) -> None:
    page = build(rewrite(tmp_path, course), tmp_path / "site")

    assert "<h1>The course" in page
    assert "<b>" not in re.sub(r"</?b( [^>]*)?>", "", page)


def test_path_that_tells_too_many_apart_says_so(tmp_path: Path) -> None:
    conditions = ", ".join(f"{name} = a, {name} = b" for name in "abcdefgh")

    page = build(rewrite(tmp_path, f"path: [{{when: [{conditions}], lessons: [papers]}}]"), tmp_path / "site")

    assert "tells too many people apart" in page
    assert page.count("<details>") == MOST_PEOPLE

"""`report`: where the person stands, in lines; then on without a word from them."""

from collections.abc import Iterator, Mapping

from bot.content.model import Lesson, ModuleKind, Report, ReportKind
from bot.engine.course.figures import test_places
from bot.engine.course.mastery import Standing, must_knows, standing, was_right
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move
from bot.engine.titles import listed

MARKS: Mapping[Standing, str] = {
    Standing.SHOWN: "done-mark",
    Standing.MISSED: "again-mark",
    Standing.OPEN: "open-mark",
}


def enter(draft: Draft, step: Report) -> Move:
    """Says it and goes on."""
    heading, lines = _HEADINGS[step.of], tuple(_LINES[step.of](draft))
    said = (draft.phrase(heading), "", *lines) if lines else (draft.phrase("report-empty"),)
    draft.say("\n".join(said))
    return Go(step.next)


def _mastery(draft: Draft) -> Iterator[str]:
    for must_know in must_knows(draft):
        yield f"{draft.phrase(MARKS[standing(draft, must_know)])} {draft.read(must_know.title)}"


def _done(draft: Draft) -> Iterator[str]:
    """Courses that were begun, with how many of their lessons were answered."""
    begun = 0
    for module in draft.content.modules.values():
        lessons = [id for id, step in module.steps.items() if isinstance(step, Lesson)]
        done = sum(f"{module.id}/{id}" in draft.done for id in lessons)
        if module.kind is ModuleKind.COURSE and done:
            begun += 1
            title = listed(draft, module, draft.read(module.title), begun)
            values = {"title": title, "done": str(done), "total": str(len(lessons))}
            yield draft.phrase("report-line", **values)


def _test(draft: Draft) -> Iterator[str]:
    """The must-knows that the test just taken asked about: known now, or asked again later."""
    titles = {must_know.id: must_know.title for must_know in draft.content.course.must_knows}
    tests = {module: test for test, module in draft.content.course.tests.items()}
    for place in test_places(draft, tests[draft.frame.module]) if draft.frame.module in tests else ():
        question = draft.content.at(place)
        mark = "done-mark" if was_right(draft, place) else "again-mark"
        title = titles.get(getattr(question, "must_know", ""))
        if title:
            yield f"{draft.phrase(mark)} {draft.read(title)}"


_LINES = {ReportKind.MASTERY: _mastery, ReportKind.DONE: _done, ReportKind.TEST: _test}
_HEADINGS = {
    ReportKind.MASTERY: "report-mastery",
    ReportKind.DONE: "report-done",
    ReportKind.TEST: "report-test",
}

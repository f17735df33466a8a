"""What a person reads, word for word, in each locale: every lesson, every path of the system modules.

`pytest tests/conversations --update-golden` rewrites the files; the diff is what has to be reviewed.
"""

from pathlib import Path

import pytest

from bot.content.model import Content, Lesson, ModuleKind, Question
from tests.conversations.transcript import begin, paths, starts, write_lesson, write_path, write_question

GOLDEN = Path(__file__).parent / "golden"
MODULES = Path(__file__).resolve().parents[2] / "content" / "modules"
NAMES = sorted(path.stem for path in MODULES.glob("*.md"))
LOCALES = ("id", "en")


def compare(name: str, found: str, *, update: bool) -> None:
    path = GOLDEN / name
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, "utf-8")
    assert path.exists(), f"{path.name} is missing: run with --update-golden and read it"
    assert found == path.read_text("utf-8")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_every_path_of_a_module_reads_as_before(
    content: Content, name: str, locale: str, request: pytest.FixtureRequest
) -> None:
    module = content.modules[name]
    written = [
        write_path(content, begin(content, name, locale, step=start), path)
        for start in starts(content, module)
        for path in paths(content, module, locale, start)
    ]

    compare(f"{locale}/{name}.txt", "\n".join(written), update=request.config.getoption("--update-golden"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_reads_as_before(
    content: Content, name: str, locale: str, request: pytest.FixtureRequest
) -> None:
    module = content.modules[name]
    asking = [step for step in module.steps.values() if isinstance(step, Lesson | Question)]
    for step in asking:
        state = begin(content, name, locale, step=step.id)
        write = write_lesson if isinstance(step, Lesson) else write_question
        written = write(content, state, step)  # type: ignore[arg-type]  # chosen by the same step
        compare(f"{locale}/{name}/{step.id}.txt", written, update=request.config.getoption("--update-golden"))
    assert bool(asking) == (module.kind is ModuleKind.COURSE)


def test_no_golden_file_is_left_over(content: Content) -> None:
    expected = {f"{locale}/{name}.txt" for locale in LOCALES for name in NAMES}
    expected |= {f"{locale}/routes/{name}.txt" for locale in LOCALES for name in content.routes}
    for name in NAMES:
        for step in content.modules[name].steps.values():
            if isinstance(step, Lesson | Question):
                expected |= {f"{locale}/{name}/{step.id}.txt" for locale in LOCALES}

    assert {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*.txt")} == expected

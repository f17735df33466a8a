"""Must-knows are shown, one by one; the certificate waits for all of them and the test."""

from bot.content.model import Content, Lesson
from bot.domain.effect import IssueCertificate
from bot.domain.event import MediaKind, MediaReceived
from tests.engine.course.student import Student

PALM = {"consent": "yes", "sector": "palm-oil"}


def taught(content: Content) -> list[str]:
    return [place for known in content.course.must_knows for place in known.lessons]


def test_the_twelve_are_shown_with_a_mark_each(content: Content) -> None:
    student = Student(content, answers=dict(PALM))
    student.learn("papers/passport")
    student.learn("contract/must-have", right=False)

    student.type("menu")
    student.tap("progress")

    lines = student.messages[0].text.splitlines()[3:]
    assert len(lines) == 12
    assert [line[0] for line in lines].count("✓") == 1
    assert [line[0] for line in lines].count("↻") == 1
    assert [line[0] for line in lines].count("○") == 10


def test_safety_on_estates_counts_only_for_who_goes_there(content: Content) -> None:
    student = Student(content)

    student.type("menu")
    student.tap("progress")

    assert len(student.messages[0].text.splitlines()[3:]) == 10


def test_certificate_needs_every_must_know_and_the_test(content: Content) -> None:
    student = Student(content, answers=dict(PALM))
    for place in taught(content)[:-1]:
        student.learn(place)
    student.pass_test("post")
    student.open("certificate")
    assert student.place == "menu/choices"

    student.learn(taught(content)[-1])
    student.open("certificate")

    assert student.place == "certificate/explain"


def test_name_is_printed_and_kept_nowhere(content: Content) -> None:
    student = Student(content, answers=dict(PALM))
    student.learn(*taught(content))
    student.pass_test("post")
    student.open("certificate")
    student.tap("named")

    student.type("Rinjani Sejahtera")

    (issued,) = [effect for effect in student.effects if isinstance(effect, IssueCertificate)]
    assert issued.values["name"] == "Rinjani Sejahtera"
    assert "Rinjani" not in repr(student.state)


def test_a_spoken_name_is_left_out(content: Content) -> None:
    student = Student(content, answers=dict(PALM))
    student.learn(*taught(content))
    student.pass_test("post")
    student.open("certificate")
    student.tap("named")

    student.hear(MediaReceived(at=student.at, kind=MediaKind.VOICE, reference="f1"))

    (issued,) = [effect for effect in student.effects if isinstance(effect, IssueCertificate)]
    assert issued.values["name"] == ""


def test_name_is_printed_for_who_refused_that_words_are_kept(content: Content) -> None:
    student = Student(content, answers={"consent": "no"})
    student.learn(*taught(content))
    student.pass_test("post")
    student.open("certificate")
    student.tap("named")

    student.type("Rinjani")

    (issued,) = [effect for effect in student.effects if isinstance(effect, IssueCertificate)]
    assert issued.values["name"] == "Rinjani"


def test_whoever_follows_the_path_is_taught_every_must_know(content: Content) -> None:
    for role in ("worker", "family"):
        for stage in ("thinking", "registered", "contract", "abroad", "returned"):
            answers = {"consent": "yes", "role": role, "stage": stage, "sector": "palm-oil"}
            student = Student(content, answers=answers)
            seen = []
            student.type("menu")
            student.tap("my-course", "no")
            while student.place == "my-course/next":
                student.tap("found-1")
                seen.append(student.place)
                student.answer()
                student.type("menu")
                student.tap("my-course")
            needed = set(taught(content)) if role == "worker" else set(taught(content)[:10])
            assert needed <= set(seen), (role, stage)
            assert len(seen) == len(set(seen))


def test_every_lesson_is_on_somebodys_path(content: Content) -> None:
    lessons = {
        f"{module.id}/{step.id}"
        for module in content.modules.values()
        for step in module.steps.values()
        if isinstance(step, Lesson)
    }
    assert lessons == {place for part in content.course.path for place in part.lessons}

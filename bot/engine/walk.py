"""From step to step until one waits.

A turn visits at most STEPS_PER_TURN steps; the compiler refuses loops that never wait, so reaching
the limit is a bug and raises.
"""

from collections.abc import Sequence
from typing import assert_never

from bot.content.model import (
    Act,
    AgencySearch,
    Ask,
    Assess,
    Branch,
    Checklist,
    Choose,
    End,
    Estimate,
    Handoff,
    Lesson,
    Lookup,
    Question,
    Report,
    Role,
    Say,
    Step,
    Visit,
    Weigh,
)
from bot.domain.errors import BotError
from bot.domain.event import AgenciesFound
from bot.domain.mode import Mode
from bot.domain.state import Frame
from bot.engine.bookmark import keep_bookmark
from bot.engine.course.agenda import finish_checkup
from bot.engine.draft import Draft
from bot.engine.moves import Enter, Go, Leave, Move, Open, Over, Resume, Wait
from bot.engine.offer import Offer
from bot.engine.reading import Heard
from bot.engine.steps import (
    act,
    agency,
    ask,
    assess,
    branch,
    checklist,
    choose,
    end,
    estimate,
    handoff,
    lesson,
    lookup,
    question,
    report,
    say,
    visit,
    weigh,
)

STEPS_PER_TURN = 30

ALWAYS_ANSWERED = frozenset({Role.HELP, Role.EMERGENCY, Role.FORGET})
"""Modules that are walked even after "stop"."""


class EndlessWalk(BotError):
    """A turn went through too many steps without waiting."""


WaitingStep = Choose | Ask | Lesson | Question | Weigh | Lookup | Checklist | AgencySearch
Reading = (
    choose.Reading
    | ask.Reading
    | lesson.Reading
    | question.Reading
    | weigh.Reading
    | lookup.Reading
    | checklist.Reading
    | agency.Reading
)


def enter(draft: Draft) -> None:
    """Enters the top step and walks on until a step waits."""
    _walk(draft, _enter(draft))


def answer(draft: Draft, step: WaitingStep, reading: Reading) -> None:
    """Gives the waiting step its answer and walks on."""
    match step:
        case Choose():
            move = choose.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case Ask():
            move = ask.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case Lesson():
            move = lesson.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case Question():
            move = question.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case Weigh():
            move = weigh.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case Checklist():
            move = checklist.answer(draft, step, reading)
        case Lookup():
            move = lookup.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case AgencySearch():
            move = agency.answer(draft, step, reading)  # type: ignore[arg-type]  # read by the same step
        case _:
            assert_never(step)
    _walk(draft, move)


def read(draft: Draft, step: WaitingStep, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """What the event means to the waiting step, when none of its choices was hit exactly."""
    match step:
        case Choose():
            return choose.read(draft, step, heard, offers)
        case Ask():
            return ask.read(draft, step, heard)
        case Lesson():
            return lesson.read(draft, step, heard, offers)
        case Question():
            return question.read(draft, step, heard, offers)
        case Weigh():
            return weigh.read(draft, step, heard, offers)
        case Checklist():
            return checklist.read(draft, step, heard, offers)
        case Lookup():
            return lookup.read(draft, step, heard, offers)
        case AgencySearch():
            return agency.read(draft, step, heard, offers)
        case _:
            assert_never(step)


def ask_again(draft: Draft) -> None:
    """The present question once more; its earlier buttons still count. Who is nowhere yet is welcomed."""
    if not draft.frames:
        draft.push_role(Role.WELCOME)
        enter(draft)
        return
    step = draft.step
    if isinstance(step, Choose):
        choose.ask_again(draft, step)
    elif isinstance(step, Ask):
        ask.ask_again(draft, step)
    elif isinstance(step, Lesson):
        lesson.ask_again(draft, step)
    elif isinstance(step, Question):
        question.ask_again(draft, step)
    elif isinstance(step, Weigh):
        weigh.ask_again(draft, step)
    elif isinstance(step, Checklist):
        checklist.ask_again(draft, step)
    elif isinstance(step, Lookup):
        lookup.ask_again(draft, step)
    elif isinstance(step, AgencySearch):
        agency.ask_again(draft, step)
    else:
        enter(draft)


def group_answered(draft: Draft, step: Act, *, is_joined: bool) -> None:
    """The service looked the code of a group up: walks on from where that was waited for."""
    _walk(draft, act.answered(draft, step, is_joined=is_joined))


def go_on(draft: Draft, step: Act) -> None:
    """What an act waited for came: walks on from it."""
    _walk(draft, Go(step.next))


def drawer_answered(draft: Draft, step: Act, came_of_it: str) -> None:
    """The service tried to put something away, or to open it: walks on from where that was waited for."""
    _walk(draft, act.drawer_answered(draft, step, came_of_it))


def agencies_found(draft: Draft, step: AgencySearch, found: AgenciesFound) -> None:
    """The service looked a company's name up: the person hears of it, and is asked what to do now."""
    _walk(draft, agency.answered(draft, step, found))


def _walk(draft: Draft, move: Move) -> None:
    for _ in range(STEPS_PER_TURN):
        match move:
            case Wait() | Over():
                return
            case Go(step):
                draft.move(step)
                move = _enter(draft)
            case Enter(module):
                draft.push(module)
                move = _enter(draft)
            case Resume():
                draft.frames.extend(draft.bookmark)
                draft.bookmark = ()
                move = _return(draft)
            case Open(module, step):
                _open(draft, module, step)
                move = _enter(draft)
            case Leave():
                move = _leave(draft)
            case _:
                assert_never(move)
    raise EndlessWalk


def _enter(draft: Draft) -> Move:
    step: Step = draft.step
    match step:
        case Say():
            return say.enter(draft, step)
        case Choose():
            return choose.enter(draft, step)
        case Ask():
            return ask.enter(draft, step)
        case Branch():
            return branch.enter(draft, step)
        case Visit():
            return visit.enter(draft, step)
        case Lesson():
            return lesson.enter(draft, step)
        case Question():
            return question.enter(draft, step)
        case Weigh():
            return weigh.enter(draft, step)
        case Assess():
            return assess.enter(draft, step)
        case Checklist():
            return checklist.enter(draft, step)
        case Report():
            return report.enter(draft, step)
        case Estimate():
            return estimate.enter(draft, step)
        case Act():
            return act.enter(draft, step)
        case Handoff():
            return handoff.enter(draft, step)
        case Lookup():
            return lookup.enter(draft, step)
        case AgencySearch():
            return agency.enter(draft, step)
        case End():
            return end.enter(draft, step)
        case _:
            assert_never(step)


def _open(draft: Draft, module: str, step: str) -> None:
    """A fresh stack: what is opened again and again must not pile up."""
    keep_bookmark(draft)
    draft.frames = []
    draft.push_role(Role.MENU)
    if module != draft.frame.module:
        draft.frames.append(Frame(module=module, step=step))


def _leave(draft: Draft) -> Move:
    left = draft.frames[-1].module
    finish_checkup(draft, left)
    if draft.content.modules[left].role is Role.GROUP:
        draft.joining = ""  # asked and answered
    draft.frames.pop()
    if draft.mode is Mode.STOPPED and (not draft.frames or draft.role not in ALWAYS_ANSWERED):
        draft.say_phrase("still-stopped")
        return Over()
    if not draft.frames:
        return Enter(draft.content.roles[Role.MENU])
    return _return(draft)


def _return(draft: Draft) -> Move:
    """The top frame is current again: a visit goes on, an interrupted question is asked again."""
    step = draft.step
    if isinstance(step, Visit):
        return visit.come_back(draft, step)
    if not isinstance(step, WaitingStep):
        return _enter(draft)
    # A new wait: taps from before the interruption are old, the phase stays.
    frame = draft.frame
    draft.frames[-1] = Frame(module=frame.module, step=frame.step, phase=frame.phase, since=draft.turn)
    ask_again(draft)
    return Wait()

"""`take_turn`: the whole public face of the engine."""

from typing import assert_never

from bot.content.model import (
    Action,
    AgencySearch,
    Content,
    Interrupt,
    Lookup,
    LookupKind,
    ModuleKind,
    Role,
)
from bot.domain.effect import CountInGroup
from bot.domain.event import (
    AgenciesFound,
    DrawerOpened,
    DrawerPutAway,
    GroupAnswered,
    InboundEvent,
    InvitationMade,
    SharingAnswered,
    SharingEnded,
    StaffJoined,
    StaffLeft,
    Started,
    TimerFired,
    WorkerSeen,
)
from bot.domain.mode import Mode
from bot.domain.state import Frame, State
from bot.engine import drawers, neutral, walk
from bot.engine.again import Unclear
from bot.engine.awaited import awaited
from bot.engine.bookmark import drop_lost_bookmark
from bot.engine.course import reminding
from bot.engine.course.figures import figures
from bot.engine.draft import Draft, Turn
from bot.engine.groups import code_in_payload, code_in_words, invite
from bot.engine.interrupts import interrupt, visit_role
from bot.engine.lock import hear_of_drawer, hear_of_opening, try_code, waits_for_drawer
from bot.engine.offer import PERSON_NUMBER, Offer, open_offers
from bot.engine.quiet import after_stop, change_speaker, offer_card, with_staff
from bot.engine.reading import Danger, Heard, danger_in_label, exact_offer, find_danger, find_interrupt, hear
from bot.engine.search import look_up, may_be_asked
from bot.engine.sharing.answers import hear_of_sharing, tell_news, waits_for_sharing
from bot.engine.sharing.progress import share_progress
from bot.engine.steps.expected import Given

__all__ = ["Turn", "take_turn"]

MENU_INSTEAD = frozenset({Interrupt.MENU, Interrupt.REPEAT, Interrupt.BACK, Interrupt.START})
"""After a quick exit there is nothing else to show again, or to go back to."""

LONGEST_CRY = 4
"""Words. "Bos pukul saya" is no name, and no story either."""


def take_turn(state: State, event: InboundEvent, content: Content) -> Turn:
    """Answer one inbound event: the next state, and what to do about it."""
    draft = Draft(state, event, content)
    _find_place(draft)
    if isinstance(event, TimerFired) and event.name == reminding.TIMER:
        reminding.remind(draft)
    elif isinstance(event, TimerFired) and event.name == neutral.TIMER:
        neutral.close_if_idle(draft)
    elif isinstance(event, StaffJoined | StaffLeft | TimerFired):
        change_speaker(draft, event)
    elif isinstance(event, GroupAnswered):
        _hear_of_group(draft, event)
    elif isinstance(event, AgenciesFound):
        _hear_of_agencies(draft, event)
    elif isinstance(event, DrawerPutAway):
        hear_of_drawer(draft, event)
    elif isinstance(event, DrawerOpened):
        hear_of_opening(draft, event)
    elif isinstance(event, InvitationMade | SharingAnswered | SharingEnded | WorkerSeen):
        hear_of_sharing(draft, event)
    else:
        neutral.close_if_idle(draft)
        reminding.hear_from(draft)
        _hear_person(draft, hear(event, content))
        tell_news(draft)
        neutral.watch(draft)
    reminding.plan_ahead(draft)
    _count_progress(draft)
    share_progress(draft)
    return draft.finish()


def _hear_person(draft: Draft, heard: Heard) -> None:
    match draft.mode:
        case Mode.BOT:
            _answer(draft, heard)
        case Mode.STAFF:
            with_staff(draft, heard)
        case Mode.STOPPED:
            if not after_stop(draft, heard):
                _answer_step(draft, heard)
        case _:
            assert_never(draft.mode)


def _hear_of_group(draft: Draft, event: GroupAnswered) -> None:
    """Only where it is waited for: a late answer changes nothing."""
    if (act := awaited(draft, {Action.JOIN_GROUP})) is not None:
        walk.group_answered(draft, act, is_joined=event.is_joined)


def _hear_of_agencies(draft: Draft, event: AgenciesFound) -> None:
    """Only who is still there and wants to be talked to; the answer names what was asked, so a late one fits."""
    step = draft.step if draft.frames else None
    if isinstance(step, AgencySearch) and draft.mode is Mode.BOT:
        walk.agencies_found(draft, step, event)


def _count_progress(draft: Draft) -> None:
    """A member of a group did something that its figures may show."""
    before = draft.started_from
    is_changed = (before.done, before.dates, before.reviews) != (draft.done, draft.dates, draft.reviews)
    if "group" in draft.dates and is_changed:
        draft.effects.append(CountInGroup(figures=figures(draft)))


def _find_place(draft: Draft) -> None:
    """Content may have changed since the last turn: steps move to their successors, or are gone."""
    frames = []
    for frame in draft.frames:
        step = draft.content.step(frame.module, frame.step)
        if step is None:
            break
        same = step.id == frame.step
        frames.append(frame if same else Frame(module=frame.module, step=step.id, since=draft.turn))
    if draft.frames and not frames:
        draft.push_role(Role.MENU)
        frames = [draft.frame]
    draft.frames = frames
    drop_lost_bookmark(draft)


def _answer(draft: Draft, heard: Heard) -> None:
    code = code_in_words(heard, draft.content.words)
    opening = drawers.code_in_words(draft, heard)
    if opening and not _is_label(draft, heard):
        try_code(draft, opening)
    elif not draft.frames:
        _welcome(draft, heard, code)
    elif draft.is_away:
        _come_back(draft, heard)
    elif code:
        invite(draft, code)
    elif isinstance(heard.event, Started):
        _start_again(draft, heard.event)
    else:
        _answer_step(draft, heard)


def _is_label(draft: Draft, heard: Heard) -> bool:
    """Whether a choice of the present question is called like this."""
    if not draft.frames or draft.is_away or not isinstance(draft.step, walk.WaitingStep):
        return False
    return exact_offer(heard, open_offers(draft), draft.content, draft.frame.since) is not None


def _welcome(draft: Draft, heard: Heard, code: str) -> None:
    """A person we do not know yet. Danger comes before any greeting; a group waits until after it."""
    event = heard.event
    if isinstance(event, Started):
        if event.locale_hint in draft.content.locales:
            draft.locale = event.locale_hint
        _bookmark_module(draft, event.payload)
        code = code_in_payload(event.payload)
    if code:
        draft.joining = code
        draft.push_role(Role.MENU)
        draft.push_role(Role.GROUP)
    draft.push_role(Role.WELCOME)
    if (
        find_danger(heard, draft.content) is Danger.NONE
        and find_interrupt(heard, draft.content) is not Interrupt.SOS
    ):
        walk.enter(draft)
    else:
        visit_role(draft, Role.EMERGENCY)


def _come_back(draft: Draft, heard: Heard) -> None:
    """After a quick exit the menu comes first, never the place that was left; words that work everywhere work."""
    draft.is_away = False
    word = find_interrupt(heard, draft.content)
    if find_danger(heard, draft.content) is not Danger.NONE:
        visit_role(draft, Role.EMERGENCY)
    elif word is None or word in MENU_INSTEAD:
        walk.enter(draft)
    else:
        interrupt(draft, word)


def _start_again(draft: Draft, event: Started) -> None:
    """The chat was opened anew, perhaps by a link to a course."""
    if code := code_in_payload(event.payload):
        invite(draft, code)
    elif _bookmark_module(draft, event.payload):
        draft.frames = []
        draft.push_role(Role.MENU)
        draft.push(draft.bookmark[0].module)
        draft.bookmark = ()
        walk.enter(draft)
    else:
        interrupt(draft, Interrupt.START)


def _bookmark_module(draft: Draft, payload: str) -> bool:
    module = draft.content.modules.get(payload)
    if module is None or module.kind is not ModuleKind.COURSE:
        return False
    draft.bookmark = (Frame(module=module.id, step=module.start),)
    return True


def _answer_step(draft: Draft, heard: Heard) -> None:
    """Labels of the present step first, then interrupts, then danger, then what looks like an answer."""
    step = draft.step
    if not isinstance(step, walk.WaitingStep):
        # An older release waited here, or the service has not answered yet: words that work everywhere do here too.
        is_awaited = waits_for_drawer(draft)
        if not ((is_awaited or waits_for_sharing(draft)) and _break_off(draft, heard, ())) and not is_awaited:
            walk.enter(draft)
        return
    offers = open_offers(draft)
    exact = exact_offer(heard, offers, draft.content, draft.frame.since)
    if exact is None and _break_off(draft, heard, offers):
        return
    reading = exact or walk.read(draft, step, heard, offers)
    danger = find_danger(heard, draft.content)
    if danger is not Danger.NONE and (isinstance(reading, Unclear) or _is_cry(reading, heard)):
        visit_role(draft, Role.EMERGENCY)
        return
    if (
        isinstance(reading, Unclear)
        and not (isinstance(step, Lookup) and step.of is LookupKind.FOUND)
        and may_be_asked(draft, step)
        and look_up(draft, heard)
    ):
        visit_role(draft, Role.SEARCH)
        return
    if danger is Danger.INSIDE and not _speaks_of_danger(reading, draft.content):
        offer_card(draft)
    walk.answer(draft, step, reading)


def _is_cry(reading: walk.Reading, heard: Heard) -> bool:
    """Danger words as a whole short answer where something else was asked; a longer text is a story, and kept."""
    return isinstance(reading, Given) and len(heard.words.split()) <= LONGEST_CRY


def _break_off(draft: Draft, heard: Heard, offers: tuple[Offer, ...]) -> bool:
    """Whether the message was not for this step at all."""
    word = find_interrupt(heard, draft.content)
    if word is None and offers and heard.words == str(PERSON_NUMBER):
        word = Interrupt.HELP
    if word is None and find_danger(heard, draft.content) is Danger.WHOLE:
        word = Interrupt.SOS
    if word is None:
        return False
    interrupt(draft, word)
    return True


def _speaks_of_danger(reading: walk.Reading, content: Content) -> bool:
    return isinstance(reading, Offer) and danger_in_label(reading.option, reading.label, content)

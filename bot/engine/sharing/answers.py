"""What the service says about sharing: codes, answers, ends. Anything that nobody waits for any more is safe.

| sharing  | event                  | then                                                      |
|----------|------------------------|-----------------------------------------------------------|
| invited  | InvitationMade         | the code is shown                                         |
| invited  | SharingAnswered, yes   | worker; told as soon as they can be spoken to             |
| asked    | SharingAnswered, yes   | relative                                                  |
| asked    | SharingAnswered, no    | nothing; one more wrong code is counted                   |
| none     | SharingAnswered, yes   | ended at once: nobody here knows of it                    |
| worker   | SharingEnded           | nothing; told as soon as they can be spoken to            |
| relative | SharingEnded           | nothing; told as soon as they can be spoken to            |
| relative | WorkerSeen             | the progress is shown, or that sharing is over            |

Every other pair changes nothing.
"""

from typing import assert_never

from bot.content.model import Action, Role
from bot.domain.effect import EndSharing, RecordConsent, SendMessage
from bot.domain.event import InvitationMade, SharingAnswered, SharingEnded, WorkerSeen
from bot.domain.message import Message
from bot.domain.mode import Mode
from bot.domain.sharing import News, Progress, Sharing, show_code
from bot.engine import walk
from bot.engine.awaited import awaited
from bot.engine.course.days import is_quiet, zone_of
from bot.engine.draft import Draft
from bot.engine.sharing.acts import CODE, SEEN, SHARED, count_guess

SharingEvent = InvitationMade | SharingAnswered | SharingEnded | WorkerSeen

WAITING = frozenset({Action.INVITE_RELATIVE, Action.ACCEPT_INVITATION, Action.LOOK_AT_WORKER})
"""Acts that wait for one of these events."""

NO_TIME_FOR_NEWS = frozenset({Role.WELCOME, Role.EMERGENCY, Role.FORGET, Role.AWAY})

NEWS_PHRASE = {News.STARTED: "sharing-started", News.ENDED: "sharing-ended"}


def hear_of_sharing(draft: Draft, event: SharingEvent) -> None:
    """One event of the service."""
    match event:
        case InvitationMade():
            _show_code(draft, event.code)
        case SharingAnswered():
            _answered(draft, is_shared=event.is_shared)
        case SharingEnded():
            if draft.sharing in (Sharing.WORKER, Sharing.RELATIVE):
                draft.sharing, draft.news = Sharing.NONE, News.ENDED
        case WorkerSeen():
            _seen(draft, event.progress)
        case _:
            assert_never(event)
    if not is_quiet(draft.content.course, draft.event.at.astimezone(zone_of(draft)).time()):
        tell_news(draft)


def tell_news(draft: Draft) -> None:
    """Before whatever else this turn says; it waits while nobody can be spoken to, or may not be."""
    is_hidden = draft.is_away or draft.started_from.is_away
    if not draft.news or draft.mode is not Mode.BOT or is_hidden or not draft.frames:
        return
    if draft.role not in NO_TIME_FOR_NEWS:
        text = draft.phrase(NEWS_PHRASE[draft.news])
        draft.effects.insert(0, SendMessage(message=Message(text=text, locale=draft.locale)))
        draft.news = News.NONE


def waits_for_sharing(draft: Draft) -> bool:
    """Whether the present step is one that a service's answer about sharing ends."""
    return awaited(draft, WAITING) is not None


def _show_code(draft: Draft, code: str) -> None:
    """To nobody but who asked; on a screen that was left it is not shown, and never used."""
    if draft.sharing is not Sharing.INVITED or draft.mode is not Mode.BOT or draft.is_away:
        return
    draft.say_phrase("sharing-code", invitation=show_code(code))
    draft.say_phrase("sharing-invitation", invitation=show_code(code))
    _go_on(draft, Action.INVITE_RELATIVE)


def _answered(draft: Draft, *, is_shared: bool) -> None:
    match draft.sharing:
        case Sharing.ASKED:
            _end_waiting(draft, is_shared=is_shared)
        case Sharing.INVITED if is_shared:
            draft.sharing, draft.news = Sharing.WORKER, News.STARTED
        case Sharing.NONE if is_shared:
            draft.effects.append(EndSharing())
        case _:
            pass


def _end_waiting(draft: Draft, *, is_shared: bool) -> None:
    draft.sharing = Sharing.RELATIVE if is_shared else Sharing.NONE
    if is_shared:
        draft.effects.append(RecordConsent(kind="sharing", version="1", is_given=True))
    else:
        count_guess(draft)
    if awaited(draft, {Action.ACCEPT_INVITATION}):
        draft.note(CODE, "")
        draft.note(SHARED, "yes" if is_shared else "no")
        _go_on(draft, Action.ACCEPT_INVITATION)


def _seen(draft: Draft, progress: Progress | None) -> None:
    if progress is None and draft.sharing is Sharing.RELATIVE:
        draft.sharing = Sharing.NONE
    if awaited(draft, {Action.LOOK_AT_WORKER}) and draft.mode is Mode.BOT:
        draft.note(SEEN, "yes" if progress else "no")
        if progress:
            draft.say("\n".join(_lines(draft, progress)))
        _go_on(draft, Action.LOOK_AT_WORKER)


def _lines(draft: Draft, progress: Progress) -> list[str]:
    lines = [draft.phrase("sharing-seen")]
    for name, number in (("lessons", progress.lessons), ("mastered", progress.mastered)):
        counted = draft.phrase(f"sharing-{name}", number=str(number))
        lines.append(counted if number else draft.phrase(f"sharing-no-{name}"))
    route = draft.content.routes.get(progress.steps.route) if progress.steps else None
    if progress.steps and route:
        figures = {"done": str(progress.steps.done), "total": str(progress.steps.total)}
        lines.append(draft.phrase("report-line", title=draft.read(route.title), **figures))
    else:
        lines.append(draft.phrase("sharing-no-steps"))
    if progress.steps and progress.steps.is_ready:
        lines.append(draft.phrase("sharing-ready"))
    return lines


def _go_on(draft: Draft, action: Action) -> None:
    """Who said stop meanwhile hears of it when they begin again: the step is entered anew then."""
    act = awaited(draft, {action})
    if act is not None and draft.mode is Mode.BOT:
        walk.go_on(draft, act)

"""`act`: something happens besides talking; then on. One row of the table an action.

Some wait, because the service must look something up: `join-group` for `GroupAnswered`, what has to do with
drawers for `DrawerPutAway` and `DrawerOpened`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.content.model import Act, Action, Role
from bot.domain.course import Reminders
from bot.domain.drawers import DrawerResult
from bot.domain.effect import IssueCertificate, JoinGroup, LeaveGroup, RecordConsent
from bot.domain.message import Medium, Message, Printout
from bot.engine.course.days import PAUSE, today
from bot.engine.draft import Draft
from bot.engine.drawers import forget_here, may_try, put_back, put_new_away, take_out
from bot.engine.moves import Enter, Go, Move, Wait
from bot.engine.notes import has_notes
from bot.engine.route import route_of
from bot.engine.route_sheet import sheet_lines, sheet_values
from bot.engine.sharing import acts

DEFAULT_HOUR = 18

CERTIFICATE_TEXTS = (
    "title",
    "text",
    "not-official",
    "number-label",
    "date-label",
    "verify-label",
)
"""Phrases `certificate-<name>` that are printed, under the same names with underscores."""


def enter(draft: Draft, step: Act) -> Move:
    """Does it and goes on, or waits for the answer."""
    return TABLE[step.action](draft, step)


def answered(draft: Draft, step: Act, *, is_joined: bool) -> Move:
    """The answer about a group came."""
    if is_joined:
        draft.dates["group"] = today(draft).isoformat()
    draft.note("joined", "yes" if is_joined else "no")
    draft.joining = ""
    return Go(step.next)


def _finish_test(draft: Draft, step: Act) -> Move:
    for test, module in draft.content.course.tests.items():
        if module == draft.frame.module:
            draft.dates[test] = today(draft).isoformat()
    return Go(step.next)


def _remind(draft: Draft, step: Act) -> Move:
    """Asked for: where the person is and at which hour were the last answers."""
    zone, hour = draft.answer("zone"), draft.answer("hour")
    before = draft.reminders or Reminders(zone=zone, hour=DEFAULT_HOUR)
    draft.reminders = replace(
        before,
        zone=zone or before.zone,
        hour=HOURS.get(hour, before.hour),
        is_on=True,
        paused_until="",
        unanswered=0,
    )
    draft.effects.append(RecordConsent(kind="reminders", version="1", is_given=True))
    return Go(step.next)


def _stop_reminding(draft: Draft, step: Act) -> Move:
    if draft.reminders:
        draft.reminders = replace(draft.reminders, is_on=False)
        draft.effects.append(RecordConsent(kind="reminders", version="1", is_given=False))
    return Go(step.next)


def _pause_reminders(draft: Draft, step: Act) -> Move:
    if draft.reminders:
        until = today(draft) + timedelta(days=PAUSE.days)
        draft.reminders = replace(draft.reminders, paused_until=until.isoformat())
    return Go(step.next)


def _join_group(draft: Draft, step: Act) -> Move:
    draft.effects.append(RecordConsent(kind="group", version="1", is_given=True))
    draft.effects.append(JoinGroup(code=draft.joining))
    draft.wait()
    return Wait()


def _leave_group(draft: Draft, step: Act) -> Move:
    draft.dates.pop("group", None)
    draft.effects.append(RecordConsent(kind="group", version="1", is_given=False))
    draft.effects.append(LeaveGroup())
    return Go(step.next)


def _certificate(draft: Draft, step: Act) -> Move:
    values = {name.replace("-", "_"): draft.phrase(f"certificate-{name}") for name in CERTIFICATE_TEXTS}
    values["date"] = draft.content.write_date(today(draft), draft.locale)
    name = draft.answer("certificate-name")
    values["name"] = "" if name.startswith("media:") else name  # a name that was spoken cannot be printed
    captions = {medium.value: draft.phrase(f"certificate-{medium.value}") for medium in Medium}
    draft.effects.append(
        IssueCertificate(
            on=today(draft),
            values=values,
            captions=captions,
            file=draft.phrase("certificate-file"),
            alt=draft.phrase("certificate-alt"),
            locale=draft.locale,
        )
    )
    return Go(step.next)


def _forget_answers(draft: Draft, step: Act) -> Move:
    draft.passing.clear()
    return Go(step.next)


def _set_route(draft: Draft, step: Act) -> Move:
    """Another route begins with nothing done; the same one goes on. What the route is, and what is unclear
    about it, is said here."""
    if draft.route != step.route:
        draft.route, draft.papers = step.route, {}
    route = route_of(draft)
    if route is not None:
        draft.say(draft.read(route.about))
        if route.warning is not None and route.items:
            draft.say(draft.read(route.warning))
    return Go(step.next)


def _print_sheet(draft: Draft, step: Act) -> Move:
    route = route_of(draft)
    if route is not None:
        draft.say("\n".join(sheet_lines(draft, route)))
        sheet = Printout(
            form="checklist",
            medium=Medium.PDF,
            name=f"{draft.phrase('sheet-file')}.pdf",
            alt=draft.phrase("sheet-alt"),
            values=sheet_values(draft, route),
        )
        draft.send(Message(text=draft.phrase("sheet-caption"), locale=draft.locale, printout=sheet))
    return Go(step.next)


def drawer_answered(draft: Draft, step: Act, came_of_it: str) -> Move:
    """What came of a drawer, for the branch that follows."""
    draft.note("drawer", came_of_it)
    return Go(step.next)


def _put_away(draft: Draft, step: Act) -> Move:
    """Under the code that was typed twice; what it was opened from needs no asking."""
    code, again = draft.answer("code"), draft.answer("again")
    if not code or code != again:
        return drawer_answered(draft, step, "differs")
    if code == draft.lock_code:
        return drawer_answered(draft, step, DrawerResult.DONE)
    if not may_try(draft):
        return drawer_answered(draft, step, "later")
    put_new_away(draft, code)
    draft.wait()
    return Wait()


def _take_out(draft: Draft, step: Act) -> Move:
    if not may_try(draft):
        return drawer_answered(draft, step, "later")
    take_out(draft, draft.answer("code"))
    draft.wait()
    return Wait()


def _next_person(draft: Draft, step: Act) -> Move:
    """Begins with somebody new. Who has notes without a code gets one first, and is asked to note it."""
    if has_notes(draft) and not draft.lock_code:
        put_new_away(draft, "")
        draft.wait()
        return Wait()
    draft.say(draft.phrase("next-person"), hides=True, keeps_way=True)
    if draft.lock_code:
        put_back(draft)
    else:
        forget_here(draft)
    return Enter(draft.content.roles[Role.WELCOME])


def _neutral_on(draft: Draft, step: Act) -> Move:
    draft.is_neutral = True
    return Go(step.next)


def _neutral_off(draft: Draft, step: Act) -> Move:
    draft.is_neutral = False
    return Go(step.next)


HOURS: Mapping[str, int] = {"morning": 8, "noon": 12, "evening": 18}
"""Hours of the person's day, by the answer."""

TABLE: Mapping[Action, Callable[[Draft, Act], Move]] = {
    Action.FINISH_TEST: _finish_test,
    Action.REMIND: _remind,
    Action.STOP_REMINDING: _stop_reminding,
    Action.PAUSE_REMINDERS: _pause_reminders,
    Action.JOIN_GROUP: _join_group,
    Action.LEAVE_GROUP: _leave_group,
    Action.CERTIFICATE: _certificate,
    Action.FORGET_ANSWERS: _forget_answers,
    Action.SET_ROUTE: _set_route,
    Action.PRINT_SHEET: _print_sheet,
    Action.INVITE_RELATIVE: acts.invite,
    Action.ACCEPT_INVITATION: acts.accept,
    Action.END_SHARING: acts.end,
    Action.LOOK_AT_WORKER: acts.look,
    Action.NEUTRAL_ON: _neutral_on,
    Action.NEUTRAL_OFF: _neutral_off,
    Action.PUT_AWAY: _put_away,
    Action.TAKE_OUT: _take_out,
    Action.NEXT_PERSON: _next_person,
}

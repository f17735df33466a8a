"""Reminders: asked for first, at most one a day, never at night, silent as soon as one word says so.

Only one moment is planned at a time. When it comes everything is looked at again, because the server may
have slept, the person may have said stop, or be in the middle of something else.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.content.model import Role
from bot.domain.course import Reminders
from bot.domain.effect import CancelTimer, SendMessage, SetTimer
from bot.domain.mode import Mode
from bot.engine import walk
from bot.engine.bookmark import keep_bookmark
from bot.engine.course.agenda import OFFERED, Item, ItemKind, agenda, dates_ahead
from bot.engine.course.days import day_ends, is_quiet, moment_on, today, zone_of
from bot.engine.draft import Draft

TIMER = "reminder"

REST = timedelta(hours=3)
"""Nobody is reminded so soon after their own last word."""

SHIELD = timedelta(hours=48)
"""Nor after they opened the emergency card, or left quickly: somebody else may hold the phone."""

PATIENCE = 3
"""After so many reminders without a word only the checks after departure are still sent, each once."""


def remind(draft: Draft) -> None:
    """The planned moment has come: invites to what waits, if this is a moment to write at all."""
    plan = draft.reminders
    item = next(_worth_a_push(draft, today(draft)), None) if _may_write(draft) else None
    if plan is None or item is None:
        return
    keep_bookmark(draft)
    draft.frames = []
    draft.push_role(Role.MENU)
    draft.push_role(Role.REMINDER)
    walk.enter(draft)
    until = day_ends(draft.content.course, draft.event.at, zone_of(draft))
    draft.effects = [
        replace(effect, push_until=until) if isinstance(effect, SendMessage) else effect
        for effect in draft.effects
    ]
    if item.kind is ItemKind.CHECKUP:
        draft.done[item.place] = OFFERED
    draft.reminders = replace(plan, pushed_on=today(draft).isoformat(), unanswered=plan.unanswered + 1)


def plan_ahead(draft: Draft) -> None:
    """Sets the timer to the next moment worth a reminder, or takes it away; says nothing where nothing changed."""
    plan, before = draft.reminders, draft.started_from.reminders
    if plan is None:
        if before and before.next_at:
            draft.effects.append(CancelTimer(name=TIMER))
        return
    moment = _next_moment(draft, plan)
    at = int(moment.timestamp()) if moment else 0
    # A timer that has just fired is gone, even where the next one would be at the same moment.
    if at == plan.next_at and plan.next_at > draft.event.at.timestamp():
        return
    draft.reminders = replace(plan, next_at=at)
    if moment:
        draft.effects.append(SetTimer(name=TIMER, at=datetime.fromtimestamp(at, UTC)))
    elif plan.next_at:
        draft.effects.append(CancelTimer(name=TIMER))


def hear_from(draft: Draft) -> None:
    """The person wrote: reminders that went unanswered are forgotten."""
    draft.heard_at = int(draft.event.at.timestamp())
    if draft.reminders and draft.reminders.unanswered:
        draft.reminders = replace(draft.reminders, unanswered=0)


def _may_write(draft: Draft) -> bool:
    plan, at = draft.reminders, draft.event.at
    return (
        plan is not None
        and plan.is_on
        and draft.mode is Mode.BOT
        and at >= _left_alone_until(draft)
        and not is_quiet(draft.content.course, at.astimezone(zone_of(draft)).time())
        and _is_free(plan, today(draft))
    )


def _is_free(plan: Reminders, day: date) -> bool:
    """Nothing was sent on that day of theirs, and no pause holds. Dates only rise, whatever clocks do."""
    return plan.pushed_on < day.isoformat() and plan.paused_until <= day.isoformat()


def _left_alone_until(draft: Draft) -> datetime:
    is_hurt = draft.is_away or any(
        draft.content.modules[frame.module].role is Role.EMERGENCY for frame in draft.frames
    )
    heard = datetime.fromtimestamp(draft.heard_at, UTC)
    return heard + (SHIELD if is_hurt else REST)


def _next_moment(draft: Draft, plan: Reminders) -> datetime | None:
    if not plan.is_on or draft.mode is not Mode.BOT:
        return None
    zone, course = zone_of(draft), draft.content.course
    soonest = max(draft.event.at, _left_alone_until(draft))
    for day in _days_ahead(draft, soonest.astimezone(zone).date()):
        moment = moment_on(course, day, plan.hour, zone)
        if moment >= soonest and _is_free(plan, day) and any(_worth_a_push(draft, day)):
            return moment
    return None


def _days_ahead(draft: Draft, first: date) -> list[date]:
    """The days on which there may be something new to say: soon, after a pause, or when something falls due."""
    soon = [first + timedelta(days=days) for days in range(3)]
    plan = draft.reminders
    resumed = [date.fromisoformat(plan.paused_until)] if plan and plan.paused_until else []
    return sorted({day for day in (*soon, *resumed, *dates_ahead(draft)) if day >= first})


def _worth_a_push(draft: Draft, on: date) -> Iterator[Item]:
    """What waits on that day and has not been offered in vain; a check after departure is offered once."""
    plan = draft.reminders
    for item in agenda(draft, on):
        is_patient = plan is None or plan.unanswered < PATIENCE
        if item.place not in draft.done if item.kind is ItemKind.CHECKUP else is_patient:
            yield item

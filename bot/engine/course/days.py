"""The person's own day: which date it is for them, when it is night, when a day ends for a push.

Time comes with the event; zones come compiled with the content.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.content.model import Course
from bot.engine.draft import Draft

PAUSE = timedelta(days=14)
"""How long one word stops reminders; `content/modules/pause.md` says when they begin again."""


def zone_of(draft: Draft) -> tzinfo:
    """Where the person said they are, or the zone of the office."""
    course = draft.content.course
    key = draft.reminders.zone if draft.reminders else ""
    return course.zones.get(key, course.zone)


def today(draft: Draft) -> date:
    """The person's date at the moment of the event."""
    return draft.event.at.astimezone(zone_of(draft)).date()


def is_quiet(course: Course, at: time) -> bool:
    """Whether nobody may be disturbed at this time of their day."""
    start, end = course.quiet_from, course.quiet_until
    return start <= at < end if start < end else at >= start or at < end


def moment_on(course: Course, day: date, hour: int, zone: tzinfo) -> datetime:
    """When a person who chose this hour is written to on this day of theirs, in UTC; never in quiet hours."""
    at = time(hour)
    return datetime.combine(day, course.quiet_until if is_quiet(course, at) else at, zone).astimezone(UTC)


def day_ends(course: Course, at: datetime, zone: tzinfo) -> datetime:
    """Until when a push sent at this moment may arrive, in UTC: their night, or their next date."""
    local = at.astimezone(zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(0), zone)
    night = datetime.combine(local.date(), course.quiet_from, zone)
    return (night if local < night else midnight).astimezone(UTC)

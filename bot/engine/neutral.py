"""A phone that others use, too: the place is hidden when the person leaves, and closes by itself.

What is shown less there stands where it would be shown: `media.py`, `titles.py`, `offer.py`. What was asked for
is still answered.
"""

from datetime import UTC, datetime, timedelta

from bot.content.model import Role
from bot.domain.effect import CancelTimer, SetTimer
from bot.domain.mode import Mode
from bot.engine.bookmark import keep_bookmark
from bot.engine.draft import Draft
from bot.engine.drawers import put_back

TIMER = "screen"

PATIENCE = timedelta(minutes=10)
"""After so long without a word somebody else may hold the phone."""


def hide_place(draft: Draft) -> None:
    """Whoever writes next, on this phone, finds the menu and not the place that was left."""
    draft.is_away = True
    draft.trail = []
    draft.frames = []
    draft.push_role(Role.MENU)
    draft.wait()  # taps from before are old


def close_if_idle(draft: Draft) -> None:
    """Closes the place when nothing was heard for long: by the timer, or at the next word if that was late."""
    if not draft.is_neutral or draft.is_away or not draft.frames or draft.mode is Mode.STAFF:
        return
    if draft.event.at - datetime.fromtimestamp(draft.heard_at, UTC) >= PATIENCE:
        keep_bookmark(draft)
        if draft.lock_code:
            put_back(draft)
        else:
            hide_place(draft)


def watch(draft: Draft) -> None:
    """After each word of the person: the place closes by itself, unless they left it or are forgotten."""
    if not draft.frames:
        return
    if draft.is_neutral and not draft.is_away:
        draft.effects.append(SetTimer(name=TIMER, at=draft.event.at + PATIENCE))
    elif draft.started_from.is_neutral:
        draft.effects.append(CancelTimer(name=TIMER))

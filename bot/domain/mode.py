"""Who answers a conversation: bot, staff, or nobody. The whole automaton is the table below."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Mode(StrEnum):
    """Who answers."""

    BOT = "bot"
    STAFF = "staff"
    STOPPED = "stopped"


class Cause(StrEnum):
    """Why that may change."""

    STAFF_JOINED = "staff_joined"
    STAFF_LEFT = "staff_left"
    STAFF_SILENT = "staff_silent"
    MENU_WORD = "menu_word"
    STOP_WORD = "stop_word"
    START_WORD = "start_word"


# A pair that is absent leaves the mode as it is. STAFF lasts only while a live talk runs; whoever
# said stop is left alone by staff too, until they say start. Danger words are answered in every mode.
NEXT_MODE: Mapping[tuple[Mode, Cause], Mode] = MappingProxyType(
    {
        (Mode.BOT, Cause.STAFF_JOINED): Mode.STAFF,
        (Mode.BOT, Cause.STOP_WORD): Mode.STOPPED,
        (Mode.STAFF, Cause.STAFF_LEFT): Mode.BOT,
        (Mode.STAFF, Cause.STAFF_SILENT): Mode.BOT,
        (Mode.STAFF, Cause.MENU_WORD): Mode.BOT,
        (Mode.STAFF, Cause.STOP_WORD): Mode.STOPPED,
        (Mode.STOPPED, Cause.START_WORD): Mode.BOT,
    }
)


def next_mode(mode: Mode, cause: Cause) -> Mode:
    """The mode after `cause`."""
    return NEXT_MODE.get((mode, cause), mode)

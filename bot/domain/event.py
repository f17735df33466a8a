"""What can happen to a conversation: facts in the past tense, each with its moment.

Time comes inside the event, and so will randomness: the engine has neither clock nor dice.
Every docstring carries one example as JSON; a test reads it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.domain.agency import Agency, read_agency, write_agency
from bot.domain.drawers import DrawerResult
from bot.domain.sharing import Progress, read_progress, write_progress
from bot.domain.state import State, read_state, write_state


class MediaKind(StrEnum):
    """What sort of file a person sent."""

    PICTURE = "picture"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived:
    """{"type": "text_received", "at": 1790000000.5, "text": "halo"}"""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicePicked:
    """{"type": "choice_picked", "at": 1790000000.0, "token": "12.north"}

    `token` is what the message's choice carried: the turn it was offered in, a dot, its id.
    Tokens that begin with ":" are ways out (":menu", ":help", ":sos") and never grow old.
    """

    at: datetime
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReceived:
    """{"type": "media_received", "at": 1790000000.0, "kind": "voice", "reference": "f1", "mime": "audio/ogg", "size": 9000, "caption": ""}

    `reference` is the platform's own file id; the file has not been fetched.
    """

    at: datetime
    kind: MediaKind
    reference: str
    mime: str = ""
    size: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationReceived:
    """{"type": "location_received", "at": 1790000000.0, "latitude": -8.65, "longitude": 116.5, "name": ""}"""

    at: datetime
    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """{"type": "started", "at": 1790000000.0, "payload": "", "locale_hint": "id"}

    The person opened the chat: `/start CODE`, or the first load of the page. `locale_hint` is what
    the platform says of their language, or empty.
    """

    at: datetime
    payload: str = ""
    locale_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired:
    """{"type": "timer_fired", "at": 1790000000.0, "name": "staff-silence"}"""

    at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffJoined:
    """{"type": "staff_joined", "at": 1790000000.0}"""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLeft:
    """{"type": "staff_left", "at": 1790000000.0}"""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswered:
    """{"type": "group_answered", "at": 1790000000.0, "is_joined": true}

    The answer to `JoinGroup`: false where no open group has this code.
    """

    at: datetime
    is_joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesFound:
    """{"type": "agencies_found", "at": 1790000000.0, "name": "sinar contoh", "as_of": "2026-11-01", "matches": [{"name": "PT Sinar Contoh", "licence": "SIP-1", "status": "active", "office": "Mataram", "valid_until": "2028-01-31", "source": "rekaan", "as_of": "2026-11-01", "is_invented": true}]}

    The answer to `LookUpAgency` for this name, the best match first. `as_of` is the day of the list (its oldest
    row), "" where none was ever imported.
    """

    at: datetime
    name: str
    as_of: str
    matches: tuple[Agency, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMade:
    """{"type": "invitation_made", "at": 1790000000.0, "code": "7K2M9QDX"}

    The answer to `InviteRelative`: the bare code, shown once and kept nowhere.
    """

    at: datetime
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingAnswered:
    """{"type": "sharing_answered", "at": 1790000000.0, "is_shared": true}

    The answer to `AcceptInvitation`; where it is true, the person who made the code hears the same.
    """

    at: datetime
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingEnded:
    """{"type": "sharing_ended", "at": 1790000000.0}

    The other side ended it, or is gone: nobody is told which.
    """

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSeen:
    """{"type": "worker_seen", "at": 1790000000.0, "progress": {"lessons": 3, "mastered": 1, "steps": {"route": "malaysia", "done": 2, "total": 9, "is_ready": false}}}

    The answer to `AskAboutWorker`; None where nothing is shared with this person.
    """

    at: datetime
    progress: Progress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerPutAway:
    """{"type": "drawer_put_away", "at": 1790000000.0, "result": "done", "code": "mangga kuda", "is_drawn": true}

    The answer to `PutAway`. `is_drawn` says that the program made the code, which nobody knows yet.
    """

    at: datetime
    result: DrawerResult
    code: str
    is_drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerOpened:
    """{"type": "drawer_opened", "at": 1790000000.0, "state": null}

    The answer to `TakeOut`: what was put away, which from now on is only here; null where no drawer has the code.
    """

    at: datetime
    state: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """{"type": "unsupported", "at": 1790000000.0, "kind": "poll"}

    A message of a kind that we do not understand; it still gets an answer.
    """

    at: datetime
    kind: str


InboundEvent = (
    TextReceived
    | ChoicePicked
    | MediaReceived
    | LocationReceived
    | Started
    | TimerFired
    | StaffJoined
    | StaffLeft
    | GroupAnswered
    | AgenciesFound
    | InvitationMade
    | SharingAnswered
    | SharingEnded
    | WorkerSeen
    | DrawerPutAway
    | DrawerOpened
    | Unsupported
)

EVENT_TYPES: Mapping[str, type[InboundEvent]] = {
    "text_received": TextReceived,
    "choice_picked": ChoicePicked,
    "media_received": MediaReceived,
    "location_received": LocationReceived,
    "started": Started,
    "timer_fired": TimerFired,
    "staff_joined": StaffJoined,
    "staff_left": StaffLeft,
    "group_answered": GroupAnswered,
    "agencies_found": AgenciesFound,
    "invitation_made": InvitationMade,
    "sharing_answered": SharingAnswered,
    "sharing_ended": SharingEnded,
    "worker_seen": WorkerSeen,
    "drawer_put_away": DrawerPutAway,
    "drawer_opened": DrawerOpened,
    "unsupported": Unsupported,
}
TYPE_NAMES: Mapping[type[InboundEvent], str] = {kind: name for name, kind in EVENT_TYPES.items()}


def write_event(event: InboundEvent) -> dict[str, Any]:
    """The event as JSON-ready values; `at` in seconds since 1970, UTC."""
    raw: dict[str, Any] = {name: getattr(event, name) for name in type(event).__slots__}
    raw["at"] = event.at.timestamp()
    raw["type"] = TYPE_NAMES[type(event)]
    if isinstance(event, AgenciesFound):
        raw["matches"] = [write_agency(agency) for agency in event.matches]
    if isinstance(event, WorkerSeen):
        raw["progress"] = write_progress(event.progress) if event.progress else None
    if isinstance(event, DrawerOpened):
        raw["state"] = write_state(event.state) if event.state else None
    return raw


def read_event(raw: Mapping[str, Any]) -> InboundEvent:
    """The reverse of `write_event`; an unknown type raises KeyError."""
    values = dict(raw)
    kind = EVENT_TYPES[values.pop("type")]
    values["at"] = datetime.fromtimestamp(values["at"], UTC)
    if kind is MediaReceived:
        values["kind"] = MediaKind(values["kind"])
    if kind is AgenciesFound:
        values["matches"] = tuple(read_agency(agency) for agency in values["matches"])
    if kind is WorkerSeen:
        values["progress"] = read_progress(values["progress"]) if values["progress"] else None
    if kind is DrawerPutAway:
        values["result"] = DrawerResult(values["result"])
    if kind is DrawerOpened:
        values["state"] = read_state(values["state"]) if values["state"] else None
    return kind(**values)

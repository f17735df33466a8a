"""What a turn asks for, in the imperative. The service does it, in the turn's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.message import Message
from bot.domain.sharing import Progress
from bot.domain.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Say this. The order of these effects is the order in which people read.

    With `push_until` nobody asked for it just now: it goes after answers, and not after that moment.
    """

    message: Message
    push_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Wake this conversation at a moment; a timer of the same name is replaced."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer:
    """Forget the timer of this name, if there is one."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent:
    """Keep that this version of a consent text was accepted or refused."""

    kind: str
    version: str
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStaff:
    """Somebody asked for a person. Counted, and shown to staff once there is a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetContact:
    """Erase the person: every row about them, after the messages of this turn are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCertificate:
    """Draw a number, sign it, and send the certificate of the course at this place of the reply: a picture
    and a PDF. `values` are the texts to print, `name` among them or empty; `captions` go with them, by
    medium; `file` is what the files are called, without ending, and `alt` says what can be seen. `on` is the
    person's own date, which is printed too.
    """

    on: date
    values: Mapping[str, str]
    captions: Mapping[str, str]
    file: str
    alt: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinGroup:
    """Count this person in the group of this code; the answer comes back as `GroupAnswered`."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveGroup:
    """Count this person in no group any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInGroup:
    """What this person's progress is now, for the figures of their group: whole numbers by name
    (`domain/course.py`), all of them each time; a test that was not taken is absent."""

    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpAgency:
    """Find the companies of the imported list with this name, or one like it; the answer comes back as
    `AgenciesFound`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRelative:
    """Make a code by which one relative may see this person's progress; an earlier one counts no more. It comes
    back as `InvitationMade`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInvitation:
    """Let this person see the progress of whoever made this code; the answer comes back as `SharingAnswered`.
    Without a code nothing is found, with the same work."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSharing:
    """Nobody sees anything any more, whichever side this person is, and a code of theirs counts no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareProgress:
    """What this person's progress is now, for who may see it: all of it each time."""

    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAboutWorker:
    """What this person may see of their relative; it comes back as `WorkerSeen`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """Put this state away sealed, under a code word. Where `is_own` it was opened from that code: it goes back
    there, and nobody asks. Else the answer comes back as `DrawerPutAway`; an empty code has one made first.
    """

    code: str
    state: State
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOut:
    """Open the drawer of this chat with this code word; the answer comes back as `DrawerOpened`."""

    code: str


Effect = (
    SendMessage
    | SetTimer
    | CancelTimer
    | RecordConsent
    | CallStaff
    | ForgetContact
    | IssueCertificate
    | JoinGroup
    | LeaveGroup
    | CountInGroup
    | LookUpAgency
    | InviteRelative
    | AcceptInvitation
    | EndSharing
    | ShareProgress
    | AskAboutWorker
    | PutAway
    | TakeOut
)

"""Leg 2: the oldest open event of many conversations becomes one turn each, in one transaction.

A turn that raises is a bug that will raise again: its event is parked at once, the person gets an
apology with the way to help, and the others go on.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from types import MappingProxyType

from bot.content.model import Content
from bot.domain.channel import LIMITS
from bot.domain.contact import Consent
from bot.domain.effect import (
    AcceptInvitation,
    AskAboutWorker,
    CallStaff,
    CancelTimer,
    CountInGroup,
    Effect,
    EndSharing,
    ForgetContact,
    InviteRelative,
    IssueCertificate,
    JoinGroup,
    LeaveGroup,
    LookUpAgency,
    PutAway,
    RecordConsent,
    SendMessage,
    SetTimer,
    ShareProgress,
    TakeOut,
)
from bot.domain.event import AgenciesFound, GroupAnswered
from bot.domain.message import Choice, Medium, Message, Printout, merge_reply
from bot.domain.state import State
from bot.engine.turn import take_turn
from bot.service.drawers import DrawerEffect, use_drawer
from bot.service.ports import (
    AgenciesNamed,
    AgencyFinder,
    Clock,
    FinishedTurn,
    Issued,
    Observer,
    OpenTurn,
    Store,
    UnitOfWork,
)
from bot.service.sharing import SharingEffect, share

logger = logging.getLogger(__name__)

SUFFIX: Mapping[Medium, str] = MappingProxyType({Medium.PICTURE: "png", Medium.PDF: "pdf"})

TOLD = JoinGroup | LookUpAgency | SharingEffect | ForgetContact | DrawerEffect
"""Effects of which somebody hears by an event: there is more to answer."""

BATCH = 200
"""Conversations in one transaction at the most."""


async def converse(
    store: Store,
    content: Content,
    clock: Clock,
    observer: Observer,
    *,
    public_url: str,
    agencies: AgencyFinder,
) -> int:
    """Answers one event of each conversation that has one open; how many turns were taken.

    `public_url` is where others find us: it stands in what is signed.
    """
    while (turns := await _converse(store, content, clock, observer, public_url, agencies)) is None:
        # No transaction waits until the list of companies is read: nothing was saved, the turns are taken again.
        await agencies.refresh()
    return turns


async def _converse(
    store: Store,
    content: Content,
    clock: Clock,
    observer: Observer,
    public_url: str,
    agencies: AgencyFinder,
) -> int | None:
    """None, and nothing is saved, where somebody asks for a list that has to be read first."""
    async with store.write() as work:
        opened = await work.inbox.claim(BATCH)
        if not opened:
            return 0
        started = perf_counter()
        answered = [answer(turn, content) for turn in opened]
        observer.observe("turn_seconds", (perf_counter() - started) / len(answered))
        now = clock()
        named = await _look_up(agencies, answered)
        if named is None:
            return None
        answered = [await _with_certificates(work, *turn, public_url) for turn in answered]
        await work.inbox.finish([finished for finished, _ in answered], now)
        if any(isinstance(effect, TOLD) for _, effects in answered for effect in effects):
            await work.wake("converse")
        for finished, effects in answered:
            await _do(work, finished, effects, named, clock)
        await work.wake("deliver")
        await work.commit()
    _count(answered, observer)
    return len(answered)


def answer(opened: OpenTurn, content: Content) -> tuple[FinishedTurn, tuple[Effect, ...]]:
    """One turn, with what is left to do besides saving it."""
    state = opened.state or State(channel=opened.channel, locale=content.locales[0], turn=opened.turn)
    if opened.event is None:
        return apologise(opened, state, content, "unreadable"), ()
    try:
        turn = take_turn(state, opened.event, content)
    except Exception as error:
        logger.exception("turn failed", extra={"conversation": opened.conversation, "inbox": opened.inbox_id})
        return apologise(opened, state, content, type(error).__name__), ()
    said = [effect for effect in turn.effects if isinstance(effect, SendMessage)]
    messages = merge_reply(tuple(effect.message for effect in said), LIMITS[opened.channel])
    until = next((effect.push_until for effect in said if effect.push_until), None)
    finished = FinishedTurn(opened=opened, state=turn.state, messages=messages, push_until=until)
    return finished, turn.effects


async def _look_up(
    agencies: AgencyFinder, answered: Sequence[tuple[FinishedTurn, tuple[Effect, ...]]]
) -> Mapping[str, AgenciesNamed] | None:
    """What was found by each name that is asked for; None where the list has to be read first."""
    wanted = {e.name for _, effects in answered for e in effects if isinstance(e, LookUpAgency)}
    named: dict[str, AgenciesNamed] = {}
    for name in wanted:
        found = await agencies.find(name)
        if found is None:
            return None
        named[name] = found
    return named


async def _with_certificates(
    work: UnitOfWork,
    finished: FinishedTurn,
    effects: tuple[Effect, ...],
    public_url: str,
) -> tuple[FinishedTurn, tuple[Effect, ...]]:
    """Rare, so the reply is only put together again where one is asked for: after its number was drawn."""
    if not any(isinstance(effect, IssueCertificate) for effect in effects):
        return finished, effects
    said: list[Message] = []
    for effect in effects:
        if isinstance(effect, SendMessage):
            said.append(effect.message)
        elif isinstance(effect, IssueCertificate):
            issued = await work.certificates.issue(effect.on)
            said += certificate_messages(effect, issued, public_url)
    messages = merge_reply(tuple(said), LIMITS[finished.opened.channel])
    return replace(finished, messages=messages), effects


def certificate_messages(effect: IssueCertificate, issued: Issued, public_url: str) -> tuple[Message, ...]:
    """One message a medium; the sheets themselves are made when they are sent."""
    values = {**effect.values, "number": issued.number, "url": f"{public_url}/verify/{issued.code}"}
    return tuple(
        Message(
            text=effect.captions[medium.value],
            locale=effect.locale,
            printout=Printout(
                form="certificate",
                medium=medium,
                name=f"{effect.file}.{SUFFIX[medium]}",
                alt=effect.alt,
                values=values,
            ),
        )
        for medium in Medium
    )


def apologise(opened: OpenTurn, state: State, content: Content, reason: str) -> FinishedTurn:
    """The event is parked; the person hears that it was our fault, and where help is."""
    texts = content.phrases
    locale = state.locale if state.locale in content.locales else content.locales[0]
    on = opened.event.at.date() if opened.event else None

    def phrase(name: str) -> str:
        text = texts[name][locale]
        return text.render({}, on) if on else str(text.wordings[-1])

    message = Message(
        text=phrase("apology"),
        locale=locale,
        ways=(
            Choice(token=":menu", label=phrase("menu-label")),
            Choice(token=":help", label=phrase("help-label")),
        ),
        hint=phrase("ways-hint"),
    )
    return FinishedTurn(
        opened=opened, state=replace(state, turn=opened.turn + 1), messages=(message,), parked=reason
    )


async def _do(
    work: UnitOfWork,
    finished: FinishedTurn,
    effects: Sequence[Effect],
    named: Mapping[str, AgenciesNamed],
    clock: Clock,
) -> None:
    opened = finished.opened
    for effect in effects:
        match effect:
            case SetTimer():
                await work.timers.set(opened.conversation, effect.name, effect.at)
            case CancelTimer():
                await work.timers.cancel(opened.conversation, effect.name)
            case RecordConsent():
                consent = Consent(
                    kind=effect.kind,
                    version=effect.version,
                    locale=finished.state.locale,
                    is_given=effect.is_given,
                    at=clock(),
                )
                await work.contacts.record_consent(opened.contact, consent)
            case ForgetContact():
                await work.contacts.purge(opened.conversation, finished.messages, clock())
            case JoinGroup():
                is_joined = await work.groups.join(opened.contact, effect.code, clock())
                await work.inbox.tell(opened, GroupAnswered(at=clock(), is_joined=is_joined), clock())
            case LookUpAgency():
                found = named[effect.name]
                told = AgenciesFound(at=clock(), name=effect.name, as_of=found.as_of, matches=found.matches)
                await work.inbox.tell(opened, told, clock())
            case InviteRelative() | AcceptInvitation() | EndSharing() | ShareProgress() | AskAboutWorker():
                await share(work, opened, effect, clock())
            case PutAway() | TakeOut():
                await use_drawer(work, opened, effect, clock())
            case LeaveGroup():
                await work.groups.leave(opened.contact)
            case CountInGroup():
                await work.groups.count(opened.contact, effect.figures)
            case SendMessage() | CallStaff() | IssueCertificate():
                pass  # messages are saved with the turn; calls are counted after the commit


def _count(answered: Sequence[tuple[FinishedTurn, tuple[Effect, ...]]], observer: Observer) -> None:
    for finished, effects in answered:
        observer.count(
            "turns", channel=finished.opened.channel, result="parked" if finished.parked else "taken"
        )
        observer.count("messages", len(finished.messages), channel=finished.opened.channel)
        calls = sum(isinstance(effect, CallStaff) for effect in effects)
        if calls:
            observer.count("staff_calls", calls)

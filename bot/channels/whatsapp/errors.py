"""What each error code of the Cloud API means for a delivery: one table. Pure.

Meta asks that logic stand on `error.code`, never on the HTTP status or the title; the status decides
only where no code came, or one that nobody knows. Reasons carry the code and nothing else.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

import msgspec

from bot.domain.delivery import (
    Deferred,
    DeliveryResult,
    Halted,
    OutsideWindow,
    Refused,
    Scope,
    Unreachable,
)


class Fault(StrEnum):
    """What a code asks of us."""

    HALT = "halt"  # nothing goes until somebody acts
    AGAIN = "again"  # something went wrong; counted, so that it ends
    UNAVAILABLE = "unavailable"  # nothing was taken; the platform asks for patience
    RATE = "rate"  # the app's or account's hourly rate
    THROUGHPUT = "throughput"  # the number's rate
    PAIR = "pair"  # too much to this one person
    MAINTENANCE = "maintenance"
    SPAM = "spam"  # the number's quality limit: no blind retry
    LATER = "later"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    WINDOW = "window"


# Two readings of ours differ from the plain word of the page. 33 means that our number or its id is
# gone: refusing would throw every message away. 130497 is about the country of one person: to halt
# on it would let any number from a blocked country silence everybody.
FAULT_BY_CODE: Mapping[int, Fault] = MappingProxyType(
    {
        **dict.fromkeys((0, 190), Fault.HALT),  # token
        **dict.fromkeys((3, 10, *range(200, 300), 131005), Fault.HALT),  # permission
        **dict.fromkeys((131037, 131042, 131045, 133010), Fault.HALT),  # name, payment, certificate, number
        **dict.fromkeys((131031, 368, 33), Fault.HALT),  # locked, banned, gone
        **dict.fromkeys((1, 131000), Fault.AGAIN),
        **dict.fromkeys((2, 131016, 133004), Fault.UNAVAILABLE),
        **dict.fromkeys((4, 80007), Fault.RATE),
        130429: Fault.THROUGHPUT,
        131056: Fault.PAIR,
        **dict.fromkeys((131057, 2494100), Fault.MAINTENANCE),
        131048: Fault.SPAM,
        **dict.fromkeys((132069, 133016), Fault.LATER),
        131047: Fault.WINDOW,
        **dict.fromkeys((131026, 131050, 130497), Fault.UNREACHABLE),
        **dict.fromkeys(
            (
                100,
                131008,
                131009,
                131021,
                131030,
                131049,
                131051,
                131052,
                131053,
                131062,
                131063,
                131064,
                130472,
                132000,
                132001,
                132005,
                132007,
                132008,
                132012,
                132015,
                132016,
                132068,
                135000,
                137000,
            ),
            Fault.REFUSED,
        ),
    }
)

BAD_MEDIA = frozenset({100, 131008, 131009, 131052, 131053})
"""Codes that may mean that an uploaded file is no longer known."""

WAITS: Mapping[Fault, timedelta] = MappingProxyType(
    {
        Fault.AGAIN: timedelta(seconds=5),
        Fault.UNAVAILABLE: timedelta(seconds=15),
        Fault.RATE: timedelta(minutes=5),
        Fault.MAINTENANCE: timedelta(minutes=1),
        Fault.SPAM: timedelta(minutes=30),
        Fault.LATER: timedelta(minutes=10),
    }
)

WHOLE_CHANNEL = frozenset({Fault.RATE, Fault.THROUGHPUT, Fault.MAINTENANCE, Fault.SPAM})


class Failure(msgspec.Struct, gc=False):
    """The part of an error answer that decides."""

    code: int | None = None
    error_subcode: int | None = None


class FailureAnswer(msgspec.Struct, gc=False):
    """The body of an error answer."""

    error: Failure


_decode = msgspec.json.Decoder(FailureAnswer).decode


def read_failure(body: bytes) -> Failure:
    """The failure in an answer; one without a code where it is not Meta's JSON."""
    try:
        return _decode(body).error
    except (msgspec.DecodeError, RecursionError):
        return Failure()


def judge(http_status: int, failure: Failure, pair_wait: float, jitter: float) -> DeliveryResult:
    """What an answer other than success means.

    `pair_wait` is how many seconds this person rests after 131056; `jitter` is from 0 to 1.
    """
    fault = fault_of(http_status, failure)
    reason = f"whatsapp {failure.code if failure.code is not None else f'http {http_status}'}"
    match fault:
        case Fault.HALT:
            return Halted(reason=reason)
        case Fault.REFUSED:
            return Refused(reason=reason)
        case Fault.UNREACHABLE:
            return Unreachable(reason=reason)
        case Fault.WINDOW:
            return OutsideWindow(reason=reason)
        case Fault.PAIR:
            return Deferred(wait=timedelta(seconds=pair_wait), reason=reason, counts=False)
        case Fault.THROUGHPUT:
            wait = timedelta(seconds=1 + jitter)
            return Deferred(wait=wait, reason=reason, scope=Scope.CHANNEL, counts=False)
        case _:
            scope = Scope.CHANNEL if fault in WHOLE_CHANNEL else Scope.CONTACT
            return Deferred(wait=WAITS[fault], reason=reason, scope=scope, counts=fault is Fault.AGAIN)


def fault_of(http_status: int, failure: Failure) -> Fault:
    """The class of an answer."""
    if (failure.code, failure.error_subcode) == (100, 33):
        return Fault.HALT  # the number's id in our settings is wrong, or the token may not see it
    known = FAULT_BY_CODE.get(failure.code) if failure.code is not None else None
    if known:
        return known
    if http_status == 401:
        return Fault.HALT
    if http_status in (429, 503):
        return Fault.UNAVAILABLE
    return Fault.REFUSED if 400 <= http_status < 500 else Fault.AGAIN

"""What a browser asks for → an arrival, or a refusal with a code. Pure; no text ever in an error."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.arrival import EventArrived
from bot.domain.channel import INBOUND_TEXT_LIMIT, LIMITS, ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.event import ChoicePicked, InboundEvent, Started, TextReceived, Unsupported

BODY_LIMIT = 16 * 1024
"""Bytes of one post: the longest text that the page lets through, with room for its escapes."""

MAX_NUMBER = 2**63 - 1
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{43})")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_NUMBER = re.compile(r"[0-9]{1,19}")
_LOCALE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS = ("text", "token", "start")


class Refusal(StrEnum):
    """Why a request was not taken; the page turns it into a sentence, or tries again."""

    MALFORMED = "malformed"
    TOO_LONG = "too-long"
    TOO_LARGE = "too-large"
    NO_SECRET = "no-secret"
    SLOW_DOWN = "slow-down"
    TOO_SLOW = "too-slow"
    UNAVAILABLE = "unavailable"


STATUS: Mapping[Refusal, int] = {
    Refusal.MALFORMED: 400,
    Refusal.TOO_LONG: 400,
    Refusal.NO_SECRET: 401,
    Refusal.TOO_SLOW: 408,
    Refusal.TOO_LARGE: 413,
    Refusal.SLOW_DOWN: 429,
    Refusal.UNAVAILABLE: 503,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    id: str
    event: InboundEvent


def read_secret(authorization: str) -> Address | None:
    """The browser's own secret (32 bytes as base64url), which is its address; None in any other shape."""
    match = _BEARER.fullmatch(authorization)
    if match is None:
        return None
    return Address(channel=ChannelName.WEBCHAT, kind=AddressKind.SECRET, value=match[1])


def fingerprint(secret: Address) -> str:
    """A short name of the secret that does not give it away, unique among browsers."""
    return hashlib.sha256(secret.value.encode()).hexdigest()[:16]


def read_after(raw: str) -> int | None:
    """The number up to which the browser has everything, or None where it is no such number."""
    number = int(raw) if _NUMBER.fullmatch(raw) else -1
    return number if 0 <= number <= MAX_NUMBER else None


def read_post(body: bytes, secret: Address, at: datetime) -> EventArrived | Refusal:
    """One posted message. The same browser and id make the same external id, so a repeat is refused."""
    if len(body) > BODY_LIMIT:
        return Refusal.TOO_LARGE
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return Refusal.MALFORMED
    post = _read_fields(raw, at) if isinstance(raw, dict) else Refusal.MALFORMED
    if isinstance(post, Refusal):
        return post
    return EventArrived(
        channel=ChannelName.WEBCHAT,
        external_id=f"{fingerprint(secret)}:{post.id}",
        addresses=(secret,),
        event=post.event,
    )


def _read_fields(raw: dict[str, Any], at: datetime) -> _Post | Refusal:
    id_ = raw.get("id")
    given = [kind for kind in _KINDS if kind in raw]
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or len(given) > 1:
        return Refusal.MALFORMED
    event = _read_event(given[0] if given else "", raw, at)
    return event if isinstance(event, Refusal) else _Post(id=id_, event=event)


def _read_event(kind: str, raw: dict[str, Any], at: datetime) -> InboundEvent | Refusal:
    value = raw.get(kind)
    match kind, value:
        case "text", str():
            return _read_text(value, at)
        case "token", str() if (
            0 < len(value.encode(errors="replace")) <= LIMITS[ChannelName.WEBCHAT].token_bytes
        ):
            return ChoicePicked(at=at, token=_storable(value))
        case "start", True:
            payload, hint = raw.get("payload"), raw.get("locale_hint")
            return Started(at=at, payload=_shaped(_PAYLOAD, payload), locale_hint=_shaped(_LOCALE, hint))
        case "", _:
            # A newer page may send what we do not know yet; the person is answered all the same.
            return Unsupported(at=at, kind="unknown")
        case _:
            return Refusal.MALFORMED


def _read_text(text: str, at: datetime) -> InboundEvent | Refusal:
    if len(text) > INBOUND_TEXT_LIMIT:
        return Refusal.TOO_LONG
    text = _storable(text)
    return TextReceived(at=at, text=text) if text.strip() else Refusal.MALFORMED


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("", text)


def _shaped(shape: re.Pattern[str], raw: object) -> str:
    """Empty where it is not of this shape: the person is greeted all the same."""
    return raw if isinstance(raw, str) and shape.fullmatch(raw) else ""

"""Invented people and their webhook deliveries, as whole HTTP requests made and signed beforehand."""

import time
from collections.abc import Callable, Sequence

import msgspec

from benchmarks.dialogue import WORDS
from benchmarks.wire import post
from tests.standins.whatsapp_payloads import (
    NUMBER_ID,
    SECRET,
    TOKEN,
    VERIFY_TOKEN,
    phone,
    signed_body,
    text_payload,
)

__all__ = ["NUMBER_ID", "PATHS", "SECRET", "TOKEN", "VERIFY_TOKEN", "requests_of"]

BOT_TOKEN = "100200300:invented-for-benchmarks"
BOT_SECRET = "invented-webhook-secret"
FIRST_CHAT = 7_000_000_000
PATHS = {"whatsapp": "/webhooks/whatsapp", "telegram": "/webhooks/telegram"}


def requests_of(channel: str, person: int) -> Sequence[bytes]:
    """Everything this person sends, in order."""
    return [_WRITE[channel](person, place, words) for place, words in enumerate(WORDS)]


def _whatsapp(person: int, place: int, words: str) -> bytes:
    payload = text_payload(
        words, sender=phone(person), message_id=f"wamid.B{person}.{place}", at=int(time.time())
    )
    body, headers = signed_body(SECRET, payload)
    return post(PATHS["whatsapp"], body, headers)


def _telegram(person: int, place: int, words: str) -> bytes:
    chat = FIRST_CHAT + person
    update = {
        "update_id": person * len(WORDS) + place + 1,
        "message": {
            "message_id": 2 * place + 1,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Orang Rekaan"},
            "from": {"id": chat, "is_bot": False, "first_name": "Orang Rekaan", "language_code": "id"},
            "text": words,
        },
    }
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": BOT_SECRET}
    return post(PATHS["telegram"], msgspec.json.encode(update), headers)


_WRITE: dict[str, Callable[[int, int, str], bytes]] = {"whatsapp": _whatsapp, "telegram": _telegram}

"""Webhook bodies as Meta writes them, with invented people, and their signature. Fast enough for load."""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

NUMBER_ID = "100200300400500"
SECRET = "stand-in-app-secret"
VERIFY_TOKEN = "stand-in-verify"
TOKEN = "stand-in-token-0001"
AT = 1795255200
"""2026-11-21 10:00 UTC."""

Payload = Mapping[str, Any]


def phone(number: int) -> str:
    """The n-th invented person: no country has a number that begins with +62 0."""
    return f"+620000{number:06d}"


def signature(secret: str, raw: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.digest(secret.encode(), raw, "sha256").hex()


def signed_body(secret: str, payload: Payload) -> tuple[bytes, dict[str, str]]:
    """The raw bytes and the headers to post them with."""
    return signed(secret, msgspec.json.encode(payload))


def signed(secret: str, raw: bytes) -> tuple[bytes, dict[str, str]]:
    """The same for bytes that are already there."""
    return raw, {"Content-Type": "application/json", "X-Hub-Signature-256": signature(secret, raw)}


def escaped(payload: Payload) -> bytes:
    """The bytes as Meta writes them: emoji as \\ud83d\\ude00, slashes as \\/."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def a_message(
    kind: str,
    content: Any,
    *,
    sender: str = phone(1),
    message_id: str = "wamid.IN1",
    at: int = AT,
    user_id: str = "",
) -> dict[str, Any]:
    """One message of any type; `sender` may be "" for somebody with a username only."""
    message: dict[str, Any] = {"id": message_id, "timestamp": str(at), "type": kind, kind: content}
    if sender:
        message["from"] = sender.lstrip("+")
    if user_id:
        message["from_user_id"] = user_id
    return message


def text_message(text: str, **about: Any) -> dict[str, Any]:
    """Typed words."""
    return a_message("text", {"body": text}, **about)


def tap_message(token: str, title: str = "Ya", **about: Any) -> dict[str, Any]:
    """A tapped reply button."""
    return a_message(
        "interactive", {"type": "button_reply", "button_reply": {"id": token, "title": title}}, **about
    )


def row_message(token: str, title: str = "Ya", description: str = "", **about: Any) -> dict[str, Any]:
    """A tapped list row."""
    row = {"id": token, "title": title, "description": description}
    return a_message("interactive", {"type": "list_reply", "list_reply": row}, **about)


def a_status(
    message_id: str,
    status: str = "delivered",
    *,
    recipient: str = phone(1),
    at: int = AT,
    code: int = 0,
    cause: str = "",
) -> dict[str, Any]:
    """What became of a message of ours."""
    report: dict[str, Any] = {
        "id": message_id,
        "status": status,
        "timestamp": str(at),
        "recipient_id": recipient.lstrip("+"),
        "biz_opaque_callback_data": cause,
    }
    if code:
        report["errors"] = [{"code": code, "title": "invented", "error_data": {"details": "invented"}}]
    return report


def a_body(
    messages: Sequence[Payload] = (),
    *,
    statuses: Sequence[Payload] = (),
    contacts: Sequence[Payload] | None = None,
    number_id: str = NUMBER_ID,
) -> dict[str, Any]:
    """One POST of Meta with all of these in one change; contacts are made from the messages."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "620000999999", "phone_number_id": number_id},
    }
    if messages:
        value["contacts"] = list(_contacts_of(messages) if contacts is None else contacts)
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    return a_post("messages", value)


def a_post(field: str, value: Any) -> dict[str, Any]:
    """One POST with one change of any field."""
    entry = {"id": "900800700600500", "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def text_payload(text: str, **about: Any) -> dict[str, Any]:
    """A POST with one text."""
    return a_body([text_message(text, **about)])


def tap_payload(token: str, **about: Any) -> dict[str, Any]:
    """A POST with one tapped button."""
    return a_body([tap_message(token, **about)])


def row_payload(token: str, **about: Any) -> dict[str, Any]:
    """A POST with one tapped row."""
    return a_body([row_message(token, **about)])


def status_payload(message_id: str, status: str = "delivered", **about: Any) -> dict[str, Any]:
    """A POST with one status."""
    return a_body(statuses=[a_status(message_id, status, **about)])


def batch_payload(texts: Iterable[tuple[str, str, str]], at: int = AT) -> dict[str, Any]:
    """A POST with many texts: (sender, message id, words)."""
    return a_body([text_message(text, sender=sender, message_id=name, at=at) for sender, name, text in texts])


def _contacts_of(messages: Sequence[Payload]) -> Iterable[Payload]:
    for message in messages:
        contact = {"profile": {"name": "Orang Rekaan"}}
        if sender := message.get("from"):
            contact["wa_id"] = sender
        if user_id := message.get("from_user_id"):
            contact["user_id"] = user_id
        yield contact

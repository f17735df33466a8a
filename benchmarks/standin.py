"""Stands in for both platforms at the least cost: takes every message, and remembers when the last came.

The stand-ins of the tests check what is sent; this one must not be what is measured. On WhatsApp it
can report every message as delivered, as Meta does.
"""

import asyncio
import re
import time
from collections.abc import Callable

import msgspec

from benchmarks.control import Facts, Line, cost, run_child
from benchmarks.people import PATHS, SECRET
from benchmarks.wire import connect, listen, post
from tests.standins.whatsapp_payloads import a_body, a_status, signed_body

REPORTS = 50
_CHAT = re.compile(rb"chat_id=(-?\d+)")
_METHOD = re.compile(rb"/bot[^/ ]+/(\w+)")
_YES = b'{"ok":true,"result":true}'
_SETTINGS = {
    b"getMe": b'{"ok":true,"result":{"id":100200300,"is_bot":true,"first_name":"bench","username":"bench_bot"}}',
    b"getMyCommands": b'{"ok":true,"result":[]}',
    b"getMyName": b'{"ok":true,"result":{"name":""}}',
    b"getMyDescription": b'{"ok":true,"result":{"description":""}}',
    b"getMyShortDescription": b'{"ok":true,"result":{"short_description":""}}',
    b"getWebhookInfo": b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}',
}

Told = Callable[[str, int], None]
"""Told whose message came, and when."""


class _Posted(msgspec.Struct):
    to: str = ""
    status: str = ""


_read_posted = msgspec.json.Decoder(_Posted).decode


class Platform:
    """Counts what people would see."""

    def __init__(self, told: Told = lambda person, at: None) -> None:
        self.messages = 0
        self.calls = 0
        self.last_at = 0
        self.unreported: list[tuple[str, str]] = []
        self.news = asyncio.Event()
        self._told = told

    def answer(self, head: bytes, body: bytes) -> bytes:
        """What the platform says to one call."""
        self.calls += 1
        method = _METHOD.match(head, 5)
        return self._answer_telegram(method[1], body) if method else self._answer_whatsapp(body)

    def facts(self) -> Facts:
        """The counts so far."""
        return {"messages": self.messages, "calls": self.calls, "last_at": self.last_at, **cost()}

    def _take(self, person: str) -> int:
        self.messages += 1
        self.last_at = time.monotonic_ns()
        self._told(person, self.last_at)
        return self.messages

    def _answer_whatsapp(self, body: bytes) -> bytes:
        posted = _read_posted(body)
        if posted.status:  # "read" and "typing"
            return b'{"success":true}'
        message_id = f"wamid.OUT{self._take(posted.to)}"
        self.unreported.append((message_id, posted.to))
        self.news.set()
        return (
            b'{"messaging_product":"whatsapp","contacts":[{"input":"%b","wa_id":"%b"}],"messages":[{"id":"%b"}]}'
            % (posted.to.encode(), posted.to[1:].encode(), message_id.encode())
        )

    def _answer_telegram(self, method: bytes, body: bytes) -> bytes:
        if method != b"sendMessage":
            return _SETTINGS.get(method, _YES)
        found = _CHAT.search(body)
        chat = found[1] if found else b"0"
        number = self._take(chat.decode())
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%b,"type":"private","first_name":"O"},'
            b'"from":{"id":100200300,"is_bot":true,"first_name":"bench"},"text":"taken"}}'
            % (number, int(time.time()), chat)
        )


async def report_deliveries(platform: Platform, webhook: int) -> None:
    """Posts what was delivered, many in one body when they come fast."""
    client = await connect(webhook)
    while True:
        await platform.news.wait()
        platform.news.clear()
        while platform.unreported:
            batch, platform.unreported = platform.unreported[:REPORTS], platform.unreported[REPORTS:]
            statuses = [a_status(message_id, recipient=to, at=int(time.time())) for message_id, to in batch]
            await client.ask(post(PATHS["whatsapp"], *signed_body(SECRET, a_body(statuses=statuses))))


async def main(plan: Facts, line: Line) -> None:
    """Listens until the parent hangs up. `report PORT` begins the reports, for the server starts after us."""
    platform = Platform()
    server, port = await listen(platform.answer)
    reporting: list[asyncio.Task[None]] = []

    async def counts(_: str) -> Facts:
        return platform.facts()

    async def report(webhook: str) -> Facts:
        reporting.append(asyncio.create_task(report_deliveries(platform, int(webhook))))
        return {}

    await line.obey({"port": port}, {"counts": counts, "report": report})
    server.close()
    for task in reporting:
        task.cancel()


if __name__ == "__main__":
    run_child(main)

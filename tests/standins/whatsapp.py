"""Stands in for WhatsApp's Cloud API: takes messages, remembers them by recipient in order, reports
statuses to a webhook with a right signature, and fails in every way it was told to.

In a test: `async with WhatsAppStandIn() as platform`. On its own, with the same answers under /control:
`python -m tests.standins.whatsapp --port 9100 [--webhook URL]`.
"""

import argparse
import asyncio
import base64
import time
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any, Self

import aiohttp
import msgspec
from aiohttp import web

from tests.standins.whatsapp_limits import broken_limit
from tests.standins.whatsapp_payloads import (
    NUMBER_ID,
    SECRET,
    TOKEN,
    a_body,
    a_message,
    a_post,
    a_status,
    batch_payload,
    escaped,
    phone,
    row_message,
    row_payload,
    signature,
    signed,
    signed_body,
    status_payload,
    tap_message,
    tap_payload,
    text_message,
    text_payload,
)
from tests.standins.whatsapp_record import Record, Script, StoredFile, answers, cuts, fails, hangs

__all__ = [
    "NUMBER_ID",
    "SECRET",
    "TOKEN",
    "Script",
    "WhatsAppStandIn",
    "a_body",
    "a_message",
    "a_post",
    "a_status",
    "answers",
    "batch_payload",
    "cuts",
    "escaped",
    "fails",
    "hangs",
    "phone",
    "row_message",
    "row_payload",
    "signature",
    "signed",
    "signed_body",
    "status_payload",
    "tap_message",
    "tap_payload",
    "text_message",
    "text_payload",
]  # fmt: skip

CARRIED = frozenset(
    {"image/jpeg", "image/png", "audio/ogg", "audio/mpeg", "audio/mp4", "video/mp4", "application/pdf"}
)
"""Some of the types that Meta takes: those that we send, and one that we do not."""

STATUS_BATCH = 200
RETRY_PAUSE = 0.1


class WhatsAppStandIn:
    """The platform. `url` is what WHATSAPP_API_URL must be."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        number_id: str = NUMBER_ID,
        secret: str = SECRET,
        webhook: str = "",
        statuses: tuple[str, ...] = ("sent", "delivered"),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.number_id = number_id
        self.secret = secret
        self.webhook = webhook
        self.statuses = statuses
        self.record = Record()
        self.url = ""
        self._clock = clock
        self._count = 0
        self._media: set[str] = set()
        self._scripts: dict[str, deque[Script]] = defaultdict(deque)
        self._reports: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self._reporter: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> str:
        """Serves on the loopback; returns the address."""
        app = web.Application(client_max_size=120 * 1024 * 1024)
        app.add_routes(
            [
                web.post("/{version}/{number}/messages", self._take_message),
                web.post("/{version}/{number}/media", self._take_file),
                web.get("/files/{media}/{name}", self._give_file),
                web.get("/control/messages", self._show_messages),
                web.get("/control/count", self._show_count),
                web.post("/control/script", self._take_script),
                web.post("/control/webhook", self._take_webhook),
                web.post("/control/reset", self._reset),
                web.get("/{version}/{media}", self._give_address),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._reporter = asyncio.create_task(self._report_statuses())
        return self.url

    async def stop(self) -> None:
        """Stops at once; hanging answers are dropped."""
        self._stopping.set()
        if self._reporter is not None:
            self._reporter.cancel()
            with suppress(asyncio.CancelledError):
                await self._reporter
        if self._runner is not None:
            await self._runner.cleanup()

    def script(self, *scripts: Script, to: str = "") -> None:
        """What happens to the next messages, of one recipient or of anybody."""
        self._scripts[to].extend(scripts)

    def add_file(self, media_id: str, body: bytes, mime: str, *, sha: str | None = None, **rest: Any) -> None:
        """A file that a person sent; `rest` as in StoredFile."""
        known = sha256(body).hexdigest() if sha is None else sha
        self.record.files[media_id] = StoredFile(body=body, mime=mime, sha256=known, **rest)

    async def wait_for(self, count: int, timeout: float = 10) -> list[dict[str, Any]]:
        """All messages, as soon as there are so many; raises TimeoutError."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: len(self.record.messages) >= count)
        return self.record.messages

    def report(self, message_id: str, status: str, *, recipient: str, code: int = 0, cause: str = "") -> None:
        """Tells the webhook what became of a message, soon and until it answers 200."""
        at = int(self._clock())
        self._reports.append(a_status(message_id, status, recipient=recipient, at=at, code=code, cause=cause))
        self._news.set()

    async def _take_message(self, request: web.Request) -> web.StreamResponse:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        body = msgspec.json.decode(await request.read())
        if body.get("status") == "read":
            self.record.reads.append(body)
            return _json({"success": True})
        recipient = body.get("to") or body.get("recipient", "")
        if what := broken_limit(body) or self._unknown_file(body):
            self.record.refused.append(what)
            return _error(fails(131009), what)
        script = self._next_script(recipient)
        if script is not None and not script.is_silent:
            return _error(script)
        message_id = await self._accept(recipient, body)
        if script is None:
            return _json(_acceptance(body, message_id))
        return await self._fail(request, script)

    async def _accept(self, recipient: str, body: dict[str, Any]) -> str:
        self._count += 1
        message_id = f"wamid.OUT{self._count}"
        body["wamid"] = message_id
        async with self._changed:
            self.record.messages.append(body)
            self.record.by_recipient[recipient].append(body)
            self._changed.notify_all()
        if self.webhook:
            for status in self.statuses:
                self.report(
                    message_id, status, recipient=recipient, cause=body.get("biz_opaque_callback_data", "")
                )
        return message_id

    async def _fail(self, request: web.Request, script: Script) -> web.StreamResponse:
        if not script.is_silent:
            return _error(script)
        if script.hang:
            await self._stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _take_file(self, request: web.Request) -> web.StreamResponse:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        script = self._next_script("media")
        if script is not None:
            return await self._fail(request, script)
        form = await request.post()
        file = form["file"]
        if form.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
            return _error(fails(100))
        if file.content_type not in CARRIED or form.get("type") != file.content_type:
            return _error(fails(100), "Param file must be a file with one of the following types")
        self._count += 1
        media_id = f"media{self._count}"
        self._media.add(media_id)
        self.record.files[media_id] = StoredFile(
            body=file.file.read(), mime=file.content_type, name=file.filename
        )
        return _json({"id": media_id})

    def _unknown_file(self, body: dict[str, Any]) -> str:
        """Ids outlive a reset of what we remember, as they outlive anything a test forgets."""
        carried = body.get(body["type"], {})
        header = body.get("interactive", {}).get("header", {}).get("image", {})
        used = [media["id"] for media in (carried, header) if isinstance(media, dict) and "id" in media]
        return "" if self._media.issuperset(used) else "media id"

    async def _give_address(self, request: web.Request) -> web.StreamResponse:
        refusal = self._refusal(request)
        script = self._next_script("media")
        if script is not None:
            return await self._fail(request, script)
        media = request.match_info["media"]
        file = self.record.files.get(media)
        if refusal is not None or file is None:
            return refusal or _error(fails(100, subcode=33))
        self._count += 1
        return _json(
            {
                "messaging_product": "whatsapp",
                "id": media,
                "url": file.url or f"{self.url}/files/{media}/{self._count}",
                "mime_type": file.mime,
                "sha256": file.sha256,
                "file_size": str(len(file.body) if file.announced_size is None else file.announced_size),
            }
        )

    async def _give_file(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        file = self.record.files.get(request.match_info["media"])
        if refusal is not None:
            return refusal
        if file is None or file.urls_lost:
            if file is not None:
                file.urls_lost -= 1
            return web.Response(status=404)
        return web.Response(body=file.body, content_type=file.mime)

    def _refusal(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(fails(190, 401))
        if request.match_info.get("number", self.number_id) != self.number_id:
            return _error(fails(100, subcode=33))
        return None

    def _next_script(self, recipient: str) -> Script | None:
        for key in (recipient, "") if recipient != "media" else ("media",):
            if scripts := self._scripts.get(key):
                return scripts.popleft()
        return None

    async def _report_statuses(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._reports and self.webhook:
                    batch = [self._reports[i] for i in range(min(STATUS_BATCH, len(self._reports)))]
                    if await self._post_statuses(session, batch):
                        for _ in batch:
                            self._reports.popleft()
                        self.record.statuses_posted += len(batch)
                    else:
                        await asyncio.sleep(RETRY_PAUSE)

    async def _post_statuses(self, session: aiohttp.ClientSession, batch: list[dict[str, Any]]) -> bool:
        raw, headers = signed_body(self.secret, a_body(statuses=batch, number_id=self.number_id))
        try:
            async with session.post(self.webhook, data=raw, headers=headers) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _show_messages(self, request: web.Request) -> web.Response:
        to = request.query.get("to")
        return _json(self.record.messages if to is None else self.record.by_recipient.get(to, []))

    async def _show_count(self, request: web.Request) -> web.Response:
        counts = {
            "messages": len(self.record.messages),
            "recipients": len(self.record.by_recipient),
            "reads": len(self.record.reads),
            "files": len(self.record.files),
            "refused": self.record.refused,
            "statuses_posted": self.record.statuses_posted,
            "statuses_waiting": len(self._reports),
        }
        return _json(counts)

    async def _take_script(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.script(*(msgspec.convert(item, Script) for item in body["scripts"]), to=body.get("to", ""))
        return _json({"success": True})

    async def _take_webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.webhook = body["url"]
        self.secret = body.get("secret", self.secret)
        self.statuses = tuple(body.get("statuses", self.statuses))
        self._news.set()
        return _json({"success": True})

    async def _reset(self, request: web.Request) -> web.Response:
        self.record = Record()
        self._scripts.clear()
        self._reports.clear()
        return _json({"success": True})


def _acceptance(body: dict[str, Any], message_id: str) -> dict[str, Any]:
    if to := body.get("to"):
        contact = {"input": to, "wa_id": to.lstrip("+")}
    else:
        contact = {"input": body["recipient"], "user_id": body["recipient"]}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message_id}]}


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def _error(script: Script, details: str = "invented") -> web.Response:
    if script.code is None:
        return web.Response(
            text="<html>something in between</html>", status=script.status, content_type="text/html"
        )
    error = {
        "message": f"(#{script.code}) invented",
        "type": "OAuthException",
        "code": script.code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": "invented",
    }
    if script.subcode is not None:
        error["error_subcode"] = script.subcode
    return _json({"error": error}, script.status)


def base64_sha256(body: bytes) -> str:
    """The hash as webhooks write it."""
    return base64.b64encode(sha256(body).digest()).decode()


async def _serve(port: int, webhook: str, secret: str, token: str, number_id: str) -> None:
    platform = WhatsAppStandIn(token=token, number_id=number_id, secret=secret, webhook=webhook)
    print(f"ready {await platform.start(port)}", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await platform.stop()


def main() -> None:
    """Runs until interrupted; prints `ready URL` first."""
    parser = argparse.ArgumentParser(description="Stands in for WhatsApp's Cloud API.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook", default="", help="where statuses are posted")
    parser.add_argument("--secret", default=SECRET)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--number-id", default=NUMBER_ID)
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.port, given.webhook, given.secret, given.token, given.number_id))


if __name__ == "__main__":
    main()

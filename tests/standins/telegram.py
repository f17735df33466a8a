"""A stand-in of Telegram's Bot API over HTTP: records what is sent, serves updates with real offsets.

In a test: `async with TelegramStandIn() as telegram`. As its own process, with a control API:
`python -m tests.standins.telegram --port N`. Knows one bot; any well-formed token is accepted unless
`token` says which.

Control (JSON): GET /control/sent · GET /control/state · POST /control/updates [update, …] ·
POST /control/faults {Fault's fields} · POST /control/push {"updates": […], "copies": 1} ·
POST /control/reset
"""

import argparse
import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from time import time
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
CONFLICT_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
CONFLICT_WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

FILE_FIELDS = {"sendPhoto": "photo", "sendVoice": "voice", "sendDocument": "document"}
PICTURES = (b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF")
"""How a file begins that is taken for a photo."""

_TAG = re.compile(r"</?(?:b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote)>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that reached us: fields as text, files by field name as (file name, size), and their bytes."""

    method: str
    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    bodies: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    message_id: int = 0
    at: float = 0.0

    @property
    def chat(self) -> str:
        return self.fields.get("chat_id", "")

    @property
    def text(self) -> str:
        return self.fields.get("text", self.fields.get("caption", ""))

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(label, token) of every button, row by row."""
        rows = json.loads(self.fields.get("reply_markup", "{}")).get("inline_keyboard", [])
        return [(button["text"], button["callback_data"]) for row in rows for button in row]


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong next: for a method ("" any), for a chat ("" any), `times` times (0 always).

    `is_taken` takes the message first and fails afterwards, as a lost answer does. `body` replaces
    the whole answer. `delay` seconds come first; `hangs_up` closes the connection without a word.
    """

    status: int = 500
    description: str = "Internal Server Error"
    method: str = ""
    chat: str = ""
    times: int = 1
    delay: float = 0.0
    parameters: dict[str, int] | None = None
    body: str | None = None
    is_taken: bool = False
    hangs_up: bool = False
    used: int = 0

    def fits(self, call: Call) -> bool:
        is_open = self.times == 0 or self.used < self.times
        return is_open and self.method in ("", call.method) and self.chat in ("", call.chat)


class TelegramStandIn:
    """The Bot API of one bot. `sent` are the messages people would see, in order."""

    def __init__(self, *, port: int = 0, token: str = "") -> None:
        self.sent: list[Call] = []
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.updates: list[dict[str, Any]] = []
        self.webhook: dict[str, str] = {}
        self.offset = 0
        self.known: dict[tuple[str, str], str] = {}
        self.deleted: set[tuple[str, int]] = set()
        self._port = port
        self._token = token
        self._next_update_id = 1000
        self._next_message_id = 0
        self._news = asyncio.Condition()
        self._pollers = 0
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """What goes into TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> "TelegramStandIn":
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.add_routes(_control_routes(self))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wake_pollers(is_end=True)
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def sent_to(self, chat: str) -> list[Call]:
        """What one chat was sent, in order."""
        return [call for call in self.sent if call.chat == chat]

    def on_screen(self, chat: str) -> list[Call]:
        """What of it was not deleted."""
        return [call for call in self.sent_to(chat) if (chat, call.message_id) not in self.deleted]

    def called(self, method: str) -> list[Call]:
        """Every call of one method, failed ones too."""
        return [call for call in self.calls if call.method == method]

    def script(self, fault: Fault) -> Fault:
        """Adds a fault; the oldest that fits is used."""
        self.faults.append(fault)
        return fault

    async def add_updates(self, *updates: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Queues updates for getUpdates; one without `update_id` gets the next."""
        numbered = [self.numbered(update) for update in updates]
        self.updates += numbered
        await self._wake_pollers()
        return numbered

    def numbered(self, update: Mapping[str, Any]) -> dict[str, Any]:
        """The update with an id, the next one if it has none."""
        if "update_id" in update:
            return dict(update)
        self._next_update_id += 1
        return {"update_id": self._next_update_id, **update}

    async def push(
        self, *updates: Mapping[str, Any] | bytes, copies: int = 1, url: str = "", secret: str | None = None
    ) -> list[int]:
        """Delivers by webhook, one after the other, each `copies` times; the statuses in order."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        known = self.webhook.get("secret_token", "") if secret is None else secret
        headers = {SECRET_HEADER: known, "Content-Type": "application/json"}
        target = url or self.webhook["url"]
        statuses = []
        for update in updates:
            body = update if isinstance(update, bytes) else json.dumps(self.numbered(update)).encode()
            for _ in range(copies):
                async with self._session.post(target, data=body, headers=headers) as response:
                    statuses.append(response.status)
        return statuses

    def reset(self) -> None:
        """Forgets everything but where we listen."""
        for kept in (self.sent, self.calls, self.faults, self.updates):
            kept.clear()
        self.webhook.clear()
        self.known.clear()
        self.deleted.clear()
        self.offset = 0

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await _read_call(request)
        self.calls.append(call)
        if self._token and request.match_info["token"] != self._token:
            return _failure(401, "Unauthorized")
        fault = next((fault for fault in self.faults if fault.fits(call)), None)
        if fault is not None:
            fault.used += 1
            if fault.is_taken:
                await self._answer(call)
            return await _break(request, fault)
        return await self._answer(call)

    async def _answer(self, call: Call) -> web.Response:
        if call.method == "getUpdates":
            return await self._give_updates(call)
        if call.method == "sendMessage" or call.method in FILE_FIELDS:
            return self._take_message(call)
        if call.method == "deleteMessages":
            return self._delete(call)
        return self._take_setting(call)

    def _take_message(self, call: Call) -> web.Response:
        if fault := _fault_of(call):
            return _failure(400, f"Bad Request: {fault}")
        self._next_message_id += 1
        call = replace(call, message_id=self._next_message_id)
        self.sent.append(call)
        message: dict[str, Any] = {
            "message_id": call.message_id,
            "date": int(call.at),
            "chat": {"id": int(call.chat), "type": "supergroup" if call.chat.startswith("-") else "private"},
            "from": {"id": 1, "is_bot": True, "first_name": "stand-in"},
            "text": call.text,
        }
        for kind in FILE_FIELDS.values():
            if kind in call.files or kind in call.fields:
                message |= {kind: _file(kind, call.message_id)}
        return _success(message)

    def _delete(self, call: Call) -> web.Response:
        """Ids that nobody knows are passed by; a bite that is too large is refused whole."""
        ids = json.loads(call.fields["message_ids"])
        if not 1 <= len(ids) <= 100:
            return _failure(400, "Bad Request: too many messages to delete")
        self.deleted |= {(call.chat, id) for id in ids}
        return _success(True)

    def _take_setting(self, call: Call) -> web.Response:
        language = call.fields.get("language_code", "")
        match call.method:
            case "setWebhook":
                self.webhook = dict(call.fields)
            case "deleteWebhook":
                self.webhook = {}
            case "getWebhookInfo":
                return _success(
                    {
                        "url": self.webhook.get("url", ""),
                        "has_custom_certificate": False,
                        "pending_update_count": len(self.updates),
                    }
                )
            case "getMe":
                return _success(
                    {"id": 1, "is_bot": True, "first_name": "stand-in", "username": "stand_in_bot"}
                )
            case "getMyCommands":
                return _success(json.loads(self.known.get(("commands", language), "[]")))
            case "setMyCommands":
                self.known["commands", language] = call.fields["commands"]
            case "getMyName" | "getMyDescription" | "getMyShortDescription" as method:
                name = _setting_name(method)
                return _success({name: self.known.get((name, language), "")})
            case "setMyName" | "setMyDescription" | "setMyShortDescription" as method:
                name = _setting_name(method)
                self.known[name, language] = call.fields.get(name, "")
        return _success(True)

    async def _give_updates(self, call: Call) -> web.Response:
        if self.webhook.get("url"):
            return _failure(409, CONFLICT_WEBHOOK)
        self._confirm(int(call.fields.get("offset", "0")))
        self._pollers += 1
        mine = self._pollers
        async with self._news:
            self._news.notify_all()
            try:
                async with asyncio.timeout(float(call.fields.get("timeout", "0"))):
                    await self._news.wait_for(lambda: bool(self.updates) or self._pollers != mine)
            except TimeoutError:
                pass
        if self._pollers != mine:
            return _failure(409, CONFLICT_POLLER)
        return _success(self.updates[: min(100, int(call.fields.get("limit", "100")))])

    def _confirm(self, offset: int) -> None:
        """Everything below a positive offset is forgotten; a negative one keeps only the last."""
        if offset < 0:
            self.updates = self.updates[offset:]
        elif offset > 0:
            self.offset = max(self.offset, offset)
            self.updates = [update for update in self.updates if _number(update) >= offset]

    async def _wake_pollers(self, *, is_end: bool = False) -> None:
        async with self._news:
            self._pollers += is_end
            self._news.notify_all()


def _fault_of(call: Call) -> str:
    """What the real one would refuse: length, markup, buttons; empty if nothing."""
    visible = call.text
    if call.fields.get("parse_mode") == "HTML":
        visible = _TAG.sub("", visible)
        if "<" in visible or ">" in visible or _BARE_AMPERSAND.search(visible):
            return "can't parse entities: Unsupported start tag"
        visible = unescape(visible)
    units = len(visible.encode("utf-16-le", "surrogatepass")) // 2
    if call.method == "sendMessage" and not visible.strip():
        return "message text is empty"
    if units > (4096 if call.method == "sendMessage" else 1024):
        return "message is too long"
    if not call.chat.lstrip("-").isdecimal():
        return "chat not found"
    if any(not 1 <= len(token.encode()) <= 64 for _, token in call.buttons):
        return "BUTTON_DATA_INVALID"
    return _fault_of_file(call)


def _fault_of_file(call: Call) -> str:
    kind = FILE_FIELDS.get(call.method, "")
    if kind and kind not in call.fields and not call.files.get(kind, ("", 0))[1]:
        return f"there is no {kind} in the request"
    is_picture = call.bodies.get("photo", PICTURES[0]).startswith(PICTURES)
    return "" if is_picture else "IMAGE_PROCESS_FAILED"


def _number(update: Mapping[str, Any]) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else 0


def _setting_name(method: str) -> str:
    return {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[method[5:]]


def _file(kind: str, number: int) -> Any:
    file = {"file_id": f"{kind}-{number}", "file_unique_id": f"u{number}"}
    match kind:
        case "photo":
            return [file | {"width": 10, "height": 10}]
        case "voice":
            return file | {"duration": 1}
        case _:
            return file


async def _read_call(request: web.Request) -> Call:
    """Fields as PTB writes them (a form, with files a multipart one), or JSON, or the query's."""
    fields: dict[str, str] = dict(request.query)
    files: dict[str, tuple[str, int]] = {}
    bodies: dict[str, bytes] = {}
    if request.content_type == "application/json":
        body = json.loads(await request.read() or b"{}")
        fields |= {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()
        }
    elif request.content_type.startswith("multipart/"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                bodies[name] = value.file.read()
                files[name] = (value.filename, len(bodies[name]))
            else:
                fields[name] = str(value)
    else:
        fields |= parse_qsl((await request.read()).decode(), keep_blank_values=True)
    method = request.match_info["method"]
    return Call(method=method, fields=fields, files=files, bodies=bodies, at=time())


async def _break(request: web.Request, fault: Fault) -> web.Response:
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.hangs_up and request.transport is not None:
        request.transport.abort()
    if fault.body is not None:
        return web.Response(status=fault.status, text=fault.body)
    return _failure(fault.status, fault.description, fault.parameters)


def _success(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _failure(status: int, description: str, parameters: Mapping[str, int] | None = None) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = dict(parameters)
    return web.json_response(body, status=status)


def _call_as_json(call: Call) -> dict[str, Any]:
    return {
        "method": call.method,
        "chat": call.chat,
        "text": call.text,
        "buttons": call.buttons,
        "fields": dict(call.fields),
        "files": {name: list(about) for name, about in call.files.items()},
        "message_id": call.message_id,
        "at": call.at,
    }


def _control_routes(standin: TelegramStandIn) -> Sequence[web.RouteDef]:
    """The control API: what a test in another process does by hand."""

    async def sent(request: web.Request) -> web.Response:
        chat = request.query.get("chat")
        since = int(request.query.get("since", "0"))
        calls = standin.sent[since:] if chat is None else standin.sent_to(chat)[since:]
        return web.json_response([_call_as_json(call) for call in calls])

    async def state(_: web.Request) -> web.Response:
        return web.json_response(
            {
                "sent": len(standin.sent),
                "calls": len(standin.calls),
                "offset": standin.offset,
                "waiting": len(standin.updates),
                "webhook": standin.webhook.get("url", ""),
            }
        )

    async def updates(request: web.Request) -> web.Response:
        added = await standin.add_updates(*await request.json())
        return web.json_response([update.get("update_id") for update in added])

    async def faults(request: web.Request) -> web.Response:
        standin.script(Fault(**await request.json()))
        return web.json_response({"faults": len(standin.faults)})

    async def push(request: web.Request) -> web.Response:
        wanted = await request.json()
        found = await standin.push(
            *wanted["updates"],
            copies=wanted.get("copies", 1),
            url=wanted.get("url", ""),
            secret=wanted.get("secret"),
        )
        return web.json_response(found)

    async def reset(_: web.Request) -> web.Response:
        standin.reset()
        return web.json_response({})

    return (
        web.get("/control/sent", sent),
        web.get("/control/state", state),
        web.post("/control/updates", updates),
        web.post("/control/faults", faults),
        web.post("/control/push", push),
        web.post("/control/reset", reset),
    )


async def _serve_until_killed(port: int) -> None:
    async with TelegramStandIn(port=port) as standin:
        print(standin.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Prints where it listens and serves until it is stopped."""
    parser = argparse.ArgumentParser(description="A stand-in of Telegram's Bot API on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0)
    try:
        asyncio.run(_serve_until_killed(parser.parse_args().port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()

"""Files: ours are uploaded once and known by their id, theirs are fetched when they are needed.

A sheet made for one person is uploaded each time and its id remembered nowhere.
A file of a person is only ever kept in memory here, and its size and hash are checked first.
"""

import asyncio
import base64
import hmac
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import aiohttp
import msgspec

from bot.channels.whatsapp.errors import judge, read_failure
from bot.channels.whatsapp.graph import Answer, Graph, NoAnswer
from bot.domain.delivery import DeliveryResult, Refused

MEDIA_LIMIT = 20 * 1024 * 1024
UPLOAD_LIFE = 29 * 24 * 3600.0
"""Seconds; Meta keeps uploads for 30 days."""

MIME_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".ogg": "audio/ogg",
        ".mp3": "audio/mpeg",
        ".m4a": "audio/mp4",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file of a person."""

    body: bytes
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFetched:
    """`is_final` where asking again cannot help: gone, too large, not what was announced."""

    reason: str
    is_final: bool


class _Uploaded(msgspec.Struct, gc=False):
    id: str


class _Announced(msgspec.Struct, gc=False):
    url: str
    mime_type: str = ""
    sha256: str = ""
    file_size: int = 0


_read_uploaded = msgspec.json.Decoder(_Uploaded).decode
# Graph writes whole numbers as strings in some answers.
_read_announced = msgspec.json.Decoder(_Announced, strict=False).decode

_SAFE_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,200}")


class Uploads:
    """The ids of our files at the platform, in memory: a restart uploads anew."""

    def __init__(self, *, graph: Graph, assets: Path, now: Callable[[], float]) -> None:
        self._graph = graph
        self._assets = assets
        self._now = now
        self._known: dict[str, tuple[str, float]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def find(self, name: str) -> str | NoAnswer | DeliveryResult:
        """The media id of a file of content/assets/, uploaded if need be, once at a time."""
        async with self._locks.setdefault(name, asyncio.Lock()):
            media_id, until = self._known.get(name, ("", 0.0))
            if media_id and self._now() < until:
                return media_id
            found = await self._upload(name)
            if isinstance(found, str):
                self._known[name] = (found, self._now() + UPLOAD_LIFE)
            return found

    def forget(self, name: str) -> None:
        """The platform does not know this id any more."""
        self._known.pop(name, None)

    async def _upload(self, name: str) -> str | NoAnswer | DeliveryResult:
        path = self._assets / name
        mime = MIME_BY_SUFFIX.get(path.suffix.lower(), "")
        if not mime or path.name != name:
            return Refused(reason="whatsapp cannot carry this asset")
        try:
            body = await asyncio.to_thread(path.read_bytes)
        except OSError:
            return Refused(reason="asset cannot be read")
        return await upload(self._graph, name, mime, body)


async def upload(graph: Graph, name: str, mime: str, body: bytes) -> str | NoAnswer | DeliveryResult:
    """The id under which the platform keeps this file for 30 days."""
    form = aiohttp.FormData()
    form.add_field("messaging_product", "whatsapp")
    form.add_field("type", mime)
    form.add_field("file", io.BytesIO(body), filename=name, content_type=mime)
    answer = await graph.post_form("media", form)
    return answer if isinstance(answer, NoAnswer) else _media_id(answer)


def _media_id(answer: Answer) -> str | NoAnswer | DeliveryResult:
    body = answer.body or b""
    if answer.status != 200:
        return judge(answer.status, read_failure(body), pair_wait=1, jitter=0)
    try:
        return _read_uploaded(body).id
    except msgspec.DecodeError:
        return NoAnswer(reason="answer not understood", may_have_arrived=True)


async def fetch(graph: Graph, reference: str) -> Fetched | NotFetched:
    """The file behind an inbound media id. Its address lives for five minutes, so it is never kept:
    each attempt asks for a new one, and a 404 is worth one more."""
    if not _SAFE_REFERENCE.fullmatch(reference):
        return NotFetched(reason="bad reference", is_final=True)
    found = await _fetch_once(graph, reference)
    if isinstance(found, NotFetched) and found.reason == "address ended":
        found = await _fetch_once(graph, reference)
    return found


async def _fetch_once(graph: Graph, reference: str) -> Fetched | NotFetched:
    answer = await graph.get_node(reference)
    if isinstance(answer, NoAnswer) or answer.status != 200 or answer.body is None:
        return _not_fetched(answer, "media id")
    try:
        announced = _read_announced(answer.body)
    except msgspec.DecodeError:
        return NotFetched(reason="answer not understood", is_final=False)
    if announced.file_size > MEDIA_LIMIT:
        return NotFetched(reason="too large", is_final=True)
    if not graph.trusts(announced.url):
        return NotFetched(reason="address not trusted", is_final=True)
    download = await graph.get_file(announced.url, MEDIA_LIMIT)
    if isinstance(download, Answer) and download.status == 404:
        return NotFetched(reason="address ended", is_final=False)
    if isinstance(download, NoAnswer) or download.status != 200:
        return _not_fetched(download, "download")
    if download.body is None:
        return NotFetched(reason="too large", is_final=True)
    if not _has_hash(download.body, announced.sha256):
        return NotFetched(reason="hash differs", is_final=False)
    return Fetched(body=download.body, mime=announced.mime_type.partition(";")[0].strip())


def _not_fetched(answer: Answer | NoAnswer, what: str) -> NotFetched:
    if isinstance(answer, NoAnswer):
        return NotFetched(reason=answer.reason, is_final=False)
    is_final = answer.status in (400, 404, 410)
    return NotFetched(reason=f"{what} http {answer.status}", is_final=is_final)


def _has_hash(body: bytes, announced: str) -> bool:
    """Webhooks write the hash in base64, the API in hex; pages differ, so both are taken."""
    digest = sha256(body).digest()
    written = (digest.hex(), base64.b64encode(digest).decode())
    return not announced or any(hmac.compare_digest(announced.encode(), form.encode()) for form in written)

"""The page itself: rendered and compressed once at start, then only handed out."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import jinja2
from aiohttp import web

from bot.domain.channel import INBOUND_TEXT_LIMIT
from bot.domain.errors import BotError
from bot.i18n.locale import best_locale, direction

Phrases = Mapping[str, Mapping[str, str]]
"""Finished texts by id, then by locale."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PHRASE_IDS = (
    "page-title", "page-description", "page-send", "page-placeholder", "page-leave", "page-leave-hint",
    "page-listen", "page-listen-stop", "page-offline", "page-sending", "page-sent", "page-failed",
    "page-retry", "page-menu", "page-help", "page-language", "page-you", "page-bot", "page-too-long",
    "page-noscript", "page-new-messages", "page-privacy", "page-start", "page-working", "page-error",
    "page-away-title", "page-away-text", "page-save", "page-sheet-gone",
)  # fmt: skip
SCRIPTS = ("keep.js", "line.js", "draw.js", "sheet.js", "chat.js")
"""Served as one file, in this order; apart here so that each fits on a screen or two."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HARDENING = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
AWAY_PATH = "/cuaca"
"""Stays in the address bar after somebody left quickly, so it says what the page there shows."""

_FOLDER = Path(__file__).parent / "page"
_YEAR = "public, max-age=31536000, immutable"


class PhrasesMissing(BotError):
    """The web page needs phrases that the content does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A body that never changes while we run, as it is and compressed."""

    body: bytes
    zipped: bytes
    content_type: str
    tag: str


def build_pages(phrases: Phrases, locales: Sequence[str]) -> list[web.RouteDef]:
    """The chat page, the page to leave to, and their files; raises PhrasesMissing with every gap."""
    missing = [
        f"{name}/{locale}" for name in PHRASE_IDS for locale in locales if locale not in phrases.get(name, {})
    ]
    if missing:
        raise PhrasesMissing(f"the web page needs phrases: {', '.join(missing)}")
    files = _read_files()
    links = {name: f"/static/{file.tag}/{name}" for name, file in files.items()}
    chat = {locale: _render("index.html", locale, phrases, locales, links) for locale in locales}
    away = {locale: _render("away.html", locale, phrases, locales, links) for locale in locales}
    return [
        web.get("/", _serve_page(chat)),
        web.get(AWAY_PATH, _serve_page(away)),
        web.get("/static/{tag}/{name}", _serve_file(files)),
    ]


def _read_files() -> dict[str, Page]:
    scripts = "\n".join((_FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    return {
        "chat.js": _make_page(f"(function () {{\n'use strict';\n{scripts}}})();\n", "text/javascript"),
        "style.css": _make_page((_FOLDER / "style.css").read_text("utf-8"), "text/css"),
        "icon.svg": _make_page((_FOLDER / "icon.svg").read_text("utf-8"), "image/svg+xml"),
    }


def _make_page(text: str, content_type: str) -> Page:
    body = text.encode()
    tag = hashlib.sha256(body).hexdigest()[:16]
    return Page(body=body, zipped=gzip.compress(body, 9, mtime=0), content_type=content_type, tag=tag)


def _render(
    name: str, locale: str, phrases: Phrases, locales: Sequence[str], links: Mapping[str, str]
) -> Page:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = {known: _words(phrases, known) for known in locales}
    known = {known: {"dir": direction(known), "say": words[known]} for known in locales}
    text = templates.get_template(name).render(
        locale=locale, dir=direction(locale), say=words[locale], known=known,
        links=links, away_path=AWAY_PATH, text_limit=INBOUND_TEXT_LIMIT,
    )  # fmt: skip
    return _make_page(text, "text/html")


def _words(phrases: Phrases, locale: str) -> dict[str, str]:
    return {name.removeprefix("page-").replace("-", "_"): phrases[name][locale] for name in PHRASE_IDS}


def _serve_page(pages: Mapping[str, Page]) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        page = pages[_choose_locale(request, tuple(pages))]
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Accept-Encoding"}
        return _respond(request, page, headers)

    return serve


def _serve_file(files: Mapping[str, Page]) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        page = files.get(request.match_info["name"])
        if page is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, headers=HARDENING)
        # A page from before or after an update may ask for another content: it gets what there is.
        is_this = request.match_info["tag"] == page.tag
        return _respond(
            request, page, {"Cache-Control": _YEAR if is_this else "no-cache", "Vary": "Accept-Encoding"}
        )

    return serve


def _respond(request: web.Request, page: Page, headers: Mapping[str, str]) -> web.Response:
    is_zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{page.tag}{"-gz" if is_zipped else ""}"'
    headers = {**HARDENING, **headers, "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    return web.Response(
        body=page.zipped if is_zipped else page.body,
        headers=headers,
        content_type=page.content_type,
        charset="utf-8",
    )


def _choose_locale(request: web.Request, offered: Sequence[str]) -> str:
    wanted = [request.query.get("lang", ""), *_accepted(request.headers.get("Accept-Language", ""))]
    return best_locale(wanted, offered) or offered[0]


def _accepted(header: str) -> list[str]:
    """Locales of an Accept-Language header, the most wanted first; what is malformed comes last."""
    weighed = []
    for part in header[:400].split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), name))
        except ValueError:
            weighed.append((0.0, name))
    return [name for _, name in sorted(weighed, key=lambda pair: pair[0])]

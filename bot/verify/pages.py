"""/verify and /verify/CODE: whether a paper of ours is real. One small page, no script, nothing else loaded.

It says nothing about a person, is kept by no cache and no search engine, and writes no log.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import ceil
from pathlib import Path
from urllib.parse import urlencode

import jinja2
from aiohttp import web
from babel import Locale
from babel.dates import format_date

from bot.channels.webchat.pages import HARDENING
from bot.channels.webchat.rates import Rates
from bot.domain.errors import BotError, DatabaseUnavailable
from bot.i18n.locale import best_locale, direction, gettext_name
from bot.service.ports import Clock, Store
from bot.verify.answer import PHRASE_IDS, SLOW_DOWN, UNAVAILABLE, Answer, answer_for

Phrases = Mapping[str, Mapping[str, str]]
"""Finished texts by id, then by locale."""

TYPED_AT_MOST = 60
"""Longer than any number: a code that was scanned is not offered for editing."""
ASKED_AT_MOST = 200
"""What a link to the other language carries: no code is longer."""

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "style.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    **HARDENING,
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, noarchive",
    "Vary": "Accept-Language",
}


class PhrasesMissing(BotError):
    """The page that verifies papers needs phrases that the content does not have."""


def routes(store: Store, phrases: Phrases, locales: Sequence[str], clock: Clock) -> list[web.RouteDef]:
    """Everything under /verify; `locales[0]` is the default. Raises PhrasesMissing with every gap."""
    missing = [
        f"{name}/{locale}" for name in PHRASE_IDS for locale in locales if locale not in phrases.get(name, {})
    ]
    if missing:
        raise PhrasesMissing(f"the page that verifies papers needs phrases: {', '.join(missing)}")
    desk = _Desk(store, _Pages(phrases, locales), clock)
    return [web.get("/verify", desk.serve), web.get("/verify/{code:.*}", desk.serve)]


class _Desk:
    def __init__(self, store: Store, pages: "_Pages", clock: Clock) -> None:
        self._store = store
        self._pages = pages
        self._clock = clock
        # Behind a proxy everybody may have one address, so this only keeps a crowd off the database.
        self._rates = Rates(per_second=5, burst=50)

    async def serve(self, request: web.Request) -> web.Response:
        """GET /verify, /verify?code=CODE and /verify/CODE"""
        code = (request.match_info.get("code") or request.query.get("code", "")).strip()
        if not code:
            return self._pages.show(request, None, "")
        if seconds := self._rates.seconds_to_wait(request.remote or "", self._clock()):
            return self._pages.show(request, SLOW_DOWN, code, seconds)
        try:
            async with self._store.read() as reading:
                verdict = await reading.certificates.look_up(code)
        except DatabaseUnavailable:
            return self._pages.show(request, UNAVAILABLE, code)
        return self._pages.show(request, answer_for(verdict), code)


class _Pages:
    def __init__(self, phrases: Phrases, locales: Sequence[str]) -> None:
        self._locales = tuple(locales)
        self._words = {
            locale: {name: phrases[name][locale] for name in PHRASE_IDS} for locale in self._locales
        }
        self._template = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ).get_template("page.html")

    def show(
        self, request: web.Request, answer: Answer | None, code: str, seconds: float = 0.0
    ) -> web.Response:
        """The page in the language asked for, with an answer or none, and the number to try again with."""
        locale = _choose_locale(request, self._locales)
        asked = code[:ASKED_AT_MOST].encode(errors="ignore").decode()
        text = self._template.render(
            locale=locale,
            dir=direction(locale),
            say=self._words[locale],
            style=_STYLE,
            answer=answer,
            number=answer.number if answer else "",
            month=_month(answer, locale),
            typed=asked if len(asked) <= TYPED_AT_MOST else "",
            others=[_link(other, asked) for other in self._locales if other != locale],
        )
        return web.Response(
            text=text,
            status=answer.status if answer else HTTPStatus.OK,
            headers={**HEADERS, "Retry-After": str(ceil(seconds))} if seconds else HEADERS,
            content_type="text/html",
        )


def _month(answer: Answer | None, locale: str) -> str:
    """Month and year: enough to compare with a paper, too little to tell one person from another."""
    if answer is None or answer.issued_on is None:
        return ""
    return format_date(answer.issued_on, "LLLL y", locale=gettext_name(locale))


def _link(locale: str, asked: str) -> Mapping[str, str]:
    query = {"lang": locale, **({"code": asked} if asked else {})}
    name = Locale.parse(locale, sep="-").get_display_name(locale) or locale
    return {"href": f"/verify?{urlencode(query)}", "locale": locale, "name": name}


def _choose_locale(request: web.Request, offered: Sequence[str]) -> str:
    # Browsers name their languages in the order of their weights.
    accepted = request.headers.get("Accept-Language", "")[:400].split(",")
    wanted = [request.query.get("lang", ""), *(part.partition(";")[0] for part in accepted)]
    return best_locale(wanted, offered) or offered[0]

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.content.phrases import REQUIRED_PHRASES
from bot.service.ports import Issued
from bot.store import DatabaseStore, open_store
from bot.store.schema import certificates
from bot.verify.answer import PHRASE_IDS
from bot.verify.pages import PhrasesMissing, routes
from tests.databases import KEYS
from tests.fakes import FixedClock
from tests.verify.conftest import Client
from tests.verify.words import LOCALES, PHRASES


async def ask(client: Client, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    answer = await client.get(path, headers=headers)
    return answer.status, await answer.text()


async def revoke(store: DatabaseStore, number: str) -> None:
    async with store.write() as work:
        await work.certificates.revoke(number)
        await work.commit()


async def test_scanned_code_is_valid(client: Client, issued: Issued) -> None:
    status, page = await ask(client, f"/verify/{issued.code}")

    assert status == HTTPStatus.OK
    for words in ("id:verify-valid", issued.number, "November 2026", "id:verify-not-official"):
        assert words in page


async def test_valid_page_tells_no_day(client: Client, issued: Issued) -> None:
    _, page = await ask(client, f"/verify/{issued.code}")

    page = re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b21\b", page)
    assert 'name="code" value=""' in page


@pytest.mark.parametrize("path", ["/verify/{}", "/verify?code={}", "/verify?lang=id&code=%20{}%20"])
async def test_typed_number_is_valid(client: Client, issued: Issued, path: str) -> None:
    status, page = await ask(client, path.format(issued.number.lower()))

    assert (status, issued.number in page) == (HTTPStatus.OK, True)


async def test_revoked_certificate_is_gone(client: Client, store: DatabaseStore, issued: Issued) -> None:
    await revoke(store, issued.number)

    for code in (issued.code, issued.number):
        status, page = await ask(client, f"/verify/{code}")
        assert (status, "id:verify-revoked" in page) == (HTTPStatus.GONE, True)
        assert "November" not in page


async def test_unknown_and_mistyped_numbers_look_the_same(client: Client, issued: Issued) -> None:
    pages = []
    for number in ("0000-0000-0000", "0000-0000-0001"):
        status, page = await ask(client, f"/verify/{number}")
        assert (status, "id:verify-invalid" in page) == (HTTPStatus.NOT_FOUND, True)
        pages.append(page.replace(number, ""))
    assert pages[0] == pages[1]


async def test_typed_number_is_given_back_to_be_mended(client: Client) -> None:
    _, page = await ask(client, "/verify?code=" + quote('7k2m "<b>'))

    assert 'value="7k2m &#34;&lt;b&gt;"' in page


@pytest.mark.parametrize("path", ["/verify", "/verify/", "/verify?code=", "/verify?code=%20"])
async def test_without_a_code_there_is_the_form(client: Client, path: str) -> None:
    status, page = await ask(client, path)

    assert status == HTTPStatus.OK
    assert '<form method="get" action="/verify">' in page
    assert 'role="status"' not in page


@pytest.mark.parametrize(
    ("query", "accepted", "locale"),
    [
        ("", "", "id"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,id;q=0.8,en;q=0.3", "id"),
        ("", "xx;q=nonsense,,;;", "id"),
        ("?lang=en", "id", "en"),
        ("?lang=%3Cscript%3E", "", "id"),
    ],
)
async def test_language_is_the_one_asked_for(client: Client, query: str, accepted: str, locale: str) -> None:
    _, page = await ask(client, f"/verify{query}", {"Accept-Language": accepted})

    assert f'<html lang="{locale}" dir="ltr">' in page
    assert f"{locale}:verify-title" in page


async def test_other_language_asks_the_same(client: Client, store: DatabaseStore, issued: Issued) -> None:
    async with store.database.writing() as connection:
        await connection.execute(delete(certificates))
        await connection.commit()
    _, page = await ask(client, f"/verify/{issued.code}")
    (link,) = re.findall(r'<a href="([^"]+)"', page)

    status, page = await ask(client, link.replace("&amp;", "&"))

    assert status == HTTPStatus.OK
    assert "en:verify-valid" in page


@pytest.mark.parametrize("path", ["/verify", "/verify/x"])
async def test_page_is_kept_by_nobody_and_loads_nothing(client: Client, path: str) -> None:
    answer = await client.get(path)
    page = await answer.text()

    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"src=|<link|<script|url\(", page)
    assert len(page) < 6_000


async def test_one_address_cannot_ask_without_end(client: Client, clock: FixedClock) -> None:
    statuses = [(await ask(client, "/verify/x"))[0] for _ in range(51)]
    answer = await client.get("/verify/x")

    assert statuses == [HTTPStatus.NOT_FOUND] * 50 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert answer.headers["Retry-After"] == "1"
    assert (await ask(client, "/verify"))[0] == HTTPStatus.OK
    clock.move(timedelta(seconds=1))
    assert (await ask(client, "/verify/x"))[0] == HTTPStatus.NOT_FOUND


async def test_database_out_of_reach_is_said(clock: FixedClock) -> None:
    away = open_store("postgresql+asyncpg://bot@127.0.0.1:1/bot", KEYS)
    app = web.Application()
    app.add_routes(routes(away, PHRASES, LOCALES, clock))
    async with TestClient(TestServer(app)) as client:
        status, page = await ask(client, "/verify/x")
    await away.close()

    assert (status, "id:verify-unavailable" in page) == (HTTPStatus.SERVICE_UNAVAILABLE, True)


@pytest.mark.parametrize(
    "raw", ["%00", "%ff%fe", "%ed%a0%80", "..%2f..%2fetc", "a" * 4000, "%F0%9F%98%80", "a/b/c"]
)
async def test_hostile_codes_are_invalid(client: Client, raw: str) -> None:
    for path in (f"/verify/{raw}", f"/verify?code={raw}"):
        status, _ = await ask(client, path)
        assert status == HTTPStatus.NOT_FOUND


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=80))
async def test_nothing_that_is_asked_breaks_the_page(client: Client, clock: FixedClock, code: str) -> None:
    clock.move(timedelta(seconds=1))

    status, _ = await ask(client, "/verify?code=" + quote(code.encode("utf-8", "surrogatepass")))

    assert status in (HTTPStatus.OK, HTTPStatus.NOT_FOUND)


def test_missing_phrases_are_all_named(store: DatabaseStore, clock: FixedClock) -> None:
    with pytest.raises(PhrasesMissing, match=r"verify-title/id.*verify-button/en"):
        routes(store, {}, LOCALES, clock)


def test_content_must_have_every_phrase_of_the_page() -> None:
    assert set(PHRASE_IDS) <= set(REQUIRED_PHRASES)

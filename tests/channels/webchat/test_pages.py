"""The page as it is handed out: languages, headers, size."""

import gzip
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import pytest

from bot.channels.webchat import pages
from bot.channels.webchat.pages import PHRASE_IDS, PhrasesMissing, build_pages
from tests.channels.webchat.conftest import Client
from tests.channels.webchat.fakes import LOCALES, PHRASES

ZIPPED = {"Accept-Encoding": "gzip"}
FIRST_LOAD_LIMIT = 25 * 1024


async def text_of(client: Client, path: str, headers: Mapping[str, str] | None = None) -> str:
    answer = await client.get(path, headers={"Accept-Encoding": "identity", **(headers or {})})
    assert answer.status == HTTPStatus.OK
    return await answer.text()


@pytest.mark.parametrize(
    ("path", "accepted", "locale"),
    [
        ("/", "", "id"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "fr,id;q=0.3,en;q=0.8", "en"),
        ("/", "xx;q=nonsense,,;;", "id"),
        ("/?lang=en", "id", "en"),
        ("/?lang=klingon", "en", "en"),
        ("/?lang=%3Cscript%3E", "", "id"),
    ],
)
async def test_page_speaks_the_wanted_language(client: Client, path: str, accepted: str, locale: str) -> None:
    page = await text_of(client, path, {"Accept-Language": accepted})

    assert f'<html lang="{locale}" dir="ltr">' in page
    assert PHRASES["page-placeholder"][locale] in page


async def test_page_knows_all_languages(client: Client) -> None:
    page = await text_of(client, "/")

    found = re.search(r'id="known">(.*?)</script>', page)

    assert found is not None
    known = json.loads(found[1])
    assert known["locales"]["en"]["say"]["send"] == "Send"
    assert known["locales"]["id"]["dir"] == "ltr"


def test_phrases_are_escaped() -> None:
    evil = {name: dict.fromkeys(LOCALES, "</script><img src=x onerror=alert(1)>\"'") for name in PHRASE_IDS}

    page = pages._render(
        "index.html", "id", evil, LOCALES, dict.fromkeys(("icon.svg", "style.css", "chat.js"), "/x")
    )

    assert b"<img src=x" not in page.body
    assert b"</script><img" not in page.body


def test_missing_phrases_are_named_all_at_once() -> None:
    lacking = {name: texts for name, texts in PHRASES.items() if name not in ("page-send", "page-leave")}

    with pytest.raises(PhrasesMissing) as caught:
        build_pages(lacking, LOCALES)

    assert "page-send/id" in str(caught.value)
    assert "page-leave/en" in str(caught.value)


@pytest.mark.parametrize("path", ["/", "/cuaca"])
async def test_page_has_a_strict_policy(client: Client, path: str) -> None:
    answer = await client.get(path)

    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_page_asks_nobody_else_for_anything(client: Client) -> None:
    page = await text_of(client, "/")

    assert not re.findall(r'(?:src|href)="(?!/static/)', page)
    assert "style=" not in page
    assert not re.search(r"\son\w+=", page)


async def test_first_load_is_small(client: Client) -> None:
    page = await client.get("/", headers=ZIPPED)
    body = await page.read()

    links = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', gzip.decompress(body).decode()))
    sizes = [len(await (await client.get(link, headers=ZIPPED)).read()) for link in links]

    assert len(links) == 3
    assert len(body) + sum(sizes) < FIRST_LOAD_LIMIT


async def test_files_are_kept_for_ever_under_their_content(client: Client) -> None:
    links = re.findall(r'"(/static/[^"]+)"', await text_of(client, "/"))

    answers = [await client.get(link, headers=ZIPPED) for link in links]

    assert {answer.headers["Cache-Control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}


async def test_page_from_before_an_update_still_gets_its_files(client: Client) -> None:
    answer = await client.get("/static/0000000000000000/chat.js")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("name", ["index.html", "keep.js", "..%2Fpages.py", "other"])
async def test_other_files_are_not_there(client: Client, name: str) -> None:
    assert (await client.get(f"/static/0000000000000000/{name}")).status == HTTPStatus.NOT_FOUND


async def test_unchanged_page_is_not_sent_again(client: Client) -> None:
    first = await client.get("/", headers=ZIPPED)

    again = await client.get("/", headers={**ZIPPED, "If-None-Match": first.headers["ETag"]})

    assert again.status == HTTPStatus.NOT_MODIFIED
    assert await again.read() == b""


async def test_without_javascript_a_sentence_is_shown(client: Client) -> None:
    assert f'<noscript><p class="plain">{PHRASES["page-noscript"]["id"]}' in await text_of(client, "/")


async def test_page_to_leave_to_is_ordinary(client: Client) -> None:
    page = await text_of(client, "/cuaca")

    assert "<title>Cuaca</title>" in page
    assert "<script" not in page
    assert "Berangkat" not in page


def test_scripts_use_no_syntax_newer_than_es2017() -> None:
    folder = Path(pages.__file__).parent / "page"
    newer = re.compile(
        r"\?\.[a-zA-Z(\[]|\?\?|\bcatch \{|\.\.\.[a-z]|for await|\.flat\(|replaceAll|replaceChildren|randomUUID|innerHTML"
    )

    found = {name: newer.findall((folder / name).read_text("utf-8")) for name in pages.SCRIPTS}

    assert not any(found.values())

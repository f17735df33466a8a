"""Fetching what people sent: hash, size, address, and a second try when the address has ended."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.media import MEDIA_LIMIT, Fetched, NotFetched, fetch
from tests.standins.whatsapp import Script, WhatsAppStandIn, answers, base64_sha256, cuts
from tests.standins.whatsapp_payloads import NUMBER_ID, TOKEN

VOICE = b"an invented voice note"


def a_graph(url: str, token: str = TOKEN) -> Graph:
    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))

    return Graph(token=token, number_id=NUMBER_ID, api_url=url, version="v25.0", session_factory=session)


@pytest.fixture
async def platform() -> AsyncIterator[WhatsAppStandIn]:
    async with WhatsAppStandIn() as platform:
        yield platform


@pytest.fixture
async def graph(platform: WhatsAppStandIn) -> AsyncIterator[Graph]:
    graph = a_graph(platform.url)
    yield graph
    await graph.close()


@pytest.mark.parametrize("sha", [None, "", base64_sha256(VOICE)])
async def test_file_is_fetched_with_its_type(
    sha: str | None, graph: Graph, platform: WhatsAppStandIn
) -> None:
    platform.add_file("77", VOICE, "audio/ogg", sha=sha)

    assert await fetch(graph, "77") == Fetched(body=VOICE, mime="audio/ogg")


async def test_ended_address_is_asked_for_again(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg", urls_lost=1)

    assert await fetch(graph, "77") == Fetched(body=VOICE, mime="audio/ogg")


async def test_address_that_always_ends_is_left(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg", urls_lost=9)

    assert await fetch(graph, "77") == NotFetched(reason="address ended", is_final=False)
    assert platform.record.files["77"].urls_lost == 7


async def test_wrong_hash_is_refused(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg", sha="0" * 64)

    assert await fetch(graph, "77") == NotFetched(reason="hash differs", is_final=False)


async def test_too_large_file_is_not_downloaded(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", b"x" * (MEDIA_LIMIT + 1), "video/mp4")

    assert await fetch(graph, "77") == NotFetched(reason="too large", is_final=True)


@pytest.mark.parametrize("reference", ["", "../me", "a/b", "1?x=2", "a" * 300])
async def test_reference_cannot_leave_its_path(reference: str, graph: Graph) -> None:
    assert await fetch(graph, reference) == NotFetched(reason="bad reference", is_final=True)


@pytest.mark.parametrize("url", ["http://metadata.example/secret", "https:"])
async def test_address_named_by_nobody_is_left(url: str, graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg", url=url)

    found = await fetch(graph, "77")

    assert isinstance(found, NotFetched)


@pytest.mark.parametrize("script", [answers(200), answers(503), cuts()])
async def test_address_that_was_not_told_is_asked_later(
    script: Script, graph: Graph, platform: WhatsAppStandIn
) -> None:
    platform.add_file("77", VOICE, "audio/ogg")
    platform.script(script, script, to="media")  # aiohttp repeats a GET once by itself

    found = await fetch(graph, "77")

    assert isinstance(found, NotFetched)
    assert not found.is_final


async def test_silently_longer_file_is_dropped(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", b"x" * (MEDIA_LIMIT + 1), "video/mp4", announced_size=5)

    assert await fetch(graph, "77") == NotFetched(reason="too large", is_final=True)


async def test_broken_download_is_tried_later(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg", url="http://127.0.0.1:1/")
    graph = a_graph("http://127.0.0.1:1")

    assert await fetch(graph, "77") == NotFetched(reason="no connection", is_final=False)
    await graph.close()


async def test_unknown_file_is_final(graph: Graph) -> None:
    assert await fetch(graph, "404") == NotFetched(reason="media id http 400", is_final=True)


async def test_wrong_token_may_be_tried_again(platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg")
    graph = a_graph(platform.url, token="another")

    found = await fetch(graph, "77")
    await graph.close()

    assert found == NotFetched(reason="media id http 401", is_final=False)


async def test_download_longer_than_allowed_is_dropped(graph: Graph, platform: WhatsAppStandIn) -> None:
    platform.add_file("77", VOICE, "audio/ogg")

    answer = await graph.get_file(f"{platform.url}/files/77/1", limit=5)

    assert getattr(answer, "body", b"") is None


@pytest.mark.parametrize(
    ("url", "is_trusted"),
    [
        ("https://lookaside.example/1", True),
        ("http://127.0.0.1:9/files/1", True),
        ("http://127.0.0.1:10/files/1", False),
        ("http://metadata.example/1", False),
        ("file:///etc/passwd", False),
    ],
)
def test_token_goes_nowhere_in_the_open(url: str, is_trusted: bool) -> None:
    assert a_graph("http://127.0.0.1:9").trusts(url) is is_trusted

"""A page that is opened by a link to a group says so once, and shows the code nowhere."""

import pytest
from playwright.async_api import Browser, Page, expect

from bot.domain.event import Started
from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.fakes import Server
from tests.channels.webchat.page.seen import bubbles, button, own, type_and_send

pytestmark = pytest.mark.asyncio(loop_scope="module")

INVITATION = "g-mangga4827"


def starts(server: Server) -> list[str]:
    """The payload of each start that arrived."""
    return [event.payload for event in server.chat.events if isinstance(event, Started)]


async def opened(browser: Browser, url: str) -> Page:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    context.set_default_timeout(20_000)
    page = await context.new_page()
    await page.goto(url)
    await button(page, "Bahasa Indonesia").wait_for()
    return page


async def test_link_to_a_group_starts_the_chat_with_its_code(browser: Browser, server: Server) -> None:
    page = await opened(browser, f"{server.url}?join=mangga4827")

    assert starts(server) == [INVITATION]
    await expect(bubbles(page)).to_have_count(1)
    await page.context.close()


async def test_code_leaves_the_address_bar_and_the_rest_stays(browser: Browser, server: Server) -> None:
    page = await opened(browser, f"{server.url}?lang=id&join=mangga4827#akhir")

    assert page.url == f"{server.url}?lang=id#akhir"
    assert await page.evaluate("history.length") <= 2
    await page.context.close()


async def test_reload_does_not_join_again(browser: Browser, server: Server) -> None:
    page = await opened(browser, f"{server.url}?join=mangga4827")

    await page.reload()
    await type_and_send(page, "halo")
    await expect(own(page, "sent")).to_have_count(1)

    assert starts(server) == [INVITATION]
    await page.context.close()


async def test_link_into_a_chat_that_is_there_starts_it_anew(visit: Visit) -> None:
    page = visit.page
    await button(page, "English").click()
    await button(page, "Yes, you may").wait_for()

    await page.goto(f"{visit.server.url}?join=mangga4827")
    await expect(button(page, "Yes, you may")).to_have_count(0)
    await button(page, "English").wait_for()

    assert visit.server.chat.texts() == ["(start)", "en", "(start)"]
    assert starts(visit.server) == ["", INVITATION]
    assert page.url == visit.server.url


@pytest.mark.parametrize(
    ("typed", "payload"),
    [("MANGGA%204827", INVITATION), ("%3Cb%3E", "g-b"), ("", ""), ("%20-%20", ""), ("a" * 41, "")],
)
async def test_any_spelling_is_sent_and_nothing_else(
    browser: Browser, server: Server, typed: str, payload: str
) -> None:
    page = await opened(browser, f"{server.url}?join={typed}")

    assert starts(server) == [payload]
    assert page.url == server.url
    await page.context.close()

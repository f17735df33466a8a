"""A chat that is hidden behind a code word: its words go from the browser, its way back stays."""

import pytest
from playwright.async_api import Page, expect

from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.page.seen import button, own, type_and_send

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def secret(page: Page) -> str:
    return str(await page.evaluate("localStorage.getItem('chat.secret')"))


async def lock(page: Page, word: str = "kunci") -> None:
    await type_and_send(page, word)
    await expect(page.get_by_text("Good morning").last).to_be_visible()


async def test_locked_page_keeps_its_secret_and_no_word(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "bunga melati")
    await expect(own(page, "sent")).to_have_count(1)
    first = await secret(page)

    await lock(page)

    assert await secret(page) == first
    assert "melati" not in await page.evaluate("JSON.stringify(localStorage)")
    assert "melati" not in await page.content()


async def test_locked_page_opened_again_is_the_same_chat(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    first = await secret(page)
    await lock(page)

    await page.reload()
    await expect(page.get_by_text("Good morning")).to_be_visible()

    assert await secret(page) == first


async def test_lock_after_an_exit_brings_the_secret_back_into_the_browser(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    first = await secret(page)
    await lock(page, "keluar")
    assert await secret(page) == "None"

    await lock(page)
    await expect(own(page, "sent")).to_have_count(0)

    assert await secret(page) == first

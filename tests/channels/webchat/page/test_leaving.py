"""Leaving quickly, and what can be found on the phone or the line afterwards."""

import re

import pytest
from playwright.async_api import Request, expect

from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.page.seen import button, own, stored_keys, type_and_send, wait_until_away

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_leaving_quickly_leaves_nothing(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "rahasia")
    await expect(own(page, "sent")).to_have_count(1)

    await button(page, "Keluar cepat").click()
    await wait_until_away(page)

    await expect(page).to_have_title("Cuaca")
    assert await stored_keys(page) == 0
    assert "rahasia" not in await page.content()
    assert await page.evaluate("history.length") <= 2
    await page.go_back()
    assert "rahasia" not in await page.content()
    assert visit.server.chat.texts() == ["(start)", "rahasia"]


async def test_leaving_works_without_a_line(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "rahasia")
    await expect(own(page, "sent")).to_have_count(1)
    await visit.context.set_offline(True)

    await button(page, "Keluar cepat").click()

    await expect(page.get_by_role("heading", name="Cuaca")).to_be_visible()
    assert await stored_keys(page) == 0
    assert page.url.endswith("/cuaca")
    await expect(page.get_by_text("rahasia")).to_have_count(0)


async def test_escape_twice_leaves_in_every_tab(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    other = await visit.context.new_page()
    await other.goto(visit.server.url)
    await button(other, "Bahasa Indonesia").wait_for()

    await other.keyboard.press("Escape")
    await other.keyboard.press("Escape")

    await wait_until_away(other)
    await wait_until_away(visit.page)
    assert await stored_keys(other) == 0


async def test_escape_once_does_not_leave(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()

    await visit.page.keyboard.press("Escape")
    await visit.page.keyboard.press("a")

    await expect(button(visit.page, "Bahasa Indonesia")).to_be_visible()


async def test_new_visit_after_leaving_is_somebody_new(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    first = await page.evaluate("localStorage.getItem('chat.secret')")
    await button(page, "Keluar cepat").click()
    await wait_until_away(page)

    await page.goto(visit.server.url)
    await button(page, "Bahasa Indonesia").wait_for()

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", first)
    assert await page.evaluate("localStorage.getItem('chat.secret')") != first


async def test_nothing_people_write_is_in_an_address(visit: Visit) -> None:
    page, asked = visit.page, list[Request]()
    page.on("request", lambda request: asked.append(request))

    await type_and_send(page, "burung kenari")
    await expect(own(page, "sent")).to_have_count(1)
    await button(page, "Jalur resmi").wait_for()
    await page.reload()
    await button(page, "Jalur resmi").wait_for()

    secret = await page.evaluate("localStorage.getItem('chat.secret')")
    assert not [r.url for r in asked if "kenari" in r.url or secret in r.url]
    assert {r.url.split("/")[2] for r in asked} == {visit.server.url.split("/")[2]}


async def test_hiding_message_leaves_nothing_in_the_storage(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "rahasia")
    await expect(own(page, "sent")).to_have_count(1)

    await type_and_send(page, "keluar")
    await expect(page.get_by_text("Good morning")).to_be_visible()

    assert await stored_keys(page) == 0
    assert await page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert await page.evaluate("sessionStorage.length + document.cookie.length") == 0


async def test_conversation_goes_on_in_memory_after_hiding(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "keluar")
    await expect(page.get_by_text("Good morning")).to_be_visible()

    await type_and_send(page, "masih di sini")
    await expect(own(page, "sent")).to_have_count(1)

    assert visit.server.chat.texts()[-1] == "masih di sini"
    assert await stored_keys(page) == 0


async def test_page_opened_again_after_hiding_is_somebody_new(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    first = await page.evaluate("localStorage.getItem('chat.secret')")
    await type_and_send(page, "keluar")
    await expect(page.get_by_text("Good morning")).to_be_visible()

    await page.reload()
    await button(page, "Bahasa Indonesia").wait_for()

    assert await page.evaluate("localStorage.getItem('chat.secret')") != first
    await expect(page.get_by_text("Good morning")).to_have_count(0)


async def test_hiding_message_closes_every_other_tab(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    other = await visit.context.new_page()
    await other.goto(visit.server.url)
    await button(other, "Bahasa Indonesia").wait_for()

    await type_and_send(other, "keluar")

    await expect(
        visit.page.get_by_text("Good morning").or_(visit.page.get_by_role("heading", name="Cuaca"))
    ).to_be_visible()
    await expect(
        other.get_by_text("Good morning").or_(other.get_by_role("heading", name="Cuaca"))
    ).to_be_visible()
    assert await stored_keys(visit.page) + await stored_keys(other) == 0

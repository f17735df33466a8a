"""A bad line, a stopped server, a full phone: nothing is lost, nothing comes twice."""

import asyncio
import json

import pytest
from playwright.async_api import Browser, Route, expect

from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.fakes import Server
from tests.channels.webchat.page.seen import bubbles, button, own, type_and_send
from tests.channels.webchat.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_reload_shows_the_same_chat(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").wait_for()
    before = await bubbles(page).all_inner_texts()

    await page.reload()
    await button(page, "Ya, boleh").wait_for()

    assert await bubbles(page).all_inner_texts() == before
    await button(page, "Ya, boleh").click()
    await button(page, "Belum tahu").wait_for()
    assert visit.server.chat.texts() == ["(start)", "id", "yes"]


async def test_stopped_server_loses_and_repeats_nothing(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").wait_for()

    await visit.server.stop()
    await button(page, "Ya, boleh").click()
    await expect(page.locator("#offline")).to_have_text(WORDS["id"]["page-error"])
    await visit.server.start()
    await button(page, "Belum tahu").wait_for()

    assert visit.server.chat.texts() == ["(start)", "id", "yes"]
    await expect(page.locator("#offline")).to_be_empty()
    await expect(bubbles(page).filter(has_text="Kantor desa")).to_have_count(1)


async def test_lost_acknowledgement_stores_only_once(visit: Visit) -> None:
    page, lost = visit.page, asyncio.Event()

    async def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost.is_set():
            await route.fetch()
            lost.set()
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await button(page, "Bahasa Indonesia").wait_for()
    await page.route("**/chat/messages*", lose)
    await type_and_send(page, "apa itu P3MI")
    await expect(own(page, "sent")).to_have_count(1)

    assert lost.is_set()
    assert visit.server.chat.texts() == ["(start)", "apa itu P3MI"]
    await page.unroute_all(behavior="ignoreErrors")


async def test_cut_line_keeps_messages_in_order(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()

    await visit.context.set_offline(True)
    await type_and_send(page, "satu")
    await type_and_send(page, "dua")
    await expect(page.locator("#offline")).to_have_text(WORDS["id"]["page-offline"])
    await expect(own(page, "sent")).to_have_count(0)
    await visit.context.set_offline(False)
    await expect(own(page, "sent")).to_have_count(2)

    assert visit.server.chat.texts() == ["(start)", "satu", "dua"]
    await expect(page.locator("#offline")).to_be_empty()


async def test_silent_person_learns_of_a_stopped_server_and_of_its_return(visit: Visit) -> None:
    banner = visit.page.locator("#offline")
    await button(visit.page, "Bahasa Indonesia").wait_for()

    await visit.server.stop()
    await expect(banner).to_have_text(WORDS["id"]["page-error"], timeout=15_000)
    await visit.server.start()

    await expect(banner).to_be_empty(timeout=15_000)


async def test_database_out_of_reach_is_called_our_fault(visit: Visit) -> None:
    banner = visit.page.locator("#offline")
    await button(visit.page, "Bahasa Indonesia").wait_for()
    visit.server.chat.is_down = True

    await type_and_send(visit.page, "satu")
    await expect(banner).to_have_text(WORDS["id"]["page-error"])
    visit.server.chat.is_down = False

    await expect(own(visit.page, "sent")).to_have_count(1, timeout=15_000)
    await expect(banner).to_be_empty()


async def test_lost_signal_while_the_server_is_down_is_called_no_signal(visit: Visit) -> None:
    banner = visit.page.locator("#offline")
    await button(visit.page, "Bahasa Indonesia").wait_for()
    await visit.server.stop()
    await type_and_send(visit.page, "satu")
    await expect(banner).to_have_text(WORDS["id"]["page-error"])

    await visit.context.set_offline(True)

    await expect(banner).to_have_text(WORDS["id"]["page-offline"])
    await visit.context.set_offline(False)
    await visit.server.start()
    await expect(own(visit.page, "sent")).to_have_count(1, timeout=15_000)
    await expect(banner).to_be_empty()


async def test_failed_message_can_be_sent_again_by_hand(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    visit.server.chat.is_down = True

    await type_and_send(page, "satu")
    await button(page, "Kirim lagi").wait_for()
    visit.server.chat.is_down = False
    await button(page, "Kirim lagi").click()

    await expect(own(page, "sent")).to_have_count(1)
    assert visit.server.chat.texts() == ["(start)", "satu"]


async def test_closed_browser_sends_what_was_left(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    await visit.context.set_offline(True)
    await type_and_send(visit.page, "belum terkirim")
    await visit.page.close()

    await visit.context.set_offline(False)
    page = await visit.context.new_page()
    await page.goto(visit.server.url)
    await expect(own(page, "sent")).to_have_count(1)

    assert visit.server.chat.texts() == ["(start)", "belum terkirim"]


async def test_message_given_twice_is_shown_once(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    await visit.server.stop()

    # As if the browser had been killed between drawing a message and noting its number.
    await page.evaluate(
        "var kept = JSON.parse(localStorage.getItem('chat.log')); kept.after = kept.confirmed = 0;"
        "localStorage.setItem('chat.log', JSON.stringify(kept))"
    )
    await visit.server.start()
    await page.reload()
    await type_and_send(page, "halo")
    await button(page, "Jalur resmi").wait_for()

    await expect(bubbles(page)).to_have_count(3)


async def test_replaced_database_does_not_silence_the_bot(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").click()
    await button(page, "Belum tahu").wait_for()
    await page.wait_for_function("JSON.parse(localStorage.getItem('chat.log')).confirmed > 0")

    await visit.server.stop()
    visit.server.chat.start_anew()
    await visit.server.start()
    await type_and_send(page, "halo")

    await button(page, "Jalur resmi").wait_for()


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("too-large", 413, "page-too-long"),
        ("too-long", 400, "page-too-long"),
        ("malformed", 400, "page-error"),
    ],
)
async def test_refused_message_gets_a_kind_sentence(
    visit: Visit, code: str, status: int, sentence: str
) -> None:
    page = visit.page

    async def refuse(route: Route) -> None:
        if route.request.method == "POST":
            await route.fulfill(
                status=status, body=json.dumps({"error": code}), content_type="application/json"
            )
        else:
            await route.continue_()

    await button(page, "Bahasa Indonesia").wait_for()
    await page.route("**/chat/messages*", refuse)
    await type_and_send(page, "halo")

    await expect(bubbles(page).last).to_contain_text(WORDS["id"][sentence])
    await page.unroute_all(behavior="ignoreErrors")
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").wait_for()


async def test_too_fast_sender_is_slowed_without_a_word(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()

    for number in range(22):
        await type_and_send(page, f"pesan {number}")
    await expect(own(page, "sent")).to_have_count(22, timeout=30_000)

    assert visit.server.chat.texts() == ["(start)", *(f"pesan {number}" for number in range(22))]


async def test_chat_works_where_storage_is_refused(browser: Browser, server: Server) -> None:
    context = await browser.new_context(locale="id-ID")
    page = await context.new_page()
    await page.add_init_script("Storage.prototype.setItem = function () { throw new Error('full'); };")
    await page.goto(server.url)

    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").click()
    await button(page, "Belum tahu").wait_for()

    assert server.chat.texts() == ["(start)", "id", "yes"]
    await context.close()


async def test_script_that_never_starts_is_explained(browser: Browser, server: Server) -> None:
    context = await browser.new_context(locale="id-ID")
    page = await context.new_page()
    await page.route("**/chat.js", lambda route: route.abort())
    await page.goto(server.url)
    await expect(page.get_by_role("textbox")).to_have_count(0)

    await page.evaluate("document.getAnimations().forEach(function (waiting) { waiting.finish(); })")

    await expect(page.locator("p.late")).to_be_visible()
    await context.close()

"""Sheets made for one person on the page: seen, saved, kept nowhere, and gone when somebody leaves."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.domain.message import Message, Printout
from tests.channels.sheets import NAME, PDF, PICTURE, a_sheet
from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.page.seen import bubbles, button, own, type_and_send, wait_until_away
from tests.channels.webchat.words import WORDS
from tests.fakes import A_PDF, a_picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

GONE = WORDS["id"]["page-sheet-gone"]


async def secret_of(page: Page) -> str:
    await button(page, "Bahasa Indonesia").wait_for()
    return str(await page.evaluate("localStorage.getItem('chat.secret')"))


async def receive(visit: Visit, *printouts: Printout) -> None:
    secret = await secret_of(visit.page)
    for printout in printouts:
        visit.server.chat.say_to(secret, a_sheet(printout))
    await expect(save_links(visit.page)).to_have_count(len(printouts))


def save_links(page: Page) -> Locator:
    return page.get_by_role("link", name="Simpan")


async def saved(page: Page, link: Locator) -> tuple[str, bytes]:
    async with page.expect_download() as started:
        await link.click()
    download = await started.value
    return download.suggested_filename, Path(await download.path()).read_bytes()


async def address_of(link: Locator) -> str:
    return str(await link.get_attribute("href"))


async def is_readable(page: Page, address: str) -> bool:
    """Whether a Blob's address still leads anywhere; an image asks without the page's policy on fetch."""
    return bool(
        await page.evaluate(
            "url => new Promise(done => { const i = new Image(); i.onload = () => done(true);"
            " i.onerror = () => done(false); i.src = url; })",
            address,
        )
    )


async def test_picture_is_seen_and_can_be_saved(visit: Visit) -> None:
    page = visit.page
    await receive(visit, PICTURE)

    picture = page.get_by_role("img", name="Sertifikat")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 540
    assert await saved(page, save_links(page)) == ("sertifikat.png", a_picture(540, 764))
    await expect(bubbles(page).last.locator("strong")).to_have_text("sertifikat")


async def test_pdf_is_a_button_with_its_name(visit: Visit) -> None:
    page = visit.page
    await receive(visit, PDF)

    await expect(save_links(page)).to_contain_text("sertifikat.pdf")
    await expect(bubbles(page).last.locator("img")).to_have_count(0)
    assert await saved(page, save_links(page)) == ("sertifikat.pdf", A_PDF)


async def test_button_to_save_is_large_enough(visit: Visit) -> None:
    await receive(visit, PICTURE, PDF)

    for link in await save_links(visit.page).all():
        box = await link.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


async def test_picture_keeps_to_its_bubble(visit: Visit) -> None:
    await receive(visit, PICTURE)

    picture = await visit.page.locator("img.sheet").bounding_box()
    bubble = await bubbles(visit.page).last.bounding_box()

    assert picture is not None
    assert bubble is not None
    assert picture["width"] < bubble["width"] <= 360
    assert picture["height"] == pytest.approx(picture["width"] * 764 / 540, rel=0.02)


async def test_sheet_is_never_in_storage(visit: Visit) -> None:
    await receive(visit, PICTURE, PDF)

    kept = await visit.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    entries = json.loads(json.loads(kept)[0]["chat.log"])["entries"]

    assert [entry.get("sheet") for entry in entries][-2:] == [True, True]
    assert not any(word in kept for word in ("data", "iVBOR", "JVBER", "blob:", "sertifikat.p", NAME))


async def test_after_a_reload_the_words_say_what_to_do(visit: Visit) -> None:
    page = visit.page
    await receive(visit, PICTURE)

    await page.reload()

    await expect(page.get_by_text(GONE)).to_be_visible()
    await expect(bubbles(page).last).to_contain_text("Ini sertifikat Anda.")
    await expect(save_links(page)).to_have_count(0)
    await expect(page.locator("img.sheet")).to_have_count(0)


async def test_sheet_that_was_not_printed_says_what_to_do(visit: Visit) -> None:
    visit.server.printer.error = ValueError(NAME)
    secret = await secret_of(visit.page)

    visit.server.chat.say_to(secret, a_sheet(PICTURE))

    await expect(visit.page.get_by_text(GONE)).to_be_visible()


async def test_garbled_sheet_does_not_stop_the_chat(visit: Visit) -> None:
    page = visit.page
    secret = await secret_of(page)
    await page.evaluate("() => { window.atob = function () { throw new Error('garbled'); }; }")

    visit.server.chat.say_to(secret, a_sheet(PICTURE))
    await expect(page.get_by_text(GONE)).to_be_visible()
    visit.server.chat.say_to(secret, Message(text="Lanjut, ya", locale="id"))

    await expect(page.get_by_text("Lanjut, ya")).to_be_visible()


async def test_sheet_speaks_the_language_of_the_page(visit: Visit) -> None:
    page = visit.page
    await receive(visit, PDF)

    visit.server.chat.say_to(await secret_of_now(page), Message(text="Hello", locale="en"))

    await expect(page.get_by_role("link", name="Save")).to_be_visible()


async def secret_of_now(page: Page) -> str:
    return str(await page.evaluate("localStorage.getItem('chat.secret')"))


async def test_leaving_quickly_frees_the_sheet(visit: Visit) -> None:
    page = visit.page
    await receive(visit, PICTURE)
    await page.evaluate(
        "() => { window.freed = []; const free = URL.revokeObjectURL;"
        " URL.revokeObjectURL = function (url) { freed.push(url); free.call(URL, url); }; }"
    )
    address = await address_of(save_links(page))
    assert await is_readable(page, address)
    await visit.context.set_offline(True)

    await button(page, "Keluar cepat").click()
    await expect(page.get_by_role("heading", name="Cuaca")).to_be_visible()

    assert await page.evaluate("freed") == [address]
    await expect(page.locator("img.sheet, .save")).to_have_count(0)
    await visit.context.set_offline(False)


async def test_leaving_quickly_leaves_no_sheet_in_the_history(visit: Visit) -> None:
    page = visit.page
    await receive(visit, PICTURE)
    address = await address_of(save_links(page))

    await button(page, "Keluar cepat").click()
    await wait_until_away(page)
    await page.go_back()

    await expect(page.locator("img.sheet, .save")).to_have_count(0)
    assert not await is_readable(page, address)


async def test_hiding_message_frees_the_sheet(visit: Visit) -> None:
    """The quick exit in the chat, and the goodbye after everything was erased."""
    page = visit.page
    await receive(visit, PICTURE)
    address = await address_of(save_links(page))

    await type_and_send(page, "keluar")
    await expect(bubbles(page)).to_have_count(1)

    assert not await is_readable(page, address)
    await expect(page.locator("img.sheet, .save")).to_have_count(0)


async def test_two_tabs_show_the_sheet_in_one_at_least(visit: Visit) -> None:
    await secret_of(visit.page)
    other = await visit.context.new_page()
    await other.goto(visit.server.url)
    await button(other, "Bahasa Indonesia").wait_for()

    visit.server.chat.say_to(await secret_of_now(other), a_sheet(PICTURE))

    await expect(save_links(visit.page).or_(visit.page.get_by_text(GONE))).to_be_visible()
    await expect(save_links(other).or_(other.get_by_text(GONE))).to_be_visible()
    assert await save_links(visit.page).count() + await save_links(other).count() >= 1
    await expect(own(visit.page, "sent")).to_have_count(0)

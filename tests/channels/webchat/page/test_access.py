"""Small screens, keyboards, screen readers, tired eyes."""

import pytest
from playwright.async_api import expect

from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.page.seen import button, is_wider_than_screen, own, type_and_send
from tests.channels.webchat.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("size", [(320, 480), (360, 740), (180, 370), (740, 360)])
async def test_nothing_is_wider_than_the_screen(visit: Visit, size: tuple[int, int]) -> None:
    page = visit.page
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").click()
    await button(page, "Sponsor kenalan majikan").wait_for()
    await type_and_send(page, "a" * 200)
    await expect(own(page, "sent")).to_have_count(3)

    assert not await is_wider_than_screen(page)
    await expect(button(page, "Keluar cepat")).to_be_in_viewport(ratio=1)


async def test_lesson_is_shown_from_its_beginning(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").click()
    await button(page, "Belum tahu").wait_for()

    await expect(page.get_by_role("img", name="Jalan")).to_be_in_viewport()
    await button(page, "Ada pesan baru").click()
    await expect(button(page, "Belum tahu")).to_be_in_viewport()
    await expect(button(page, "Ada pesan baru")).to_be_hidden()


async def test_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()

    await page.get_by_role("log").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(button(page, "Bahasa Indonesia")).to_be_focused()
    await page.keyboard.press("Enter")
    await button(page, "Ya, boleh").wait_for()
    for _ in range(3):
        await page.keyboard.press("Tab")
    await expect(button(page, "Ya, boleh")).to_be_focused()
    await page.keyboard.press("Space")
    await button(page, "Belum tahu").wait_for()

    assert visit.server.chat.texts() == ["(start)", "id", "yes"]


async def test_everything_has_a_name_and_a_role(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").click()
    await button(page, "Belum tahu").wait_for()

    assert await page.evaluate(NAMELESS) == []
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-label", WORDS["id"]["page-title"])
    await expect(page.get_by_role("group")).to_have_count(1)
    await expect(page.get_by_role("img", name="Jalan")).to_have_count(1)
    await expect(page.locator("audio")).to_have_attribute("aria-label", "Rekaman")
    assert await page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == (
        await page.locator("[id]").count()
    )


async def test_text_is_large_and_buttons_are_easy_to_hit(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").wait_for()

    assert await page.evaluate(SMALL_TEXT) == []
    assert await page.evaluate(SMALL_BUTTONS) == []


async def test_contrast_is_enough_everywhere(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").click()
    await button(page, "Ya, boleh").wait_for()
    visit.server.chat.is_down = True
    await type_and_send(page, "halo")
    await button(page, "Kirim lagi").wait_for()

    assert await page.evaluate(PALE_TEXT) == []


async def test_focus_is_visible(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()

    await page.keyboard.press("Tab")

    await expect(button(page, "Keluar cepat")).to_be_focused()
    assert await button(page, "Keluar cepat").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


async def test_calm_is_kept_for_those_who_ask_for_it(visit: Visit) -> None:
    await visit.page.emulate_media(reduced_motion="reduce")

    moving = "() => [...document.querySelectorAll('.dots i')].map(e => getComputedStyle(e).animationName)"

    assert set(await visit.page.evaluate(moving)) == {"none"}


NAMELESS = """() => [...document.querySelectorAll('button, textarea, a, img, audio, [role]')].filter(e => {
  const label = e.getAttribute('aria-label') || e.getAttribute('alt') || e.textContent.trim();
  const byLabel = e.id && document.querySelector('label[for="' + e.id + '"]');
  const isStatus = e.getAttribute('role') === 'status';
  return !label && !byLabel && !isStatus && e.getAttribute('alt') !== '';
}).map(e => e.outerHTML)"""

SMALL_TEXT = """() => [...document.querySelectorAll('body *')].filter(e => {
  const hasText = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const isSeen = e.getClientRects().length && !e.closest('.unseen, [aria-hidden], script, noscript');
  return hasText && isSeen && parseFloat(getComputedStyle(e).fontSize) < 16;
}).map(e => e.outerHTML)"""

SMALL_BUTTONS = """() => [...document.querySelectorAll('button, textarea')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && (box.width < 44 || box.height < 44);
}).map(e => e.outerHTML)"""

PALE_TEXT = """() => {
  const parts = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => {
    const [r, g, b] = parts(color).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (parts(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('body *')].filter(e => {
    const hasText = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!hasText || !e.getClientRects().length || e.closest('script, noscript')) return false;
    const [high, low] = [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05) < 4.5;
  }).map(e => e.outerHTML);
}"""

"""Where things are on a phone's screen: nothing covers a choice, nothing is cut that could be whole."""

import pytest
from playwright.async_api import Page, expect

from bot.domain.message import Choice, Message
from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.fakes import LOCALES
from tests.channels.webchat.page.seen import bubbles, button, own, type_and_send
from tests.channels.webchat.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINE = "Lowongan yang resmi bisa dicek di kantor desa.\n"
"""A line that breaks in two at 360 px."""


async def say(visit: Visit, lines: int, choices: int) -> None:
    """The bot speaks: a message of so many lines, then a question with so many choices."""
    secret = await visit.page.evaluate("localStorage.getItem('chat.secret')")
    taps = tuple(Choice(token=f"9.{n}", label=f"Lanjut {n}", number=n) for n in range(1, choices + 1))
    visit.server.chat.say_to(secret, Message(text=LINE * lines, locale="id"))
    visit.server.chat.say_to(secret, Message(text="Mau lanjut?", locale="id", choices=taps))
    await button(visit.page, f"Lanjut {choices}").wait_for()


async def ask(visit: Visit) -> None:
    """The person says something that nothing answers yet."""
    await button(visit.page, "Bahasa Indonesia").wait_for()
    visit.server.chat.is_silent = True
    await type_and_send(visit.page, "halo")
    await expect(own(visit.page, "sent")).to_have_count(1)


async def cut_choices(page: Page) -> list[str]:
    """Choices that are neither wholly seen nor wholly out of sight, or that something lies upon."""
    found = await page.evaluate(CUT)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("lines", range(1, 13))
async def test_choices_are_never_cut_where_new_words_are_shown(visit: Visit, lines: int) -> None:
    await ask(visit)

    await say(visit, lines, choices=3)

    assert await cut_choices(visit.page) == []
    await expect(bubbles(visit.page).nth(2)).to_be_in_viewport()
    is_all_seen = await button(visit.page, "Lanjut 3").evaluate(IS_SEEN)
    await expect(button(visit.page, "Ada pesan baru")).to_be_visible(visible=not is_all_seen)


async def test_what_fits_is_shown_to_its_end(visit: Visit) -> None:
    await ask(visit)

    await say(visit, 3, choices=2)

    await expect(button(visit.page, "Lanjut 2")).to_be_in_viewport(ratio=1)
    await expect(bubbles(visit.page).nth(2)).to_be_in_viewport(ratio=1)
    await expect(button(visit.page, "Ada pesan baru")).to_be_hidden()


async def test_what_does_not_fit_is_shown_from_its_first_word(visit: Visit) -> None:
    await ask(visit)

    await say(visit, 14, choices=2)

    top = (
        "e => e.getBoundingClientRect().top - document.getElementById('scroller').getBoundingClientRect().top"
    )
    assert 0 <= await bubbles(visit.page).nth(2).evaluate(top) < 20
    await button(visit.page, "Ada pesan baru").click()
    await expect(button(visit.page, "Lanjut 2")).to_be_in_viewport(ratio=1)
    await expect(button(visit.page, "Ada pesan baru")).to_be_hidden()


async def test_way_down_lies_on_nothing_and_keeps_its_name(visit: Visit) -> None:
    await ask(visit)
    await say(visit, 14, choices=4)
    down = button(visit.page, "Ada pesan baru")

    for step in range(0, 600, 40):
        await visit.page.locator("#scroller").evaluate("(e, step) => { e.scrollTop = step; }", step)
        assert await down.evaluate(LIES_ON) == []
    await visit.page.locator("#scroller").evaluate("e => { e.scrollTop = 0; }")

    await expect(down).to_have_attribute("aria-label", WORDS["id"]["page-new-messages"])
    box = await down.bounding_box()
    assert box is not None
    assert box["width"] == box["height"] == 48


async def test_keyboard_goes_on_at_the_end_it_jumped_to(visit: Visit) -> None:
    await ask(visit)
    await say(visit, 14, choices=2)

    await button(visit.page, "Ada pesan baru").press("Enter")
    for _ in range(2):
        await visit.page.keyboard.press("Tab")

    await expect(button(visit.page, "Lanjut 1")).to_be_focused()


async def test_banner_does_not_push_the_last_choice_away(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").click()
    last = button(visit.page, "Tidak dulu")
    await expect(last).to_be_in_viewport(ratio=1)

    await visit.context.set_offline(True)
    await expect(visit.page.locator("#offline")).not_to_be_empty()

    await expect(last).to_be_in_viewport(ratio=1)
    await visit.page.set_viewport_size({"width": 360, "height": 420})
    await expect(last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("locale", LOCALES)
async def test_title_has_two_lines_at_most_and_says_all(visit: Visit, locale: str) -> None:
    title = visit.page.get_by_role("heading")
    await button(visit.page, WORDS["id"][f"welcome.{locale}"]).click()
    await expect(title).to_have_text(WORDS[locale]["page-title"])

    assert await title.evaluate(LINES) <= 2
    assert await title.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    for width in (320, 280, 200):
        await visit.page.set_viewport_size({"width": width, "height": 740})
        assert await title.evaluate(LINES) <= 2


@pytest.mark.parametrize("locale", LOCALES)
async def test_card_says_what_leaving_does(visit: Visit, locale: str) -> None:
    words = WORDS[locale]

    await button(visit.page, WORDS["id"][f"welcome.{locale}"]).click()

    await expect(visit.page.locator("#card")).to_contain_text(
        f"{words['page-leave']}: {words['page-leave-hint']}"
    )


LINES = "e => Math.round(e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"

CUT = """() => {
  const edges = document.getElementById('scroller').getBoundingClientRect();
  return [...document.querySelectorAll('button.choice')].filter(e => {
    const box = e.getBoundingClientRect();
    if (!box.height || box.bottom <= edges.top || box.top >= edges.bottom) return false;
    if (box.top < edges.top || box.bottom > edges.bottom) return true;
    return [box.left + 8, (box.left + box.right) / 2, box.right - 8].some(
      x => !e.contains(document.elementFromPoint(x, (box.top + box.bottom) / 2)));
  }).map(e => e.textContent);
}"""

IS_SEEN = """e => e.getBoundingClientRect().bottom
  <= document.getElementById('scroller').getBoundingClientRect().bottom"""

LIES_ON = """e => {
  const box = e.getBoundingClientRect();
  const edge = document.getElementById('scroller').getBoundingClientRect().bottom;
  if (box.width && box.top < edge) return ['the chat'];
  return [...document.querySelectorAll('footer button, textarea')].filter(other => {
    const its = other.getBoundingClientRect();
    return other !== e && box.width && its.width && its.left < box.right && its.right > box.left
      && its.top < box.bottom && its.bottom > box.top;
  }).map(other => other.outerHTML);
}"""

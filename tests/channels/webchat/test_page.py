"""The page in a real browser, from the side of somebody with a small phone and a bad line."""

import asyncio
import json
import re

import pytest
from playwright.async_api import Browser, Locator, Page, Request, Route, expect

from bot.domain.message import Choice, Message
from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.fakes import LOCALES, Server
from tests.channels.webchat.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def bubbles(page: Page) -> Locator:
    return page.get_by_role("article")


def own(page: Page, state: str) -> Locator:
    return page.locator(f".own[data-state={state}]")


async def type_and_send(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.get_by_role("textbox").press("Enter")


async def stored_keys(page: Page) -> int:
    return int(await page.evaluate("localStorage.length + sessionStorage.length"))


async def wait_until_away(page: Page) -> None:
    """Until the ordinary page has come from the server, too; it has no script."""
    await page.wait_for_url("**/cuaca")
    await expect(page.locator("script")).to_have_count(0)


async def is_wider_than_screen(page: Page) -> bool:
    return bool(
        await page.evaluate(
            "[document.documentElement, document.getElementById('scroller')]"
            ".some(function (element) { return element.scrollWidth > element.clientWidth; })"
        )
    )


@pytest.mark.parametrize("locale", LOCALES)
async def test_chat_goes_from_greeting_to_menu(visit: Visit, locale: str) -> None:
    words, page = WORDS[locale], visit.page

    await button(page, words[f"welcome.{locale}"]).click()
    await button(page, words["consent.yes"]).click()
    await button(page, words["question.c"]).click()
    await button(page, words["menu.legal-route"]).wait_for()

    assert visit.server.chat.texts() == ["(start)", locale, "yes", "c"]
    await expect(own(page, "sent")).to_have_count(3)
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    await expect(page).to_have_title(words["page-title"])


async def test_page_follows_when_the_language_changes(visit: Visit) -> None:
    page = visit.page

    await button(page, "English").click()

    await expect(button(page, "Leave quickly")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Write here")).to_be_visible()
    await expect(button(page, "Send")).to_be_visible()


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
    await expect(page.locator("#offline")).to_have_text(WORDS["id"]["page-offline"])
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


async def test_double_tap_chooses_once(visit: Visit) -> None:
    page = visit.page

    await button(page, "Bahasa Indonesia").dblclick()
    await button(page, "Ya, boleh").wait_for()
    await button(page, "Menu").dblclick()
    await button(page, "Jalur resmi").wait_for()

    assert visit.server.chat.texts()[:2] == ["(start)", "id"]
    assert set(visit.server.chat.texts()[2:]) == {":menu"}
    await expect(own(page, "sent").filter(has_text="Bahasa Indonesia")).to_have_count(1)


async def test_slow_line_takes_one_of_two_taps(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    await visit.context.set_offline(True)

    await button(page, "Menu").click()
    await button(page, "Menu").click()
    await visit.context.set_offline(False)
    await button(page, "Jalur resmi").wait_for()

    assert visit.server.chat.texts() == ["(start)", ":menu"]


async def test_old_choices_are_plain_text(visit: Visit) -> None:
    page = visit.page

    await button(page, "English").click()
    await button(page, "Yes, you may").wait_for()

    await expect(button(page, "Bahasa Indonesia")).to_have_count(0)
    await expect(page.locator(".old")).to_have_text("1. Bahasa Indonesia\n2. English")


async def test_help_in_danger_stays_when_a_question_follows(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "bahaya")
    await button(page, "Ya, boleh").wait_for()

    await button(page, "Nomor darurat").click()
    await expect(own(page, "sent")).to_have_count(2)

    assert visit.server.chat.texts() == ["(start)", "bahaya", ":sos"]


async def test_menu_help_and_language_send_their_tokens(visit: Visit) -> None:
    page = visit.page

    for name in ("Menu", "Kontak bantuan", "Bahasa"):
        await page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()
    await expect(own(page, "sent")).to_have_count(3)

    assert visit.server.chat.texts() == ["(start)", ":menu", ":help", ":language"]


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


async def test_hiding_message_clears_the_chat_first(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "rahasia")
    await button(page, "Jalur resmi").wait_for()

    await type_and_send(page, "keluar")
    await expect(bubbles(page)).to_have_count(1)

    await expect(bubbles(page)).to_contain_text("Good morning")
    assert "rahasia" not in await page.evaluate("localStorage.getItem('chat.log')")


async def test_two_tabs_show_each_message_once(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    other = await visit.context.new_page()
    await other.goto(visit.server.url)

    await button(other, "Bahasa Indonesia").click()
    for page in (visit.page, other):
        await button(page, "Ya, boleh").wait_for()
        await expect(bubbles(page)).to_have_count(4)

    assert visit.server.chat.texts() == ["(start)", "id"]


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


async def test_text_of_messages_is_never_markup(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    secret = await page.evaluate("localStorage.getItem('chat.secret')")
    evil = "<img src=x onerror=document.title='x'> **<b>tebal</b>** https://example.org/a\"onmouseover=x"
    choice = Choice(token="9.a", label="<script>document.title='x'</script>", number=1)

    visit.server.chat.say_to(secret, Message(text=evil, locale="id", choices=(choice,)))
    await type_and_send(page, "<i>halo</i>")
    await expect(own(page, "sent")).to_have_count(1)

    assert await page.locator("#log img, #log i, #log b, #log script").count() == 0
    await expect(page.locator("#log strong")).to_have_text("<b>tebal</b>")
    await expect(page.locator("#log a")).to_have_attribute("href", "https://example.org/a")
    await expect(page.get_by_text("<i>halo</i>")).to_be_visible()
    await expect(page).to_have_title(WORDS["id"]["page-title"])


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


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [("too-large", 413, "page-too-long"), ("too-long", 400, "page-too-long"), ("malformed", 400, "page-error")],
)
async def test_refused_message_gets_a_kind_sentence(visit: Visit, code: str, status: int, sentence: str) -> None:
    page = visit.page

    async def refuse(route: Route) -> None:
        if route.request.method == "POST":
            await route.fulfill(status=status, body=json.dumps({"error": code}), content_type="application/json")
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


async def test_typed_text_has_a_limit_that_is_said(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()

    await page.get_by_role("textbox").fill("a" * 4096)

    await expect(page.locator("#limit")).to_have_text(WORDS["id"]["page-too-long"])
    await page.get_by_role("textbox").press("Enter")
    await expect(own(page, "sent")).to_have_count(1)
    assert len(visit.server.chat.texts()[-1]) == 4096


async def test_only_the_last_messages_are_kept(visit: Visit) -> None:
    page = visit.page
    await button(page, "Bahasa Indonesia").wait_for()
    secret = await page.evaluate("localStorage.getItem('chat.secret')")

    for number in range(70):
        visit.server.chat.say_to(secret, Message(text=f"pelajaran {number}", locale="id"))

    await expect(bubbles(page)).to_have_count(60)
    await expect(bubbles(page).last).to_contain_text("pelajaran 69")


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


async def test_listening_is_offered_only_where_the_browser_can(browser: Browser, server: Server) -> None:
    context = await browser.new_context(locale="id-ID")
    page = await context.new_page()
    await page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    await page.goto(server.url)
    await button(page, "Bahasa Indonesia").wait_for()

    await expect(button(page, "Dengarkan")).to_have_count(0)
    await context.close()


async def test_listening_reads_text_and_choices_in_its_language(browser: Browser, server: Server) -> None:
    context = await browser.new_context(locale="id-ID")
    page = await context.new_page()
    await page.add_init_script(
        "window.spoken = []; speechSynthesis.speak = function (words) { spoken.push([words.lang, words.text]); };"
    )
    await page.goto(server.url)

    await button(page, "Dengarkan").click()
    await button(page, "Berhenti membaca").click()

    spoken = await page.evaluate("spoken")
    assert spoken == [["id-ID", f"{WORDS['id']['welcome']}\n1. Bahasa Indonesia.\n2. English."]]
    await expect(button(page, "Dengarkan")).to_be_visible()
    await context.close()


async def test_silence_shows_that_we_are_working(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    visit.server.chat.is_silent = True

    await type_and_send(visit.page, "halo")

    await expect(visit.page.get_by_text("Sebentar, ya")).to_be_visible()


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


async def test_shift_enter_makes_a_new_line(visit: Visit) -> None:
    field = visit.page.get_by_role("textbox")
    await field.type("satu")
    await field.press("Shift+Enter")
    await field.type("dua")
    await field.press("Enter")
    await expect(own(visit.page, "sent")).to_have_count(1)

    assert visit.server.chat.texts()[-1] == "satu\ndua"


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


async def test_script_that_never_starts_is_explained(browser: Browser, server: Server) -> None:
    context = await browser.new_context(locale="id-ID")
    page = await context.new_page()
    await page.route("**/chat.js", lambda route: route.abort())
    await page.goto(server.url)
    await expect(page.get_by_role("textbox")).to_have_count(0)

    await page.evaluate("document.getAnimations().forEach(function (waiting) { waiting.finish(); })")

    await expect(page.locator("p.late")).to_be_visible()
    await context.close()


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

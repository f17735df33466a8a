"""What a person does and reads in the chat, from greeting to menu."""

import pytest
from playwright.async_api import Browser, expect

from bot.domain.message import Choice, Message
from tests.channels.webchat.conftest import Visit
from tests.channels.webchat.fakes import LOCALES, Server
from tests.channels.webchat.page.seen import bubbles, button, own, stored_keys, type_and_send
from tests.channels.webchat.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_hiding_message_clears_the_chat_first(visit: Visit) -> None:
    page = visit.page
    await type_and_send(page, "rahasia")
    await button(page, "Jalur resmi").wait_for()

    await type_and_send(page, "keluar")
    await expect(bubbles(page)).to_have_count(1)

    await expect(bubbles(page)).to_contain_text("Good morning")
    await expect(page.get_by_text("HAPUS DATA")).to_be_hidden()
    assert await stored_keys(page) == 0


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


async def test_two_tabs_show_each_message_once(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    other = await visit.context.new_page()
    await other.goto(visit.server.url)

    await button(other, "Bahasa Indonesia").click()
    for page in (visit.page, other):
        await button(page, "Ya, boleh").wait_for()
        await expect(bubbles(page)).to_have_count(4)

    assert visit.server.chat.texts() == ["(start)", "id"]


async def test_silence_shows_that_we_are_working(visit: Visit) -> None:
    await button(visit.page, "Bahasa Indonesia").wait_for()
    visit.server.chat.is_silent = True

    await type_and_send(visit.page, "halo")

    await expect(visit.page.get_by_text("Sebentar, ya")).to_be_visible()


async def test_shift_enter_makes_a_new_line(visit: Visit) -> None:
    field = visit.page.get_by_role("textbox")
    await field.type("satu")
    await field.press("Shift+Enter")
    await field.type("dua")
    await field.press("Enter")
    await expect(own(visit.page, "sent")).to_have_count(1)

    assert visit.server.chat.texts()[-1] == "satu\ndua"


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

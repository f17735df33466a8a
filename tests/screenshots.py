"""`python -m tests.screenshots`: the pictures of docs/, taken from the real server and the real page.

An invented person opens the chat on a phone, answers the first questions and takes a lesson. In the next
lesson the server is killed while they answer; it starts again, and they go on. Nothing here is faked.
"""

import asyncio
import base64
import io
import secrets
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.commands.content import compile_or_exit
from bot.content.model import Choose, Content, Lesson, Option, Question, Step
from tests.browser import FLAGS, find_chromium
from tests.process import HOME, ServerProcess

IMAGES = HOME / "docs" / "images"
WIDTH, HEIGHT, SCALE = 360, 740, 2
LARGEST = 200_000
WAIT = 30_000

FIRST_DAY = (
    ("welcome", "consent", "yes"),
    ("profile", "role", "worker"),
    ("profile", "province", "ntb"),
    ("profile", "district", "lombok-timur"),
    ("profile", "stage", "thinking"),
    ("profile", "destination", "malaysia"),
    ("profile", "sector", "palm-oil"),
    ("menu", "choices", "courses"),
    ("courses", "topics", "before"),
    ("courses", "before", "legal-route"),
    ("legal-route", "lessons", "who-does-what"),
)
LESSON = ("legal-route", "who-does-what")
NEXT_LESSON = ("legal-route", "check-agency")
NAME = "Rinjani Sejahtera"
AS_PNG = """image => {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/png').split(',')[1];
}"""
"""The page may fetch nothing, not even its own picture; a canvas may draw it."""
BROWSER_LOCALES = {"id": "id-ID", "en": "en-US"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One person's open page, and the words they read on it."""

    page: Page
    content: Content
    locale: str

    async def pick(self, module: str, step: str, choice: str) -> None:
        """Taps a choice by its words, as a person would."""
        await self.tap(self.words(_option(self.content, module, step, choice)))

    async def tap(self, label: str) -> None:
        """The open button with exactly this label."""
        exact = self.page.locator(".choice .label").get_by_text(label, exact=True)
        await exact.last.click(timeout=WAIT)

    async def answer(self, module: str, step: str) -> str:
        """Taps the right answer of a lesson; returns the reason that must follow."""
        right = next(option for option in _lesson(self.content, module, step).options if option.is_right)
        await self.tap(self.words(right))
        assert right.reason is not None
        return right.reason[self.locale].render({}, _today())

    async def type(self, words: str) -> None:
        """Types something and sends it."""
        await self.page.fill("#text", words)
        await self.page.keyboard.press("Enter")

    async def reads(self, text: str) -> None:
        """Waits until a text is on the screen, exactly once."""
        await expect(self.page.locator(".bubble .text").get_by_text(text, exact=True)).to_have_count(
            1, timeout=WAIT
        )

    async def photograph(self, name: str) -> None:
        """The screen as it is, once nothing moves any more."""
        await expect(self.page.locator("#working")).to_be_hidden(timeout=WAIT)
        await expect(self.page.locator("#offline")).to_be_empty(timeout=WAIT)
        await self.keep(name)

    async def keep(self, name: str) -> None:
        """The screen as it is."""
        path = IMAGES / f"{name}.png"
        await self.page.screenshot(path=path, animations="disabled", caret="hide")
        size = path.stat().st_size
        print(f"{path.relative_to(HOME)}: {size // 1000} kB")
        if size > LARGEST:
            raise SystemExit(f"{path.name} is larger than {LARGEST // 1000} kB")

    def phrase(self, name: str) -> str:
        """A sentence of the program itself."""
        return self.content.phrases[name][self.locale].render({}, _today())

    def words(self, option: Option) -> str:
        """A label as it is shown."""
        return option.label[self.locale].render({}, _today())


async def take_lessons(phone: Phone, server: ServerProcess) -> None:
    """From hello to the end of a lesson; then on through a kill."""
    await phone.page.goto(server.url)
    language = _option(phone.content, "welcome", "language", phone.locale)
    await expect(phone.page.locator(".choice .label").get_by_text(phone.words(language))).to_be_visible(
        timeout=WAIT
    )
    await phone.photograph(f"chat-{phone.locale}")
    await phone.tap(phone.words(language))
    for place in FIRST_DAY:
        await phone.pick(*place)
    await phone.reads(await phone.answer(*LESSON))
    await phone.photograph(f"lesson-{phone.locale}")
    await phone.tap(phone.phrase("onward-next"))
    await go_on_after_a_kill(phone, server)


async def earn_certificate(phone: Phone, server: ServerProcess) -> None:
    """Every must-know and the test after the course, then the certificate and the page behind its code."""
    for known in phone.content.course.must_knows:
        for module, lesson in (place.split("/") for place in known.lessons):
            if (module, lesson) != NEXT_LESSON:  # answered before
                await learn(phone, module, lesson)
        if known.id == "danger-signs":
            await phone.type("menu")
            await phone.pick("menu", "choices", "progress")
            heading = phone.phrase("report-mastery").partition("\n")[0]
            await phone.page.get_by_text(heading).last.scroll_into_view_if_needed()
            await phone.photograph(f"progress-{phone.locale}")
    await phone.type("menu")
    await phone.pick("menu", "choices", "progress")
    await phone.pick("progress", "choices", "test")
    module = phone.content.course.tests["post"]
    for step in phone.content.modules[module].steps.values():
        if isinstance(step, Question):
            await phone.answer(module, step.id)
    await phone.pick("progress", "choices", "certificate")
    await phone.pick("certificate", "explain", "named")
    await phone.type(NAME)
    picture = phone.page.locator("img.sheet, .sheet img").last
    await expect(picture).to_be_visible(timeout=WAIT)
    await picture.scroll_into_view_if_needed()
    await phone.photograph(f"certificate-{phone.locale}")
    drawn = base64.b64decode(await picture.evaluate(AS_PNG))
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    await phone.page.goto(server.url + "/verify/" + code.text.rpartition("/")[2])
    await phone.keep(f"verify-{phone.locale}")


async def learn(phone: Phone, module: str, lesson: str) -> None:
    """By the menu to a lesson, and its right answer."""
    await phone.type("menu")
    await phone.pick("menu", "choices", "courses")
    topics = phone.content.modules["courses"].steps
    topic, branch = next(
        (option.id, option.target)
        for option in _options(topics["topics"])
        if module in [found.id for found in _options(topics[option.target])]
    )
    await phone.pick("courses", "topics", topic)
    await phone.pick("courses", branch, module)
    start = phone.content.modules[module].steps[phone.content.modules[module].start]
    if any(option.id == "yes" for option in _options(start)):
        await phone.pick(module, start.id, "yes")
    await phone.pick(module, "lessons", lesson)
    await phone.reads(await phone.answer(module, lesson))


async def go_on_after_a_kill(phone: Phone, server: ServerProcess) -> None:
    """The answer is tapped while nobody is there to take it, and is neither lost nor taken twice."""
    question = _lesson(phone.content, *NEXT_LESSON).question.text[phone.locale].render({}, _today())
    await phone.reads(question)
    server.kill()
    reason = await phone.answer(*NEXT_LESSON)
    await expect(phone.page.locator("#offline")).not_to_be_empty(timeout=WAIT)
    await server.start()
    await phone.reads(reason)
    if phone.locale == "id":
        await phone.photograph("resumed-id")
    before = await _bubbles(phone.page)
    await phone.page.reload()
    await expect(phone.page.locator(".bubble")).to_have_count(len(before), timeout=WAIT)
    assert await _bubbles(phone.page) == before, "the chat is not the same after the page was opened again"
    await phone.tap(phone.phrase("onward-next"))


async def visit(browser: Browser, content: Content, locale: str) -> None:
    """One server with an empty database, one phone."""
    with tempfile.TemporaryDirectory() as folder:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        server = ServerProcess(Path(folder), {"SEALING_KEYS": key, "LOG_LEVEL": "warning"})
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            is_mobile=True,
            has_touch=True,
            locale=BROWSER_LOCALES[locale],
            timezone_id="Asia/Makassar",
        )
        async with server:
            phone = Phone(page=await context.new_page(), content=content, locale=locale)
            await take_lessons(phone, server)
            if locale == "id":
                await earn_certificate(phone, server)
        await context.close()


async def run(locales: Sequence[str]) -> None:
    """All pictures, one language after the other."""
    content = compile_or_exit(tuple(BROWSER_LOCALES))
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        for locale in locales:
            await visit(browser, content, locale)
        await browser.close()


def _option(content: Content, module: str, step: str, choice: str) -> Option:
    found = content.modules[module].steps[step]
    assert isinstance(found, Choose | Lesson)
    return next(option for option in found.options if option.id == choice)


def _lesson(content: Content, module: str, step: str) -> Lesson | Question:
    found = content.modules[module].steps[step]
    assert isinstance(found, Lesson | Question)
    return found


def _options(step: Step) -> tuple[Option, ...]:
    return step.options if isinstance(step, Choose | Lesson) else ()


async def _bubbles(page: Page) -> list[str]:
    return await page.locator(".bubble .text").all_inner_texts()


def _today() -> date:
    return datetime.now(UTC).date()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1:] or tuple(BROWSER_LOCALES)))

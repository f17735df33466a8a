"""How the tests find what a person sees on the page."""

from playwright.async_api import Locator, Page, expect


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

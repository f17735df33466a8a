"""Browsers that post twice what their person says, and ask without end for what came after the last message."""

import asyncio
import json
from collections.abc import Sequence

import aiohttp

from tests.crash.crowd import Person, post_id
from tests.crash.lives import KNOCK_AGAIN, Knocks, Lives, open_client, post_until_taken
from tests.crash.oracle import Heard
from tests.end_to_end.wire import in_browser


class Browser:
    """One browser. `heard` is what its page shows, each part once."""

    def __init__(self, person: Person, url: str) -> None:
        self.person = person
        self.heard: list[Heard] = []
        self._url = f"{url}/chat/messages"
        self._headers = {"Authorization": f"Bearer {person.address.value}"}
        self._last = 0

    async def say_all(self, session: aiohttp.ClientSession, lives: Lives, count: int, knocks: Knocks) -> None:
        """In order, each twice, spread over `count` lives."""
        for place, said in enumerate(self.person.said):
            await lives.reached(place * count // len(self.person.said))
            body = json.dumps(
                {"id": post_id(said.number), "token" if said.is_tap else "text": said.words}
            ).encode()
            for _ in range(2):
                await post_until_taken(session, self._url, body, self._headers, knocks)

    async def listen(self, session: aiohttp.ClientSession, lives: Lives) -> None:
        """Until cancelled; after a broken line it asks again from where it was."""
        while True:
            try:
                await self._ask(session, lives.now)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(KNOCK_AGAIN)

    async def _ask(self, session: aiohttp.ClientSession, life: int) -> None:
        async with session.get(
            self._url, params={"after": str(self._last)}, headers=self._headers
        ) as response:
            if response.status != 200:
                assert response.status in (429, 503), f"refused with {response.status}"
                await asyncio.sleep(KNOCK_AGAIN)
                return
            parts = (await response.json())["messages"]
        for part in parts:
            # What was asked for comes after the last one, so a lower number would be shown twice.
            assert part["number"] > self._last, "the server gave a part that the browser has"
            self._last = part["number"]
            self.heard.append(Heard(seen=in_browser(part), life=life))


async def say_all(browsers: Sequence[Browser], lives: Lives, count: int) -> int:
    """All of them at once; how many copies were taken."""
    knocks = Knocks()
    async with open_client() as session, asyncio.TaskGroup() as group:
        for browser in browsers:
            group.create_task(browser.say_all(session, lives, count, knocks))
    return knocks.taken

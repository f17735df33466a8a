"""One storm: a crowd speaks on all channels, the server is killed while it answers, and somebody keeps count."""

import asyncio
import random
import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select, text

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.store import DatabaseStore, open_store, upgrade
from bot.store.schema import inbox, outbox
from tests.crash import browser_load, telegram_load, whatsapp_load
from tests.crash.browser_load import Browser
from tests.crash.crowd import Person, Said, a_crowd, everything_said
from tests.crash.lives import LONGEST_LIFE, SHORTEST_LIFE, Lives, end_lease, open_client
from tests.crash.oracle import Heard, Verdict, judge, read_kept
from tests.databases import KEYS
from tests.end_to_end.environment import with_database, with_telegram, with_whatsapp
from tests.end_to_end.wire import on_telegram, on_whatsapp
from tests.process import ServerProcess
from tests.standins.telegram import TelegramStandIn
from tests.standins.whatsapp import WhatsAppStandIn

LOOK_AGAIN = 0.1
LEFTOVERS = 0.05
"""Seconds in which what the dead server had already put on the line still reaches the stand-ins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large the storm is. `settles_within` is how long after the last delivery everything must be answered."""

    on_whatsapp: int = 200
    on_telegram: int = 20
    in_browsers: int = 10
    messages: int = 10
    copies: int = 2
    kills: int = 10
    seed: int = 1
    settles_within: float = 40.0
    sabotage: str = ""
    is_graceful: bool = False
    """The server is asked to stop instead of being killed: then nothing at all may be repeated."""

    def times(self, factor: int) -> "Plan":
        """The same, so many times larger."""
        return replace(
            self,
            on_whatsapp=self.on_whatsapp * factor,
            on_telegram=self.on_telegram * factor,
            in_browsers=self.in_browsers * factor,
            kills=self.kills * factor,
            settles_within=600.0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened, in numbers."""

    sent: int
    deliveries: int
    refused: int
    kills: int
    seconds: float
    verdict: Verdict

    def __str__(self) -> str:
        found = self.verdict
        return (
            f"sent={self.sent} deliveries={self.deliveries} repeats_refused={self.refused} kills={self.kills} "
            f"received={found.received} repeated={found.repeated} repeated_too_often={found.repeated_too_often} "
            f"missing={found.missing} kept_twice={found.kept_twice} lost={found.lost} unexpected={found.unexpected} "
            f"torn={found.torn} seconds={self.seconds:.1f} {' '.join(found.examples)}"
        ).rstrip()


async def run_storm(plan: Plan, folder: Path, url: str, content: Content) -> Outcome:
    """From the first delivery to the verdict."""
    began_at = time.monotonic()
    await upgrade(url)
    crowd = Crowd(plan)
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramStandIn())
        whatsapp = await stack.enter_async_context(WhatsAppStandIn())
        environment = with_database(url) | with_telegram(telegram.url) | with_whatsapp(whatsapp.url)
        environment |= {"CRASH_SABOTAGE": plan.sabotage, "LOG_LEVEL": "warning"}
        server = ServerProcess(folder, environment, module="tests.crash.server", arguments=())
        await stack.enter_async_context(server)
        whatsapp.webhook = f"{server.url}/webhooks/whatsapp"
        storm = Storm(plan, crowd, server, telegram, whatsapp)
        deliveries = await storm.blow(url)
        store = open_store(url, KEYS)
        stack.push_async_callback(store.close)
        kept = await read_kept(store)
        verdict = judge(crowd.people, kept, storm.heard(), content, crowd.by_hash(store))
    return Outcome(
        sent=everything_said(crowd.people),
        deliveries=deliveries,
        refused=deliveries - len(kept),
        kills=plan.kills,
        seconds=time.monotonic() - began_at,
        verdict=verdict,
    )


class Crowd:
    """Everybody who will speak."""

    def __init__(self, plan: Plan) -> None:
        self.on_whatsapp = a_crowd(ChannelName.WHATSAPP, plan.on_whatsapp, plan.messages, plan.seed)
        self.on_telegram = a_crowd(ChannelName.TELEGRAM, plan.on_telegram, plan.messages, plan.seed)
        self.in_browsers = a_crowd(ChannelName.WEBCHAT, plan.in_browsers, plan.messages, plan.seed)
        self.people = [*self.on_whatsapp, *self.on_telegram, *self.in_browsers]

    def by_hash(self, store: DatabaseStore) -> Mapping[bytes, Said]:
        """What was said by what the inbox calls it."""
        return {
            store.sealer.blind(f"external.{person.channel}", said.external_id): said
            for person in self.people
            for said in person.said
        }


class Storm:
    """The crowd, the server and the stand-ins, for one run."""

    def __init__(
        self,
        plan: Plan,
        crowd: Crowd,
        server: ServerProcess,
        telegram: TelegramStandIn,
        whatsapp: WhatsAppStandIn,
    ) -> None:
        self._plan = plan
        self._crowd = crowd
        self._server = server
        self._telegram = telegram
        self._whatsapp = whatsapp
        self._dice = random.Random(plan.seed)
        self._lives = Lives()
        self._marks: list[tuple[int, int]] = [(0, 0)]
        self._browsers = [Browser(person, server.url) for person in crowd.in_browsers]

    async def blow(self, url: str) -> int:
        """Everything at once until all is said, all is answered or time is up; copies of messages taken."""
        async with open_client() as session, asyncio.TaskGroup() as group:
            listening = [group.create_task(one.listen(session, self._lives)) for one in self._browsers]
            living = group.create_task(self._live_and_die(url))
            taken = await self._speak()
            await living
            await _settle(url, self._plan.settles_within)
            for task in listening:
                task.cancel()
        return taken

    def heard(self) -> Mapping[Person, Sequence[Heard]]:
        """What reached each person, in order."""
        heard: dict[Person, list[Heard]] = {browser.person: browser.heard for browser in self._browsers}
        by_address = {person.address.value: person for person in self._crowd.people}
        for place, body in enumerate(self._whatsapp.record.messages):
            person = by_address[body.get("to", "")]
            life = bisect_right(self._marks, place, key=lambda mark: mark[0]) - 1
            heard.setdefault(person, []).append(Heard(seen=on_whatsapp(body), life=life))
        for place, call in enumerate(self._telegram.sent):
            person = by_address[call.chat]
            life = bisect_right(self._marks, place, key=lambda mark: mark[1]) - 1
            heard.setdefault(person, []).append(Heard(seen=on_telegram(call.fields), life=life))
        return heard

    async def _speak(self) -> int:
        lives, url, dice = self._plan.kills + 1, self._server.url, self._dice
        posts = whatsapp_load.plan_posts(self._crowd.on_whatsapp, lives, dice, self._plan.copies)
        taken = await asyncio.gather(
            whatsapp_load.deliver_all(url, posts, self._lives),
            telegram_load.deliver_all(url, self._crowd.on_telegram, self._lives, lives, dice),
            browser_load.say_all(self._browsers, self._lives, lives),
        )
        return sum(taken)

    async def _live_and_die(self, url: str) -> None:
        """Killed so often, each time after a random while under load, and started again."""
        await self._lives.next()
        for _ in range(self._plan.kills):
            await asyncio.sleep(self._dice.uniform(SHORTEST_LIFE, LONGEST_LIFE))
            await self._end_life(url)
            self._marks.append((len(self._whatsapp.record.messages), len(self._telegram.sent)))
            await self._server.start()
            await self._lives.next()

    async def _end_life(self, url: str) -> None:
        if self._plan.is_graceful:
            assert await self._server.stop() == 0
            return
        self._server.kill()
        await end_lease(url)
        await asyncio.sleep(LEFTOVERS)


async def _settle(url: str, within: float) -> None:
    """Returns once nothing waits for anything, or when time is up: what is missing then, the oracle tells."""
    store = open_store(url, KEYS)
    ends_at = time.monotonic() + within
    try:
        while await _waiting(store) and time.monotonic() < ends_at:
            await asyncio.sleep(LOOK_AGAIN)
    finally:
        await store.close()


async def _waiting(store: DatabaseStore) -> int:
    open_events = select(func.count()).select_from(inbox).where(text("inbox.status = 'open'"))
    unsent = (
        select(func.count()).select_from(outbox).where(text("outbox.status IN ('waiting', 'leased', 'held')"))
    )
    async with store.database.reading() as connection:
        return (await connection.scalar(open_events) or 0) + (await connection.scalar(unsent) or 0)

"""One storm: a crowd speaks on all channels, the server is killed while it answers, and somebody keeps count."""

import asyncio
import random
import time
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
from tests.crash.crowd import BOT_ID, Person, a_crowd, everything_said
from tests.crash.lives import Lives, live_and_die, open_client
from tests.crash.oracle import Heard, Verdict, judge, read_kept
from tests.databases import KEYS
from tests.end_to_end.environment import telegram_settings, whatsapp_settings, with_database
from tests.end_to_end.wire import on_telegram, on_whatsapp
from tests.process import ServerProcess
from tests.standins.telegram import TelegramStandIn
from tests.standins.whatsapp import WhatsAppStandIn

LOOK_AGAIN = 0.1


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

    def times(self, factor: int) -> "Plan":
        """The same, so many times larger."""
        return replace(
            self, on_whatsapp=self.on_whatsapp * factor, on_telegram=self.on_telegram * factor,
            in_browsers=self.in_browsers * factor, kills=self.kills * factor, settles_within=600.0,
        )  # fmt: skip


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
    crowd = _Crowd(plan)
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramStandIn())
        whatsapp = await stack.enter_async_context(WhatsAppStandIn())
        environment = (
            with_database(url) | telegram_settings(telegram.url, "webhook", BOT_ID) | whatsapp_settings(whatsapp.url)
            | {"CRASH_SABOTAGE": plan.sabotage, "LOG_LEVEL": "warning"}
        )
        server = ServerProcess(folder, environment, module="tests.crash.server", arguments=())
        await stack.enter_async_context(server)
        whatsapp.webhook = f"{server.url}/webhooks/whatsapp"
        storm = _Storm(plan, crowd, server, telegram, whatsapp, url)
        deliveries = await storm.blow()
        store = open_store(url, KEYS)
        stack.push_async_callback(store.close)
        kept = await read_kept(store)
        verdict = judge(crowd.people, kept, storm.heard(), content, crowd.by_hash(store))
    return Outcome(
        sent=everything_said(crowd.people), deliveries=deliveries, refused=deliveries - len(kept), kills=plan.kills,
        seconds=time.monotonic() - began_at, verdict=verdict,
    )  # fmt: skip


class _Crowd:
    def __init__(self, plan: Plan) -> None:
        self.on_whatsapp = a_crowd(ChannelName.WHATSAPP, plan.on_whatsapp, plan.messages, plan.seed)
        self.on_telegram = a_crowd(ChannelName.TELEGRAM, plan.on_telegram, plan.messages, plan.seed)
        self.in_browsers = a_crowd(ChannelName.WEBCHAT, plan.in_browsers, plan.messages, plan.seed)
        self.people = [*self.on_whatsapp, *self.on_telegram, *self.in_browsers]

    def by_hash(self, store: DatabaseStore) -> Mapping[bytes, object]:
        return {
            store.sealer.blind(f"external.{person.channel}", said.external_id): said
            for person in self.people
            for said in person.said
        }


class _Storm:
    def __init__(
        self, plan: Plan, crowd: _Crowd, server: ServerProcess, telegram: TelegramStandIn, whatsapp: WhatsAppStandIn,
        url: str,
    ) -> None:
        self._plan = plan
        self._crowd = crowd
        self._server = server
        self._telegram = telegram
        self._whatsapp = whatsapp
        self._url = url

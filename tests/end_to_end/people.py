"""Invented people who write on one channel and read what comes, through real requests."""

import itertools
import json
import time
from typing import Any, Protocol

from bot.channels.whatsapp.outbound import Json
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from tests.crash.crowd import a_secret
from tests.end_to_end.wire import Seen, in_browser, on_telegram, on_whatsapp
from tests.end_to_end.world import World
from tests.process import ServerProcess
from tests.standins.whatsapp import a_body, phone, row_message, tap_message, text_message

_numbers = itertools.count(1_000_001)
"""Ids of platforms are never used twice, whoever asks; the stand-ins count their own from 1."""


class Person(Protocol):
    """Somebody on one channel."""

    channel: ChannelName
    address: Address

    async def say(self, text: str) -> None:
        """Types something; returns when the server has acknowledged it."""
        ...

    async def tap(self, token: str) -> None:
        """Taps a button or a row that is on the screen."""
        ...

    async def seen(self) -> list[Seen]:
        """Everything that ever reached the screen, oldest first."""
        ...


class WhatsAppPerson:
    """Has a phone number."""

    channel = ChannelName.WHATSAPP

    def __init__(self, world: World, number: int, server: ServerProcess | None = None) -> None:
        self.phone = phone(number)
        self.address = Address(channel=self.channel, kind=AddressKind.PHONE, value=self.phone)
        self.server = server
        self._world = world

    async def say(self, text: str) -> None:
        await self._post(text_message(text, **self._about()))

    async def tap(self, token: str) -> None:
        shown = (await self.seen())[-1]
        assert token in dict(shown.buttons), "only what is on the screen can be tapped"
        write = row_message if shown.drawn == "list" else tap_message
        await self._post(write(token, **self._about()))

    async def seen(self) -> list[Seen]:
        return [on_whatsapp(body) for body in self._world.whatsapp.record.by_recipient.get(self.phone, ())]

    def _about(self) -> dict[str, Any]:
        return {"sender": self.phone, "message_id": f"wamid.P{next(_numbers)}", "at": int(time.time())}

    async def _post(self, message: Json) -> None:
        assert await self._world.post_whatsapp(a_body([message]), server=self.server) == 200


class TelegramPerson:
    """Has a private chat with the bot; `polls` means that updates are fetched, not pushed."""

    channel = ChannelName.TELEGRAM

    def __init__(self, world: World, number: int, *, polls: bool = False) -> None:
        self.chat_id = 7_000_000 + number
        self.address = Address(channel=self.channel, kind=AddressKind.CHAT, value=str(self.chat_id))
        self._world = world
        self._polls = polls

    async def say(self, text: str) -> None:
        await self.deliver({"message": {**self._message(), "from": self._sender(), "text": text}})

    async def tap(self, token: str) -> None:
        shown = (await self.seen())[-1]
        assert token in dict(shown.buttons), "only what is on the screen can be tapped"
        query = {
            "id": f"tap{next(_numbers)}",
            "from": self._sender(),
            "message": self._message(),
            "data": token,
        }
        await self.deliver({"callback_query": {**query, "chat_instance": "1"}})

    async def seen(self) -> list[Seen]:
        return [on_telegram(call.fields) for call in self._world.telegram.sent_to(str(self.chat_id))]

    async def deliver(self, update: dict[str, Any]) -> None:
        """Any update, by the way this person's updates go."""
        numbered = {"update_id": next(_numbers), **update}
        if self._polls:
            await self._world.telegram.add_updates(numbered)
        else:
            assert await self._world.post_telegram(json.dumps(numbered).encode()) == 200

    def _sender(self) -> dict[str, Any]:
        return {"id": self.chat_id, "is_bot": False, "first_name": "Orang Rekaan", "language_code": "id"}

    def _message(self) -> dict[str, Any]:
        chat = {"id": self.chat_id, "type": "private", "first_name": "Orang Rekaan"}
        return {"message_id": next(_numbers), "date": int(time.time()), "chat": chat}


class BrowserPerson:
    """Has a secret in the browser, and confirms what it has by asking for what comes after."""

    channel = ChannelName.WEBCHAT

    def __init__(self, world: World, number: int) -> None:
        self.secret = a_secret(f"person {number}")
        self.address = Address(channel=self.channel, kind=AddressKind.SECRET, value=self.secret)
        self._world = world
        self._headers = {"Authorization": f"Bearer {self.secret}"}
        self._seen: list[Seen] = []
        self._last = 0

    async def say(self, text: str) -> None:
        await self._post({"text": text})

    async def tap(self, token: str) -> None:
        assert token in dict((await self.seen())[-1].buttons), "only what is on the screen can be tapped"
        await self._post({"token": token})

    async def seen(self) -> list[Seen]:
        return list(self._seen)

    async def fetch(self) -> None:
        """Waits for what comes after the last message, as the page does."""
        url = f"{self._world.server.url}/chat/messages"
        async with self._world.client.get(
            url, params={"after": str(self._last)}, headers=self._headers
        ) as response:
            assert response.status == 200, f"refused with {response.status}"
            for part in (await response.json())["messages"]:
                self._last = part["number"]
                self._seen.append(in_browser(part))

    async def _post(self, what: dict[str, str]) -> None:
        body = json.dumps({"id": f"post-{next(_numbers):08d}", **what}).encode()
        assert await self._world.post("/chat/messages", body, self._headers) == 200

"""Delivers what a crowd says as Telegram may: texts of a chat in order, presses overtake them, repeats come late."""

import asyncio
import json
import random
from collections.abc import Sequence

import aiohttp

from tests.crash.crowd import Person, Said
from tests.crash.lives import Knocks, Lives, open_client, post_until_taken
from tests.end_to_end.environment import TELEGRAM_SECRET
from tests.standins.telegram import SECRET_HEADER


async def deliver_all(
    url: str, people: Sequence[Person], lives: Lives, count: int, dice: random.Random
) -> int:
    """Two lines a chat, one for texts and one for presses, spread over `count` lives; copies taken."""
    knocks = Knocks()
    async with open_client() as session, asyncio.TaskGroup() as group:
        for person in people:
            for is_tap in (False, True):
                said = [one for one in person.said if one.is_tap is is_tap]
                line = _Line(
                    session=session, url=f"{url}/webhooks/telegram", lives=lives, count=count, knocks=knocks
                )
                group.create_task(line.carry(person, said, random.Random(dice.random())))
    return knocks.taken


class _Line:
    def __init__(
        self, *, session: aiohttp.ClientSession, url: str, lives: Lives, count: int, knocks: Knocks
    ) -> None:
        self._session = session
        self._url = url
        self._lives = lives
        self._count = count
        self._knocks = knocks

    async def carry(self, person: Person, said: Sequence[Said], dice: random.Random) -> None:
        """One after the other; the second copy at once, or when the line is at its end."""
        late = []
        for place, one in enumerate(said):
            await self._lives.reached(place * self._count // len(said))
            await self._post(person, one)
            if dice.random() < 0.5:
                await self._post(person, one)
            else:
                late.append(one)
        for one in late:
            await self._post(person, one)

    async def _post(self, person: Person, said: Said) -> None:
        body = json.dumps(an_update(person, said)).encode()
        headers = {SECRET_HEADER: TELEGRAM_SECRET, "Content-Type": "application/json"}
        await post_until_taken(self._session, self._url, body, headers, self._knocks)


def an_update(person: Person, said: Said) -> dict[str, object]:
    """As Telegram writes it."""
    chat = {"id": int(person.address.value), "type": "private", "first_name": "Orang Rekaan"}
    sender = {"id": chat["id"], "is_bot": False, "first_name": "Orang Rekaan", "language_code": "id"}
    update_id = int(said.external_id.partition(":")[2])
    if said.is_tap:
        message = {"message_id": said.number + 1, "date": said.sent_at, "chat": chat}
        query = {
            "id": f"tap{said.number}",
            "from": sender,
            "message": message,
            "chat_instance": "1",
            "data": said.words,
        }
        return {"update_id": update_id, "callback_query": query}
    message = {
        "message_id": said.number + 1,
        "date": said.sent_at,
        "chat": chat,
        "from": sender,
        "text": said.words,
    }
    return {"update_id": update_id, "message": message}

"""A phrase, a name and the ids of an invented person, sent through the whole server in every way, good and
broken, with the most talkative log: none of it is in a log line, a figure, an error or the database's files.
"""

import json
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.content.model import Content
from bot.store.schema import inbox, outbox, unreadable
from tests.end_to_end.environment import TELEGRAM_SECRET
from tests.end_to_end.people import BrowserPerson, TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import count_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import World, a_world, until
from tests.standins.telegram import SECRET_HEADER, Fault
from tests.standins.whatsapp import SECRET, a_body, answers, fails, signed, text_message

CANARY = "kenari-kuning-7391"
NAME = "Nama-Rekaan-8264"


async def test_canary_is_heard_nowhere(tmp_path: Path, sqlite_url: str, content: Content) -> None:
    async with a_world(tmp_path, sqlite_url, LOG_LEVEL="debug") as world:
        people = (TelegramPerson(world, 1), WhatsAppPerson(world, 4711), BrowserPerson(world, 1))
        for person in people:
            talk = Talk(person, content)
            for words in ("halo", f"{CANARY} {NAME}", "1", "1", CANARY, f"tolong {CANARY}"):
                await talk.say(words)
        bodies = await _send_broken(world, people)
        await _fail_to_send(world, people)
        bodies += [(await world.get(path))[1] for path in ("/metrics", "/readyz", "/healthz", f"/{CANARY}")]
        await until(lambda: _is_quiet(sqlite_url), "everything is handled")
        kept = await count_rows(sqlite_url, unreadable)
        await world.server.stop()

        needles = [CANARY, NAME, *(person.address.value for person in people), people[1].phone.lstrip("+")]
        assert kept >= 2, "broken updates are kept, sealed"
        assert (
            _found(needles, {"log": world.server.log.encode(), "answers": "\n".join(bodies).encode()}) == []
        )
        assert _found(needles, {path.name: path.read_bytes() for path in tmp_path.glob("bot.db*")}) == []
        assert '"level": "debug"' in world.server.log, "the log was as talkative as it can be"


async def _send_broken(world: World, people: Sequence[Any]) -> list[str]:
    """The canary in everything that can be wrong; the bodies of the answers."""
    telegram = {SECRET_HEADER: TELEGRAM_SECRET}
    browser = {"Authorization": f"Bearer {people[2].address.value}"}
    bad_update = {
        "update_id": 990001,
        "message": {"message_id": CANARY, "text": CANARY, "from": {"first_name": NAME}},
    }
    good = text_message(CANARY, sender=people[1].phone, message_id="wamid.C1", at=int(time.time()))
    bad = {**good, "id": "wamid.C2", "text": {"body": [CANARY, NAME]}}
    contact = {"profile": {"name": NAME}, "wa_id": people[1].phone.lstrip("+")}
    batch = json.dumps(a_body([good, bad], contacts=[contact])).encode()
    requests = [
        ("/webhooks/telegram", json.dumps(bad_update).encode(), telegram),
        ("/webhooks/telegram", f'{{"text": "{CANARY}'.encode(), telegram),
        ("/webhooks/telegram", json.dumps(bad_update).encode(), {SECRET_HEADER: CANARY}),
        ("/webhooks/whatsapp", *signed(SECRET, batch)),
        ("/webhooks/whatsapp", *signed(SECRET, f'{{"{CANARY}'.encode())),
        ("/webhooks/whatsapp", *signed(CANARY, batch)),
        ("/chat/messages", f'{{"id": "{CANARY}", "text": ["{NAME}"]}}'.encode(), browser),
        ("/chat/messages", f"{CANARY} {NAME}".encode(), browser),
        ("/chat/messages", b"{}", {"Authorization": f"Bearer {CANARY}"}),
        (f"/chat/messages/{CANARY}", b"{}", browser),
    ]
    found = []
    for path, body, headers in requests:
        async with world.client.post(
            f"{world.server.url}{path}", data=BytesIO(body), headers=headers
        ) as response:
            found.append(await response.text())
    return found


async def _fail_to_send(world: World, people: Sequence[Any]) -> None:
    """Platforms that fail, one of them with the person's own words in its error."""
    for status in (400, 500, 403):
        world.telegram.script(
            Fault(status=status, method="sendMessage", description=f"Bad Request: {CANARY} {NAME}")
        )
        await people[0].say(f"menu {CANARY}")
        await until(lambda: _is_used(world), "the fault happened")
    world.whatsapp.script(fails(131009), answers(500), fails(131026), to=people[1].phone)
    for words in (CANARY, f"menu {CANARY}", CANARY):
        await people[1].say(words)


async def _is_used(world: World) -> bool:
    return all(fault.used for fault in world.telegram.faults)


async def _is_quiet(url: str) -> bool:
    """Browsers fetch for themselves, and what nobody can be told any more is closed."""
    is_open = await count_rows(url, inbox, "status = 'open'")
    unsent = await count_rows(url, outbox, "status IN ('waiting', 'leased') AND channel <> 'webchat'")
    return is_open + unsent == 0


def _found(needles: Sequence[str], places: dict[str, bytes]) -> list[tuple[str, str]]:
    return [
        (name, needle) for name, content in places.items() for needle in needles if needle.encode() in content
    ]

"""Delivers what a crowd says as WhatsApp may: in any order across and inside people, in batches, repeatedly."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.crash.crowd import Person, Said
from tests.crash.lives import Knocks, Lives, open_client, post_until_taken
from tests.standins.whatsapp import SECRET, a_body, signed_body, tap_message, text_message

POSTERS = 16
LARGEST_BATCH = 12
THIRD_TIME = 0.25
"""How many are delivered even a third time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One POST, and from which life on it comes."""

    life: int
    body: bytes
    headers: dict[str, str]
    copies: int


def plan_posts(people: Sequence[Person], lives: int, dice: random.Random, copies: int) -> list[Post]:
    """Every message `copies` times at least, all shuffled and cut into batches spread over the lives."""
    pairs = [(person, said) for person in people for said in person.said]
    deliveries = pairs * copies + [pair for pair in pairs if copies > 1 and dice.random() < THIRD_TIME]
    dice.shuffle(deliveries)
    posts = []
    place = 0
    while place < len(deliveries):
        batch = deliveries[place : place + dice.randint(1, LARGEST_BATCH)]
        life = place * lives // len(deliveries)
        place += len(batch)
        body, headers = signed_body(SECRET, a_body([_message(person, said) for person, said in batch]))
        posts.append(Post(life=life, body=body, headers=headers, copies=len(batch)))
    return posts


def _message(person: Person, said: Said) -> dict[str, object]:
    about: dict[str, Any] = {
        "sender": person.address.value,
        "message_id": said.external_id,
        "at": said.sent_at,
    }
    # Every other one also has a business-scoped id, as people with usernames have.
    if person.number % 2:
        about["user_id"] = f"ID.{person.number:08d}"
    write = tap_message if said.is_tap else text_message
    return write(said.words, **about)


async def deliver_all(url: str, posts: Sequence[Post], lives: Lives) -> int:
    """Posts everything from several connections at once; how many copies of messages were taken."""
    waiting = iter(posts)
    taken = 0

    async def carry() -> None:
        nonlocal taken
        for post in waiting:
            await lives.reached(post.life)
            await post_until_taken(session, f"{url}/webhooks/whatsapp", post.body, post.headers, Knocks())
            taken += post.copies

    async with open_client() as session, asyncio.TaskGroup() as group:
        for _ in range(POSTERS):
            group.create_task(carry())
    return taken

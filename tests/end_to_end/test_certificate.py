"""From "hello" to the certificate over HTTP; its QR says valid, also after the person erased everything."""

import io
from datetime import date
from html import unescape
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

from bot.content.model import Content, Lesson, Question
from bot.store.schema import metadata, outbox
from tests.end_to_end.people import TelegramPerson
from tests.end_to_end.rows import all_values, count_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import World, a_world, until

NAME = "Rinjani Sejahtera"
PUBLIC_URL = "https://belajar.example"
TOPICS = {
    "legal-route": "before",
    "costs": "before",
    "danger-signs": "before",
    "contract": "papers",
    "papers": "papers",
    "living": "away",
    "getting-help": "help",
}
"""Where "all lessons" keeps each module with a must-know that counts for everybody."""

UNLINKED = {"seen", "leases", "certificates", "signing_keys", "sent_counts"}
"""What stays: hashes without a person, who may send, how much was sent, and numbers that lead to nobody."""

Speaking = Talk[TelegramPerson]


async def test_certificate_is_valid_and_outlives_the_person(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url, PUBLIC_URL=PUBLIC_URL) as world:
        talk = Talk(TelegramPerson(world, 1), content)
        await talk.say("halo")
        for choice in ("id", "no"):
            await talk.choose(choice)
        for place in must_knows(content):
            await learn(talk, content, place)
        await take_test(talk, content)
        await ask_for_certificate(talk)

        links = await read_codes(world, talk.person)
        (link,) = set(links)
        assert len(links) == 2
        assert link.startswith(f"{PUBLIC_URL}/verify/")
        path = link.removeprefix(PUBLIC_URL)
        assert (await world.get(path))[0] == 200
        assert NAME not in (await world.get(path))[1]

        await talk.say("hapus data")
        await talk.choose("yes")

        await until(lambda: is_empty(database_url), "the last word is sent")
        status, page = await world.get(path)
        assert status == 200
        assert content.phrases["verify-valid"]["id"].render({}, date.today()) in unescape(page)
        filled = {table.name for table in metadata.sorted_tables if await count_rows(database_url, table)}
        assert filled <= UNLINKED
        assert await traces(database_url, NAME, talk.person.address.value) == []
        assert (await world.get(f"{path[:-6]}AAAAAA"))[0] == 404


def must_knows(content: Content) -> list[str]:
    """The lessons of every must-know that counts for everybody."""
    return [place for known in content.course.must_knows if not known.condition for place in known.lessons]


async def learn(talk: Speaking, content: Content, place: str) -> None:
    """By the menu to a lesson, and its right answer."""
    module, _, lesson = place.partition("/")
    await talk.say("menu")
    for choice in ("courses", TOPICS[module], module):
        await talk.choose(choice)
    if talk.offers("yes"):  # a heavy topic asks first
        await talk.choose("yes")
    await talk.choose(lesson)
    step = content.modules[module].steps[lesson]
    assert isinstance(step, Lesson)
    await talk.choose(next(option.id for option in step.options if option.is_right))


async def take_test(talk: Speaking, content: Content) -> None:
    """By "what I have learnt" through the whole test after the course."""
    await talk.say("menu")
    for choice in ("progress", "test"):
        await talk.choose(choice)
    for step in content.modules[content.course.tests["post"]].steps.values():
        if isinstance(step, Question):
            await talk.choose(next(option.id for option in step.options if option.is_right))


async def ask_for_certificate(talk: Speaking) -> None:
    for choice in ("certificate", "named"):
        await talk.choose(choice)
    await talk.say(NAME)


async def read_codes(world: World, person: TelegramPerson) -> list[str]:
    """What a camera reads from the picture and from the printed PDF."""
    files = [body for call in world.telegram.sent_to(str(person.chat_id)) for body in call.bodies.values()]
    return [code.text for body in files for code in zxingcpp.read_barcodes(as_image(body))]


def as_image(body: bytes) -> Image.Image:
    if body.startswith(b"%PDF"):
        page: Image.Image = pypdfium2.PdfDocument(body)[0].render(scale=2).to_pil()
        return page
    return Image.open(io.BytesIO(body))


async def is_empty(url: str) -> bool:
    return await count_rows(url, outbox) == 0


async def traces(url: str, *needles: str) -> list[str]:
    """Every column that still holds one of these in the open."""
    return [name for name, value in await all_values(url) for needle in needles if needle in str(value)]

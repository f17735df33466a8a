"""WhatsApp's 24 hours: outside them a template goes, the text waits, and comes once the person writes."""

from pathlib import Path

from bot.content.model import Content
from tests.end_to_end.people import WhatsAppPerson
from tests.end_to_end.rows import change_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import a_world, until

NOBODY_LISTENS = "http://127.0.0.1:9"
A_DAY_AND_AN_HOUR = 25 * 3600 * 1_000_000
MOVE_BACK = "UPDATE conversations SET last_inbound_at = last_inbound_at - :span"
TRY_NOW = "UPDATE outbox SET not_before = 0"
FREE = "UPDATE leases SET until = 0"


async def test_text_waits_for_the_person_and_a_template_asks(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url, WHATSAPP_API_URL=NOBODY_LISTENS) as world:
        person = WhatsAppPerson(world, 1)
        talk = Talk(person, content)
        await talk.begin("halo")
        world.server.kill()
        await change_rows(database_url, MOVE_BACK, span=A_DAY_AND_AN_HOUR)
        for statement in (TRY_NOW, FREE):
            await change_rows(database_url, statement)

        await world.server.start(WHATSAPP_API_URL=world.whatsapp.url)
        await world.whatsapp.wait_for(1)
        outside = await person.seen()
        await talk.begin("1")

        async def has_everything() -> bool:
            return len(await person.seen()) > len(talk.expected)

        await until(has_everything, "what was held, and the new answer")
        template, *texts = await person.seen()
        assert outside == [template]
        assert template.drawn == "template" and template.text in {one.name for one in content.templates}
        assert texts == talk.expected

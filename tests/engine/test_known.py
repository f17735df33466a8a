from bot.content.kinds import GIVEN_NAMES
from bot.engine.known import GIVEN


def test_every_given_name_has_a_meaning_and_no_other() -> None:
    assert set(GIVEN) == GIVEN_NAMES

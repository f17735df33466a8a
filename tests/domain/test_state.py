import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.channel import ChannelName
from bot.domain.mode import Mode
from bot.domain.state import Frame, State, read_state, write_state

words = st.text(max_size=12)
frames = st.lists(
    st.builds(
        Frame,
        module=words,
        step=words,
        phase=st.integers(0, 3),
        since=st.integers(0, 9),
        tries=st.integers(0, 9),
    ),
    max_size=3,
).map(tuple)
states = st.builds(
    State,
    channel=st.sampled_from(ChannelName),
    locale=words,
    mode=st.sampled_from(Mode),
    turn=st.integers(0, 10**6),
    frames=frames,
    trail=st.lists(frames, max_size=3).map(tuple),
    bookmark=frames,
    answers=st.dictionaries(words, words, max_size=4),
    done=st.dictionaries(words, words, max_size=4),
    is_plain=st.booleans(),
    is_away=st.booleans(),
    lock_code=words,
    tries=st.lists(st.integers(0, 10**10), max_size=5).map(tuple),
    has_drawers=st.booleans(),
)


@given(states)
def test_state_is_the_same_after_json(state: State) -> None:
    assert read_state(json.loads(json.dumps(write_state(state)))) == state


def test_unknown_version_is_refused() -> None:
    raw = write_state(State(channel=ChannelName.WEBCHAT, locale="id")) | {"v": 999}

    with pytest.raises(ValueError, match="999"):
        read_state(raw)

"""All the engine remembers of one conversation. Small, frozen, versioned, the same after JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.domain.channel import ChannelName
from bot.domain.course import Reminders, Review
from bot.domain.mode import Mode
from bot.domain.sharing import News, Sharing

STATE_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A module on the stack and its step. The top frame is where the person is.

    `phase` counts the waits inside a step (a lesson waits for its answer, then for "go on").
    `since` is the turn in which this wait began: taps from before are old. `tries` counts answers
    that were not understood.
    """

    module: str
    step: str
    phase: int = 0
    since: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a conversation is, between two turns.

    `frames` is the stack, the present place last; `trail` the last places that waited, for "back";
    `bookmark` the stack of a course that the person left by the menu; `answers` what was saved, by
    name, and `done` the lessons answered (`module/step`) with the first two choices, and the questions
    with the last one. `reviews` are the must-knows that were missed, by id; `dates` the days (YYYY-MM-DD) on
    which a test was taken or a group was joined; `joining` is the code of a group before they agreed.
    `route` is the way they go and `papers` what is done of it, by item: `done`, `problem`, or `done` with the
    date on which it expires. `passing` are answers that are forgotten when their module is left, as `module/name`.
    `sharing` is how far they are with sharing their progress, `news` what they still have to be told of it, and
    `guesses` when codes of others were typed that fitted nothing, in seconds since 1970.
    `found` is what a lookup offers, as `module/step`. `heard_at` is when the person last wrote, in seconds
    since 1970.
    `lock_code` is the code word from which they were opened, and under which they go back; `tries` are when a code word
    of this chat was tried or chosen, in seconds since 1970; `has_drawers` that something was put away in this chat.
    `is_plain` asks for numbers instead of buttons; `is_away` means that the screen was hidden and
    the next message must not show where the person was; `is_neutral` that others use this phone, too.
    """

    channel: ChannelName
    locale: str
    mode: Mode = Mode.BOT
    turn: int = 0
    frames: tuple[Frame, ...] = ()
    trail: tuple[tuple[Frame, ...], ...] = ()
    bookmark: tuple[Frame, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, str] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    reviews: Mapping[str, Review] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    reminders: Reminders | None = None
    joining: str = ""
    passing: Mapping[str, str] = field(default_factory=dict)
    route: str = ""
    papers: Mapping[str, str] = field(default_factory=dict)
    sharing: Sharing = Sharing.NONE
    news: News = News.NONE
    guesses: tuple[int, ...] = ()
    lock_code: str = ""
    tries: tuple[int, ...] = ()
    has_drawers: bool = False
    heard_at: int = 0
    is_plain: bool = False
    is_away: bool = False
    is_neutral: bool = False


def write_state(state: State) -> dict[str, Any]:
    """The state as JSON-ready values; frames as short lists to keep rows small."""
    return {
        "v": STATE_VERSION,
        "channel": state.channel.value,
        "locale": state.locale,
        "mode": state.mode.value,
        "turn": state.turn,
        "frames": _write_frames(state.frames),
        "trail": [_write_frames(frames) for frames in state.trail],
        "bookmark": _write_frames(state.bookmark),
        "answers": dict(state.answers),
        "done": dict(state.done),
        "found": list(state.found),
        "plain": state.is_plain,
        "away": state.is_away,
        "heard": state.heard_at,
        **_write_course(state),
    }


def _write_course(state: State) -> dict[str, Any]:
    """What most people do not have: absent, to keep rows small."""
    course = {
        "reviews": {id: [review.passed, review.due] for id, review in state.reviews.items()},
        "dates": dict(state.dates),
        "reminders": asdict(state.reminders) if state.reminders else None,
        "joining": state.joining,
        "passing": dict(state.passing),
        "route": state.route,
        "papers": dict(state.papers),
        "sharing": state.sharing.value,
        "news": state.news.value,
        "guesses": list(state.guesses),
        "code": state.lock_code,
        "tries": list(state.tries),
        "drawers": state.has_drawers,
        "neutral": state.is_neutral,
    }
    return {name: value for name, value in course.items() if value}


def read_state(raw: Mapping[str, Any]) -> State:
    """The reverse of `write_state`; raises ValueError for a version it does not know."""
    if raw["v"] != STATE_VERSION:
        raise ValueError(f"state version {raw['v']} is not {STATE_VERSION}")
    return State(
        channel=ChannelName(raw["channel"]),
        locale=raw["locale"],
        mode=Mode(raw["mode"]),
        turn=raw["turn"],
        frames=_read_frames(raw["frames"]),
        trail=tuple(_read_frames(frames) for frames in raw["trail"]),
        bookmark=_read_frames(raw["bookmark"]),
        answers=raw["answers"],
        done=raw["done"],
        found=tuple(raw["found"]),
        is_plain=raw["plain"],
        is_away=raw["away"],
        heard_at=raw["heard"],
        reviews={id: Review(passed=passed, due=due) for id, (passed, due) in raw.get("reviews", {}).items()},
        dates=raw.get("dates", {}),
        reminders=Reminders(**raw["reminders"]) if "reminders" in raw else None,
        joining=raw.get("joining", ""),
        passing=raw.get("passing", {}),
        route=raw.get("route", ""),
        papers=raw.get("papers", {}),
        sharing=Sharing(raw.get("sharing", "")),
        news=News(raw.get("news", "")),
        guesses=tuple(raw.get("guesses", ())),
        lock_code=raw.get("code", ""),
        tries=tuple(raw.get("tries", ())),
        has_drawers=raw.get("drawers", False),
        is_neutral=raw.get("neutral", False),
    )


def _write_frames(frames: tuple[Frame, ...]) -> list[list[str | int]]:
    return [[f.module, f.step, f.phase, f.since, f.tries] for f in frames]


def _read_frames(raw: list[list[Any]]) -> tuple[Frame, ...]:
    return tuple(
        Frame(module=m, step=s, phase=phase, since=since, tries=tries) for m, s, phase, since, tries in raw
    )

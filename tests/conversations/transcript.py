"""Conversations as text that an editor can read and write.

> halo                what the person types
> [yes]               the choice with this id is tapped
< Selamat datang      what the bot says; more lines of the same bubble are indented
    [1 yes] Ya        a choice: what may be typed, its id, its label
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from bot.content.model import Content, Lesson, Module, Question
from bot.domain.channel import ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import ChoicePicked, InboundEvent, TextReceived
from bot.domain.message import Message
from bot.domain.state import Frame, State
from bot.engine.turn import Turn, take_turn

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def begin(content: Content, module: str, locale: str, *, step: str = "") -> State:
    """Somebody who is about to enter a module from the menu, as "repeat" would show it."""
    start = step or content.modules[module].start
    below = (Frame(module="menu", step="choices"),) if module != "menu" else ()
    return State(
        channel=ChannelName.WEBCHAT, locale=locale, turn=1, answers={"consent": "yes"},
        frames=(*below, Frame(module=module, step=start)),
    )  # fmt: skip


def act(state: State, line: str) -> InboundEvent:
    """What a `>` line means."""
    if line.startswith("[") and line.endswith("]"):
        token = line[1:-1] if line[1] == ":" else f"{state.turn}.{line[1:-1]}"
        return ChoicePicked(at=AT, token=token)
    return TextReceived(at=AT, text=line)


def play(content: Content, state: State, lines: Iterable[str]) -> Iterator[tuple[str, Turn]]:
    """Each line with the turn it led to."""
    for line in lines:
        turn = take_turn(state, act(state, line), content)
        state = turn.state
        yield line, turn


def messages(turn: Turn) -> list[Message]:
    return [effect.message for effect in turn.effects if isinstance(effect, SendMessage)]


def draw(turn: Turn) -> str:
    """What the bot says in one turn, and what else it asks for."""
    written = []
    for message in messages(turn):
        written.append("< " + message.text.replace("\n", "\n  "))
        written += [f"    [{c.number} {c.token.partition('.')[2]}] {c.label}" for c in message.choices]
    written += [f"  ({type(e).__name__})" for e in turn.effects if not isinstance(e, SendMessage)]
    return "\n".join(written) + "\n"


def write_path(content: Content, state: State, path: Sequence[str]) -> str:
    """A path: only the last answer in full, because the ones before stand in files of their own."""
    *_, (_, turn) = play(content, state, path)
    return "".join(f"> {line}\n" for line in path) + draw(turn)


def write_lesson(content: Content, state: State, lesson: Lesson) -> str:
    """A lesson: what is taught, then every answer from the same question, then on."""
    asked = take_turn(state, act(state, "ulang"), content)
    written = ["> ulang\n" + draw(asked)]
    for option in lesson.options:
        answered = take_turn(asked.state, act(asked.state, f"[{option.id}]"), content)
        written.append(f"> [{option.id}]\n" + draw(answered))
    on = take_turn(answered.state, act(answered.state, "[next]"), content)
    return "\n".join([*written, "> [next]\n" + draw(on)])


def write_question(content: Content, state: State, question: Question) -> str:
    """A question: asked, then every answer to it."""
    asked = take_turn(state, act(state, "ulang"), content)
    written = ["> ulang\n" + draw(asked)]
    for option in question.options:
        answered = take_turn(asked.state, act(asked.state, f"[{option.id}]"), content)
        written.append(f"> [{option.id}]\n" + draw(answered))
    return "\n".join(written)


def starts(content: Content, module: Module) -> list[str]:
    """Where a module can be entered: at its first step, and where the course opens it."""
    opened = [checkup.place.partition("/") for checkup in content.course.checkups]
    return [module.start, *(step for id, _, step in opened if id == module.id and step != module.start)]


def paths(content: Content, module: Module, locale: str, start: str) -> Iterator[list[str]]:
    """The shortest path by taps to every choice of every question of a module, and through each."""
    seen: set[tuple[str, int, str]] = set()
    waiting: list[list[str]] = [["ulang"]]
    while waiting:
        path = waiting.pop(0)
        yield path
        *_, (_, turn) = play(content, begin(content, module.id, locale, step=start), path)
        here = turn.state.frames[-1] if turn.state.frames else None
        if here is None or here.module != module.id:
            continue
        for choice in (choice for message in messages(turn) for choice in message.choices):
            edge = (here.step, here.phase, choice.token.partition(".")[2])
            if edge not in seen:
                seen.add(edge)
                waiting.append([*path, f"[{edge[2]}]"])

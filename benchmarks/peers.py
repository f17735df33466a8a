"""Telegram webhooks with the same dialogue and the same calls: python-telegram-bot, aiogram and ours in each round."""

from collections.abc import Mapping

from benchmarks.databases import KINDS, Databases
from benchmarks.dialogue import replies_of, walk
from benchmarks.figures import Figure, column
from benchmarks.peer_lines import write_rules
from benchmarks.sides import ours, peer
from benchmarks.sizes import Sizes
from bot.content.model import Content
from bot.domain.channel import ChannelName

PTB = "Telegram: python-telegram-bot, ConversationHandler and PicklePersistence, answered"
AIOGRAM = "Telegram: aiogram, FSM in memory, answered"
AIM = "≥ 3"
RATE = "messages/s"


def measure(databases: Databases, sizes: Sizes, content: Content) -> Mapping[str, float]:
    """One round, by the names of the figures. What the others answered they have acknowledged, too."""
    plan = {"rules": write_rules(walk(content, ChannelName.TELEGRAM)), "folder": str(databases.folder)}
    replies = replies_of(content, ChannelName.TELEGRAM)
    found = {
        PTB: peer("benchmarks.peer_ptb", sizes.telegram_ptb, replies, plan).answered,
        AIOGRAM: peer("benchmarks.peer_aiogram", sizes.telegram_aiogram, replies, plan).answered,
    }
    for kind in KINDS:
        outcome = ours(databases, kind, "telegram", sizes.telegram_ours, replies, sends=True)
        found |= {_acknowledged(kind): outcome.acknowledged, _turned(kind): outcome.turned}
        found[_answered(kind)] = outcome.answered
    return found


def figures(rounds: list[Mapping[str, float]]) -> list[Figure]:
    """The lines of the report; ours stand beside the faster of the two."""
    lines = [Figure(name=name, unit=RATE, samples=column(rounds, name)) for name in (PTB, AIOGRAM)]
    faster = max(lines, key=lambda line: line.median).name
    for kind in KINDS:
        for name in (_turned(kind), _acknowledged(kind), _answered(kind)):
            aim = "" if name == _acknowledged(kind) else AIM
            lines.append(Figure(name=name, unit=RATE, samples=column(rounds, name), beside=faster, aim=aim))
    return lines


def _acknowledged(kind: str) -> str:
    return f"Telegram: ours, acknowledged in that run, {kind}"


def _turned(kind: str) -> str:
    return f"Telegram: ours, webhook → durable inbox → turn → durable outbox while sending, {kind}"


def _answered(kind: str) -> str:
    return f"Telegram: ours, answered (all replies at the platform), {kind}"

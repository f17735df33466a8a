"""What happens, as figures for Prometheus. Labels are names of ours, never words of people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.service.ports import Age

Metric = TypeVar("Metric", Counter, Histogram)

_BUCKETS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "arrivals": ("Deliveries of platforms, by what they were", ("kind", "channel")),
    "events": ("Inbound events stored, repeats not counted", ()),
    "turns": ("Turns, by channel and result (taken, parked)", ("channel", "result")),
    "messages": ("Messages written for people", ("channel",)),
    "deliveries": ("Attempts to send, by channel and result", ("channel", "result")),
    "clears": (
        "Messages to be taken from a screen, by channel and result (taken, left)",
        ("channel", "result"),
    ),
    "staff_calls": ("How often somebody asked for a person", ()),
    "refusals": ("Requests refused at the door, by route and reason", ("route", "reason")),
}
_HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "turn_seconds": ("One turn of the engine, without the database: the mean of each batch", ()),
    "send_seconds": ("One message, from the call to the platform's answer", ("channel",)),
    "acknowledge_seconds": ("From a delivery that was read to its being durable", ("channel",)),
}


class Metrics:
    """Keeps the port `Observer`; one registry a process part, so that tests do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._children: dict[tuple[str, ...], Any] = {}
        self._counters = {
            name: Counter(f"bot_{name}", text, labels, registry=self.registry)
            for name, (text, labels) in _COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(f"bot_{name}", text, labels, registry=self.registry, buckets=_BUCKETS)
            for name, (text, labels) in _HISTOGRAMS.items()
        }
        self._waiting = Gauge("bot_rows_waiting", "Rows that wait, by leg", ("leg",), registry=self.registry)
        self._parked = Gauge("bot_rows_parked", "Rows set aside, by leg", ("leg",), registry=self.registry)
        self._oldest = Gauge(
            "bot_oldest_seconds", "Age of the oldest waiting row, by leg", ("leg",), registry=self.registry
        )
        self._lesson = Gauge(
            "bot_lesson_messages",
            "Messages that one lesson costs a person on WhatsApp",
            ("lesson",),
            registry=self.registry,
        )

        self._sent = Gauge(
            "bot_whatsapp_sent_this_month",
            "Messages that WhatsApp took in this UTC month, from the database",
            registry=self.registry,
        )
        self._cap = Gauge(
            "bot_whatsapp_monthly_cap",
            "At how many messages a month pushes on WhatsApp are held; 0 for no cap",
            registry=self.registry,
        )

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Adds to a counter."""
        self._child(self._counters, name, labels).inc(amount)

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Adds to a histogram."""
        self._child(self._histograms, name, labels).observe(seconds)

    def _child(self, metrics: Mapping[str, Metric], name: str, labels: Mapping[str, str]) -> Metric:
        """The series of these labels, looked up once: the library's own look-up is slow."""
        key = (name, *labels.values())
        child = self._children.get(key)
        if child is None:
            child = metrics[name].labels(**labels) if labels else metrics[name]
            self._children[key] = child
        return child

    def set_ages(self, ages: Mapping[str, Age], now: datetime) -> None:
        """Shows what waits in each leg."""
        for leg, age in ages.items():
            self._waiting.labels(leg=leg).set(age.waiting)
            self._parked.labels(leg=leg).set(age.parked)
            seconds = (now - age.oldest_at).total_seconds() if age.oldest_at else 0.0
            self._oldest.labels(leg=leg).set(max(seconds, 0.0))

    def set_lesson(self, lesson: str, messages: int) -> None:
        """Shows what one lesson costs."""
        self._lesson.labels(lesson=lesson).set(messages)

    def set_sent(self, messages: int) -> None:
        """Shows how many messages WhatsApp took this month."""
        self._sent.set(messages)

    def set_cap(self, messages: int) -> None:
        """Shows at how many of them pushes are held."""
        self._cap.set(messages)

    def text(self) -> bytes:
        """Everything, in the exposition format."""
        return generate_latest(self.registry)

"""What was measured: samples by name, and how they are drawn together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the report: a sample a round. `beside` names the figure that it is divided by."""

    name: str
    unit: str
    samples: tuple[float, ...]
    beside: str = ""
    aim: str = ""

    @property
    def median(self) -> float:
        """The middle sample."""
        return median(self.samples)


def ratio(figure: Figure, figures: Sequence[Figure]) -> float | None:
    """The median of the rounds' own ratios: what a round shares (a busy machine) cancels out."""
    other = next((other for other in figures if other.name == figure.beside), None)
    if other is None:
        return None
    return median(mine / theirs for mine, theirs in zip(figure.samples, other.samples, strict=True))


def column(rounds: Sequence[Mapping[str, float]], name: str) -> tuple[float, ...]:
    """The samples of one name, from rounds that each measured it."""
    return tuple(found[name] for found in rounds)

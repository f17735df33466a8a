"""What a step tells the walk to do next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wait:
    """The step waits for the person: the turn is over."""


@dataclass(frozen=True, slots=True)
class Go:
    """On to another step of the same module."""

    step: str


@dataclass(frozen=True, slots=True)
class Enter:
    """Into another module; the present step is come back to when that ends."""

    module: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Back into the course that was left by the menu."""


@dataclass(frozen=True, slots=True)
class Open:
    """Straight to a step of another module, above the menu; a lesson that is left gets a bookmark."""

    module: str
    step: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The module is over."""


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more is said in this turn, wherever the stack stands (quick exit, erased)."""


Move = Wait | Go | Enter | Resume | Open | Leave | Over

"""What an editor wrote, before anybody judged it: trees that know their line numbers.

Everything is lenient here: a raw tree can hold any mistake, so that all mistakes are found at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.content.assets import AssetFile

Scalar = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One YAML value with its line: a scalar, a mapping or a sequence of further nodes."""

    value: "Scalar | Mapping[str, Node] | tuple[Node, ...]"
    line: int

    def get(self, name: str) -> "Node | None":
        """The node under a key, or None where there is none or this is no mapping."""
        return self.value.get(name) if isinstance(self.value, Mapping) else None

    def text(self, name: str) -> str:
        """The value under a key as text, "" where it is absent, empty or no scalar."""
        found = self.get(name)
        return found.scalar if found else ""

    @property
    def scalar(self) -> str:
        """This value as text, "" where it is empty or no scalar."""
        if self.value is None or isinstance(self.value, (Mapping, tuple)):
            return ""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)

    @property
    def items(self) -> "Mapping[str, Node]":
        """The mapping, empty where this is none."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def members(self) -> "tuple[Node, ...]":
        """The sequence, empty where this is none."""
        return self.value if isinstance(self.value, tuple) else ()


NOTHING = Node(value=None, line=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """A line that the format does not know."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBubble:
    """A paragraph. `id` is "" where none was written."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawChoice:
    """`- [id*] label → target if condition`, with the reason quoted below it."""

    id: str
    label: str
    line: int
    target: str = ""
    condition: str = ""
    is_right: bool = False
    reason: str = ""
    reason_line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRule:
    """`- if condition → target`; `- otherwise → target` has no condition."""

    condition: str
    target: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStep:
    """One `## id (kind) title` with all below it."""

    id: str
    kind: str
    line: int
    title: str = ""
    options: Node = NOTHING
    bubbles: tuple[RawBubble, ...] = ()
    choices: tuple[RawChoice, ...] = ()
    rules: tuple[RawRule, ...] = ()
    next: str = ""
    next_line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RawModule:
    """One file of content/modules."""

    path: str
    name: str
    header: Node
    steps: tuple[RawStep, ...]
    oddities: tuple[Oddity, ...] = ()

    @property
    def id(self) -> str:
        """The id as its header says it, or the file's name."""
        return self.header.text("module") or self.name

    @property
    def role(self) -> str:
        """The role, or ""."""
        return self.header.text("role")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One YAML file."""

    path: str
    root: Node = NOTHING
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Every file of content/, read."""

    modules: tuple[RawModule, ...] = ()
    facts: tuple[RawFile, ...] = ()
    phrases: RawFile = field(default_factory=lambda: RawFile(path="phrases.yaml"))
    words: RawFile = field(default_factory=lambda: RawFile(path="words.yaml"))
    places: RawFile = field(default_factory=lambda: RawFile(path="places.yaml"))
    templates: RawFile = field(default_factory=lambda: RawFile(path="templates.yaml"))
    assets: frozenset[str] = frozenset()
    routes: tuple[RawFile, ...] = ()
    course: RawFile = field(default_factory=lambda: RawFile(path="course.yaml"))
    quality: RawFile = field(default_factory=lambda: RawFile(path="quality.yaml"))
    abbreviations: RawFile = field(default_factory=lambda: RawFile(path="abbreviations.yaml"))
    hosts: RawFile = field(default_factory=lambda: RawFile(path="hosts.yaml"))
    asset_files: Mapping[str, AssetFile] = field(default_factory=dict)

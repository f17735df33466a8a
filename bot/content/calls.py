"""The calls and values inside a text, found by Jinja's own parser without running anything.

A text may hold `{{ name("argument") }}`, `dated=false` for amounts, and `{{ value }}`; nothing else of Jinja.
Well-formed calls, which nearly all are, are recognised without Jinja: that is much faster and means the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from bot.content.facts import FactKind

FACT_CALLS: Mapping[str, FactKind] = {
    "phone": FactKind.PHONE,
    "amount": FactKind.AMOUNT,
    "law": FactKind.LAW,
    "place": FactKind.PLACE,
    "link": FactKind.URL,
    "term": FactKind.TERM,
}
MARKS = frozenset({"invented", "count"})
"""Calls that only let a number through."""

LONGEST: Mapping[str, str] = {
    "minimum": "31 Des 2026",
    "maximum": "31 Des 2026",
    "example": "31-12-2026",
    "value": "x" * 60,
    "date": "31 Des 2026",
    "title": "x" * 72,
    "number": "99",
    "total": "99",
    "company": "x" * 80,
    "licence": "x" * 60,
    "office": "x" * 120,
    "source": "x" * 120,
    "done": "99",
    "sum": "Rp99.999.999.999,99",
    "expected": "Rp99.999.999.999,99",
    "rupiah": "Rp999.999.999.999",
    "months": "999999",
    "code": "x" * 30,
    "invitation": "x" * 9,
}
"""The values that a text may be given at run time, each with the longest it can be, for the limit checks."""

_PARSER = SandboxedEnvironment(keep_trailing_newline=True)
_NAMES = "|".join((*FACT_CALLS, *sorted(MARKS)))
_CALL = re.compile(
    rf'(?<!\{{)\{{\{{ (?:({_NAMES})\("([^"\\]*[^"\\\s][^"\\]*)"\)|(amount)\("([^"\\\s]+)", ?dated=false\)) \}}\}}'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call with its argument, such as `phone` of `hot-polri`."""

    name: str
    argument: str
    is_dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a text is made of. `mistakes` says what cannot be used, in words.

    `pieces` are its words and calls in order; they are the whole text where there are no values and no mistakes.
    """

    plain: str
    pieces: "tuple[str | Call, ...]" = ()
    calls: tuple[Call, ...] = ()
    values: frozenset[str] = frozenset()
    mistakes: tuple[str, ...] = ()


def has_calls(text: str) -> bool:
    """Whether anything in the text is more than words."""
    return "{{" in text or "{%" in text or "{#" in text


@lru_cache(maxsize=20_000)
def parse(text: str) -> Parts:
    """The parts of a text; `plain` is what stands outside of calls, with a space for each."""
    if not has_calls(text):
        return Parts(plain=text, pieces=(text,))
    return _parts_of_calls(text) or _parts_by_jinja(text)


def _parts_of_calls(text: str) -> Parts | None:
    """The parts of a text in which only well-formed calls stand, or None."""
    pieces: list[str | Call] = []
    words, end = [], 0
    for found in _CALL.finditer(text):
        words.append(text[end : found.start()])
        end = found.end()
        name, argument = found[1] or found[3], found[2] or found[4]
        pieces += (words[-1], Call(name=name, argument=argument, is_dated=not found[3]))
    words.append(text[end:])
    pieces.append(words[-1])
    # A carriage return is a line's end to Jinja, so that it decides about those.
    if any(has_calls(word) for word in words) or "\r" in text:
        return None
    calls = tuple(piece for piece in pieces if isinstance(piece, Call))
    return Parts(plain=" ".join(words), pieces=tuple(pieces), calls=calls)


def _parts_by_jinja(text: str) -> Parts:
    try:
        tree = _PARSER.parse(text)
    except TemplateSyntaxError as error:
        return Parts(plain=text, mistakes=(f"this cannot be read: {error.message}",))
    plain: list[str] = []
    pieces: list[str | Call] = []
    values: set[str] = set()
    mistakes: list[str] = []
    for part in _pieces(tree, mistakes):
        match part:
            case nodes.TemplateData():
                plain.append(part.data)
                pieces.append(part.data)
                continue
            case nodes.Call():
                call = _call(part)
                (pieces if isinstance(call, Call) else mistakes).append(call)  # type: ignore[arg-type]  # one list per kind
            case nodes.Name():
                values.add(part.name)
            case _:
                mistakes.append("inside {{ }} stands one call or one value, nothing else")
        plain.append(" ")
    return Parts(
        plain="".join(plain),
        pieces=tuple(pieces),
        calls=tuple(piece for piece in pieces if isinstance(piece, Call)),
        values=frozenset(values),
        mistakes=tuple(mistakes),
    )


def _pieces(tree: nodes.Template, mistakes: list[str]) -> list[nodes.Expr]:
    found: list[nodes.Expr] = []
    for node in tree.body:
        if isinstance(node, nodes.Output):
            found.extend(node.nodes)
        else:
            mistakes.append("only {{ }} may be used, no {% %}")
    return found


def _call(node: nodes.Call) -> Call | str:
    """The call, or what is wrong with it."""
    name = node.node.name if isinstance(node.node, nodes.Name) else "?"
    if name not in FACT_CALLS and name not in MARKS:
        return f"there is no call {name}(…)"
    if len(node.args) != 1 or node.dyn_args or node.dyn_kwargs or not isinstance(node.args[0], nodes.Const):
        return f'{name}(…) takes one text in quotes, such as {name}("id")'
    dated = {option.key: option.value for option in node.kwargs}
    if any(
        key != "dated" or name != "amount" or not isinstance(value, nodes.Const)
        for key, value in dated.items()
    ):
        return f"{name}(…) does not know this option: only amount has dated=false"
    argument = node.args[0].value
    if not isinstance(argument, str) or not argument.strip():
        return f'{name}(…) takes one text in quotes, such as {name}("id")'
    is_dated = all(isinstance(value, nodes.Const) and value.value is not False for value in dated.values())
    return Call(name=name, argument=argument, is_dated=is_dated)

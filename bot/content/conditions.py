"""`name`, `not name`, `name = a, b`, `name != a` as they are written in modules."""

import re

from bot.content.model import Condition

_SHAPE = re.compile(r"(not\s+)?([a-z0-9-]+)(?:\s*(!?=)\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*))?")


def parse_condition(raw: str) -> Condition | None:
    """The condition, or None where this is none."""
    match = _SHAPE.fullmatch(raw.strip())
    if match is None or (match[1] and match[3]):
        return None
    values = tuple(part.strip() for part in match[4].split(",")) if match[4] else ()
    return Condition(name=match[2], values=values, is_negated=bool(match[1]) or match[3] == "!=")

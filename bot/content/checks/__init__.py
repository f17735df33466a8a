"""All checks of the content compiler, in families: structure S, text T, locale L, channel C, harm H, review R.

Nothing registers itself: a check exists because it stands in the tuple of its family.
"""

from bot.content.checks import channel, format, harm, locale, review, structure, text
from bot.content.checks.check import Check, Finding
from bot.content.material import Material
from bot.domain.problem import Problem

CHECKS: tuple[Check, ...] = (
    *format.CHECKS,
    *structure.CHECKS,
    *text.CHECKS,
    *locale.CHECKS,
    *channel.CHECKS,
    *harm.CHECKS,
    *review.CHECKS,
)


def run_checks(material: Material) -> tuple[Problem, ...]:
    """Every problem of every check, once each, sorted by place."""
    return tuple(sorted({problem for check in CHECKS for problem in check.problems(material)}))


__all__ = ["CHECKS", "Check", "Finding", "run_checks"]

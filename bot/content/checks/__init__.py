"""All checks of the content compiler, in families: structure S, text T, locale L, channel C, course K, harm H, route P, review R.

Nothing registers itself: a check exists because it stands in the tuple of its family.
"""

from bot.content.checks import (
    abbreviation,
    assets,
    channel,
    course,
    exits,
    format,
    harm,
    links,
    lists,
    locale,
    question,
    reading,
    review,
    routes,
    structure,
    templates,
    text,
)
from bot.content.checks.check import Check, Finding
from bot.content.material import Material
from bot.domain.problem import Problem

CHECKS: tuple[Check, ...] = (
    *format.CHECKS,
    *structure.CHECKS,
    *lists.CHECKS,
    *text.CHECKS,
    *reading.CHECKS,
    *abbreviation.CHECKS,
    *question.CHECKS,
    *course.CHECKS,
    *routes.CHECKS,
    *locale.CHECKS,
    *channel.CHECKS,
    *templates.CHECKS,
    *assets.CHECKS,
    *harm.CHECKS,
    *links.CHECKS,
    *exits.CHECKS,
    *review.CHECKS,
)


def run_checks(material: Material) -> tuple[Problem, ...]:
    """Every problem of every check, once each, sorted by place."""
    return tuple(sorted({problem for check in CHECKS for problem in check.problems(material)}))


__all__ = ["CHECKS", "Check", "Finding", "run_checks"]

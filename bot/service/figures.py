"""Members' figures of groups → a table in which nobody can be counted. Pure; what is not published is absent.

The rule. A count is published only if it and everything it leaves over in what contains it are 0 or at least
FEWEST: who took a test and who did not; who took both, only one, none; who knows at least eight of the twelve
and who fewer, then each half in its own two bands. Each of these decisions looks at its own numbers only, so
what is missing cannot be told from what is there. A group of fewer than FEWEST publishes nothing else.
A mean, to one decimal, is over at least FEWEST people whose number is published, or over at least MANY in a
group of at least WIDE: from ten on every tenth is possible, so the mean does not tell over how many it is. The
row of all groups is computed from the cells that are published and from nothing else, so it says no more.

What it does not protect from: two tables made on different days around one newcomer, leaver or late answer
(the difference is that person: hand out one table, after the group was closed); what somebody already knows
of a class; and a count or mean at the end of its scale, or near it, which tells much of everybody in it.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.course import TESTS

FEWEST = 5
MANY = 10
WIDE = MANY + FEWEST
"""So that the number behind a mean without its number is one of several."""

COLUMNS: Mapping[str, str] = {
    "members": "members",
    "pre_took": "took the test before",
    "pre_missed": "did not take the test before",
    "post_took": "took the test after",
    "post_missed": "did not take the test after",
    "both_took": "took both tests",
    "right_before": "took both: right answers before (mean)",
    "right_after": "took both: right answers after (mean)",
    "unsure_before": "took both: 'I do not know' before (mean)",
    "unsure_after": "took both: 'I do not know' after (mean)",
    "recall_took": "took the recall",
    "recall_missed": "did not take the recall",
    "recall_right": "recall: right answers (mean)",
    "recall_unsure": "recall: 'I do not know' (mean)",
    "lessons": "lessons answered (mean)",
    "mastered": "must-knows shown to be known (mean)",
    "mastered_from_8": "know at least 8 of the 12",
    "mastered_0_3": "know 0 to 3",
    "mastered_4_7": "know 4 to 7",
    "mastered_8_10": "know 8 to 10",
    "mastered_11_12": "know 11 or 12",
}
"""Every cell there may be, in the order of a table, and what it says."""

AVERAGED_OVER: Mapping[str, str] = {
    "right_before": "both_took",
    "right_after": "both_took",
    "unsure_before": "both_took",
    "unsure_after": "both_took",
    "recall_right": "recall_took",
    "recall_unsure": "recall_took",
    "lessons": "members",
    "mastered": "members",
}
"""Which columns are means, and which count says over how many."""

_BANDS = ("mastered_0_3", "mastered_4_7", "mastered_8_10", "mastered_11_12")
_STARTS = (4, 8, 11)

Figures = Mapping[str, int]
Cells = Mapping[str, float]
"""What is published of a group, by column: whole numbers, and means to one decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The published cells of each group in the order given, empty for a group that is too small; and of all
    of them together, None with fewer than two groups to add."""

    rows: tuple[Cells, ...]
    total: Cells | None


def publish(groups: Sequence[Sequence[Figures]]) -> Table:
    """The table of groups, each given as the figures of its members (`domain/course.FIGURES`)."""
    rows = tuple(_cells(members) for members in groups)
    shown = [row for row in rows if row]
    return Table(rows=rows, total=_total(shown) if len(shown) > 1 else None)


def _cells(members: Sequence[Figures]) -> Cells:
    if len(members) < FEWEST:
        return {}
    counts = {"members": len(members), **_attendance(members), **_bands(members)}
    return {**counts, **_means(members, counts)}


def _attendance(members: Sequence[Figures]) -> dict[str, int]:
    cells: dict[str, int] = {}
    for test in TESTS:
        took = len(_takers(members, test))
        if _is_safe(took, len(members) - took):
            cells |= {f"{test}_took": took, f"{test}_missed": len(members) - took}
    if "pre_took" in cells and "post_took" in cells:
        pre, post, both = cells["pre_took"], cells["post_took"], len(_takers(members, "pre", "post"))
        if _is_safe(both, pre - both, post - both, len(members) - pre - post + both):
            cells["both_took"] = both
    return cells


def _bands(members: Sequence[Figures]) -> dict[str, int]:
    places = [bisect_right(_STARTS, figures.get("mastered", 0)) for figures in members]
    counts = [places.count(place) for place in range(len(_BANDS))]
    low, high = counts[:2], counts[2:]
    if not _is_safe(sum(low), sum(high)):
        return {}
    cells = {"mastered_from_8": sum(high)}
    for names, half in ((_BANDS[:2], low), (_BANDS[2:], high)):
        if _is_safe(*half):
            cells |= dict(zip(names, half, strict=True))
    return cells


def _means(members: Sequence[Figures], counts: Mapping[str, int]) -> Cells:
    both, recalled = _takers(members, "pre", "post"), _takers(members, "recall")
    cells = {"lessons": _mean(members, "lessons"), "mastered": _mean(members, "mastered")}
    if _may_average(len(both), counts, "both_took", within=("pre_took", "post_took")):
        cells["right_before"], cells["right_after"] = _mean(both, "pre_right"), _mean(both, "post_right")
        cells["unsure_before"], cells["unsure_after"] = _mean(both, "pre_unsure"), _mean(both, "post_unsure")
    if _may_average(len(recalled), counts, "recall_took", within=("recall_took",)):
        cells |= {name: _mean(recalled, name) for name in ("recall_right", "recall_unsure")}
    return cells


def _may_average(people: int, counts: Mapping[str, int], name: str, *, within: tuple[str, ...]) -> bool:
    """Where the counts around it are published, a mean would tell what the missing number in them is."""
    if all(other in counts for other in within):
        return counts.get(name, 0) >= FEWEST
    return people >= MANY and counts["members"] >= WIDE


def _total(rows: Sequence[Cells]) -> Cells:
    cells: dict[str, float] = {}
    for name in COLUMNS:
        over = AVERAGED_OVER.get(name)
        known = [row for row in rows if name in row and (over is None or over in row)]
        if over is None and known:
            cells[name] = sum(row[name] for row in known)
        elif over is not None and known:
            people = sum(row[over] for row in known)
            cells[name] = round(sum(row[name] * row[over] for row in known) / people, 1)
    return cells


def _takers(members: Sequence[Figures], *tests: str) -> list[Figures]:
    return [figures for figures in members if all(f"{test}_right" in figures for test in tests)]


def _mean(members: Sequence[Figures], name: str) -> float:
    return round(sum(figures.get(name, 0) for figures in members) / len(members), 1)


def _is_safe(*parts: int) -> bool:
    return all(part == 0 or part >= FEWEST for part in parts)

"""Figures of groups: what an instructor can see, and that no subtraction finds one to four people."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.course import FIGURES, TESTS
from bot.service.figures import AVERAGED_OVER, COLUMNS, FEWEST, Cells, Figures, Table, publish

BANDS = ("mastered_0_3", "mastered_4_7", "mastered_8_10", "mastered_11_12")
PARTS: Mapping[str, tuple[str, ...]] = {
    "members": (
        "pre_took", "pre_missed", "post_took", "post_missed", "recall_took", "recall_missed", "both_took",
        "mastered_from_8", *BANDS,
    ),
    "pre_took": ("both_took",),
    "post_took": ("both_took",),
    "mastered_from_8": ("mastered_8_10", "mastered_11_12"),
}  # fmt: skip
"""Which counts are inside which others."""


def a_member(*tests: str, mastered: int = 0, lessons: int = 0, **figures: int) -> Figures:
    taken = {f"{test}_{what}": 0 for test in tests for what in ("right", "unsure")}
    return {"lessons": lessons, "mastered": mastered, **taken, **figures}


def only(*groups: Sequence[Figures]) -> Cells:
    (row,) = publish(groups).rows
    return row


def a_class(neither: int, pre: int, post: int, both: int) -> list[Figures]:
    takers = ((), ("pre",), ("post",), ("pre", "post"))
    return [
        a_member(*tests)
        for tests, count in zip(takers, (neither, pre, post, both), strict=True)
        for _ in range(count)
    ]


@st.composite
def members(draw: st.DrawFn) -> Figures:
    taken = draw(st.sampled_from([(), ("pre",), ("pre", "post"), ("post",), ("pre", "post", "recall")]))
    score = st.integers(0, 12)
    figures = {f"{test}_{what}": draw(score) for test in taken for what in ("right", "unsure")}
    return {"lessons": draw(st.integers(0, 60)), "mastered": draw(score), **figures}


groups_of_people = st.lists(st.lists(members(), max_size=24), max_size=4)


def test_class_that_all_did_everything_is_shown_whole() -> None:
    right = [3, 4, 5, 6, 7, 8]
    people = [
        a_member(
            *TESTS, lessons=20, mastered=12, pre_right=n, post_right=n + 3, pre_unsure=2, recall_right=9,
        )
        for n in right
    ]  # fmt: skip

    cells = only(people)

    assert cells == {
        "members": 6,
        **{f"{test}_took": 6 for test in TESTS},
        **{f"{test}_missed": 0 for test in TESTS},
        "both_took": 6,
        "right_before": 5.5,
        "right_after": 8.5,
        "unsure_before": 2.0,
        "unsure_after": 0.0,
        "recall_right": 9.0,
        "recall_unsure": 0.0,
        "lessons": 20.0,
        "mastered": 12.0,
        "mastered_from_8": 6,
        **dict(zip(BANDS, (0, 0, 0, 6), strict=True)),
    }
    assert set(cells) == set(COLUMNS)


def test_class_of_four_shows_nothing() -> None:
    assert only([a_member(*TESTS)] * 4) == {}
    assert only([]) == {}


def test_member_without_figures_counts_as_nothing_done() -> None:
    cells = only([{}] * 5)

    assert (cells["lessons"], cells["pre_missed"], cells["mastered_0_3"]) == (0.0, 5, 5)
    assert "right_before" not in cells


def test_few_who_missed_a_test_hide_both_counts() -> None:
    cells = only(a_class(neither=0, pre=3, post=0, both=17))

    assert (cells["pre_took"], cells["pre_missed"]) == (20, 0)
    assert not cells.keys() & {"post_took", "post_missed", "both_took"}


def test_mean_of_many_is_shown_without_their_number() -> None:
    assert only(a_class(neither=0, pre=3, post=0, both=17))["right_before"] == 0.0


@pytest.mark.parametrize("both", [3, 9])
def test_mean_of_few_is_not_shown_without_their_number(both: int) -> None:
    assert "right_before" not in only(a_class(neither=0, pre=3, post=0, both=both))


def test_few_who_took_only_one_test_hide_the_means() -> None:
    """12 took each, 10 both: with a mean, and the counts around it, two people would stand out."""
    cells = only(a_class(neither=6, pre=2, post=2, both=10))

    assert (cells["pre_took"], cells["post_took"]) == (12, 12)
    assert not cells.keys() & {"both_took", "right_before", "unsure_after"}


def test_small_band_takes_its_neighbour_along() -> None:
    people = [a_member(mastered=n) for n in [2] * 6 + [5] * 3 + [9] * 7 + [12] * 8]

    cells = only(people)

    assert cells["mastered_from_8"] == 15
    assert {name: cells.get(name) for name in BANDS} == {
        "mastered_0_3": None,
        "mastered_4_7": None,
        "mastered_8_10": 7,
        "mastered_11_12": 8,
    }


def test_few_in_one_half_hide_all_bands() -> None:
    people = [a_member(mastered=n) for n in [2] * 4 + [9] * 16]

    assert not only(people).keys() & {"mastered_from_8", *BANDS}


def test_more_must_knows_than_now_count_as_most() -> None:
    assert only([a_member(mastered=14)] * 5)["mastered_11_12"] == 5


def test_total_adds_only_what_is_shown() -> None:
    whole, few, half = [a_member("pre", lessons=4)] * 10, [a_member("pre")] * 4, a_class(8, 3, 0, 0)

    table = publish([whole, few, half])

    assert table.rows[1] == {}
    assert table.total is not None
    assert (table.total["members"], table.total["pre_took"], table.total["pre_missed"]) == (21, 10, 0)
    assert table.total["lessons"] == round(40 / 21, 1)


def test_total_of_fewer_than_two_groups_is_not_made() -> None:
    big, small = [a_member("pre")] * 10, [a_member("pre")] * 3

    assert [publish(groups).total for groups in ([], [big], [big, small])] == [None, None, None]


def counts(cells: Cells) -> Cells:
    return {name: value for name, value in cells.items() if name not in AVERAGED_OVER}


def differences(cells: Cells) -> Iterator[float]:
    """Every published count, and what every one leaves over in every other that contains it."""
    yield from counts(cells).values()
    for whole, parts in PARTS.items():
        inside = [part for part in parts if whole in cells and part in cells]
        yield from (cells[whole] - cells[part] for part in inside)
    if cells.keys() >= {"pre_took", "post_took", "both_took"}:
        yield cells["members"] - cells["pre_took"] - cells["post_took"] + cells["both_took"]
    for many in range(1, len(BANDS) + 1):
        for bands in combinations([band for band in BANDS if band in cells], many):
            yield cells["members"] - sum(cells[band] for band in bands)


@given(groups_of_people)
def test_no_subtraction_within_a_group_finds_one_to_four(groups: list[list[Figures]]) -> None:
    table = publish(groups)

    for cells in (*table.rows, *((table.total,) if table.total else ())):
        assert [found for found in differences(cells) if 0 < found < FEWEST] == []


@given(groups_of_people)
def test_no_subtraction_of_groups_finds_one_to_four(groups: list[list[Figures]]) -> None:
    table = publish(groups)
    total, shown = table.total or {}, [row for row in table.rows if row]

    for many in range(1, len(shown) + 1):
        for some in combinations(shown, many):
            left = [counts(total)[n] - sum(row.get(n, 0) for row in some) for n in counts(total)]
            assert [found for found in left if 0 < found < FEWEST] == []


@given(groups_of_people)
def test_total_is_made_of_nothing_but_shown_cells(groups: list[list[Figures]]) -> None:
    """Other people with the same shown cells make the same total: here nobody at all, but for the cells."""
    table = publish(groups)
    total = table.total or {}

    for name in counts(total):
        assert total[name] == sum(row[name] for row in table.rows if name in row)
    for name in AVERAGED_OVER.keys() & total.keys():
        known = [
            (row[name], row[AVERAGED_OVER[name]])
            for row in table.rows
            if row.keys() >= {name, AVERAGED_OVER[name]}
        ]
        assert total[name] == round(sum(m * n for m, n in known) / sum(n for _, n in known), 1)


@given(groups_of_people)
def test_means_are_over_five_people_or_more(groups: list[list[Figures]]) -> None:
    for people, cells in zip(groups, publish(groups).rows, strict=True):
        both = sum("pre_right" in one and "post_right" in one for one in people)
        recalled = sum("recall_right" in one for one in people)
        size = {"both_took": both, "recall_took": recalled, "members": len(people)}

        assert all(size[AVERAGED_OVER[name]] >= FEWEST for name in AVERAGED_OVER.keys() & cells.keys())


def view(people: Sequence[Figures]) -> tuple[object, ...]:
    """All that a reader sees: cells that are there. Nobody here has a right answer, so no mean adds to it."""
    return tuple(sorted(only(people).items()))


@pytest.mark.parametrize("size", [*range(5, 18), 22])
def test_nobody_who_knows_the_rule_can_work_out_a_hidden_attendance(size: int) -> None:
    """Of all classes that look the same, no hidden part is the same one to four people in each."""
    hidden: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for neither in range(size + 1):
        for pre in range(size + 1 - neither):
            for post in range(size + 1 - neither - pre):
                both = size - neither - pre - post
                parts = (neither, pre, post, both, pre + both, post + both, neither + post, neither + pre)
                hidden[view(a_class(neither, pre, post, both))].append(parts)

    assert [parts for parts in map(pinned, hidden.values()) if parts] == []


@pytest.mark.parametrize("size", [5, 6, 9, 10, 11, 13])
def test_nobody_who_knows_the_rule_can_work_out_a_hidden_band(size: int) -> None:
    hidden: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for a in range(size + 1):
        for b in range(size + 1 - a):
            for c in range(size + 1 - a - b):
                bands = (a, b, c, size - a - b - c)
                people = [
                    a_member(mastered=known)
                    for known, count in zip((0, 4, 8, 11), bands, strict=True)
                    for _ in range(count)
                ]
                seen = tuple(cell for cell in view(people) if cell[0] != "mastered")  # type: ignore[index]
                hidden[seen].append((*bands, a + b, bands[2] + bands[3]))

    assert [parts for parts in map(pinned, hidden.values()) if parts] == []


def pinned(classes: Sequence[tuple[int, ...]]) -> list[int]:
    """Parts of one to four people that are the same in every class that looks like this."""
    return [part[0] for part in zip(*classes, strict=True) if len(set(part)) == 1 and 0 < part[0] < FEWEST]


@given(st.integers(10, 400), st.integers(0, 9))
def test_a_mean_of_many_does_not_tell_of_how_many(people: int, tenth: int) -> None:
    wanted = {round(3 + tenth / 10, 1)}

    assert wanted <= {round(answers / people, 1) for answers in range(3 * people, 4 * people + 1)}


def test_every_mean_has_its_count_and_every_figure_its_column() -> None:
    assert set(AVERAGED_OVER) | set(AVERAGED_OVER.values()) <= set(COLUMNS)
    assert {name for parts in PARTS.values() for name in parts} | set(AVERAGED_OVER) | {"members"} == set(
        COLUMNS
    )
    assert {test for test in TESTS if f"{test}_right" in FIGURES} == set(TESTS)


def test_table_without_groups_is_empty() -> None:
    assert publish([]) == Table(rows=(), total=None)

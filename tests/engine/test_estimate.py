"""The step: answers of the module become lines, a picture and notes; nothing is kept, nothing breaks it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.calls import LONGEST
from bot.content.compile import Compiled
from bot.content.model import Act, Action, Ask, Content, End, Estimate, EstimateKind, Expects, Rate, Step
from bot.content.phrases import REQUIRED_PHRASES
from bot.content.rates import read_rates
from bot.domain.channel import LIMITS
from bot.domain.message import Medium, Message
from bot.domain.state import Frame, State
from bot.engine.draft import Draft
from bot.engine.pay import Cost, Cut
from bot.engine.payslip import Doubt
from bot.engine.rules import EXCHANGE, FACTS
from bot.engine.steps import estimate
from bot.engine.steps.estimate import MONTH, PAID_BY, REGION, SLIP
from bot.engine.turn import take_turn
from tests.builders import NOON, a_content, a_state, bubble, module, said, spoken, text

RATES = {
    "minimum_month": "1700",
    "minimum_piece": "1700",
    "minimum_day": "65.38",
    "epf_share": "2",
    "socso_share": "0.5",
    "deductions_share": "50",
    "overtime_factor": "1.5",
    "overtime_hours": "104",
    "hours_a_day": "8",
}


def rates(**values: str) -> Mapping[str, Rate]:
    return {
        FACTS[name][0]: Rate(value=Decimal(value), on=date(2026, 1, 1), review_by=date(2027, 1, 1))
        for name, value in values.items()
    }


def an_exchange(review_by: date) -> Mapping[str, Rate]:
    return {EXCHANGE: Rate(value=Decimal(3700), on=date(2026, 11, 20), review_by=review_by)}


def a_step(of: EstimateKind) -> Estimate:
    fields = MONTH if of is EstimateKind.PAY else SLIP
    return Estimate(id="result", of=of, answers={n: n for n in (REGION, PAID_BY, *fields)}, next="end")


def an_estimate(more: Mapping[str, Rate] | None = None) -> Content:
    steps: list[Step] = [
        Ask(
            id="basic",
            bubbles=(bubble("Upah?"),),
            expects=Expects.AMOUNT,
            save="basic",
            next="other",
            minimum="0",
            maximum="100000",
            is_optional=True,
            is_passing=True,
        ),
        Ask(
            id="other",
            bubbles=(bubble("Potongan?"),),
            expects=Expects.AMOUNT,
            save="other",
            next="result",
            is_optional=True,
            is_passing=True,
        ),
        a_step(EstimateKind.PAY),
        Act(id="forget", action=Action.FORGET_ANSWERS, next="end"),
        End(id="end"),
    ]
    content = a_content([module("pay", steps)])
    return replace(content, rates={**rates(**RATES), **(more or {})})


def at_first_question() -> State:
    frames = (Frame(module="menu", step="choose"), Frame(module="pay", step="basic"))
    return replace(a_state(), frames=frames, answers={"consent": "no"})


def heard(content: Content, answers: Mapping[str, str], of: EstimateKind = EstimateKind.PAY) -> list[Message]:
    """What the step says to these answers, in the words of its phrases."""
    draft = Draft(at_first_question(), text("1"), content)
    for name, value in answers.items():
        draft.note(name, value)
    estimate.enter(draft, a_step(of))
    return said(draft.finish())


def test_typed_answers_are_worked_out_and_forgotten() -> None:
    content = an_estimate()
    state = take_turn(at_first_question(), text("RM1.800"), content).state
    assert state.passing == {"pay/basic": "1800"}

    turn = take_turn(state, text("100,50"), content)

    assert "<pay-head>" in spoken(turn)[0]
    assert turn.state.passing == {}
    assert turn.state.answers == {"consent": "no"}


def test_all_skipped_says_that_nothing_was_typed() -> None:
    content = an_estimate()
    state = take_turn(at_first_question(), text("0"), content).state

    assert spoken(take_turn(state, text("0"), content))[0] == "<pay-empty>"


def test_skipping_takes_an_earlier_answer_back() -> None:
    content = an_estimate()
    state = take_turn(at_first_question(), text("1800"), content).state
    back = take_turn(state, text("kembali"), content).state
    assert back.frames[-1].step == "basic"

    state = take_turn(back, text("0"), content).state

    assert spoken(take_turn(state, text("0"), content))[0] == "<pay-empty>"


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [("banyak", "<amount-expected>"), ("100001", "<number-range>"), ("1.70.0", "<amount-expected>")],
)
def test_what_is_no_amount_is_asked_again(typed: str, phrase: str) -> None:
    turn = take_turn(at_first_question(), text(typed), an_estimate())

    assert spoken(turn)[:2] == [phrase, "Upah?\n<skip-hint>"]
    assert turn.state.passing == {}


def test_picture_says_in_words_what_it_shows() -> None:
    *_, message = heard(an_estimate(), {"basic": "1500", "other": "800"})

    assert message.printout is not None
    assert (message.printout.form, message.printout.medium) == ("pay", Medium.PICTURE)
    assert message.printout.name == "<pay-file>.png"
    labels = [value for name, value in message.printout.values.items() if name.startswith("label_")]
    assert len(message.printout.alt.split("\n")) == len(labels) == 5
    assert message.printout.values["end_0"] == "1000"
    # 1,500 - 30 - 7.50 - 800 = 662.50: 441 thousandths of 1,500.
    assert message.printout.values["end_4"] == "441"


def test_typed_rate_goes_before_the_one_of_the_office() -> None:
    content = an_estimate(an_exchange(NOON.date()))

    typed = heard(content, {"basic": "1800", "exchange": "3800"})[0].text
    set_by_office = heard(content, {"basic": "1800"})[0].text
    overdue = heard(an_estimate(an_exchange(date(2026, 11, 20))), {"basic": "1800"})[0].text

    assert typed.endswith("<pay-exchange-typed>")
    assert set_by_office.endswith("<pay-exchange-set>")
    assert overdue.endswith("<pay-exchange-none>")
    assert "<pay-line-both>" in set_by_office
    assert "<pay-line-both>" not in overdue


def test_chosen_way_of_pay_decides_between_two_answers() -> None:
    both = {"basic": "1800", "tonnes": "10", "tonne-rate": "30"}

    by_piece = heard(an_estimate(), {**both, PAID_BY: "piece"})
    by_month = heard(an_estimate(), {**both, PAID_BY: "monthly"})

    assert "<pay-below-piece>" in by_piece[1].text
    assert [m.text for m in by_month][1:] == ["<pay-picture>"]


@pytest.mark.parametrize(
    ("answers", "phrases"),
    [
        ({}, []),
        ({"basic": "1699"}, ["pay-below-month"]),
        ({"other": "900", REGION: "peninsular"}, ["pay-over-share"]),
        ({"other": "900", REGION: "sabah"}, ["pay-share-unread"]),
        ({"other": "900"}, ["pay-share-unread"]),
        ({"living": "5000"}, ["pay-not-enough"]),
    ],
)
def test_what_to_ask_about_is_said(answers: Mapping[str, str], phrases: list[str]) -> None:
    texts = [message.text for message in heard(an_estimate(), {"basic": "1700", **answers})]

    expected = "\n".join(["<pay-notes>", *(f"• <{phrase}>" for phrase in phrases)])
    assert texts[1:-1] == ([expected] if phrases else [])


@pytest.mark.parametrize(
    ("answers", "phrase"),
    [
        ({"debt-payment": "1000000", "exchange": "3800"}, "<pay-debt-paid>"),
        ({"debt-payment": "1000000"}, "<pay-debt-uncompared>"),
        ({"debt-payment": "99000000", "exchange": "3800"}, "<pay-debt-short>"),
        ({}, "<pay-debt-unplanned>"),
        ({"debt-payment": "1000000", "living": "5000"}, "<pay-debt-never>"),
    ],
)
def test_debt_is_said_in_one_sentence_of_its_own(answers: Mapping[str, str], phrase: str) -> None:
    messages = heard(an_estimate(), {"basic": "1800", "debt": "9000000", **answers})

    assert messages[1].text == phrase


def test_slip_points_at_lines() -> None:
    messages = heard(
        an_estimate(),
        {"basic": "1700", "levy": "50", "socso": "8.5", REGION: "peninsular"},
        EstimateKind.PAYSLIP,
    )

    assert [m.text for m in messages] == ["<slip-head>\n• <slip-epf-missing>\n• <slip-levy>"]


def test_slip_that_fits_is_no_proof() -> None:
    answers = {"basic": "1700", "epf": "34", "socso": "8.5", "net": "1657.5"}

    assert [m.text for m in heard(an_estimate(), answers, EstimateKind.PAYSLIP)] == ["<slip-fine>"]
    assert [m.text for m in heard(an_estimate(), {}, EstimateKind.PAYSLIP)] == ["<slip-empty>"]


@given(
    st.dictionaries(
        st.sampled_from([REGION, PAID_BY, *MONTH, *SLIP]),
        st.text(max_size=12)
        | st.decimals(0, 10**11, places=2).map(str)
        | st.sampled_from(["nan", "1e999", "9" * 12, "-1"]),
    ),
    st.sampled_from(EstimateKind),
)
def test_no_answer_breaks_an_estimate(answers: Mapping[str, str], of: EstimateKind) -> None:
    assert heard(an_estimate(), answers, of)


def test_every_doubt_and_line_has_its_phrase() -> None:
    labels = {f"pay-label-{name.value}" for name in (*Cut, *Cost)}

    assert {f"slip-{doubt}" for doubt in Doubt} | labels <= set(REQUIRED_PHRASES)


def test_longest_estimate_fits_every_channel(compiled: Compiled) -> None:
    phrases = {
        text.key.partition("/")[2]: compiled.material.rendered[text.key]
        for text in compiled.material.texts
        if text.key.startswith("phrases/") and "id" in compiled.material.rendered[text.key]
    }
    content = replace(
        an_estimate(), phrases=phrases, rates=read_rates(compiled.material.facts),
        write_money=lambda value, currency, locale: LONGEST["sum"],
    )  # fmt: skip
    most = dict.fromkeys(MONTH, "90000") | {"basic": "99999.99", "living": "99999"}
    slip = dict.fromkeys(SLIP, "0") | {
        "basic": "99", "days": "31", "overtime-hours": "300", "overtime-pay": "1", "epf": "90",
        "socso": "90", "levy": "90", "other": "90", "net": "1",
    }  # fmt: skip

    messages = [*heard(content, most), *heard(content, {**slip, REGION: "peninsular"}, EstimateKind.PAYSLIP)]

    room = min(limits.text for limits in LIMITS.values())
    assert all(len(message.text) <= room for message in messages)

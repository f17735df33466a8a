"""Every documented error code, and what it means for a delivery."""

from datetime import timedelta

import pytest

from bot.channels.whatsapp.errors import (
    BAD_MEDIA,
    FAULT_BY_CODE,
    Failure,
    Fault,
    fault_of,
    judge,
    read_failure,
)
from bot.domain.delivery import Deferred, DeliveryResult, Halted, OutsideWindow, Refused, Scope, Unreachable

CODES: dict[Fault, tuple[int, ...]] = {
    Fault.HALT: (0, 190, 3, 10, *range(200, 300), 131005, 131037, 131042, 131045, 133010, 131031, 368, 33),
    Fault.AGAIN: (1, 131000),
    Fault.UNAVAILABLE: (2, 131016, 133004),
    Fault.RATE: (4, 80007),
    Fault.THROUGHPUT: (130429,),
    Fault.PAIR: (131056,),
    Fault.MAINTENANCE: (131057, 2494100),
    Fault.SPAM: (131048,),
    Fault.LATER: (132069, 133016),
    Fault.WINDOW: (131047,),
    Fault.UNREACHABLE: (131026, 131050, 130497),
    Fault.REFUSED: (
        100, 131008, 131009, 131021, 131030, 131049, 131051, 131052, 131053, 131062, 131063, 131064, 130472,
        132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 135000, 137000,
    ),
}  # fmt: skip


def later(seconds: float, reason: str, scope: Scope = Scope.CONTACT, *, counts: bool = False) -> Deferred:
    return Deferred(wait=timedelta(seconds=seconds), reason=reason, scope=scope, counts=counts)


RESULTS: dict[int, DeliveryResult] = {
    190: Halted(reason="whatsapp 190"),
    131042: Halted(reason="whatsapp 131042"),
    131000: later(5, "whatsapp 131000", counts=True),
    131016: later(15, "whatsapp 131016"),
    80007: later(300, "whatsapp 80007", Scope.CHANNEL),
    130429: later(1.5, "whatsapp 130429", Scope.CHANNEL),
    131056: later(16, "whatsapp 131056"),
    131057: later(60, "whatsapp 131057", Scope.CHANNEL),
    131048: later(1800, "whatsapp 131048", Scope.CHANNEL),
    132069: later(600, "whatsapp 132069"),
    131047: OutsideWindow(reason="whatsapp 131047"),
    131026: Unreachable(reason="whatsapp 131026"),
    131050: Unreachable(reason="whatsapp 131050"),
    131009: Refused(reason="whatsapp 131009"),
}


@pytest.mark.parametrize(
    ("fault", "code"), [(fault, code) for fault, codes in CODES.items() for code in codes]
)
@pytest.mark.parametrize("http_status", [400, 500])
def test_code_decides_whatever_the_http_status(fault: Fault, code: int, http_status: int) -> None:
    assert fault_of(http_status, Failure(code=code)) is fault


def test_every_code_of_the_table_is_tested() -> None:
    assert {code for codes in CODES.values() for code in codes} == FAULT_BY_CODE.keys()


@pytest.mark.parametrize("code", RESULTS)
def test_class_becomes_its_result(code: int) -> None:
    assert judge(400, Failure(code=code), pair_wait=16, jitter=0.5) == RESULTS[code]


@pytest.mark.parametrize("fault", Fault)
def test_every_class_has_a_result(fault: Fault) -> None:
    code = CODES[fault][0]

    assert judge(400, Failure(code=code), pair_wait=1, jitter=0)


@pytest.mark.parametrize(
    ("http_status", "code", "fault"),
    [
        (400, 999999, Fault.REFUSED),
        (404, None, Fault.REFUSED),
        (401, None, Fault.HALT),
        (429, None, Fault.UNAVAILABLE),
        (500, 999999, Fault.AGAIN),
        (502, None, Fault.AGAIN),
        (503, None, Fault.UNAVAILABLE),
        (302, None, Fault.AGAIN),
    ],
)
def test_unknown_code_is_classed_by_status(http_status: int, code: int | None, fault: Fault) -> None:
    assert fault_of(http_status, Failure(code=code)) is fault


def test_lost_number_id_halts_the_channel() -> None:
    assert fault_of(400, Failure(code=100, error_subcode=33)) is Fault.HALT


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error":{"code":"x"}}', b"[" * 5000])
def test_answer_without_a_code_has_none(body: bytes) -> None:
    assert read_failure(body) == Failure()


def test_bad_media_codes_are_refusals() -> None:
    assert {FAULT_BY_CODE[code] for code in BAD_MEDIA} == {Fault.REFUSED}

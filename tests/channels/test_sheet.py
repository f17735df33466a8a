"""Printing before sending: what comes back, and what is said of a failure."""

import asyncio
import logging

import pytest

from bot.channels.sheet import NotPrinted, Printed, print_sheet, result_of
from bot.domain.delivery import Deferred, Refused
from bot.domain.message import Printout
from tests.channels.sheets import NAME, PDF, PICTURE
from tests.fakes import A_PDF, FakePrinter, a_picture


@pytest.mark.parametrize(
    ("printout", "body", "mime"),
    [
        (PICTURE, a_picture(), "image/png"),
        (PICTURE, b"\xff\xd8\xff and so on", "image/jpeg"),
        (PDF, A_PDF, "application/pdf"),
    ],
)
async def test_sheet_is_known_by_how_it_begins(printout: Printout, body: bytes, mime: str) -> None:
    printer = FakePrinter()
    printer.body = body

    assert await print_sheet(printer, printout) == Printed(body=body, mime=mime)


@pytest.mark.parametrize(
    ("printout", "body"), [(PICTURE, A_PDF), (PDF, a_picture()), (PDF, b""), (PICTURE, b"<svg/>")]
)
async def test_another_kind_of_file_is_no_sheet(printout: Printout, body: bytes) -> None:
    printer = FakePrinter()
    printer.body = body

    assert await print_sheet(printer, printout) == NotPrinted(is_final=True)


async def test_failure_is_logged_by_its_kind_only(caplog: pytest.LogCaptureFixture) -> None:
    printer = FakePrinter()
    printer.error = ValueError(f"cannot draw {NAME}")

    missed = await print_sheet(printer, PDF)

    (record,) = caplog.records
    assert missed == NotPrinted(is_final=True)
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "sheet not printed")
    assert {name: vars(record)[name] for name in ("form", "medium", "kind")} == {
        "form": "certificate", "medium": "pdf", "kind": "ValueError",
    }  # fmt: skip
    assert NAME not in str(vars(record))


async def test_busy_printer_is_asked_again_later() -> None:
    printer = FakePrinter()
    printer.gate = asyncio.Event()

    assert await print_sheet(printer, PDF, patience=0.01) == NotPrinted(is_final=False)


async def test_end_of_the_server_is_no_failure() -> None:
    printer = FakePrinter()
    printer.gate = asyncio.Event()
    printing = asyncio.ensure_future(print_sheet(printer, PDF))
    await asyncio.sleep(0)

    printing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await printing


def test_only_a_final_failure_is_refused() -> None:
    assert result_of(NotPrinted(is_final=True)) == Refused(reason="sheet could not be printed")
    later = result_of(NotPrinted(is_final=False))
    assert isinstance(later, Deferred)
    assert later.counts


def test_sheet_shows_nothing_of_itself() -> None:
    assert NAME not in repr(Printed(body=NAME.encode(), mime="image/png"))

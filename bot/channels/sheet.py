"""Sheets made for one person, printed just before they are sent.

Keeps no copy, and says of a failure only its kind: a sheet may carry a name.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from bot.domain.delivery import Deferred, Refused
from bot.domain.message import Medium, Printout
from bot.service.ports import Printer

logger = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds to wait for the printer, which makes one sheet at a time: well within the lease of a row."""

BUSY_WAIT = timedelta(seconds=5)

# By how a file begins: what it is, and as what it may travel.
_KINDS: Mapping[bytes, tuple[str, Medium]] = MappingProxyType(
    {
        b"\x89PNG\r\n\x1a\n": ("image/png", Medium.PICTURE),
        b"\xff\xd8\xff": ("image/jpeg", Medium.PICTURE),
        b"%PDF-": ("application/pdf", Medium.PDF),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A finished file."""

    body: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPrinted:
    """`is_final` where printing it again cannot help."""

    is_final: bool


async def print_sheet(
    printer: Printer, printout: Printout, patience: float = PATIENCE
) -> Printed | NotPrinted:
    """The file as the platform gets it; never raises, whatever the printer does."""
    try:
        async with asyncio.timeout(patience):
            body = await printer.make(printout)
    except TimeoutError:
        _log(printout, "TimeoutError")
        return NotPrinted(is_final=False)
    except Exception as error:
        # One sheet that cannot be made must not keep the person's next messages.
        _log(printout, type(error).__name__)
        return NotPrinted(is_final=True)
    mime = next(
        (mime for start, (mime, medium) in _KINDS.items() if _fits(start, medium, body, printout)), ""
    )
    if not mime:
        _log(printout, "another kind of file")
    return Printed(body=body, mime=mime) if mime else NotPrinted(is_final=True)


def result_of(missed: NotPrinted) -> Deferred | Refused:
    """What it means for the delivery of the message."""
    if missed.is_final:
        return Refused(reason="sheet could not be printed")
    return Deferred(wait=BUSY_WAIT, reason="printer busy")


def _fits(start: bytes, medium: Medium, body: bytes, printout: Printout) -> bool:
    return body.startswith(start) and medium is printout.medium


def _log(printout: Printout, kind: str) -> None:
    about = {"form": printout.form, "medium": printout.medium.value, "kind": kind}
    logger.error("sheet not printed", extra=about)

"""Makes one sheet at a time, beside the loop. Importing this loads neither Pillow nor fpdf2 nor segno.

Those are some 35 MiB, which an idle server has no room for: they come with the first sheet.
"""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.message import Medium, Printout
from bot.printing.sheet import Sheet

Values = Mapping[str, str]
Maker = Callable[[Medium, Values], bytes]


def _certificate(medium: Medium, values: Values) -> bytes:
    from bot.printing.certificate import compose

    return _draw(medium, compose(values))


def _pay(medium: Medium, values: Values) -> bytes:
    from bot.printing.bars import compose

    return _draw(medium, compose(values))


def _checklist(medium: Medium, values: Values) -> bytes:
    from bot.printing.checklist import compose

    return _draw(medium, compose(values))


def _draw(medium: Medium, sheet: Sheet) -> bytes:
    from bot.printing.pdf import write_pdf
    from bot.printing.picture import draw_picture

    return draw_picture(sheet) if medium is Medium.PICTURE else write_pdf(sheet)


FORMS: Mapping[str, Maker] = MappingProxyType(
    {"certificate": _certificate, "pay": _pay, "checklist": _checklist}
)
"""How each sheet is made, by `Printout.form`."""


class SheetPrinter:
    """Keeps the promise of `ports.Printer`."""

    def __init__(self, forms: Mapping[str, Maker] = FORMS) -> None:
        self._forms = forms
        self._turn = asyncio.Lock()

    async def make(self, printout: Printout) -> bytes:
        """The finished file; sheets wait for one another, so that a crowd costs the memory of one."""
        maker = self._forms[printout.form]
        async with self._turn:
            return await asyncio.to_thread(maker, printout.medium, printout.values)

"""A text as the modules of a QR code: correction M, quiet zone of four modules."""

import segno

QUIET_ZONE = 4


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules, True where it is dark, quiet zone included. Raises where the text is too long for any."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=QUIET_ZONE))

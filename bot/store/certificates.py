"""Numbers of certificates: drawn, signed, looked up, revoked. No row leads to a person."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.service.ports import CertificateStatus, Clock, Issued, Verdict
from bot.store.database import Found, insert
from bot.store.papers import (
    Paper,
    PaperKind,
    draw_number,
    read_code,
    read_number,
    show_number,
    write_code,
    write_payload,
)
from bot.store.schema import certificates
from bot.store.sealing import Sealer
from bot.store.signing import is_signed, sign

INVALID = Verdict(status=CertificateStatus.INVALID)


class DatabaseCertificates:
    """Keeps the promises of `ports.Certificates`."""

    def __init__(
        self,
        connection: AsyncConnection,
        sealer: Sealer,
        clock: Clock,
        draw: Callable[[], str] = draw_number,
    ) -> None:
        self._connection = connection
        self._sealer = sealer
        self._clock = clock
        self._draw = draw

    async def issue(self, on: date) -> Issued:
        """Draws until the number is new, which it is at the first time."""
        number = self._draw()
        values = {"number": number, "issued_on": on.isoformat()}
        while (await self._connection.execute(_ADD, values)).scalar_one_or_none() is None:
            number = values["number"] = self._draw()
        payload = write_payload(Paper(kind=PaperKind.CERTIFICATE, number=number, on=on))
        signature = await sign(self._connection, self._sealer, payload, self._clock())
        return Issued(number=show_number(number), code=write_code(payload, signature))

    async def look_up(self, code: str) -> Verdict:
        """A signature outlives its row; a number typed by hand needs the row."""
        if signed := read_code(code):
            if not await is_signed(self._connection, signed.payload, signed.signature):
                return INVALID
            row = await self._row(signed.paper.number)
            return _verdict(signed.paper.number, signed.paper.on, row)
        number = read_number(code)
        row = await self._row(number) if number else None
        if number is None or row is None:
            return INVALID
        return _verdict(number, date.fromisoformat(row.issued_on), row)

    async def verify(self, code: str) -> CertificateStatus:
        """Only whether it is valid."""
        return (await self.look_up(code)).status

    async def revoke(self, number: str) -> bool:
        """In any spelling; a second time changes nothing, the first moment stays."""
        bare = read_number(number)
        if bare is None:
            return False
        found = await self._connection.execute(_REVOKE, {"number_": bare, "now": self._clock()})
        return found.scalar_one_or_none() is not None

    async def _row(self, number: str) -> Found | None:
        return (await self._connection.execute(_FIND, {"number_": number})).one_or_none()


def _verdict(number: str, on: date, row: Found | None) -> Verdict:
    is_revoked = row is not None and row.revoked_at is not None
    status = CertificateStatus.REVOKED if is_revoked else CertificateStatus.VALID
    return Verdict(status=status, number=show_number(number), issued_on=on)


_ADD = (
    insert(certificates)
    .on_conflict_do_nothing(index_elements=[certificates.c.number])
    .returning(certificates.c.number)
)
_FIND = select(certificates.c.issued_on, certificates.c.revoked_at).where(
    certificates.c.number == bindparam("number_")
)
_REVOKE = (
    update(certificates)
    .where(certificates.c.number == bindparam("number_"))
    .values(
        revoked_at=func.coalesce(
            certificates.c.revoked_at, bindparam("now", type_=certificates.c.revoked_at.type)
        )
    )
    .returning(certificates.c.number)
)

"""What the page can say, as a table: its HTTP status and its phrases. Never a word about a person."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from bot.service.ports import CertificateStatus, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`verify-<name>` is its headline; with `has_more`, `verify-<name>-more` explains it."""

    name: str
    status: HTTPStatus
    has_more: bool = False
    number: str = ""
    issued_on: date | None = None


SLOW_DOWN = Answer(name="slow-down", status=HTTPStatus.TOO_MANY_REQUESTS)
UNAVAILABLE = Answer(name="unavailable", status=HTTPStatus.SERVICE_UNAVAILABLE)
STATUS = {
    CertificateStatus.VALID: HTTPStatus.OK,
    CertificateStatus.INVALID: HTTPStatus.NOT_FOUND,
    CertificateStatus.REVOKED: HTTPStatus.GONE,
}
PHRASE_IDS = (
    "verify-title", "verify-intro", "verify-field", "verify-button", "verify-number", "verify-issued",
    "verify-not-official", "verify-valid", "verify-valid-more", "verify-invalid", "verify-invalid-more",
    "verify-revoked", "verify-revoked-more", "verify-slow-down", "verify-unavailable",
)  # fmt: skip


def answer_for(verdict: Verdict) -> Answer:
    """Number and month are shown of a valid paper only, to be compared with what is in the hand."""
    is_valid = verdict.status is CertificateStatus.VALID
    return Answer(
        name=verdict.status.value,
        status=STATUS[verdict.status],
        has_more=True,
        number=verdict.number if is_valid else "",
        issued_on=verdict.issued_on if is_valid else None,
    )

"""One finding of the content compiler."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the launch of this content; a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """What is wrong, where, and what to do: `path:line: CODE message [locale, channel] → remedy`."""

    path: str
    line: int
    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    locale: str = ""
    channel: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.locale, self.channel) if part)
        return f"{self.path}:{self.line}: {self.code} {self.message}{f' [{where}]' if where else ''} → {self.remedy}"

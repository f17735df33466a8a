"""What a check is: a code, one sentence of why, a remedy, and a pure function that finds what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.content.material import Material
from bot.content.translate import wording
from bot.domain.problem import Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place that breaks a check. `severity` overrides the check's own where it depends on the case."""

    path: str
    line: int
    message: str
    locale: str = ""
    channel: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule of the compiler. Its broken example stands in tests/broken/<code>-…/."""

    code: str
    why: str
    remedy: str
    find: Callable[[Material], Iterator[Finding]]
    severity: Severity = Severity.ERROR

    def problems(self, material: Material) -> Iterator[Problem]:
        """Every finding as a problem."""
        for found in self.find(material):
            yield Problem(
                path=found.path,
                line=max(1, found.line),
                code=self.code,
                message=found.message,
                remedy=self.remedy,
                severity=found.severity or self.severity,
                locale=found.locale,
                channel=found.channel,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text as somebody wrote it. `locale` is "" for the source, whose errors concern everybody."""

    key: str
    words: str
    path: str
    line: int
    locale: str = ""


def written(material: Material) -> Iterator[Written]:
    """Every text of the sources, then every translation that would be shown."""
    for text in material.texts:
        yield Written(key=text.key, words=text.text, path=text.path, line=text.line)
    for locale, catalogue in material.catalogues.items():
        for text in material.texts:
            words = wording(text, locale, material.catalogues)
            if words is not None:
                line = catalogue.entries[text.key].line
                yield Written(key=text.key, words=words, path=catalogue.path, line=line, locale=locale)

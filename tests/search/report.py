"""Prints how well questions are found and danger is seen, on every set: `python -m tests.search.report`.

Single misses only of the sets that are open for work; of the others counts, so that nobody mends sentences.
"""

from pathlib import Path
from statistics import median
from time import perf_counter

from bot.content.compile import compile_content
from bot.content.model import Content, Finder
from bot.content.normalise import normalise, spelled
from bot.matching.finder import make_finder
from bot.matching.near import NearMatcher
from bot.matching.synonyms import read_synonyms
from tests.search.cases import (
    HELD_OUT,
    OPEN,
    SECOND,
    read_blind,
    read_cries,
    read_harmless,
    read_questions,
)
from tests.search.measure import LEVELS, Ranked, Seen, false_alarms, rank, see

HOME = Path(__file__).resolve().parents[2]


def main() -> None:
    content = compile_content(
        HOME / "content", ("id", "en"), NearMatcher(), catalogues=HOME / "locales"
    ).content
    assert content is not None, "the content has errors: python -m bot check"
    started = perf_counter()
    synonyms = read_synonyms(HOME / "content" / "synonyms.yaml", content.words.spelling)
    finder = make_finder(content.modules, content.locales, content.words, synonyms)
    print(f"built in {perf_counter() - started:.2f} s, {len(finder.places)} places")
    for half in (OPEN, SECOND, HELD_OUT):
        _print_half(half, finder, content)
    _print_blind(content)


def _print_blind(content: Content) -> None:
    """Counts only: who sees a missed message would mend just that one."""
    cries, harmless = read_blind()
    print("\n== blind (counts only)")
    for seen in see(cries, content):
        print(f"danger {seen.level}: found {_part(seen.found, seen.sent)}")
    print(f"false alarms {_part(len(false_alarms(harmless, content)), len(harmless))}")


def _print_half(half: str, finder: Finder, content: Content) -> None:
    print(f"\n== {half}")
    _print_ranked(rank(read_questions(half, content), finder, content))
    print(f"a question takes {_milliseconds(half, finder, content):.2f} ms at the median")
    for seen in see(read_cries(half), content):
        _print_seen(seen, names_misses=half != HELD_OUT)
    harmless = read_harmless(half)
    alarms = false_alarms(harmless, content)
    print(f"false alarms {_part(len(alarms), len(harmless))}")
    for text in alarms if half != HELD_OUT else ():
        print(f"    {text}")


def _print_ranked(ranked: Ranked) -> None:
    print(f"hit@1 {_part(ranked.first, ranked.asked)}")
    print(f"hit@3 {_part(ranked.among_three, ranked.asked)}")


def _print_seen(seen: Seen, *, names_misses: bool) -> None:
    apart = "" if seen.level in LEVELS else " (offer of help only)"
    print(f"danger {seen.level}{apart}: found {_part(seen.found, seen.sent)}")
    for text in seen.missed if names_misses and not apart else ():
        print(f"    missed: {text}")


def _part(some: int, whole: int) -> str:
    return f"{some} of {whole} ({100 * some / whole:.1f} %)"


def _milliseconds(half: str, finder: Finder, content: Content) -> float:
    times = []
    for question in read_questions(half, content):
        words = spelled(normalise(question.text), content.words.spelling)
        started = perf_counter()
        finder.find(words, content.locales[0])
        times.append(perf_counter() - started)
    return 1000 * median(times)


if __name__ == "__main__":
    main()

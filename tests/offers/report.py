"""`python -m tests.offers.report`: how often the offer check comes to the level an offer deserves."""

from collections import Counter

from bot.commands.content import compile_or_exit
from tests.offers.cases import check, read_offers


def main() -> None:
    content = compile_or_exit(("id", "en"))
    for is_held, name in ((False, "working half"), (True, "held-out half")):
        found = [check(content, offer) for offer in read_offers() if offer.is_held is is_held]
        counts = Counter(one.distance for one in found)
        print(
            f"{name}: {counts[0]} of {len(found)} at the level deserved, "
            f"{sum(n for d, n in counts.items() if d > 0)} above it, {sum(n for d, n in counts.items() if d < 0)} below; "
            f"more than one level away: {sum(n for d, n in counts.items() if abs(d) > 1)}"
        )


if __name__ == "__main__":
    main()

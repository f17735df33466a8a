"""Invented companies in any number, for tests and benchmarks; the same ones each time."""

from random import Random

from bot.domain.agency import Agency, AgencyStatus

_COMMON_WORDS = (
    "jaya mandiri sejahtera abadi utama karya bina sukses makmur sentosa putra putri nusantara indonesia prima "
    "mitra bersama berkah cahaya sinar bangun cipta tunas maju lestari global internasional insan tenaga persada"
)
_SYLLABLES = (
    "ba be bi bo bu da de di do du ga gi go gu ha hi ja jo ju ka ke ki ko ku la le li lo lu ma me mi mo mu na ne "
    "ni no nu pa pe pi po pu ra re ri ro ru sa se si so su ta te ti to tu wa wi ya yo yu lan ran tan san man gar "
    "dar lin tin rin"
)
COMMON, SYLLABLES = _COMMON_WORDS.split(), _SYLLABLES.split()
OFFICES = ("Mataram", "Kupang", "Surabaya", "Jakarta Timur", "Medan", "Bekasi", "Cilacap", "Indramayu")
STATUSES = (AgencyStatus.ACTIVE, AgencyStatus.ACTIVE, AgencyStatus.ACTIVE, *AgencyStatus)
SOURCE = "Daftar rekaan untuk percobaan"


def invented_names(count: int, seed: int = 1) -> list[str]:
    """Different names of two to four words, one of them made up, the others such as every second company has."""
    random = Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        made_up = "".join(random.choices(SYLLABLES, k=random.choice((2, 3, 3, 4))))
        words = [made_up, *random.sample(COMMON, random.choice((1, 2, 2, 3)))]
        random.shuffle(words)
        names[f"PT {' '.join(words).title()}"] = None
    return list(names)


def invented_agencies(count: int, seed: int = 1) -> list[Agency]:
    """One for each name."""
    random = Random(seed)
    return [
        Agency(
            name=name,
            licence=f"REKAAN-{number:06d}",
            status=random.choice(STATUSES),
            office=random.choice(OFFICES),
            valid_until=f"{random.randint(2025, 2030)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
            source=SOURCE,
            as_of="2026-11-01",
            is_invented=True,
        )
        for number, name in enumerate(invented_names(count, seed), start=1)
    ]


def mistyped(name: str, random: Random, errors: int = 2) -> str:
    """The name with so many slips: a letter wrong, missing, too many, or two swapped; "PT" is often left out."""
    letters = list(name.removeprefix("PT ") if random.random() < 0.5 else name)
    start = 3 if name.startswith("PT ") and len(letters) == len(name) else 0
    for _ in range(errors):
        place = random.randrange(start, len(letters) - 1)
        letter = random.choice("abcdefghijklmnopqrstuvwxyz")
        match random.choice(("wrong", "missing", "extra", "swapped")):
            case "wrong":
                letters[place] = letter
            case "missing":
                del letters[place]
            case "extra":
                letters.insert(place, letter)
            case _:
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)

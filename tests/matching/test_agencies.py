"""Companies are found by names typed with errors, among fifty thousand, and by nothing that is another name."""

from random import Random
from statistics import median
from time import perf_counter

import pytest

from bot.matching.agencies import NameIndex
from tests.agencies.invented import invented_agencies, mistyped

MANY = 50_000
TRIES = 200


def an_index(*names: str) -> NameIndex:
    index = NameIndex()
    sample = invented_agencies(1)[0]
    values = {field: getattr(sample, field) for field in type(sample).__slots__}
    index.add([type(sample)(**{**values, "name": name}) for name in names])
    return index


def found(index: NameIndex, typed: str, limit: int = 5) -> list[str]:
    return [agency.name for agency in index.find(typed, limit)]


@pytest.fixture(scope="module")
def many() -> NameIndex:
    index, agencies = NameIndex(), invented_agencies(MANY)
    for start in range(0, MANY, 250):
        index.add(agencies[start : start + 250])
    return index


def test_two_typing_errors_leave_the_right_one_in_the_first_three(many: NameIndex) -> None:
    random = Random(11)
    tries = random.sample(invented_agencies(MANY), TRIES)

    right = sum(agency in many.find(mistyped(agency.name, random), 3) for agency in tries)

    assert right >= 0.95 * TRIES


def test_look_up_takes_milliseconds(many: NameIndex) -> None:
    """The benchmark measures; this only notices when the index stopped being one."""
    random, took = Random(12), []
    for agency in random.sample(invented_agencies(MANY), 50):
        began_at = perf_counter()
        many.find(mistyped(agency.name, random), 5)
        took.append(perf_counter() - began_at)

    assert median(took) < 0.2


def test_row_comes_back_whole() -> None:
    agencies = invented_agencies(20)
    index = NameIndex()
    index.add(agencies[:10])
    index.add(agencies[10:])

    assert [index.find(agency.name, 1)[0] for agency in agencies] == agencies


@pytest.mark.parametrize(
    "typed",
    [
        "PT. Sinar Contoh, Tbk",
        "p.t. sinar contoh",
        "sinar   CONTOH",
        "Sinar-Contoh",
        "SinarContoh",
        "contoh sinar",
        "sinar contho",
        "snar conttoh",
        "PT sinar conto jaya",
    ],
)
def test_same_company_is_found_however_it_is_written(typed: str) -> None:
    index = an_index("PT Bunga Rekaan", "PT Sinar Contoh Tbk", "CV Umpama Karya")

    assert found(index, typed, 1) == ["PT Sinar Contoh Tbk"]


@pytest.mark.parametrize("typed", ["", "PT", "???", "Zyxw Qqq", "gaji saya tidak dibayar"])
def test_nothing_is_found_for_what_is_no_name_like_it(typed: str) -> None:
    assert found(an_index("PT Bunga Rekaan", "PT Sinar Contoh"), typed) == []


def test_word_of_everybody_weighs_less_than_the_rare_one() -> None:
    index = an_index("PT Bina Jaya Mandiri", "PT Sukses Jaya Mandiri", "PT Kelompang Abadi")

    assert found(index, "Kelompang Jaya Mandiri", 1) == ["PT Kelompang Abadi"]


def test_part_of_a_name_is_enough() -> None:
    index = an_index("PT Bunga Khayalan Sejahtera", "PT Bunga Khayalan Sentosa", "PT Sinar Contoh")

    assert set(found(index, "bunga kayalan")) == {"PT Bunga Khayalan Sejahtera", "PT Bunga Khayalan Sentosa"}


def test_exact_name_comes_before_longer_ones() -> None:
    index = an_index("PT Sinar Contoh Abadi", "PT Sinar Contoh", "PT Sinar Contoh Jaya")

    assert found(index, "PT Sinar Contoh", 1) == ["PT Sinar Contoh"]


def test_empty_list_finds_nothing() -> None:
    assert NameIndex().find("Sinar Contoh", 5) == []


def test_very_long_text_is_answered() -> None:
    assert found(an_index("PT Sinar Contoh"), "sinar contoh " * 2000) != [""]

from pathlib import Path

from bot.matching.synonyms import Synonyms, read_synonyms


def test_groups_and_silent_words_are_normalised_and_spelled(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text("groups:\n  id:\n    - [Uang, duit, DUIT]\nsilent:\n  id: [yg]\n")

    found = read_synonyms(path, {"yg": "yang"})

    assert found.groups == {"id": (("uang", "duit"),)}
    assert found.silent == {"id": frozenset({"yang"})}


def test_a_missing_file_means_no_synonyms(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path / "none.yaml", {}) == Synonyms()


def test_members_may_stand_in_one_text_with_commas(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(
        "groups:\n  id:\n    - Uang, duit\ntopics:\n  id:\n    costs/debt: >-\n      utang lama,\n      bank\n"
    )

    found = read_synonyms(path, {"utang": "hutang"})

    assert found.groups == {"id": (("uang", "duit"),)}
    assert found.topics == {"id": {"costs/debt": ("hutang lama", "bank")}}

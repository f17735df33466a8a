import shutil
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.commands import catalogues, check, diagram, preview
from bot.content.kinds import KINDS
from tests.broken.cases import GOOD

FRESH = date(2026, 11, 21)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(GOOD, tmp_path / "tree")


def test_check_of_good_content_counts_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    code = check.run(root=GOOD / "content", catalogues=GOOD / "locales", on=FRESH, launch=True)

    assert code == 0
    assert "locales: id, en; 0 errors, 0 warnings" in capsys.readouterr().out


def test_check_prints_every_problem_and_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tree / "content/modules/menu.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("module: papers", "module: letters"), encoding="utf-8"
    )

    code = check.run(root=tree / "content", catalogues=tree / "locales", on=FRESH)

    assert code == 1
    assert "error: content/modules/menu.md:20: S08" in capsys.readouterr().out


def test_open_case_desk_is_refused_at_launch(capsys: pytest.CaptureFixture[str]) -> None:
    code = check.run(
        root=GOOD / "content", catalogues=GOOD / "locales", on=FRESH, launch=True, case_desk="open"
    )

    assert code == 1
    assert "CASE_DESK" in capsys.readouterr().out


def test_catalogues_are_written_once_and_then_current(tree: Path) -> None:
    root, folder = tree / "content", tree / "locales"

    assert catalogues.run(check=True, root=root, catalogues=folder) == 1
    assert catalogues.run(root=root, catalogues=folder) == 0
    assert catalogues.run(check=True, root=root, catalogues=folder) == 0


def test_unreadable_catalogue_is_left_alone(tree: Path) -> None:
    path = tree / "locales/en/LC_MESSAGES/content.po"
    path.write_text("no catalogue", encoding="utf-8")

    assert catalogues.run(root=tree / "content", catalogues=tree / "locales") == 1
    assert path.read_text(encoding="utf-8") == "no catalogue"


@pytest.mark.parametrize("channel", ["terminal", "whatsapp", "telegram", "webchat"])
def test_preview_shows_every_step_with_its_limits(channel: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = preview.run(
        "papers", channel=channel, on=FRESH, root=GOOD / "content", catalogues=GOOD / "locales"
    )

    shown = capsys.readouterr().out
    assert code == 0
    assert all(
        f"── {step} " in shown for step in ("warning", "where", "which-way", "note", "passport", "finish")
    )
    assert "of " in shown


def test_preview_of_an_unknown_module_names_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert preview.run("nothing", root=GOOD / "content", catalogues=GOOD / "locales") == 2
    assert "papers" in capsys.readouterr().err


def test_diagram_is_a_picture_of_every_step(tmp_path: Path) -> None:
    out = tmp_path / "papers.svg"

    assert diagram.run("papers", out=out, root=GOOD / "content") == 0
    boxes = ElementTree.parse(out).getroot().findall("{http://www.w3.org/2000/svg}rect")
    assert len(boxes) == 6


def test_diagram_can_be_written_for_graphviz(capsys: pytest.CaptureFixture[str]) -> None:
    assert diagram.run("papers", form="dot", root=GOOD / "content") == 0
    assert '"which-way" -> "passport" [label="province = ntb"];' in capsys.readouterr().out


def test_preview_shows_the_reasons_of_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    code = preview.run("repeats", on=FRESH, root=GOOD / "content", catalogues=GOOD / "locales")

    shown = capsys.readouterr().out
    assert code == 0
    assert shown.count("Benar. Kantornya imigrasi.") == 2


def test_every_kind_of_step_has_a_colour() -> None:
    assert set(diagram.COLOURS) == set(KINDS)


def test_diagram_says_what_a_step_does(tmp_path: Path, tree: Path) -> None:
    path = tree / "content/modules/papers.md"
    raw = path.read_text(encoding="utf-8")
    act = "## joining (act)\n```yaml\ndo: join-group\n```\n→ finish\n\n## next (visit)\n```yaml\ndue: true\n```\n→ finish\n\n"
    path.write_text(raw.replace("## finish (end)", f"{act}## finish (end)"), encoding="utf-8")

    assert diagram.run("papers", out=tmp_path / "papers.svg", root=tree / "content") == 0

    drawn = (tmp_path / "papers.svg").read_text(encoding="utf-8")
    assert ">act join-group</text>" in drawn
    assert ">visit due</text>" in drawn


def test_steps_that_the_course_opens_have_a_thick_edge(tmp_path: Path) -> None:
    assert diagram.run("repeats", out=tmp_path / "repeats.svg", root=GOOD / "content") == 0

    boxes = ElementTree.parse(tmp_path / "repeats.svg").getroot().findall("{http://www.w3.org/2000/svg}rect")
    assert [box.get("stroke-width") for box in boxes] == ["3", "3", None]

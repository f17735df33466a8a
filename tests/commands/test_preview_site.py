import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands import preview
from bot.commands.site.drawing import draw
from bot.commands.site.notes import ACTS
from bot.commands.site.said.example import Example
from bot.commands.site.said.moments import moments
from bot.commands.site.said.voice import Voice, open_voice
from bot.commands.site.survey import Survey, survey
from bot.commands.site.ways import leads_to
from bot.content.compile import Compiled
from bot.content.model import Action, Content
from bot.content.raw import RawModule, RawStep
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import GroupAnswered, TextReceived
from bot.domain.message import Choice, Message
from bot.domain.state import State
from bot.engine.course.days import PAUSE
from bot.engine.draft import Draft, Turn
from bot.engine.turn import take_turn
from bot.engine.walk import ask_again
from tests.broken.cases import GOOD, break_tree, broken_examples, compile_tree

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Page(HTMLParser):
    """The links, anchors and elements of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {""}
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        self.anchors.add(given.get("id") or "")
        self.links += [link for link in (given.get("href"), given.get("src")) if link]


def build(tree: Path, out: Path, on: date = DAY) -> dict[str, Page]:
    assert preview.run_site(out, on=on, root=tree / "content", catalogues=tree / "locales") == 0
    return {path.name: Page(path.read_text(encoding="utf-8")) for path in out.glob("*.html")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build(GOOD, out)
    return out


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(GOOD, tmp_path / "tree")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def broken_links(out: Path, pages: dict[str, Page]) -> list[tuple[str, str]]:
    found = []
    for name, page in pages.items():
        for link in (link for link in page.links if not link.startswith("https://")):
            file, _, anchor = link.partition("#")
            target = unquote(file) or name
            is_there = (out / target).is_file() and (
                not anchor or (target in pages and unquote(anchor) in pages[target].anchors)
            )
            found += [] if is_there else [(name, link)]
    return found


def test_every_module_has_a_page_in_every_locale_and_a_diagram(site: Path) -> None:
    modules = [path.stem for path in (GOOD / "content/modules").glob("*.md")]

    wanted = {f"{module}.{rest}" for module in modules for rest in ("id.html", "en.html", "svg")}
    others = {"index.html", "course.html", "facts.html", "style.css", "assets"}
    assert {path.name for path in site.iterdir()} == wanted | others


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {path.name: Page(path.read_text(encoding="utf-8")) for path in site.glob("*.html")}

    assert broken_links(site, pages) == []


def test_pages_hold_no_script_and_load_nothing_from_elsewhere(site: Path) -> None:
    for path in site.glob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))

        assert page.tags.isdisjoint({"script", "iframe", "form", "object"})
        assert not any(name.startswith("on") or name == "style" for name in page.attributes)


def test_step_shows_its_texts_reasons_and_facts(site: Path) -> None:
    page = (site / "papers.id.html").read_text(encoding="utf-8")

    assert "Di pasar tidak ada kantornya." in page
    assert 'href="facts.html#fact-immigration"' in page
    assert "review by 2027-06-30" in page
    assert 'href="papers.svg"' in page


def test_same_content_makes_the_same_pages(site: Path, tmp_path: Path) -> None:
    build(GOOD, tmp_path / "again")

    assert files(tmp_path / "again") == files(site)


@pytest.mark.parametrize(
    ("example", "page"),
    [
        ("S03-missing-target", "papers.id.html"),
        ("S12-bad-header", "papers.id.html"),
        ("L02-stale-translation", "papers.en.html"),
        ("R01-overdue", "facts.html"),
        ("R04-no-source", "facts.html"),
        ("K01-broken-course", "course.html"),
        ("K02-unknown-place", "course.html"),
        ("K03-unmatched-must-know", "course.html"),
        ("K04-few-repeats", "course.html"),
        ("K05-unlike-tests", "course.html"),
        ("K06-unsaved-name", "course.html"),
        ("K07-no-path", "papers.id.html"),
        ("S13-missing-phrase", "index.html"),
    ],
)
def test_problems_of_a_broken_tree_stand_at_their_place(example: str, page: str, tmp_path: Path) -> None:
    broken = broken_examples()[example]
    tree = break_tree(broken, tmp_path)

    out = tmp_path / "site"
    pages = build(tree, out, broken.on or DAY)

    shown = (out / page).read_text(encoding="utf-8")
    assert f"<b>{broken.code}</b>" in shown
    assert broken.expect in shown
    assert broken.expect in (out / "index.html").read_text(encoding="utf-8")
    assert broken_links(out, pages) == []


@pytest.mark.parametrize("example", sorted(broken_examples()))
def test_no_mistake_in_content_stops_the_site(example: str, tmp_path: Path) -> None:
    tree = break_tree(broken_examples()[example], tmp_path)

    pages = build(tree, tmp_path / "site", broken_examples()[example].on or DAY)

    assert broken_links(tmp_path / "site", pages) == []


def test_whatever_an_editor_writes_is_text_and_not_markup(tree: Path, tmp_path: Path) -> None:
    path = tree / "content/modules/papers.md"
    raw = path.read_text(encoding="utf-8")
    nasty = '<script>alert(1)</script> "x" & <b onclick=y>'
    raw = raw.replace("title: Surat kerja", f"title: '{nasty}'")
    for old in ("Bagian ini agak berat.", "[a] Di pasar", "Di pasar tidak"):
        raw = raw.replace(old, f"{old} {nasty}")
    path.write_text(raw, encoding="utf-8")

    pages = build(tree, tmp_path / "site")

    shown = (tmp_path / "site/papers.id.html").read_text(encoding="utf-8")
    assert shown.count(escape("<script>alert(1)</script>")) >= 4
    assert all("script" not in page.tags and "onclick" not in page.attributes for page in pages.values())


def test_step_with_a_strange_id_is_escaped_too(tree: Path, tmp_path: Path) -> None:
    path = tree / "content/modules/papers.md"
    raw = path.read_text(encoding="utf-8")
    path.write_text(raw.replace("which-way", 'a"><script>#%/é'), encoding="utf-8")

    pages = build(tree, tmp_path / "site")

    assert all("script" not in page.tags for page in pages.values())
    assert broken_links(tmp_path / "site", pages) == []


def test_page_of_a_removed_module_goes_away(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(tree, out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (tree / "content/modules/papers.md").unlink()

    build(tree, out)

    assert not list(out.glob("papers.*"))
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_folder_of_somebody_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.html").write_text("a page of theirs", encoding="utf-8")

    assert preview.run_site(tmp_path, on=DAY, root=GOOD / "content", catalogues=GOOD / "locales") == 2
    assert "holds other things" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_file_in_place_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    out = tmp_path / "file" / "below"
    assert preview.run_site(out, on=DAY, root=GOOD / "content", catalogues=GOOD / "locales") == 2
    assert "cannot be" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["preview"], ["preview", "menu", "--out", "somewhere"]])
def test_either_a_module_or_a_folder_is_asked_for(words: list[str]) -> None:
    result = CliRunner().invoke(app, words)

    assert result.exit_code == 2
    assert "either a module or --out" in " ".join(result.output.split())


def test_recorded_sound_and_pictures_come_along(site: Path) -> None:
    page = Page((site / "papers.id.html").read_text(encoding="utf-8"))

    assert {"img", "audio"} <= page.tags
    names = [path.name for path in (GOOD / "content/assets").iterdir()]
    assert sorted(path.name for path in (site / "assets").iterdir()) == sorted(names)


def test_costs_of_lessons_stand_on_first_page_and_beside_the_lesson(tree: Path, tmp_path: Path) -> None:
    with (tree / "content/words.yaml").open("r+", encoding="utf-8") as file:
        raw = file.read()
        file.seek(0)
        file.write(raw.replace("interrupts:\n", "interrupts:\n  repeat: {id: [ulang], en: [again]}\n"))

    build(tree, tmp_path / "site")

    index = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert re.search(r'class="weight">whatsapp \d+, <span class="">\d+</span>', index)
    page = (tmp_path / "site/papers.en.html").read_text(encoding="utf-8")
    assert re.search(r'whatsapp \d+ messages, <span class="">\d+ bytes</span>', page)


def without_turns(message: Message) -> Message:
    choices = tuple(
        Choice(token=c.token.partition(".")[2], label=c.label, number=c.number) for c in message.choices
    )
    values = {name: getattr(message, name) for name in Message.__slots__}
    return Message(**{**values, "choices": choices})


def at_step(voice: Voice, module: RawModule, step: RawStep) -> State:
    """Somebody new; at a report or a lookup the person whom the site invented for it."""
    person = voice.example if step.kind in {"report", "lookup"} else Example()
    return person.at(module.id, step.id, voice.locale)


def said(turn: Turn) -> list[Message]:
    return [without_turns(e.message) for e in turn.effects if isinstance(e, SendMessage)]


def asked(content: Content, state: State) -> Turn:
    """What the engine says to somebody who stands at a step."""
    draft = Draft(state, TextReceived(at=NOON, text=""), content)
    ask_again(draft)
    return draft.finish()


def looked(compiled: Compiled) -> Survey:
    """The site's look at content, without what lessons cost."""
    return survey(replace(compiled, content=None), DAY)


def drawn_steps(compiled: Compiled, locale: str, *kinds: str) -> list[tuple[Voice, RawModule, RawStep]]:
    """Steps that say something and look alike for everybody, or those of some kinds."""
    voice = open_voice(compiled.material, locale, DAY)
    steps = [(voice, module, step) for module, step in compiled.material.steps()]
    if kinds:
        return [found for found in steps if found[2].kind in kinds]
    said = [found for found in steps if found[2].bubbles or found[2].kind == "report"]
    return [found for found in said if not any(choice.condition for choice in found[2].choices)]


def first_said(voice: Voice, module: RawModule, step: RawStep) -> list[Message]:
    """What the site says that a step says when it is entered."""
    return [without_turns(message) for message in next(moments(voice, module, step)).messages]


@pytest.fixture(scope="module", params=["real", "good"])
def tree_compiled(request: pytest.FixtureRequest, compiled: Compiled) -> Compiled:
    return {"real": compiled, "good": compile_tree(GOOD, ("id", "en"))}[request.param]


@pytest.mark.parametrize("locale", ["id", "en"])
def test_steps_say_what_the_engine_says(locale: str, tree_compiled: Compiled) -> None:
    assert tree_compiled.content is not None
    for voice, module, step in drawn_steps(tree_compiled, locale):
        shown, *_ = moments(voice, module, step)

        drawn = [without_turns(message) for message in shown.messages]
        heard = said(asked(tree_compiled.content, at_step(voice, module, step)))
        assert heard[: len(drawn)] == drawn, f"{module.id}/{step.id}"


@pytest.mark.parametrize("locale", ["id", "en"])
def test_answers_are_followed_by_what_the_engine_says(locale: str, tree_compiled: Compiled) -> None:
    assert tree_compiled.content is not None
    for voice, module, step in drawn_steps(tree_compiled, locale, "lesson"):
        _, *answers = moments(voice, module, step)
        state = asked(tree_compiled.content, at_step(voice, module, step)).state
        for number, moment in enumerate(answers, start=1):
            turn = take_turn(state, TextReceived(at=NOON, text=str(number)), tree_compiled.content)

            drawn = [without_turns(message) for message in moment.messages]
            assert said(turn) == drawn, f"{module.id}/{step.id}"


@pytest.mark.parametrize("locale", ["id", "en"])
def test_answered_question_gives_its_reason_and_goes_on(locale: str, tree_compiled: Compiled) -> None:
    assert tree_compiled.content is not None
    for voice, module, step in drawn_steps(tree_compiled, locale, "question"):
        _, *answers = moments(voice, module, step)
        state = asked(tree_compiled.content, at_step(voice, module, step)).state
        following = first_said(voice, *voice.places[f"{module.id}/{step.next}"])
        for number, moment in enumerate(answers, start=1):
            turn = take_turn(state, TextReceived(at=NOON, text=str(number)), tree_compiled.content)

            drawn = [without_turns(message) for message in moment.messages]
            assert len(answers) == len(step.choices)
            assert len(drawn) == (step.options.text("silent") != "true")
            assert said(turn)[: len(drawn) + len(following)] == drawn + following, f"{module.id}/{step.id}"


@pytest.mark.parametrize("locale", ["id", "en"])
def test_lookups_offer_what_the_engine_offers(locale: str, compiled: Compiled) -> None:
    assert compiled.content is not None
    kinds = set()
    for voice, module, step in drawn_steps(compiled, locale, "lookup"):
        *_, drawn = first_said(voice, module, step)
        *_, heard = said(asked(compiled.content, at_step(voice, module, step)))

        own = {choice.id for choice in step.choices}
        found = [choice for choice in drawn.choices if choice.token not in own]
        assert [choice for choice in heard.choices if choice.token not in own] == found, step.id
        assert heard.text == drawn.text
        kinds.add((step.options.text("of"), bool(found)))
    assert kinds == {("", False), ("next", True), ("missed", True)}


def test_invented_person_shows_every_mark_of_a_report(compiled: Compiled) -> None:
    for voice, module, step in drawn_steps(compiled, "id", "report"):
        text = first_said(voice, module, step)[0].text
        marks = [voice.phrase(name) for name in MARKS[step.options.text("of")]]

        assert all(f"\n{mark} " in text for mark in marks), f"{module.id}/{step.id}"
        assert voice.phrase("report-empty") not in text


MARKS = {"mastery": ("done-mark", "again-mark", "open-mark"), "test": ("done-mark", "again-mark"), "done": ()}


@pytest.mark.parametrize("is_joined", [True, False])
def test_joining_leads_on_as_the_site_says(is_joined: bool, compiled: Compiled) -> None:
    assert compiled.content is not None
    answer = "joined = yes" if is_joined else "joined = no"
    for voice, module, step in drawn_steps(compiled, "id", "act"):
        if step.options.text("do") == Action.JOIN_GROUP:
            way = next(way for way in leads_to(looked(compiled), "id", module, step) if way.label == answer)
            state = asked(compiled.content, at_step(voice, module, step)).state
            turn = take_turn(state, GroupAnswered(at=NOON, is_joined=is_joined), compiled.content)

            following = first_said(voice, *voice.places[f"{module.id}/{way.id}"])
            assert said(turn)[: len(following)] == following


def test_every_action_is_told_in_words() -> None:
    assert set(ACTS) == set(Action)
    assert f"{PAUSE.days} days" in ACTS[Action.PAUSE_REMINDERS]


def posed(*labels: str, text: str = "**Mana**?") -> Message:
    choices = tuple(Choice(token=f"1.c{n}", label=label, number=n) for n, label in enumerate(labels, start=1))
    return Message(text=text, locale="id", choices=choices, list_button="Lihat", hint="Ketik MENU.")


@pytest.mark.parametrize(
    ("channel", "count", "how"),
    [
        (ChannelName.TELEGRAM, 4, "buttons"),
        (ChannelName.WHATSAPP, 3, "buttons"),
        (ChannelName.WHATSAPP, 4, "a list"),
        (ChannelName.WHATSAPP, 11, "numbered text"),
        (ChannelName.WEBCHAT, 4, "buttons"),
        (ChannelName.TERMINAL, 4, "numbered text"),
    ],
)
def test_choices_are_drawn_as_the_channel_draws_them(channel: ChannelName, count: int, how: str) -> None:
    drawn = draw(posed(*(f"Kota {n}" for n in range(count))), channel)

    assert drawn.how == how
    assert "".join(piece.words for piece in drawn.pieces).startswith("Mana?")


def test_message_that_a_channel_refuses_says_so() -> None:
    drawn = draw(posed("Ya", text="x" * 1025), ChannelName.WHATSAPP)

    assert drawn.refusal
    assert drawn.used > drawn.limit == LIMITS[ChannelName.WHATSAPP].text_with_choices

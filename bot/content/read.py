"""Files of content/ → raw trees that know their line numbers. The only file with Markdown and YAML in it.

Judges nothing: what it cannot place becomes an oddity with its line, and the rest is still read.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from bot.content.assets import read_asset
from bot.content.lines import Item, Quote, Section, read_step
from bot.content.raw import NOTHING, Node, Oddity, RawFile, RawModule, RawStep, Scalar, Sources

_FENCE = "---"
SMALL = 100
"""Characters of a block that is worth remembering; whole files are read once."""
_MARKDOWN = MarkdownIt("zero").enable(["heading", "fence", "list", "blockquote"]).disable("inline")


def read_sources(root: Path, shown: str = "content") -> Sources:
    """Everything below content/; `shown` is what the folder is called in problems."""
    assets = {path.name: path for path in _files(root / "assets", "")}
    return Sources(
        modules=tuple(
            read_module(path, f"{shown}/modules/{path.name}") for path in _files(root / "modules", ".md")
        ),
        facts=tuple(
            read_yaml(path, f"{shown}/facts/{path.name}") for path in _files(root / "facts", ".yaml")
        ),
        phrases=read_yaml(root / "phrases.yaml", f"{shown}/phrases.yaml"),
        words=read_yaml(root / "words.yaml", f"{shown}/words.yaml"),
        places=read_yaml(root / "places.yaml", f"{shown}/places.yaml"),
        templates=read_yaml(root / "templates.yaml", f"{shown}/templates.yaml"),
        assets=frozenset(assets),
        routes=tuple(
            read_yaml(path, f"{shown}/routes/{path.name}") for path in _files(root / "routes", ".yaml")
        ),
        course=read_yaml(root / "course.yaml", f"{shown}/course.yaml"),
        quality=read_yaml(root / "quality.yaml", f"{shown}/quality.yaml"),
        abbreviations=read_yaml(root / "abbreviations.yaml", f"{shown}/abbreviations.yaml"),
        hosts=read_yaml(root / "hosts.yaml", f"{shown}/hosts.yaml"),
        asset_files={name: read_asset(path) for name, path in assets.items()},
    )


def read_yaml(path: Path, shown: str) -> RawFile:
    """One YAML file; a missing one is an oddity, like one that cannot be read."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return RawFile(path=shown, oddities=(Oddity(line=1, reason="the file is missing"),))
    except UnicodeDecodeError:
        return RawFile(path=shown, oddities=(Oddity(line=1, reason="the file is not UTF-8"),))
    node, oddities = _parse_yaml(source, 0)
    return RawFile(path=shown, root=node, oddities=tuple(oddities))


def read_module(path: Path, shown: str) -> RawModule:
    """One module file."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return _module(path, shown, NOTHING, (), [Oddity(line=1, reason="the file is not UTF-8")])
    header, start, oddities = _read_header(lines)
    # The header is blanked, not cut, so that every later line keeps its number.
    body = "\n" * start + "\n".join(lines[start:])
    steps: list[RawStep] = []
    for section in _sections(body, oddities):
        step, odd = read_step(section)
        oddities += odd
        steps += [step] if step else []
    return _module(path, shown, header, tuple(steps), oddities)


def _module(path: Path, shown: str, header: Node, steps: tuple[RawStep, ...], odd: list[Oddity]) -> RawModule:
    oddities = tuple(sorted(odd, key=lambda oddity: oddity.line))
    return RawModule(path=shown, name=path.stem, header=header, steps=steps, oddities=oddities)


def _files(folder: Path, suffix: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name.endswith(suffix) and path.name[0] != "."
    )


def _read_header(lines: list[str]) -> tuple[Node, int, list[Oddity]]:
    if lines[0].strip() != _FENCE:
        return NOTHING, 0, [Oddity(line=1, reason='a module begins with "---" and its header')]
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            node, oddities = _parse_yaml("\n".join(lines[1:number]), 1)
            return node, number + 1, oddities
    return NOTHING, len(lines), [Oddity(line=1, reason='the header has no closing "---"')]


def _sections(body: str, oddities: list[Oddity]) -> Iterator[Section]:
    """The parts between `## ` headings, each with its blocks."""
    section: Section | None = None
    tokens = _MARKDOWN.parse(body)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = _closing(tokens, position)
        line = token.map[0] + 1 if token.map else 1
        if token.type == "heading_open" and token.tag == "h2":
            if section:
                yield section
            section = Section(heading=tokens[position + 1].content, line=line)
        elif section is None or not _place(section, tokens[position : end + 1], line):
            oddities.append(
                Oddity(
                    line=line,
                    reason="this does not belong to any step"
                    if section is None
                    else "the format does not know this",
                )
            )
        position = end + 1
    if section:
        yield section


def _place(section: Section, tokens: list[Token], line: int) -> bool:
    match tokens[0].type:
        case "paragraph_open":
            section.paragraphs.append((tokens[1].content, line))
        case "fence" if tokens[0].info.strip() == "yaml":
            node, oddities = _parse_yaml(tokens[0].content, line)
            section.options.append(node)
            section.oddities.extend(oddities)
        case "bullet_list_open":
            section.items.extend(_items(tokens))
        case _:
            return False
    return True


def _items(tokens: list[Token]) -> Iterator[Item]:
    for position, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == 1:
            yield _item(tokens[position : _closing(tokens, position)])


def _item(tokens: list[Token]) -> Item:
    """The first paragraph of a list item is its line; a quotation below it is the reason; more is odd."""
    texts: list[tuple[str, int, bool]] = []
    quoted = 0
    is_odd = False
    for position, token in enumerate(tokens):
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        is_odd = is_odd or token.type in {"fence", "heading_open", "bullet_list_open", "ordered_list_open"}
        if token.type == "inline":
            line = (tokens[position - 1].map or [0])[0] + 1
            texts.append((token.content, line, quoted > 0))
    plain = [(text, line) for text, line, is_quote in texts if not is_quote]
    quotes = [(text, line) for text, line, is_quote in texts if is_quote]
    line = (tokens[0].map or [0])[0] + 1
    text = plain[0][0] if plain else ""
    quote = Quote(text="\n\n".join(text for text, _ in quotes), line=quotes[0][1]) if quotes else None
    return Item(text=text, line=line, quote=quote, is_odd=is_odd or len(plain) != 1)


def _closing(tokens: list[Token], position: int) -> int:
    opening = tokens[position]
    if opening.nesting != 1:
        return position
    wanted = opening.type.replace("_open", "_close")
    return next(
        n
        for n in range(position, len(tokens))
        if tokens[n].type == wanted and tokens[n].level == opening.level
    )


def _parse_yaml(source: str, offset: int) -> tuple[Node, list[Oddity]]:
    """The tree, with `offset` lines before it in the file."""
    oddities: list[Oddity] = []
    try:
        root = _compose_again(source) if len(source) <= SMALL else _compose(source)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Node(value=None, line=offset + 1), [_odd_yaml(offset + (mark.line if mark else 0) + 1)]
    except (YAMLError, ValueError):
        return Node(value=None, line=offset + 1), [_odd_yaml(offset + 1)]
    if root is None:
        return Node(value=None, line=offset + 1), []
    return _node(root, offset + 1, oddities), oddities


def _compose(source: str) -> YamlNode | None:
    root: YamlNode | None = YAML(typ="safe", pure=True).compose(source)
    return root


@lru_cache(maxsize=64)
def _compose_again(source: str) -> YamlNode | None:
    """Most steps hold one of a few blocks of options, and YAML is the slowest part of compiling."""
    return _compose(source)


def _odd_yaml(line: int) -> Oddity:
    return Oddity(line=line, reason="this is not YAML")


def _node(raw: YamlNode, offset: int, oddities: list[Oddity]) -> Node:
    line = raw.start_mark.line + offset
    if isinstance(raw, MappingNode):
        return Node(value=_mapping(raw, offset, oddities), line=line)
    if isinstance(raw, SequenceNode):
        return Node(value=tuple(_node(member, offset, oddities) for member in raw.value), line=line)
    assert isinstance(raw, ScalarNode)
    return Node(value=_scalar(raw.tag or "", raw.value), line=line)


def _mapping(raw: MappingNode, offset: int, oddities: list[Oddity]) -> Mapping[str, Node]:
    found: dict[str, Node] = {}
    for key, value in raw.value:
        name = str(key.value)
        if name in found:
            oddities.append(Oddity(line=key.start_mark.line + offset, reason=f'"{name}" stands here twice'))
        node = _node(value, offset, oddities)
        # A value on a later line is still found by its key, where an editor looks first.
        found[name] = Node(value=node.value, line=key.start_mark.line + offset)
    return found


def _scalar(tag: str, value: str) -> Scalar:
    try:
        match tag.rsplit(":", 1)[-1]:
            case "int":
                return int(value.replace("_", ""))
            case "float":
                return float(value.replace("_", ""))
            case "bool":
                return value.lower() == "true"
            case "null":
                return None
            case "timestamp":
                return date.fromisoformat(value)
            case _:
                return value
    except ValueError:
        return value

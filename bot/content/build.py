"""Raw trees → modules with every link resolved. Called only when the checks found no error in the sources."""

from collections.abc import Iterable, Mapping, Sequence

from bot.content.conditions import parse_condition
from bot.content.course import build_course
from bot.content.kinds import ACTION, PICTURE, QUESTION
from bot.content.material import Material, bubble_key, choice_key, reason_key, title_key
from bot.content.model import (
    Act,
    Action,
    AgencySearch,
    Ask,
    Assess,
    Branch,
    Bubble,
    Checklist,
    Choose,
    Condition,
    Content,
    End,
    Estimate,
    EstimateKind,
    Expects,
    Handoff,
    Lesson,
    Lookup,
    LookupKind,
    Matcher,
    Module,
    ModuleKind,
    Option,
    Question,
    Report,
    ReportKind,
    Role,
    Say,
    Step,
    Texts,
    Visit,
    Weigh,
    Words,
)
from bot.content.normalise import normalise, spelled
from bot.content.phrases import FOLDER
from bot.content.rates import read_rates
from bot.content.raw import RawBubble, RawChoice, RawModule, RawStep
from bot.content.render import money, short_date
from bot.content.routes import build_routes
from bot.content.words import read_places, read_templates


def build_content(material: Material, locales: Sequence[str], matcher: Matcher, version: str) -> Content:
    """The whole content in the given locales, each of which is known to be whole."""
    builder = _Builder(material, tuple(locales))
    modules = {raw.id: builder.module(raw) for raw in material.sources.modules}
    prefix = f"{FOLDER}/"
    return Content(
        version=version,
        locales=tuple(locales),
        modules=modules,
        roles={module.role: module.id for module in modules.values() if module.role},
        phrases={
            text.key.removeprefix(prefix): builder.texts(text.key)
            for text in material.texts
            if text.key.startswith(prefix)
        },
        words=material.words,
        places=read_places(material.sources.places, locales),
        templates=read_templates(material.sources.templates),
        matcher=matcher,
        course=build_course(material.sources.course, material.sources.modules, builder.texts),
        routes=build_routes(material.sources.routes, builder.texts),
        checklist=next(
            (
                f"{m.id}/{s.id}"
                for m in modules.values()
                for s in m.steps.values()
                if isinstance(s, Checklist)
            ),
            "",
        ),
        write_date=short_date,
        write_money=money,
        rates=read_rates(material.facts),
        comparables=_comparables(modules.values(), material.words),
    )


def _comparables(modules: Iterable[Module], words: Words) -> Mapping[str, str]:
    options = (
        o
        for m in modules
        for s in m.steps.values()
        if isinstance(s, Choose | Lesson | Question | Weigh | Checklist | AgencySearch)
        for o in s.options
    )
    labels = {w for o in options for text in o.label.values() for w in text.wordings if isinstance(w, str)}
    return {label: spelled(normalise(label), words.spelling) for label in labels}


class _Builder:
    def __init__(self, material: Material, locales: tuple[str, ...]) -> None:
        self._rendered = material.rendered
        self._assets = material.sources.assets
        self._locales = locales

    def texts(self, key: str) -> Texts:
        return {locale: self._rendered[key][locale] for locale in self._locales}

    def module(self, raw: RawModule) -> Module:
        header, moved, quality = raw.header, raw.header.get("moved"), raw.header.get("quality")
        return Module(
            id=raw.id,
            title=self.texts(title_key(raw)),
            kind=ModuleKind(header.text("kind")),
            role=Role(raw.role) if raw.role else None,
            start=header.text("start"),
            is_sensitive=header.text("sensitive") == "true",
            steps={step.id: self.step(raw, step) for step in raw.steps},
            moved={name: node.scalar for name, node in (moved.items if moved else {}).items()},
            quality={
                name: node.scalar or "exempt" for name, node in (quality.items if quality else {}).items()
            },
        )

    def step(self, module: RawModule, raw: RawStep) -> Step:
        option = raw.options.text
        bubbles = tuple(self.bubble(module, raw, bubble) for bubble in raw.bubbles)
        match raw.kind:
            case "say":
                return Say(id=raw.id, bubbles=bubbles, next=raw.next)
            case "choose":
                return Choose(
                    id=raw.id,
                    bubbles=bubbles,
                    options=self.options(module, raw),
                    save=option("save"),
                    version=option("version"),
                    marks_done=option("marks") == "done",
                    is_passing=_is_set(raw, "passing"),
                )
            case "ask":
                return Ask(
                    id=raw.id,
                    bubbles=bubbles,
                    expects=Expects(option("expects")),
                    save=option("save"),
                    next=raw.next,
                    minimum=option("minimum"),
                    maximum=option("maximum"),
                    places=option("places"),
                    is_optional=_is_set(raw, "optional"),
                    is_passing=_is_set(raw, "passing"),
                )
            case "branch":
                rules = tuple(
                    (_condition(rule.condition), rule.target) for rule in raw.rules if rule.condition
                )
                return Branch(
                    id=raw.id, rules=rules, otherwise=next(r.target for r in raw.rules if not r.condition)
                )
            case "visit":
                return Visit(
                    id=raw.id,
                    module=option("module"),
                    next=raw.next,
                    is_bookmark=_is_set(raw, "bookmark"),
                    is_due=_is_set(raw, "due"),
                )
            case "lesson":
                return self.lesson(module, raw, bubbles)
            case "question":
                return self.question(module, raw, bubbles)
            case "weigh":
                return Weigh(
                    id=raw.id,
                    question=bubbles[-1],
                    options=self.options(module, raw),
                    weights=_numbers(raw, "weights"),
                    next=raw.next,
                )
            case "assess":
                texts = {bubble.id: bubble for bubble in bubbles}
                return Assess(id=raw.id, levels=_numbers(raw, "levels"), texts=texts, next=raw.next)
            case "report":
                return Report(id=raw.id, of=ReportKind(option("of")), next=raw.next)
            case "estimate":
                of = EstimateKind(option("of"))
                return Estimate(id=raw.id, of=of, answers=_names(raw, "answers"), next=raw.next)
            case "act":
                return Act(id=raw.id, action=Action(option("do")), next=raw.next, route=option("route"))
            case "checklist":
                return Checklist(id=raw.id, options=self.options(module, raw), next=raw.next)
            case "lookup":
                kind = LookupKind(option("of") or LookupKind.FOUND)
                return Lookup(id=raw.id, bubbles=bubbles, options=self.options(module, raw), of=kind)
            case "agency":
                return AgencySearch(id=raw.id, bubbles=bubbles, options=self.options(module, raw))
            case "handoff":
                return Handoff(id=raw.id, bubbles=bubbles, next=raw.next)
            case _:
                return End(
                    id=raw.id, bubbles=bubbles, forgets=_is_set(raw, "forget"), hides=_is_set(raw, "hide")
                )

    def lesson(self, module: RawModule, raw: RawStep, bubbles: tuple[Bubble, ...]) -> Lesson:
        by_id = {bubble.id: bubble for bubble in bubbles}
        return Lesson(
            id=raw.id,
            title=self.texts(title_key(module, raw)),
            options=self.options(module, raw),
            next=raw.next,
            bubbles=tuple(bubble for bubble in bubbles if bubble.id not in {QUESTION, ACTION, PICTURE}),
            question=by_id[QUESTION],
            action=by_id.get(ACTION),
            is_must_know=raw.options.text("must_know") == "true",
            picture=self.picture(raw),
            picture_text=by_id[PICTURE].text if PICTURE in by_id else None,
            audio=self.audio(raw),
        )

    def question(self, module: RawModule, raw: RawStep, bubbles: tuple[Bubble, ...]) -> Question:
        by_id = {bubble.id: bubble for bubble in bubbles}
        return Question(
            id=raw.id,
            question=next(bubble for bubble in bubbles if bubble.id != PICTURE),
            options=self.options(module, raw),
            next=raw.next,
            must_know=raw.options.text("must_know"),
            is_silent=_is_set(raw, "silent"),
            picture=self.picture(raw),
            picture_text=by_id[PICTURE].text if PICTURE in by_id else None,
            audio=self.audio(raw),
        )

    def picture(self, raw: RawStep) -> str:
        name = raw.options.text("picture")
        return name if name in self._assets else ""

    def audio(self, raw: RawStep) -> Mapping[str, str]:
        """The recordings that exist, by locale."""
        name = raw.options.text("audio")
        files = {locale: f"{name}.{locale}.ogg" for locale in self._locales if name}
        return {locale: file for locale, file in files.items() if file in self._assets}

    def bubble(self, module: RawModule, step: RawStep, raw: RawBubble) -> Bubble:
        key = bubble_key(module, step, raw)
        return Bubble(id=key.rsplit("/", 1)[-1], text=self.texts(key))

    def options(self, module: RawModule, step: RawStep) -> tuple[Option, ...]:
        return tuple(self.option(module, step, raw) for raw in step.choices)

    def option(self, module: RawModule, step: RawStep, raw: RawChoice) -> Option:
        return Option(
            id=raw.id,
            label=self.texts(choice_key(module, step, raw)),
            target=raw.target,
            is_right=raw.is_right,
            condition=_condition(raw.condition) if raw.condition else None,
            reason=self.texts(reason_key(module, step, raw)) if raw.reason_line else None,
        )


def _numbers(step: RawStep, option: str) -> Mapping[str, int]:
    node = step.options.get(option)
    return {name: int(part.scalar) for name, part in (node.items if node else {}).items()}


def _names(step: RawStep, option: str) -> Mapping[str, str]:
    node = step.options.get(option)
    return {name: part.scalar for name, part in (node.items if node else {}).items()}


def _is_set(step: RawStep, option: str) -> bool:
    return step.options.text(option) == "true"


def _condition(raw: str) -> Condition:
    condition = parse_condition(raw)
    assert condition is not None
    return condition

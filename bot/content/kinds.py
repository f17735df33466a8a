"""What each kind of step may hold, as one table: read by the checks and by whoever builds steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.content.model import Action, EstimateKind, LookupKind, ReportKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The shape of one kind of step.

    `values` names, by option, the only values it may have; () leaves them open.
    """

    waits: bool
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    has_next: bool = True
    has_bubbles: bool = True
    needs_bubbles: bool = True
    has_choices: bool = False


TRUTH = ("true", "false")
EXPECTED = ("text", "number", "amount", "date", "place", "media", "invitation", "code")

KINDS: Mapping[str, Kind] = {
    "say": Kind(waits=False),
    "choose": Kind(
        waits=True,
        has_next=False,
        has_choices=True,
        options={"save": (), "marks": ("done",), "version": (), "passing": TRUTH},
    ),
    "ask": Kind(
        waits=True,
        needed=("expects", "save"),
        options={
            "expects": EXPECTED,
            "save": (),
            "minimum": (),
            "maximum": (),
            "places": (),
            "optional": TRUTH,
            "passing": TRUTH,
        },
    ),
    "branch": Kind(waits=False, has_next=False, has_bubbles=False, needs_bubbles=False),
    "visit": Kind(
        waits=False,
        has_bubbles=False,
        needs_bubbles=False,
        options={"module": (), "bookmark": TRUTH, "due": TRUTH},
    ),
    "lesson": Kind(waits=True, has_choices=True, options={"must_know": TRUTH, "picture": (), "audio": ()}),
    "question": Kind(
        waits=True,
        has_choices=True,
        options={"must_know": (), "silent": TRUTH, "picture": (), "audio": ()},
    ),
    "weigh": Kind(waits=True, has_choices=True, options={"weights": ()}),
    "assess": Kind(waits=False, needed=(), options={"levels": ()}),
    "checklist": Kind(waits=True, has_choices=True, has_bubbles=False, needs_bubbles=False),
    "report": Kind(
        waits=False,
        has_bubbles=False,
        needs_bubbles=False,
        needed=("of",),
        options={"of": tuple(ReportKind)},
    ),
    "estimate": Kind(
        waits=False,
        has_bubbles=False,
        needs_bubbles=False,
        needed=("of",),
        options={"of": tuple(EstimateKind), "answers": ()},
    ),
    "act": Kind(
        waits=False,
        has_bubbles=False,
        needs_bubbles=False,
        needed=("do",),
        options={"do": tuple(Action), "route": ()},
    ),
    "handoff": Kind(waits=False),
    "lookup": Kind(waits=True, has_next=False, has_choices=True, options={"of": tuple(LookupKind)}),
    "agency": Kind(waits=True, has_next=False, has_choices=True),
    "end": Kind(waits=False, has_next=False, needs_bubbles=False, options={"forget": TRUTH, "hide": TRUTH}),
}

HEADER_NEEDED = ("module", "title", "kind", "start", "quality")
HEADER_KNOWN = frozenset({*HEADER_NEEDED, "role", "sensitive", "moved", "reviewed"})
MODULE_KINDS = ("course", "system")

QUALITY_ENTRIES = ("sources", "review", "translation", "accessibility", "safety")
QUALITY_VALUES = ("done", "todo", "exempt")

ASKING = frozenset({"lesson", "question"})
"""Kinds that ask for one right answer."""

ONWARD = frozenset({*ASKING, "weigh"})
"""Kinds whose choices lead nowhere of their own: the step says what follows."""

ESTIMATED: Mapping[str, frozenset[str]] = {
    EstimateKind.PAY: frozenset(
        {
            "region",
            "paid-by",
            "basic",
            "tonnes",
            "tonne-rate",
            "advance",
            "shop",
            "other",
            "living",
            "remittance",
            "debt",
            "debt-payment",
            "exchange",
        }
    ),
    EstimateKind.PAYSLIP: frozenset(
        {
            "region",
            "paid-by",
            "basic",
            "days",
            "overtime-hours",
            "overtime-pay",
            "extra",
            "epf",
            "socso",
            "levy",
            "other",
            "net",
        }
    ),
}
"""What the `answers` of an estimate may map, by what it is of; `engine/steps/estimate.py` takes them."""

GIVEN_NAMES = frozenset(
    {
        "can-resume",
        "channel",
        "consented",
        "drawer",
        "finished",
        "has-due",
        "has-next",
        "has-steps",
        "in-group",
        "joined",
        "joining",
        "level",
        "locale",
        "locked",
        "missed",
        "neutral",
        "noted",
        "post-taken",
        "pre-taken",
        "recall-taken",
        "route",
        "reminding",
        "seen",
        "shared",
        "sharing",
        "taught",
    }
)
"""What a condition may ask about without anybody saving it; `engine/known.py` says what each means."""

TITLE_STEP = "_"
QUESTION, ACTION, PICTURE = "question", "action", "picture"
"""Bubbles of a lesson that have a part of their own; `picture` says in words what the picture shows."""
ONLY_BUBBLE = "text"
"""The id of a bubble that stands alone."""

"""What a step does beside talking, in an editor's words; also what its picture cannot show."""

from collections.abc import Iterator, Mapping

from bot.commands.site.said.example import DESCRIBED
from bot.content.kinds import KINDS
from bot.content.model import Action, EstimateKind, LookupKind
from bot.content.raw import NOTHING, RawStep
from bot.engine.search import SHOWN

ACTS: Mapping[str, str] = {
    Action.FINISH_TEST: "keeps today as the day of the test that this module is",
    Action.REMIND: "switches reminders on, for the place and hour just answered (zone, hour), and records the consent",
    Action.STOP_REMINDING: "switches reminders off, and records that",
    Action.PAUSE_REMINDERS: "holds reminders for 14 days",
    Action.JOIN_GROUP: "records the consent and asks whether there is an open group of this code; "
    "waits for the answer, which conditions know as joined: yes or no",
    Action.LEAVE_GROUP: "takes the person out of their group, and records that",
    Action.SET_ROUTE: "makes this the person's route, says what it is and what is unclear about it",
    Action.PRINT_SHEET: "sends the route as lines of text and as a PDF to print",
    Action.NEUTRAL_ON: "from now on the phone counts as one that others use: no pictures, and the place closes by itself",
    Action.NEUTRAL_OFF: "the phone counts as the person's own again",
    Action.INVITE_RELATIVE: "records the consent to share, draws a code and shows it in the phrases sharing-code and "
    "sharing-invitation; waits for it",
    Action.ACCEPT_INVITATION: "asks whether the code just typed (sharing-code) is good, and records the consent where "
    "it is; waits for the answer, which conditions know as shared: yes or no",
    Action.END_SHARING: "ends sharing and takes back a code, and records that",
    Action.LOOK_AT_WORKER: "shows the relative's progress in the phrases sharing-…; waits for it; conditions know as "
    "seen whether there is any: yes or no",
    Action.PUT_AWAY: "puts all notes of the person away under the word just typed twice (code, again); waits for it; "
    "conditions know as drawer what came of it: done, differs, taken, full or later",
    Action.TAKE_OUT: "opens the drawer of the word just typed (code) and goes to the menu; where it does not, conditions "
    "know as drawer why: wrong or later",
    Action.NEXT_PERSON: "empties the chat and begins with the welcome; who has notes and no word gets one first, in the "
    "phrase drawer-code, and it goes on (drawer: done or full)",
    Action.FORGET_ANSWERS: "forgets every answer of this module at once",
    Action.CERTIFICATE: "draws a number and sends the certificate as a picture and as a PDF, with the name "
    "just answered (certificate-name), if there is one",
}
"""What an `act` step does."""

ESTIMATES: Mapping[str, str] = {
    EstimateKind.PAY: "works out what is left of the pay and says it in the phrases pay-…, with a picture of "
    "bars; its rates are facts (bot/engine/rules.py)",
    EstimateKind.PAYSLIP: "says in the phrases slip-… which lines of the payslip to ask about; its rates are "
    "facts (bot/engine/rules.py)",
}
"""What an `estimate` step does."""

VISITS: Mapping[str, str] = {
    "due": "opens what comes next in the person's course: a check-up, a must-know that comes back, the recall "
    "or the next lesson; where nothing waits it goes on",
    "bookmark": "goes back into the course that was left; where there is none it goes on",
}
"""What a `visit` step does that does not name its module."""

LOOKUPS: Mapping[str, str] = {
    "": "what was found for the question stands before these choices",
    LookupKind.FOUND: "what was found for the question stands before these choices",
    LookupKind.NEXT: f"the next lessons of the person's path, {SHOWN} at most, stand before these choices; "
    f"drawn for {DESCRIBED}",
    LookupKind.MISSED: f"lessons of what was missed and not known since, {SHOWN} at most, stand before these "
    f"choices; drawn for {DESCRIBED}",
}
"""What a `lookup` step offers."""

LOOKED_UP = (
    "waits until the list of companies was asked: up to three of them, or that there is none, and on which day; "
    "then these choices"
)
"""What an `agency` step shows."""

SILENT = "says nothing about the answer, and a wrong one is no miss"
"""What a silent `question` does."""


def notes(step: RawStep) -> Iterator[str]:
    """The step's options as written, then what they come to."""
    for name, node in step.options.items.items():
        yield f"{name}: {node.scalar}"
    yield from doings(step)
    kind = KINDS.get(step.kind)
    if kind is not None and not kind.waits and step.bubbles and kind.has_next:
        yield "goes on by itself; what follows comes in the same reply"


def doings(step: RawStep) -> Iterator[str]:
    """What it does, for the kinds that do not show it."""
    option = step.options.text
    match step.kind:
        case "act" if option("do") in ACTS:
            yield ACTS[option("do")]
        case "estimate" if option("of") in ESTIMATES:
            yield ESTIMATES[option("of")]
        case "visit":
            yield from (VISITS[name] for name in VISITS if option(name) == "true")
        case "lookup" if option("of") in LOOKUPS:
            yield LOOKUPS[option("of")]
        case "agency":
            yield LOOKED_UP
        case "report":
            yield f"says where the person stands; drawn for {DESCRIBED}"
        case "checklist":
            yield (
                "shows the person's route (content/routes): how much is done, what to do next, what expires; "
                "an item opens with its texts and can be marked; goes on when every `must` item is done"
            )
        case "weigh":
            weights = (step.options.get("weights") or NOTHING).items
            yield "weighs " + ", ".join(f"{name}: {node.scalar}" for name, node in weights.items())
            yield "after the first answer people can also ask for the result"
        case "assess":
            yield "says one of these bubbles, by the sum of the weights, then the reasons of what weighed"
        case "question" if option("silent") == "true":
            yield SILENT

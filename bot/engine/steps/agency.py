"""`agency`: a company's name is typed; the service looks it up in the imported list and answers with
`AgenciesFound`. Found is no proof that it is safe, not found none that it is false, and both are said.

| phase    | answer         | what follows                                                |
|----------|----------------|-------------------------------------------------------------|
| ask      | Given          | looked up; waits for the list                               |
| ask      | Unclear        | asked again (see `again.py`)                                |
| look up  | Given          | looked up as well                                           |
| look up  | Unclear        | asked again                                                 |
| any      | AgenciesFound  | what was found, then the choices                            |
| found    | Picked         | the choice's step                                           |
| found    | Given          | another name: looked up                                     |
| found    | Unclear        | the choices again                                           |

Every answer repeats its name, so that two names typed quickly cannot be mixed up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from bot.content.companies import bare_name
from bot.content.model import AgencySearch
from bot.domain.agency import Agency
from bot.domain.effect import LookUpAgency
from bot.domain.event import AgenciesFound, TextReceived
from bot.engine.again import Unclear, ask_better
from bot.engine.course.days import today
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move, Wait
from bot.engine.offer import AGENCY_ASK, AGENCY_FOUND, AGENCY_LOOK_UP, Offer, pose, pose_text
from bot.engine.reading import Heard, near_offer
from bot.engine.steps.expected import Given

Reading = Offer | Given | Unclear

SHORTEST = 3
"""Letters and digits that a name must have."""

LONGEST = 80
"""Letters; whoever writes more tells a story."""

SHOWN = 3
"""Companies shown for one name."""


def enter(draft: Draft, step: AgencySearch) -> Move:
    """Asks for the name."""
    draft.wait(AGENCY_ASK)
    pose(draft, step.bubbles)
    return Wait()


def ask_again(draft: Draft, step: AgencySearch, *, is_short: bool = False) -> None:
    """The present question once more: the name, or what to do now."""
    if draft.frame.phase == AGENCY_FOUND:
        pose_text(draft, draft.phrase("agency-next"))
    else:
        pose(draft, step.bubbles, is_short=is_short)


def read(draft: Draft, step: AgencySearch, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """The choice that was clearly meant, else a name; a question of the person's own is none."""
    if offer := near_offer(heard, offers, draft.content):
        return offer
    if not isinstance(heard.event, TextReceived):
        return Unclear()
    name = " ".join(heard.text.replace("*", " ").split())
    if len(name) > LONGEST:
        return Unclear(phrase="text-too-long", values={"maximum": str(LONGEST)})
    if sum(letter.isalnum() for letter in name) < SHORTEST or "?" in name:
        return Unclear(phrase="agency-name")
    return Given(value=name)


def answer(draft: Draft, step: AgencySearch, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def answered(draft: Draft, step: AgencySearch, found: AgenciesFound) -> Move:
    """Says what the list has, and asks what to do now."""
    draft.wait(AGENCY_FOUND)
    if found.matches:
        draft.say("\n\n".join([_heading(draft, found), *(_card(draft, a) for a in found.matches[:SHOWN])]))
    pose_text(
        draft,
        "\n\n".join([draft.phrase(_warning(found), **_about(draft, found)), draft.phrase("agency-next")]),
    )
    return Wait()


def _heading(draft: Draft, found: AgenciesFound) -> str:
    is_there = any(bare_name(agency.name) == bare_name(found.name) for agency in found.matches[:SHOWN])
    return draft.phrase("agency-found" if is_there else "agency-near", **_about(draft, found))


def _warning(found: AgenciesFound) -> str:
    if not found.as_of:
        return "agency-no-list"
    return "agency-proof" if found.matches else "agency-none"


def _about(draft: Draft, found: AgenciesFound) -> Mapping[str, str]:
    return {"company": found.name, "date": _day(draft, found.as_of) if found.as_of else ""}


def _card(draft: Draft, agency: Agency) -> str:
    return "\n".join(_lines(draft, agency))


def _lines(draft: Draft, agency: Agency) -> Iterator[str]:
    yield f"**{agency.name}**"
    if agency.is_invented:
        yield draft.phrase("agency-invented")
    yield draft.phrase(f"agency-{agency.status.value}")
    if agency.licence:
        yield draft.phrase("agency-licence", licence=agency.licence)
    if agency.valid_until:
        is_over = agency.valid_until < today(draft).isoformat()
        phrase = "agency-was-valid" if is_over else "agency-valid"
        yield draft.phrase(phrase, date=_day(draft, agency.valid_until))
    if agency.office:
        yield draft.phrase("agency-office", office=agency.office)
    yield draft.phrase("agency-source", source=agency.source, date=_day(draft, agency.as_of))


def _day(draft: Draft, day: str) -> str:
    return draft.content.write_date(date.fromisoformat(day), draft.locale)


def _given(draft: Draft, step: AgencySearch, reading: Reading) -> Move:
    assert isinstance(reading, Given)
    draft.leave_trail()
    draft.effects.append(LookUpAgency(name=reading.value))
    draft.wait(AGENCY_LOOK_UP)
    return Wait()


def _picked(draft: Draft, step: AgencySearch, reading: Reading) -> Move:
    assert isinstance(reading, Offer) and reading.option is not None
    draft.leave_trail()
    return Go(reading.option.target)


def _unclear(draft: Draft, step: AgencySearch, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=is_short))


TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, AgencySearch, Reading], Move]] = {
    (AGENCY_ASK, Given): _given,
    (AGENCY_ASK, Unclear): _unclear,
    (AGENCY_LOOK_UP, Given): _given,
    (AGENCY_LOOK_UP, Unclear): _unclear,
    (AGENCY_FOUND, Offer): _picked,
    (AGENCY_FOUND, Given): _given,
    (AGENCY_FOUND, Unclear): _unclear,
}

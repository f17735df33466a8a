"""What an `act` step does about sharing. Three of the four wait: the service answers with an event.

Whoever types meanwhile enters the step again, so each may be done twice; where sharing stands says what is
left to do. A code that may not be tried any more asks the service all the same, with the same answer.
"""

from datetime import datetime, timedelta

from bot.content.model import Act
from bot.domain.effect import AcceptInvitation, AskAboutWorker, EndSharing, InviteRelative, RecordConsent
from bot.domain.sharing import News, Sharing
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move, Wait

CODE, SHARED, SEEN = "sharing-code", "shared", "seen"
"""Answers of the module: the code that was typed, and what came of it."""

AN_HOUR, IN_AN_HOUR = timedelta(hours=1), 5
A_DAY, IN_A_DAY = timedelta(days=1), 15
"""So many wrong codes in an hour and in a day; what is typed beyond is looked up as no code at all."""


def invite(draft: Draft, step: Act) -> Move:
    """Asks for a code, unless something is shared already."""
    if draft.sharing in (Sharing.WORKER, Sharing.RELATIVE):
        return Go(step.next)
    if draft.sharing is Sharing.ASKED:
        draft.effects.append(EndSharing())  # an answer that got lost; one that comes after all finds nothing
    draft.sharing = Sharing.INVITED
    draft.effects.append(RecordConsent(kind="sharing", version="1", is_given=True))
    draft.effects.append(InviteRelative())
    draft.wait()
    return Wait()


def accept(draft: Draft, step: Act) -> Move:
    """Asks whether the code that was typed is somebody's."""
    if draft.sharing not in (Sharing.NONE, Sharing.ASKED):
        draft.note(SHARED, "yes" if draft.sharing is Sharing.RELATIVE else "no")
        return Go(step.next)
    draft.sharing = Sharing.ASKED
    draft.effects.append(AcceptInvitation(code=draft.answer(CODE) if may_try(draft) else ""))
    draft.wait()
    return Wait()


def end(draft: Draft, step: Act) -> Move:
    """Nothing is shared any more, and no code of theirs counts."""
    draft.sharing, draft.news = Sharing.NONE, News.NONE
    draft.effects.append(RecordConsent(kind="sharing", version="1", is_given=False))
    draft.effects.append(EndSharing())
    return Go(step.next)


def look(draft: Draft, step: Act) -> Move:
    """Asks how far the relative is."""
    if draft.sharing is not Sharing.RELATIVE:
        draft.note(SEEN, "no")
        return Go(step.next)
    draft.effects.append(AskAboutWorker())
    draft.wait()
    return Wait()


def may_try(draft: Draft) -> bool:
    """Whether another code may be looked up now."""
    return all(
        sum(_age(draft, guess) < span for guess in draft.guesses) < most
        for span, most in ((AN_HOUR, IN_AN_HOUR), (A_DAY, IN_A_DAY))
    )


def count_guess(draft: Draft) -> None:
    """One more code that fitted nothing; those of yesterday are forgotten."""
    recent = [guess for guess in draft.guesses if _age(draft, guess) < A_DAY]
    draft.guesses = (*recent, int(draft.event.at.timestamp()))[-IN_A_DAY:]


def _age(draft: Draft, guess: int) -> timedelta:
    return draft.event.at - datetime.fromtimestamp(guess, draft.event.at.tzinfo)

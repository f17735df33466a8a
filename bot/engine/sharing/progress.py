"""What a relative may see, worked out anew each time: whole numbers, and nothing the person wrote or chose."""

from bot.domain.effect import ShareProgress
from bot.domain.sharing import Progress, RouteFigures, Sharing
from bot.engine.course.figures import figures
from bot.engine.draft import Draft
from bot.engine.route import is_done, is_ready, route_of


def progress(draft: Draft) -> Progress:
    """Everything that is shared, and all that ever is."""
    counted = figures(draft)
    return Progress(lessons=counted["lessons"], mastered=counted["mastered"], steps=_steps(draft))


def share_progress(draft: Draft) -> None:
    """Somebody may see it, and it changed in this turn or is shared from now on."""
    before = draft.started_from
    was = (before.sharing, before.done, before.dates, before.reviews, before.route, before.papers)
    now = (draft.sharing, draft.done, draft.dates, draft.reviews, draft.route, draft.papers)
    if draft.sharing is Sharing.WORKER and was != now:
        draft.effects.append(ShareProgress(progress=progress(draft)))


def _steps(draft: Draft) -> RouteFigures | None:
    route = route_of(draft)
    if route is None:
        return None
    items = route.items.values()
    return RouteFigures(
        route=route.id,
        done=sum(is_done(draft, route, item) for item in items),
        total=len(items),
        is_ready=is_ready(draft, route),
    )

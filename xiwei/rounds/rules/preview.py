"""What a warning would change of rounds not begun: planned once as it is and once as it would be, and compared. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiwei.rounds.models import Route, Weather
from xiwei.rounds.rules.planning import Draft
from xiwei.rounds.rules.weather import adjust


@dataclass(frozen=True)
class Effect:
    """One round that a warning touches: dropped, or moved to a moment, or some of its points fall away."""

    route: Route
    starts: datetime
    left: int  # stops that are still done
    gone: int  # stops that fall away
    moved_to: datetime | None
    why: str

    @property
    def dropped(self) -> bool:
        return not self.left


def effects_of(
    warning: Weather, drafts: Iterable[Draft], standing: Sequence[Weather], *, begun: Collection[tuple[int, datetime]],
    after: datetime, localtime: Any,
) -> list[Effect]:  # fmt: skip
    """What it changes beyond the warnings that stand; `begun` are (route, moment) of rounds that are left alone.

    A round that would have been over by `after` is not touched any more.
    """
    found = []
    for draft in drafts:
        if draft.due <= after or (draft.route.pk, draft.starts) in begun:
            continue
        before = adjust(draft, standing, localtime=localtime)
        then = adjust(draft, [*standing, warning], localtime=localtime)
        gone = len(before.draft.stops) - len(then.draft.stops)
        moved = then.draft.starts if then.draft.starts != before.draft.starts else None
        if gone or (moved and then.draft.stops):
            found.append(Effect(draft.route, before.draft.starts, len(then.draft.stops), gone, moved, then.why))
    return found

"""The documents of one thing, for its own page."""

from typing import Any

from django.utils import timezone

from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules.ground import check_permitted
from xiwei.estate.views.asked import Asked
from xiwei.shared.refusals import may


def panel(request: Asked, noun: str, thing: Any, most: int = 20) -> dict[str, Any]:
    """What estate/document_panel.html takes; nothing where this person's post opens no drawer of the archive."""
    if not any(request.who.reach(power) for power in rules.LEVELS.values()):
        return {}
    today, where = timezone.localdate(request.now), thing.where
    staff = request.who.staff_in(where.company_id)
    return {
        "papers": queries.of_subject(request.who, noun, thing.pk, today, most),
        "of": f"{noun}:{thing.pk}",
        "today": today,
        "soon": today + queries.SOON,
        "may_keep_papers": may(check_permitted)(
            staff, rules.KEEP, company_id=where.company_id, project_id=where.project_id
        ),
    }

"""A worker's standing: as which staff, on which shift."""

from copy import copy
from datetime import datetime

from xiwei.estate.models import Project
from xiwei.people.models import Shift, Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission, projects_with


def serving_as(who: Who) -> Staff | None:
    """The employment in which this person does orders or takes needs; the first, where there are several."""
    able = (Permission.ORDER_DO, Permission.TICKET_TAKE)
    for staff in who.staff:
        if any(permission in post.role.permissions for post in staff.posts.all() for permission in able):
            return _of_no_work(staff, who) if who.stands_in else staff
    return None


def _of_no_work(staff: Staff, who: Who) -> Staff:
    """Who tries a role on is shown the page of its bearer and not their own work as another's."""
    assert who.person is not None
    bearer = copy(staff)
    bearer.pk, bearer.name = 0, who.person.name
    return bearer


def shift_of(staff: Staff, now: datetime) -> Shift | None:
    """The shift that runs now, else the next within a day's reach of the roster."""
    return staff.shifts.filter(ends_at__gt=now).select_related("project").order_by("starts_at").first()


def projects_of(staff: Staff) -> list[Project]:
    """Where this person may take a need: their posts' projects, or the whole company's."""
    allowed = projects_with(staff, Permission.TICKET_TAKE)
    found = Project.objects.filter(company_id=staff.company_id)
    return list(found if allowed is None else found.filter(pk__in=allowed))

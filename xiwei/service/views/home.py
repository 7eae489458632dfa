"""The first page: each face opens on its own."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.notices import queries as notices
from xiwei.people.middleware import PersonRequest
from xiwei.service.queries import deeds, duty, homes, work
from xiwei.service.queries.tickets import listed, of_person
from xiwei.service.rules import discretion, steps
from xiwei.shared import live

LANDING = {
    "resident": "resident_home",
    "worker": "today",
    "butler": "morning",
    "director": "board",
    "company": "company",
    "association": "association",
}


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """On to the page of the face; a stranger reads what this is and how to get in."""
    if not request.who.person:
        return render(request, "service/welcome.html", {"demo": settings.DEMO})
    if request.face in LANDING and not _lands_nowhere(request):
        return redirect(LANDING[request.face])
    return render(request, "service/nowhere.html")


def _lands_nowhere(request: PersonRequest) -> bool:
    """A role that a company made may answer tickets and neither take nor do them: today and the morning send it here."""
    return request.face in ("worker", "butler") and work.serving_as(request.who) is None


@require_safe
@login_required
def resident_home(request: PersonRequest) -> HttpResponse:
    """首页: my four people, what is being done for me, what was done around my building this week."""
    if not request.who.tenures:
        return redirect("home")
    tenure = homes.chosen(request.who, request.GET.get("home", ""))
    room = tenure.household.room
    spot = duty.Spot(room.company_id, room.project_id, room.building_id, room.unit_id)
    own = homes.own(request.who)
    discretion.veil_others(own.open + own.ended, person_id=request.user.pk, homes=request.who.household_ids)
    awaited = homes.awaited(request.who)
    above = {one.pk for one in awaited.done}
    week = request.now - timedelta(days=7)
    around = deeds.around(room.building_id, since=week) if room.building_id else []
    return live.drawn(
        request,
        "service/resident_home.html",
        {
            "tenure": tenure,
            "tenures": request.who.tenures,
            "project": tenure.household.project,
            "four": duty.four(spot, request.now),
            "awaited": awaited,
            "open": [one for one in own.open if one.pk not in above],
            "ended": own.ended,
            "around": around,
            "unread": notices.inbox(request.user, only_unread=True, size=3).messages,
        },
    )


@require_safe
@login_required
def my_tickets(request: PersonRequest) -> HttpResponse:
    """Everything this resident ever asked, their home asked, or they follow."""
    found = listed(of_person(request.user))
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    discretion.veil_others(page.object_list, person_id=request.user.pk, homes=request.who.household_ids)
    return render(request, "service/my_tickets.html", {"page": page})


@require_safe
@login_required
def my_home(request: PersonRequest) -> HttpResponse:
    """我家的记录: every line about this home that its people may read, among them who of the staff looked at what."""
    if not request.who.tenures:
        return redirect("home")
    tenure = homes.chosen(request.who, request.GET.get("home", ""))
    lines = ledger.timeline(household_id=tenure.household_id, seen_by=Seen.RESIDENT, limit=60)
    return render(request, "service/my_home.html", {"tenure": tenure, "lines": steps.once(lines)})

"""晨会页: a butler's morning, and a household as its butler sees it."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.people.actions import looks
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Household, Staff
from xiwei.people.queries import consents, rosters, wishes
from xiwei.people.rules.homes import may_keep_homes
from xiwei.people.rules.transfers import may_transfer
from xiwei.people.stated import SPECIAL_CARE
from xiwei.service.models import Ticket, TicketState
from xiwei.service.queries import adrift, duty, needing, on_shift, tickets, work
from xiwei.service.queries.late import is_late
from xiwei.service.rules import packs
from xiwei.shared import live
from xiwei.standards import queries as standards
from xiwei.standards import saying
from xiwei.standards.models import ClockKind, Urgency

MATTERS = 5  # open matters offered as reasons for a call


@require_safe
@login_required
def morning(request: PersonRequest) -> HttpResponse:
    """My households who need me today and why; my tickets as first contact; who is new."""
    staff = work.serving_as(request.who)
    if staff is None:
        return redirect("home")
    mine = list(tickets.answered_by(staff)[:100])
    return live.drawn(
        request,
        "service/morning.html",
        {
            "staff": staff,
            "homes": needing.sheltered(staff).count(),
            "mine": mine[:25],
            "mine_count": len(mine),
            "late": sum(is_late(one, request.now) for one in mine),
            "unanswered": sum(one.state == TicketState.RECEIVED for one in mine),
            "answer_within": _answer_within(staff, {one.project_id for one in mine}),
            "to_confirm": sum(one.state == TicketState.DONE for one in mine),
            "needing": needing.needing_me(staff, request.now),
            "in_stead": on_shift.in_stead_of(staff, request.now),
            "away": rosters.leave_now(staff, now=request.now),
            "adrift": adrift.to_send(staff),
            "watched": on_shift.watched_by(staff, request.now),
            "wishes": wishes.waiting(staff, {post.project_id for post in staff.posts.all() if post.project_id}),
            "newcomers": needing.newcomers(staff, request.now),
        },
    )


def _answer_within(staff: Staff, project_ids: set[int]) -> str:
    """How soon an ordinary matter is answered: as promised in the one project these are of, else as the company does."""
    project_id = min(project_ids) if len(project_ids) == 1 else None
    rows = standards.promises(company_id=staff.company_id, project_id=project_id)
    hours = standards.hours(project_id) if project_id else []
    return saying.said_promise(rows, hours, Urgency.ORDINARY, ClockKind.RESPONSE)


@require_safe
@login_required
def household(request: PersonRequest, pk: int) -> HttpResponse:
    """A household's people, its four, its tickets and timeline; every look by staff is itself a line."""
    found = Household.objects.filter(pk=pk).select_related("room__building", "project").first()
    if found is None:
        raise Http404
    staff = request.who.staff_in(found.company_id)
    if staff is None:
        raise Http404
    why_seen = looks.look_at(found, what="住户页", by=staff, now=request.now)
    room, members = found.room, list(found.tenures.filter(until__isnull=True).select_related("person"))
    spot = duty.Spot(room.company_id, room.project_id, room.building_id, room.unit_id)
    asked = Ticket.objects.filter(household=found).select_related("project", "room", "place", "building", "item")
    return render(
        request,
        "service/household.html",
        {
            "household": found,
            "why_seen": why_seen,
            "call_reasons": _call_reasons(asked, found),
            "members": members,
            "care_agreed": consents.willing(
                [one.person_id for one in members], SPECIAL_CARE, company_id=found.company_id
            ),
            "four": duty.four(spot, request.now),
            "may_transfer": may_transfer(staff, company_id=found.company_id, project_id=found.project_id),
            "may_keep": may_keep_homes(staff, company_id=found.company_id, project_id=found.project_id),
            "may_pack": packs.may_make(found, staff),
            "open": asked.filter(closed_at__isnull=True).order_by("due_at"),
            "ended": asked.filter(closed_at__isnull=False).order_by("-closed_at")[:10],
            "lines": ledger.timeline(household_id=found.pk, seen_by=Seen.STAFF, limit=30),
        },
    )


def _call_reasons(asked: QuerySet[Ticket], household: Household) -> list[str]:
    """What a call from this page may be for, the likeliest first: each matter still open, what they asked about their data,
    or just to speak."""
    matters = asked.filter(closed_at__isnull=True).order_by("-asked_at", "-pk")[:MATTERS]
    wished = [gettext("请求{what}资料").format(what=one.get_kind_display()) for one in wishes.waiting_of(household)]
    return [*(str(one)[:60] for one in matters), *dict.fromkeys(wished), gettext("日常联系")]

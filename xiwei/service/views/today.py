"""今日: a worker's day, the next thing first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xiwei.people.middleware import PersonRequest
from xiwei.service import daily
from xiwei.service.models import OrderState, TicketState
from xiwei.service.queries import adrift, orders, rows, tickets, unfixed, work
from xiwei.service.queries.late import is_late
from xiwei.shared import live


@require_safe
@login_required
def today(request: PersonRequest) -> HttpResponse:
    """The next order big, the rest below; hand-overs to answer; what I answer for as first contact; what is done."""
    staff = work.serving_as(request.who)
    if staff is None:
        return redirect("home")
    in_hand = list(orders.in_hand(staff, request.now)[:50])
    complaints = unfixed.said_of(order.ticket for order in in_hand)
    limits = rows.limits_of({order.ticket_id for order in in_hand})
    mine = tickets.by_need(tickets.answered_by(staff)[:100], request.now)[:20]
    asked, stopped = list(orders.to_answer(staff)), adrift.answered_for(staff)
    midnight = timezone.localtime(request.now).replace(hour=0, minute=0, second=0, microsecond=0)
    ended = list(orders.done_since(staff, midnight))
    return live.drawn(
        request,
        "service/today.html",
        {
            "staff": staff,
            "first": in_hand[0] if in_hand else None,
            "wait": tickets.wait_of(in_hand[0].ticket) if in_hand else None,
            "first_limit": limits.get(in_hand[0].ticket_id, "") if in_hand else "",
            "first_said": complaints.get(in_hand[0].ticket_id) if in_hand else None,
            "rest": [
                (order, complaints.get(order.ticket_id), limits.get(order.ticket_id, "")) for order in in_hand[1:]
            ],
            "asked": asked,
            "adrift": stopped,
            "mine": [
                one for one in mine if one.state != TicketState.DONE and one.pk not in {row.pk for row in stopped}
            ],
            "to_tell": [one for one in mine if one.state == TicketState.DONE],
            "late": [one.pk for one in in_hand if is_late(one.ticket, request.now)],
            "done": [one for one in ended if one.state == OrderState.FINISHED],
            "let_go": [one for one in ended if one.state != OrderState.FINISHED],
            "shift": work.shift_of(staff, request.now),
            "besides": daily.of(staff, request.now),
            "thanks": staff.thanks.select_related("by").order_by("-at")[:3],
        },
    )


@require_safe
def scan(request: PersonRequest) -> HttpResponse:
    """Point the camera at a wall code, or type its eight characters."""
    return render(request, "service/scan.html")

"""A ticket's page: one address for all who may see it, drawn by what each may."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xiwei.ledger import queries as ledger
from xiwei.ledger.actions import once
from xiwei.ledger.models import Seen
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Person, Staff
from xiwei.service.forms.verbs import AssignForm, VerbForm
from xiwei.service.models import Ticket
from xiwei.service.queries import duty, tickets
from xiwei.service.rules import checks, ending
from xiwei.service.rules.orders import may_assign
from xiwei.service.views.verbs import RESIDENT_ORDER, STAFF_ORDER, VERBS
from xiwei.shared.refusals import NotAllowed, Refused


def find(request: PersonRequest, pk: int) -> Ticket:
    """The ticket, if this person may open it; a stranger's is 404."""
    try:
        return tickets.page_of(request.who, pk)
    except Ticket.DoesNotExist as error:
        raise Http404 from error


def acting(request: PersonRequest, ticket: Ticket, verb: str = "") -> Person | Staff | None:
    """As whom this person acts here: as resident for what residents do, else as staff of its company."""
    staff = request.who.staff_in(ticket.company_id)
    person = request.who.person
    if verb in ("rate", "thank", "confirm", "withdraw", "remark") or staff is None:
        return person
    if verb == "reopen" and person and ticket.asker_id == person.pk:
        return person
    return staff


@require_GET
@login_required
def page(request: PersonRequest, pk: int) -> HttpResponse:
    """The ticket with its people, promise and timeline."""
    return _page(request, find(request, pk))


@require_POST
@login_required
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to the ticket; a refusal or a wrong field draws the page again with all that was typed."""
    if verb not in VERBS:
        raise Http404
    ticket = find(request, pk)
    form = VERBS[verb].form(request.POST, request.FILES, ticket=ticket, now=request.now, prefix=verb)
    by = acting(request, ticket, verb)
    if not form.is_valid():
        return _page(request, ticket, wrong=(verb, form), status=422)
    try:
        once(
            form.cleaned_data["key"],
            owner=f"person:{request.user.pk}",
            at=request.now,
            do=lambda: _do(verb, ticket, by, request, form),
            again=lambda pk: ticket,
        )
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, find(request, pk), wrong=(verb, form), status=refused.status)
    messages.success(request, VERBS[verb].said)
    return redirect("ticket", pk=ticket.pk)


def _do(verb: str, ticket: Ticket, by: Any, request: PersonRequest, form: VerbForm) -> Ticket:
    VERBS[verb].does(ticket, by, request.now, form.cleaned_data)
    return ticket


def _page(
    request: PersonRequest, ticket: Ticket, *, wrong: tuple[str, VerbForm] | None = None, status: int = 200
) -> HttpResponse:
    staff = request.who.staff_in(ticket.company_id)
    mine = _is_mine(request, ticket)
    seen_by = Seen.STAFF if staff else Seen.RESIDENT if mine else Seen.PUBLIC
    buttons = _buttons(request, ticket, staff, mine, wrong)
    return render(
        request,
        "service/ticket.html",
        {
            "ticket": ticket,
            "staff": staff,
            "mine": mine,
            "side": "staff" if staff else "resident",
            "buttons": buttons,
            "wrong": wrong[0] if wrong else "",
            "lines": ledger.timeline(subject=ticket, seen_by=seen_by, limit=100),
            "photos": [photo for photo in ticket.photos.all() if photo.seen_by >= seen_by or staff],
            "clocks": [clock for clock in ticket.clocks.all() if clock.stopped_at is None],
            "orders": ticket.orders.all(),
            "serving": [order for order in ticket.orders.all() if order.is_live],
            "pending_decline": next((one for one in ticket.declines.all() if one.consented is None), None),
            "decline": next((one for one in ticket.declines.all() if one.consented), None),
            "wait": next((one for one in ticket.waits.all() if one.ended_at is None), None),
            "may_assign": bool(staff and may_assign(ticket, by=staff)),
            "assign": AssignForm(ticket=ticket, now=request.now, staff=duty.assignable(ticket), prefix="assign")
            if staff and may_assign(ticket, by=staff)
            else None,
        },
        status=status,
    )


def _is_mine(request: PersonRequest, ticket: Ticket) -> bool:
    person = request.who.person
    return bool(person and ticket.asker_id == person.pk) or request.who.lives_in(ticket.household_id)


def _buttons(
    request: PersonRequest, ticket: Ticket, staff: Staff | None, mine: bool, wrong: tuple[str, VerbForm] | None
) -> list[dict[str, Any]]:
    """What may be done now, each with its form: exactly what the checks would let pass."""
    verbs: list[str] = []
    if mine and request.who.person:
        allowed = checks.ticket_verbs(ticket, request.who.person)
        if ending.may_rate(ticket, by=request.who.person, stars=5, chips=(), words=""):
            allowed.add("rate")
        if ticket.closed_at and ticket.state in ("closed", "done"):
            allowed.add("thank")
        verbs += [verb for verb in RESIDENT_ORDER if verb in allowed]
    if staff:
        allowed = checks.ticket_verbs(ticket, staff) - _settled(ticket)
        verbs += [verb for verb in STAFF_ORDER if verb in allowed and verb not in verbs]
    return [_button(verb, ticket, request, wrong) for verb in verbs if verb in VERBS]


def _settled(ticket: Ticket) -> set[str]:
    """Verbs of staff that wait for something else: the director answers a decline only when one was asked for."""
    if any(one.consented is None for one in ticket.declines.all()):
        return {"ask_decline"}
    return {"decline", "refuse_decline"}


def _button(verb: str, ticket: Ticket, request: PersonRequest, wrong: tuple[str, VerbForm] | None) -> dict[str, Any]:
    spec = VERBS[verb]
    is_wrong = wrong is not None and wrong[0] == verb
    form = wrong[1] if wrong and is_wrong else spec.form(ticket=ticket, now=request.now, prefix=verb)
    return {"verb": verb, "spec": spec, "form": form, "open": is_wrong, "move": verb}



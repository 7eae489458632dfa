"""A ticket's page: one address for all who may see it, drawn by what each may."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from xiwei.ledger import queries as ledger
from xiwei.ledger.actions import once
from xiwei.ledger.models import Seen
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Person, Staff
from xiwei.people.rules import Permission
from xiwei.service.actions import calling, ordering
from xiwei.service.forms.verbs import AssignForm, VerbForm
from xiwei.service.models import Ticket
from xiwei.service.queries import duty, orders, tickets
from xiwei.service.rules import checks, discretion, ending
from xiwei.service.rules.calling import may_call_about
from xiwei.service.rules.orders import check_assigns, may_assign
from xiwei.service.views import proposing
from xiwei.service.views.verbs import RESIDENT_ORDER, STAFF_ORDER, VERBS
from xiwei.shared.refusals import NotAllowed, NotNow, Refused
from xiwei.shared.web import posted_from


def find(request: PersonRequest, pk: int) -> Ticket:
    """The ticket, if this person may open it; a stranger's is 404."""
    try:
        return tickets.page_of(request.who, pk)
    except Ticket.DoesNotExist as error:
        raise Http404 from error


def acting(request: PersonRequest, ticket: Ticket, verb: str = "") -> Person | Staff | None:
    """As whom this person acts here: as resident for what residents do, else as staff of its company."""
    staff = tickets.serving(request.who, ticket)
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


@posted_from("ticket")
@login_required
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to the ticket; a refusal or a wrong field draws the page again with all that was typed."""
    if verb not in VERBS:
        raise Http404
    ticket = find(request, pk)
    by = acting(request, ticket, verb)
    _check_theirs(verb, ticket, by)
    form = VERBS[verb].form(request.POST, request.FILES, ticket=ticket, now=request.now, prefix=verb)
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


def _check_theirs(verb: str, ticket: Ticket, by: Any) -> None:
    """Whose verb it never is gets no form of it, however it was filled in. Rating and thanks have rules of their own."""
    checks.check_is_party("confirm" if verb in ("rate", "thank") else verb, ticket, by)


def _do(verb: str, ticket: Ticket, by: Any, request: PersonRequest, form: VerbForm) -> Ticket:
    VERBS[verb].does(ticket, by, request.now, form.cleaned_data)
    return ticket


@require_GET
@login_required
def live(request: PersonRequest, pk: int) -> HttpResponse:
    """Where it stands, for a page left open: 304 while nothing was written about it."""
    ticket = find(request, pk)
    last = ledger.last_mark(ticket)
    tag = f'"{ticket.pk}-{last}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    standing = _standing(ticket)
    if not tickets.serving(request.who, ticket) and not _is_mine(request, ticket):
        discretion.veil(ticket, standing["wait"])
    response = render(request, "service/ticket.html#standing", standing | {"ticket": ticket})
    response["ETag"] = tag
    return response


@posted_from("ticket")
@login_required
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the work to a named worker."""
    ticket = find(request, pk)
    staff = tickets.serving(request.who, ticket)
    check_assigns(ticket, staff)
    assert staff is not None, "one without an employment does not assign"
    form = AssignForm(request.POST, ticket=ticket, now=request.now, staff=duty.assignable(ticket), prefix="assign")
    if not form.is_valid():
        return _page(request, ticket, assigning=form, status=422)
    try:
        once(
            form.cleaned_data["key"], owner=f"person:{request.user.pk}", at=request.now,
            do=lambda: ordering.assign(ticket, to=form.cleaned_data["to"], by=staff, now=request.now),
            again=lambda pk: ticket.orders.get(pk=pk),
        )  # fmt: skip
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return _page(request, find(request, pk), assigning=form, status=refused.status)
    messages.success(request, gettext("已派给{worker}").format(worker=form.cleaned_data["to"].name))
    return redirect("ticket", pk=ticket.pk)


@posted_from("ticket")
@login_required
def call(request: PersonRequest, pk: int) -> HttpResponse:
    """The number of the one who asked, on the ticket's page; each showing is a line they can read."""
    ticket = find(request, pk)
    staff = tickets.serving(request.who, ticket)
    if staff is None:
        raise NotAllowed(gettext("电话只给处理这件事的工作人员看。"))
    return _page(request, ticket, number=calling.show_number_of(ticket, by=staff, now=request.now))


def _standing(ticket: Ticket) -> dict[str, Any]:
    """What the live part of the page shows."""
    first = next((clock for clock in ticket.clocks.all() if clock.stopped_at is None), None)
    return {
        "wait": next((one for one in ticket.waits.all() if one.ended_at is None), None),
        "due_says": gettext("{kind}时限").format(kind=first.get_kind_display()) if first else "",
        "steps": steps_of(ticket),
    }


def steps_of(ticket: Ticket) -> list[dict[str, Any]]:
    """The five steps every resident understands, with when each was reached; one that was passed over is not ticked."""
    promised = [promise.at for promise in ticket.promises.all()]
    reached = {"received": 0, "reopened": 0, "promised": 1, "in_progress": 2, "waiting": 2, "done": 3, "closed": 5}
    at = reached.get(ticket.state, 0)
    moments = [
        ticket.asked_at,
        min(promised, default=None),
        ticket.begun_at,
        ticket.done_at,
        ticket.closed_at,
    ]
    labels = [gettext("已受理"), gettext("已承诺"), gettext("处理中"), gettext("待确认"), gettext("已办结")]
    return [
        {
            "label": label,
            "at": moment if number <= at else None,
            "done": moment is not None and (number < at or at == 5),
            "now": number == at,
        }
        for number, (label, moment) in enumerate(zip(labels, moments, strict=True))
    ]


def _page(
    request: PersonRequest,
    ticket: Ticket,
    *,
    wrong: tuple[str, VerbForm] | None = None,
    assigning: AssignForm | None = None,
    number: str = "",
    status: int = 200,
) -> HttpResponse:
    staff = tickets.serving(request.who, ticket)
    mine = _is_mine(request, ticket)
    seen_by = Seen.STAFF if staff else Seen.RESIDENT if mine else Seen.PUBLIC
    lines = ledger.timeline(subject=ticket, seen_by=seen_by, limit=100)
    buttons = _buttons(request, ticket, staff, mine, wrong)
    first = _first(buttons, ticket)
    standing = _standing(ticket)
    decline = next((one for one in ticket.declines.all() if one.consented), None)
    if not staff and not mine:
        lines = discretion.lines_for_neighbours(lines, ticket)
        discretion.veil(ticket, standing["wait"], decline)
    context = {
        "ticket": ticket,
        "staff": staff,
        "mine": mine,
        "danger": proposing.danger_of(ticket),
        "primary": [one for one in buttons if one["verb"] in first],
        "others": [one for one in buttons if one["verb"] not in first],
        "wrong": wrong[0] if wrong else "assign" if assigning else "",
        "lines": lines,
        "photos": [photo for photo in ticket.photos.all() if photo.seen_by >= seen_by],
        "orders": list(ticket.orders.all()),
        "workers": {
            one.worker_id: one for one in ticket.orders.all() if one.is_live or one.state == "finished"
        }.values(),
        "may_open": orders.open_to(request.who, ticket) if staff else set(),
        "pending_decline": next((one for one in ticket.declines.all() if one.consented is None), None),
        "decline": decline,
        "assign": assigning or _assign_form(request, ticket, staff),
        "number": number,
        "may_call": staff is not None and may_call_about(ticket, staff),
        "follow_link": _link_to_pass_on(request, ticket, staff),
        "may_see_household": request.who.may(
            Permission.PEOPLE_SEE, company_id=ticket.company_id, project_id=ticket.project_id
        ),
        **standing,
    }
    return render(request, "service/ticket.html", context, status=status)


def _first(buttons: list[dict[str, Any]], ticket: Ticket) -> set[str]:
    """The verbs that stand open on the page: what this reader is waited for; the rest is a tap away.

    A decline that waits is answered before anything; work in somebody's hands is ended by them, not from here; and
    whoever may say it is fixed may as well say it is not.
    """
    verbs = {one["verb"] for one in buttons}
    if "decline" in verbs:
        return {"decline", "refuse_decline"}
    found = {one["verb"] for one in buttons if one["spec"].tone == "primary"}
    if any(order.is_live for order in ticket.orders.all()):
        found -= {"finish"}
    return found | ({"reopen"} & verbs if "confirm" in verbs else set())


def _assign_form(request: PersonRequest, ticket: Ticket, staff: Staff | None) -> AssignForm | None:
    if staff is None or not may_assign(ticket, by=staff):
        return None
    return AssignForm(ticket=ticket, now=request.now, staff=duty.assignable(ticket), prefix="assign")


def _is_mine(request: PersonRequest, ticket: Ticket) -> bool:
    person = request.who.person
    return bool(person and ticket.asker_id == person.pk) or request.who.lives_in(ticket.household_id)


def _link_to_pass_on(request: PersonRequest, ticket: Ticket, staff: Staff | None) -> str:
    """The follow link, for the first contact to give to one who asked without an account; "" for everyone else."""
    if staff is None or staff.pk != ticket.first_contact_id or ticket.asker_id is not None:
        return ""
    return request.build_absolute_uri(reverse("follow", args=[ticket.follow_code]))


def _buttons(
    request: PersonRequest, ticket: Ticket, staff: Staff | None, mine: bool, wrong: tuple[str, VerbForm] | None
) -> list[dict[str, Any]]:
    """What may be done now, each with its form: exactly what the checks would let pass."""
    verbs: list[str] = []
    if mine and request.who.person:
        allowed = checks.ticket_verbs(ticket, request.who.person) - _too_late(ticket, request)
        if ending.may_rate(ticket, by=request.who.person, stars=5, chips=(), words=""):
            allowed.add("rate")
        if ending.can_thank(ticket):
            allowed.add("thank")
        verbs += [verb for verb in RESIDENT_ORDER if verb in allowed]
    if staff:
        allowed = checks.ticket_verbs(ticket, staff) - _settled(ticket) - _too_late(ticket, request)
        if ticket.answering_id == staff.pk:
            allowed.discard("step_in")
        verbs += [verb for verb in STAFF_ORDER if verb in allowed and verb not in verbs]
    if (
        wrong and wrong[0] not in verbs
    ):  # the matter moved on meanwhile: the sentence and what was typed are shown all the same
        verbs.append(wrong[0])
    return [_button(verb, ticket, request, wrong) for verb in verbs if verb in VERBS]


def _too_late(ticket: Ticket, request: PersonRequest) -> set[str]:
    return set() if ending.may_reopen(ticket, request.now) else {"reopen"}


def _settled(ticket: Ticket) -> set[str]:
    """Verbs of staff that wait for something else: the director answers a decline only when one was asked for."""
    if any(one.consented is None for one in ticket.declines.all()):
        return {"ask_decline"}
    return {"decline", "refuse_decline"}


def _button(verb: str, ticket: Ticket, request: PersonRequest, wrong: tuple[str, VerbForm] | None) -> dict[str, Any]:
    spec = VERBS[verb]
    is_wrong = wrong is not None and wrong[0] == verb
    form = wrong[1] if wrong and is_wrong else spec.form(ticket=ticket, now=request.now, prefix=verb)
    return {"verb": verb, "spec": spec, "form": form, "open": is_wrong, "fields": len(form.visible_fields())}

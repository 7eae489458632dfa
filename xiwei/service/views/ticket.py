"""A ticket's page: one address for all who may see it, drawn by what each may."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from xiwei.ledger import queries as ledger
from xiwei.ledger.actions import once
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import done_already
from xiwei.ledger.queries import Line
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Person, Staff
from xiwei.people.rules import Permission, grounds
from xiwei.service import ticket_ways
from xiwei.service.actions import calling, ordering, passing_on
from xiwei.service.forms.verbs import AssignForm, FollowerForm, VerbForm
from xiwei.service.models import OrderState, Ticket, TicketState
from xiwei.service.queries import adrift, consenting, handed, on_shift, orders, similar, tickets, unfixed
from xiwei.service.rules import checks, discretion, offering, steps, timing
from xiwei.service.rules.calling import may_call_about
from xiwei.service.rules.ending import DIRECTOR_FROM
from xiwei.service.rules.orders import check_assigns
from xiwei.service.rules.parties import is_theirs
from xiwei.service.rules.passing_on import may_text_link
from xiwei.service.views import proposing
from xiwei.service.views.verbs import ASSIGN, RESIDENT_ORDER, STAFF_ORDER, VERBS, Verb, said_after, verb_of
from xiwei.shared.refusals import NotAllowed, NotNow, Refused
from xiwei.shared.web import posted_from
from xiwei.standards.models import ClockKind

LINES, ALL_LINES = 30, 1000  # of the timeline at first, and at a tap


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
    if verb == "reopen" and person and ticket.asker_id == person.pk and _is_mine(request, ticket):
        return person
    return staff


@require_safe
@login_required
def page(request: PersonRequest, pk: int) -> HttpResponse:
    """The ticket with its people, promise and timeline."""
    return _page(request, find(request, pk))


@login_required
@vary_on_headers("HX-Request")
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one verb; a POST of it does the verb, or draws the ticket's page with what was refused and typed."""
    if verb not in VERBS:
        raise Http404
    ticket = find(request, pk)
    by = acting(request, ticket, verb)
    _check_theirs(verb, ticket, by)
    if request.method != "POST":
        return _deed(request, ticket, verb)
    form = VERBS[verb].form(request.POST, request.FILES, ticket=ticket, now=request.now, prefix=verb)
    if not form.is_valid():
        return _page(request, ticket, wrong=(verb, form), status=422)
    try:
        once(
            form.cleaned_data["key"],
            owner=f"person:{request.user.pk}:{verb}",  # a key of another form is another deed: none is lost for it
            at=request.now,
            do=lambda: _do(verb, ticket, by, request, form),
            again=lambda first: done_already(ticket, first),
        )
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, find(request, pk), wrong=(verb, form), status=refused.status)
    messages.success(request, said_after(verb, ticket, form.cleaned_data))
    return redirect("ticket", pk=ticket.pk)


def _check_theirs(verb: str, ticket: Ticket, by: Any) -> None:
    """Whose verb it never is gets no form of it, however it was filled in. Rating and thanks have rules of their own."""
    checks.check_is_party("confirm" if verb in ("rate", "thank") else verb, ticket, by)


def _deed(request: PersonRequest, ticket: Ticket, verb: str) -> HttpResponse:
    """The verb's form on a page of its own, for htmx the form alone; what can't be done any more leads to the ticket."""
    staff = tickets.serving(request.who, ticket)
    if verb not in _offered(request, ticket, staff, _is_mine(request, ticket)):
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return redirect("ticket", pk=ticket.pk)
    part = "#fold" if request.headers.get("HX-Request") else ""
    button = _button(verb, ticket, _fresh(verb, ticket, request))
    return render(request, f"service/deed.html{part}", {"ticket": ticket, "button": button, "fetched": True})


def _fresh(verb: str, ticket: Ticket, request: PersonRequest) -> VerbForm:
    return _spec(verb, ticket).form(ticket=ticket, now=request.now, prefix=verb)


def _spec(verb: str, ticket: Ticket) -> Verb:
    if verb == "assign":
        return ASSIGN
    return verb_of(verb, ticket)


def _do(verb: str, ticket: Ticket, by: Any, request: PersonRequest, form: VerbForm) -> Ticket:
    VERBS[verb].does(ticket, by, request.now, form.cleaned_data)
    return ticket


@require_safe
@login_required
def live(request: PersonRequest, pk: int) -> HttpResponse:
    """Where it stands, for a page left open: 304 while nothing was written about it."""
    ticket = find(request, pk)
    last = ledger.last_mark(ticket)
    tag = f'"{ticket.pk}-{last}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    standing, mine = _standing(ticket, request), _is_mine(request, ticket)
    if not tickets.serving(request.who, ticket) and not mine:
        discretion.veil(ticket, standing["wait"])
    response = render(request, "service/ticket.html#standing", standing | {"ticket": ticket, "mine": mine})
    response["ETag"] = tag
    return response


@login_required
@vary_on_headers("HX-Request")
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    """The form to give the work to a named worker, and its sending."""
    ticket = find(request, pk)
    staff = tickets.serving(request.who, ticket)
    check_assigns(ticket, staff)
    assert staff is not None, "one without an employment does not assign"
    if request.method != "POST":
        return _deed(request, ticket, "assign")
    form = AssignForm(request.POST, ticket=ticket, now=request.now, prefix="assign")
    if not form.is_valid():
        return _page(request, ticket, wrong=("assign", form), status=422)
    try:
        once(
            form.cleaned_data["key"], owner=f"person:{request.user.pk}:assign", at=request.now,
            do=lambda: ordering.assign(ticket, to=form.cleaned_data["to"], by=staff, now=request.now),
            again=lambda pk: ticket.orders.get(pk=pk),
        )  # fmt: skip
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return _page(request, find(request, pk), wrong=("assign", form), status=refused.status)
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


@posted_from("ticket")
@login_required
def text_link(request: PersonRequest, pk: int) -> HttpResponse:
    """The follow link, texted by us to who asked without an account: for the first contact, by one tap."""
    ticket = find(request, pk)
    staff = tickets.serving(request.who, ticket)
    if staff is None:
        raise NotAllowed(gettext("进展链接由首问人发给报事的人。"))
    try:
        passing_on.text_link(ticket, by=staff, now=request.now)
        messages.success(request, gettext("短信已经交出去了，对方很快会收到"))
    except NotNow as refused:
        messages.warning(request, refused.sentence)
    return redirect("ticket", pk=ticket.pk)


def _may_text(request: PersonRequest, ticket: Ticket, staff: Staff | None) -> bool:
    if not staff or not _link_to_pass_on(request, ticket, staff):
        return False
    sent, today = tickets.links_texted(ticket), tickets.links_texted_by(staff, request.now)
    return may_text_link(ticket, by=staff, sent=sent, today=today, now=request.now)


def _standing(ticket: Ticket, request: PersonRequest) -> dict[str, Any]:
    """What the live part of the page shows."""
    return {
        "wait": tickets.wait_of(ticket),
        "due_says": due_says(ticket),
        "steps": steps_of(ticket),
        "again": again_by(ticket),
        "broke": adrift.broke_off(ticket),
        "coming": coming_to(ticket),
        "successor": handed.successor(ticket, request.who),
    }


def answer_in(lines: Sequence[Line], ticket: Ticket) -> Line | None:
    """The answer that ended it, as this reader may read it; None where it ended otherwise or is open again."""
    found = (line for line in lines if line.entry.kind == "service.answered" and line.at == ticket.done_at)
    return next(found, None)


def due_says(ticket: Ticket) -> str:
    """What the ticket's nearest moment is about; "" where no clock runs."""
    running = [clock for clock in ticket.clocks.all() if clock.stopped_at is None]
    first = min(running, key=lambda clock: clock.due_at, default=None)
    return gettext(timing.DUE_SAYS[timing.said_of(first.kind, ticket.kind)]) if first else ""


def again_by(ticket: Ticket) -> dict[str, Any] | None:
    """What happens now about a matter that was said not to be fixed: who comes again, and by when somebody answers."""
    if ticket.state != TicketState.REOPENED:
        return None
    due = {clock.kind: clock.due_at for clock in ticket.clocks.all() if clock.stopped_at is None}
    worker = next((order.worker for order in ticket.orders.all() if order.is_live), None)
    been = {order.worker_id for order in ticket.orders.all() if not order.is_live and order.arrived_at}
    another = worker is not None and worker.pk not in been and ticket.reopened >= DIRECTOR_FROM
    return {"worker": worker, "another": another, "answer_by": due.get(ClockKind.RESPONSE), "due": ticket.due_at}


def coming_to(ticket: Ticket) -> dict[str, Any] | None:
    """Who is on the way or there, and how that is said: what a resident wants to know before any limit. Reads orders."""
    said = {OrderState.ON_THE_WAY: gettext("{name}在路上"), OrderState.ARRIVED: gettext("{name}已到场，正在处理")}
    there = [one for one in ticket.orders.all() if one.state in said]
    found = max(there, key=lambda one: one.state == OrderState.ARRIVED, default=None)
    return {"order": found, "said": said[OrderState(found.state)].format(name=found.worker.name)} if found else None


def steps_of(ticket: Ticket) -> list[dict[str, Any]]:
    """The five steps every resident understands, with when each was reached; one that was passed over is not ticked.

    A promise that never was and never will be, for it is over, is no step.
    """
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
    labels = [gettext("已收到"), gettext("已承诺"), gettext("处理中"), gettext("等确认"), gettext("已办好")]
    return [
        {
            "label": label,
            "at": moment if number <= at else None,
            "done": moment is not None and (number < at or at == 5),
            "now": number == at,
        }
        for number, (label, moment) in enumerate(zip(labels, moments, strict=True))
        if moment is not None or number >= at or number != 1
    ]


def _page(
    request: PersonRequest,
    ticket: Ticket,
    *,
    wrong: tuple[str, VerbForm] | None = None,
    follows: FollowerForm | None = None,
    number: str = "",
    status: int = 200,
) -> HttpResponse:
    staff, ground = tickets.serving_because(request.who, ticket)
    mine = _is_mine(request, ticket)
    seen_by = Seen.STAFF if staff else Seen.RESIDENT if mine else Seen.PUBLIC
    whole = request.GET.get("lines") == "all"
    lines = ledger.timeline(subject=ticket, seen_by=seen_by, limit=ALL_LINES if whole else LINES + 1)
    verbs = _offered(request, ticket, staff, mine)
    if wrong and wrong[0] not in verbs:  # it moved on meanwhile: the sentence and what was typed are shown all the same
        verbs.append(wrong[0])
    first = offering.first(verbs, ticket)
    forms = {verb: _fresh(verb, ticket, request) for verb in verbs if verb in first} | dict([wrong] if wrong else [])
    buttons = [_button(verb, ticket, forms.get(verb), wrong=bool(wrong and wrong[0] == verb)) for verb in verbs]
    willing = staff is None or consenting.may_call_back(ticket)
    standing, link = _standing(ticket, request), _link_to_pass_on(request, ticket, staff)
    decline = next((one for one in ticket.declines.all() if one.consented), None)
    if staff and not mine and not number:
        lines = discretion.lines_for_staff(lines)
    if not staff and not mine:
        lines = discretion.lines_for_neighbours(lines, ticket)
        discretion.veil(ticket, standing["wait"], decline)
    more, lines = not whole and len(lines) > LINES, steps.once(lines if whole else lines[:LINES])
    context = {
        "ticket": ticket,
        "staff": staff,
        "mine": mine,
        "danger": proposing.danger_of(ticket),
        "primary": [one for one in buttons if one["verb"] in first],
        "others": [one for one in buttons if one["verb"] not in first],
        "lines": lines,
        "more_lines": more,
        "photos": [photo for photo in ticket.photos.all() if photo.seen_by >= seen_by],
        "orders": list(ticket.orders.all()),
        "workers": {
            one.worker_id: one for one in ticket.orders.all() if one.is_live or one.state == "finished"
        }.values(),
        "may_open": orders.open_to(request.who, ticket) if staff else set(),
        "pending_decline": next((one for one in ticket.declines.all() if one.consented is None), None),
        "decline": decline,
        "complaint": unfixed.said_of([ticket]).get(ticket.pk) if staff and ticket.is_open else None,
        "my_order": next(
            (one for one in ticket.orders.all() if staff and one.is_live and one.worker_id == staff.pk), None
        ),
        "answer": answer_in(lines, ticket),
        "came_back_from": handed.came_back_from(lines, ticket, request.who),
        "follows": (follows or _following(request, ticket)) if not staff and not mine else None,
        "twins": similar.twins(ticket) if "merge" in verbs else [],
        "number": number,
        "why_seen": grounds.said([ground]) if staff and not mine else "",
        "may_call": staff is not None and may_call_about(ticket, staff) and willing,
        "no_call_back": staff is not None and not willing,
        "on_shift": on_shift.standing_for(ticket, request.now) if ticket.is_open and (staff or mine) else None,
        "may_text": _may_text(request, ticket, staff),
        "follow_link": link,
        "link_words": passing_on.words_by_hand(ticket, link) if link else "",
        "ways": ticket_ways.of(ticket, staff),
        "may_pack": mine
        or request.who.may(Permission.EVIDENCE_MAKE, company_id=ticket.company_id, project_id=ticket.project_id),
        "may_see_household": request.who.may(
            Permission.PEOPLE_SEE, company_id=ticket.company_id, project_id=ticket.project_id
        ),
        **standing,
    }
    return render(request, "service/ticket.html", context, status=status)


def with_refused_word(request: PersonRequest, pk: int, form: FollowerForm, status: int) -> HttpResponse:
    """The page again, with a follower's word as it was typed and why it was refused."""
    return _page(request, find(request, pk), follows=form, status=status)


def _following(request: PersonRequest, ticket: Ticket) -> FollowerForm | None:
    """The form of a neighbour who follows it; None for whoever does not."""
    follows = ticket.followers.filter(person=request.who.person).exists() if request.who.person else False
    return FollowerForm(ticket=ticket, now=request.now) if follows else None


def _is_mine(request: PersonRequest, ticket: Ticket) -> bool:
    person = request.who.person
    return person is not None and is_theirs(ticket, person, request.who.household_ids)


def _link_to_pass_on(request: PersonRequest, ticket: Ticket, staff: Staff | None) -> str:
    """The follow link, for the first contact to give to one who asked without an account; "" for everyone else,
    for a matter that nobody asked for, and once it is over.
    """
    if staff is None or staff.pk != ticket.first_contact_id or ticket.asker_id is not None:
        return ""
    if ticket.is_noticed or not ticket.is_open:
        return ""
    return request.build_absolute_uri(reverse("follow", args=[ticket.follow_code]))


def _offered(request: PersonRequest, ticket: Ticket, staff: Staff | None, mine: bool) -> list[str]:
    """What may be done now, in its order: exactly what the checks would let pass."""
    verbs: list[str] = []
    if mine and request.who.person:
        allowed = offering.to_resident(ticket, request.who.person, now=request.now)
        verbs += [verb for verb in RESIDENT_ORDER if verb in allowed]
    if staff:
        allowed = offering.to_staff(ticket, staff, now=request.now)
        verbs += [verb for verb in STAFF_ORDER if verb in allowed and verb not in verbs]
    return verbs


def _button(verb: str, ticket: Ticket, form: VerbForm | None, *, wrong: bool = False) -> dict[str, Any]:
    """How the page offers a verb: with its form, or without one as a way to the page that has it."""
    fields = len(form.visible_fields()) if form else 0
    return {"verb": verb, "spec": _spec(verb, ticket), "form": form, "open": wrong, "fields": fields}

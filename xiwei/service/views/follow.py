"""跟踪码: where a need told without an account stands, and the last word of whoever holds its code."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xiwei.ledger import queries as ledger
from xiwei.ledger.actions import once
from xiwei.ledger.models import Seen
from xiwei.people.middleware import PersonRequest
from xiwei.service.actions import ordering
from xiwei.service.forms.orders import AgreeForm
from xiwei.service.models import Ticket, WorkOrder
from xiwei.service.queries import adrift, photos, places, tickets
from xiwei.service.rules import discretion, offering, steps
from xiwei.service.rules.parties import Holder, speaks_for
from xiwei.service.views import photo, proposing
from xiwei.service.views.often import by_code, pictures_of, too_often
from xiwei.service.views.ticket import again_by, answer_in, coming_to, due_says, steps_of
from xiwei.service.views.verbs import VERBS, said_after, verb_of
from xiwei.shared import scope
from xiwei.shared.refusals import BadInput, NotAllowed, Refused

OFFERED = ("confirm", "reopen", "rate", "remark", "withdraw")
# One address may do this many deeds an hour by codes: enough for a household, too few to try codes or to flood.
MOST_AN_HOUR = 20


def _find(request: PersonRequest, code: str) -> Ticket:
    ticket = by_code(request, places.by_follow_code, code)
    if ticket is None:
        raise Http404
    return ticket


@require_safe
@never_cache
def follow(request: PersonRequest, code: str) -> HttpResponse:
    """Where it stands, for whoever holds its code; no names but of those who serve."""
    ticket = _find(request, code)
    with scope.within({ticket.company_id} | request.who.companies):
        return _drawn(request, ticket)


def act(request: PersonRequest, code: str, verb: str) -> HttpResponse:
    """Confirm, say "not fixed", rate, agree to a price, add a word or withdraw; each line says it was by the code."""
    ticket = _find(request, code)
    if request.method != "POST":
        return redirect("follow", code=ticket.follow_code)
    with scope.within({ticket.company_id} | request.who.companies):
        _check_theirs(request, ticket)
        if verb == "agree":
            return _agree(request, ticket)
        if verb not in OFFERED:
            raise Http404
        return _act(request, ticket, verb)


def _check_theirs(request: PersonRequest, ticket: Ticket) -> None:
    """Raises NotAllowed for colleagues, who were shown the link to pass it on, and where who asked has an account."""
    if request.who.staff_in(ticket.company_id):
        raise NotAllowed(gettext("这个链接是给报事人的，请由报事人自己确认；您可以在报事页面记下回访。"))
    if not speaks_for(ticket, Holder(ticket.pk)):
        raise NotAllowed(gettext("这件事是用账号报的，请登录后在“我的报事”里操作。"))


def _act(request: PersonRequest, ticket: Ticket, verb: str) -> HttpResponse:
    form = VERBS[verb].form(request.POST, pictures_of(request, ticket), ticket=ticket, now=request.now, prefix=verb)
    if not form.is_valid():
        return _drawn(request, ticket, wrong=(verb, form), status=422)
    data = form.cleaned_data
    try:
        _once(
            request, ticket, verb, data["key"], lambda: VERBS[verb].does(ticket, Holder(ticket.pk), request.now, data)
        )
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _drawn(request, _find(request, ticket.follow_code), wrong=(verb, form), status=refused.status)
    messages.success(request, said_after(verb, ticket, data))
    return redirect("follow", code=ticket.follow_code)


def _agree(request: PersonRequest, ticket: Ticket) -> HttpResponse:
    """The yes to the price that was shown; there is one order with a price to be agreed to, or none."""
    order = _quoted(ticket)
    form = AgreeForm(request.POST, order=order, now=request.now, prefix="agree") if order else None
    if order is None or form is None or not form.is_valid():
        messages.error(request, gettext("现在没有等您同意的报价，请看看最新的进展。"))
        return redirect("follow", code=ticket.follow_code)
    fen = form.cleaned_data["fen"]
    try:
        _once(
            request, ticket, "agree", form.cleaned_data["key"],
            lambda: ordering.agree(order, by=Holder(ticket.pk), now=request.now, fen=fen),
        )  # fmt: skip
        messages.success(request, gettext("已同意，师傅可以动手了"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("follow", code=ticket.follow_code)


def _once(request: PersonRequest, ticket: Ticket, verb: str, key: str, do: Any) -> Ticket:
    if too_often(f"follow-deeds:{get_adapter().get_client_ip(request)}", key, to=ticket.pk, most=MOST_AN_HOUR):
        raise BadInput(gettext("一小时内点得有点多了，请稍后再试，急事请打值班电话。您写的都还在。"))

    def done() -> Ticket:
        do()
        return ticket

    return once(key, owner=f"follow:{ticket.pk}:{verb}", at=request.now, do=done, again=lambda pk: ticket)


@require_safe
@never_cache
def picture(request: PersonRequest, code: str, pk: int) -> HttpResponseBase:
    """A picture of the work, for whoever holds the code of the matter it was done for."""
    ticket = _find(request, code)
    with scope.within({ticket.company_id} | request.who.companies):
        found = photos.by_holder(ticket).filter(pk=pk).first()
        if found is None:
            raise Http404
        return photo.sent(request, found)


def _followed(ticket: Ticket) -> dict[str, Any]:
    """How the matter stands that this one was merged into, and its answer as a neighbour may read it."""
    into = ticket.merged_into
    if into is None:
        return {}
    lines = discretion.lines_for_neighbours(ledger.timeline(subject=into, seen_by=Seen.RESIDENT, limit=50), into)
    return {"steps": steps_of(into), "answer": answer_in(lines, into)}


def _quoted(ticket: Ticket) -> WorkOrder | None:
    waiting = tickets.live_orders(ticket).filter(quoted_fen__gt=0, agreed_at__isnull=True)
    return waiting.select_related("worker").first()


def _drawn(
    request: PersonRequest, ticket: Ticket, *, wrong: tuple[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    holds = speaks_for(ticket, Holder(ticket.pk)) and not request.who.staff_in(ticket.company_id)
    buttons = [_button(verb, ticket, request, wrong) for verb in _verbs(request, ticket, wrong)] if holds else []
    lines = discretion.lines_for_neighbours(_lines(ticket), ticket)
    context = {
        "ticket": ticket,
        "link": request.build_absolute_uri(reverse("follow", args=[ticket.follow_code])),
        "danger": proposing.danger_of(ticket),
        "answer": answer_in(lines, ticket) if holds else None,
        "title": discretion.title_for_neighbours(ticket),
        "lines": steps.once(lines),
        "photos": photos.by_holder(ticket),
        "followed": _followed(ticket),
        "workers": [order.worker for order in ticket.orders.select_related("worker__person") if order.is_live],
        "buttons": buttons,
        "due_says": due_says(ticket),
        "wait": tickets.wait_of(ticket),
        "again": again_by(ticket) if holds else None,
        "coming": coming_to(ticket),
        "broke": adrift.broke_off(ticket) if holds else None,
        "quoted": _quoted(ticket) if holds else None,
        "account": bool(request.who.person and ticket.asker_id == request.who.person.pk),
    }
    # Whoever holds the address holds the page: no search engine shall list it.
    page = render(request, "service/follow.html", context, status=status)
    page.headers["X-Robots-Tag"] = "noindex"
    return page


def _verbs(request: PersonRequest, ticket: Ticket, wrong: tuple[str, Any] | None) -> list[str]:
    """What the holder may do now; a verb just refused is shown all the same, with its sentence."""
    allowed = offering.to_resident(ticket, Holder(ticket.pk), now=request.now) | ({wrong[0]} if wrong else set())
    return [verb for verb in OFFERED if verb in allowed]


def _button(verb: str, ticket: Ticket, request: PersonRequest, wrong: tuple[str, Any] | None) -> dict[str, Any]:
    is_wrong = wrong is not None and wrong[0] == verb
    form = wrong[1] if wrong and is_wrong else VERBS[verb].form(ticket=ticket, now=request.now, prefix=verb)
    big = verb in offering.AWAITED
    return {"verb": verb, "spec": verb_of(verb, ticket), "form": form, "open": is_wrong, "big": big}


def _lines(ticket: Ticket) -> list[ledger.Line]:
    """What was done about it, without what residents with an account said, and with public pictures alone."""
    found = ledger.timeline(subject=ticket, seen_by=Seen.RESIDENT, limit=50)
    public = set(ticket.photos.filter(seen_by=Seen.PUBLIC).values_list("pk", flat=True))  # the line's key opens these
    for one in found:  # for showing only: a picture the code does not open would be drawn broken
        one.entry.evidence = [shown for shown in one.entry.evidence if shown["photo"] in public]
    return [one for one in found if one.entry.actor_person_id is None or one.entry.actor_staff_id is not None]

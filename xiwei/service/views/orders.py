"""A work order's page: the worker's one task, one big button at a time."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xiwei.ledger.actions import once
from xiwei.ledger.posting import done_already
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.people.rules import grounds
from xiwei.service.actions import calling, handing, ordering
from xiwei.service.forms import orders as forms
from xiwei.service.models import HandOver, WorkOrder
from xiwei.service.queries import orders, rows, tickets, unfixed
from xiwei.service.rules import checks, offering
from xiwei.service.rules.calling import check_may_call_about, check_may_ring, may_call_about, may_ring
from xiwei.service.rules.handing import unanswered
from xiwei.service.rules.orders import why_not_begun
from xiwei.shared.refusals import NotAllowed, NotNow, Refused
from xiwei.shared.tongue import Said
from xiwei.shared.web import posted_from

# The menu speaks to residents; whoever comes to them reads of them.
OF_THEM = gettext_noop("您"), gettext_noop("住户")
Does = Callable[[WorkOrder, Any, Any, dict[str, Any]], object]


@dataclass(frozen=True)
class OrderVerb:
    """How a verb is offered on the order's page."""

    form: type[forms.OrderForm]
    does: Does
    label: Said
    said: Said
    icon: str
    # Done by itself before the verb, and after its refusal: what a worker brought stands though the rest is lacking.
    first: Does | None = None
    refused: Does | None = None
    prefix: str = ""


def _call(action: Callable[..., object], *names: str) -> Does:
    """The action with these fields of the form."""
    return lambda order, by, now, data: action(order, by=by, now=now, **{name: data[name] for name in names})


def _asked(order: WorkOrder, by: Staff) -> HandOver:
    found = order.hand_overs.filter(taker=by, answered_at__isnull=True).select_related("order__ticket").first()
    if found is None:
        raise NotNow(gettext("没有人请您接手这张工单。"))
    return found


def _finish(order: WorkOrder, by: Staff, now: Any, data: dict[str, Any]) -> object:
    return ordering.finish(
        order, by=by, now=now, note=data["note"], reading=data.get("reading", ""), pictures=data["photos"]
    )


def _brought(order: WorkOrder, data: dict[str, Any]) -> dict[str, Any]:
    """What shows the work so far, but for the photos of its end: those belong to the end's own line."""
    signed_by = data.get("signed_by", "")
    shown = {name: data.get(name) or [] for name in ("before", "signature")}
    return {"signed_by": "" if signed_by == order.signed_by else signed_by, **shown}


def _progress(order: WorkOrder, by: Staff, now: Any, data: dict[str, Any]) -> object:
    brought = _brought(order, data)
    if sorted(data["steps"]) == order.ticked and not any(brought.values()):
        return None
    return ordering.tick(order, by=by, now=now, steps=data["steps"], **brought)


def _photos_too(order: WorkOrder, by: Staff, now: Any, data: dict[str, Any]) -> object:
    return data["photos"] and ordering.tick(order, by=by, now=now, steps=data["steps"], pictures=data["photos"])


def _tick(order: WorkOrder, by: Staff, now: Any, data: dict[str, Any]) -> object:
    brought = _brought(order, data)
    return ordering.tick(order, by=by, now=now, steps=data["steps"], pictures=data["photos"], **brought)


def _book(order: WorkOrder, by: Staff, now: Any, data: dict[str, Any]) -> object:
    return ordering.book(
        order, by=by, now=now, kind=data["kind"], name=data["name"], unit=data["unit"],
        quantity_milli=int(data["quantity"] * 1000), unit_price_fen=data["price"],
    )  # fmt: skip


VERBS = {
    "take_over": OrderVerb(
        forms.TapForm,
        lambda order, by, now, data: handing.take_over(_asked(order, by), by=by, now=now),
        _("我来接手"),
        _("已由您接手"),
        "arrows-exchange",
    ),
    "accept": OrderVerb(forms.TapForm, _call(ordering.accept), _("接单"), _("已接单，业主看得到您会来"), "check"),
    "set_out": OrderVerb(forms.TapForm, _call(ordering.set_out), _("出发"), _("已出发"), "walk"),
    "arrive": OrderVerb(
        forms.TapForm,
        _call(ordering.arrive),
        pgettext_lazy("动作", "到场"),
        _("已到场，到场时间记下了"),
        "map-pin-check",
    ),
    "tick": OrderVerb(forms.WorkForm, _tick, _("先保存"), _("已保存，做完再点完工"), "device-floppy", prefix="finish"),
    "quote": OrderVerb(
        forms.QuoteForm, _call(ordering.quote, "fen", "words"), _("报价"), _("报价已发给业主"), "receipt"
    ),
    "book": OrderVerb(forms.BookForm, _book, _("登记材料人工"), _("已登记"), "box"),
    "finish": OrderVerb(
        forms.WorkForm, _finish, _("完工"), _("已完工，辛苦了"), "circle-check", first=_progress, refused=_photos_too
    ),
    "offer_hand_over": OrderVerb(
        forms.HandOverForm,
        lambda order, by, now, data: handing.offer(order, to=data["to"], by=by, now=now, reason=data["reason"]),
        _("请人接手"),
        _("已请对方接手，答复前仍由您负责"),
        "arrows-exchange",
    ),
    "give_up": OrderVerb(
        forms.GiveUpForm,
        _call(ordering.give_up, "reason", "needs", "waits", "until"),
        _("这次没能完成"),
        _("记下了，接下来的已经安排"),
        "alert-triangle",
    ),
    "refuse": OrderVerb(forms.ReasonForm, _call(ordering.refuse, "reason"), _("不能接"), _("已转给下一位"), "x"),
    "refuse_hand_over": OrderVerb(
        forms.ReasonForm,
        lambda order, by, now, data: handing.refuse(_asked(order, by), by=by, now=now, reason=data["reason"]),
        _("不接手"),
        _("已答复"),
        "x",
    ),
    "cancel": OrderVerb(
        forms.ReasonForm, _call(ordering.cancel, "reason"), _("取消工单"), _("工单已取消，接单的人已得知"), "circle-off"
    ),
    "agree": OrderVerb(
        forms.AgreeForm, _call(ordering.agree, "fen"), _("同意报价"), _("已同意，师傅可以动手了"), "check"
    ),
}


def find(request: PersonRequest, pk: int, verb: str = "") -> WorkOrder:
    """The order, if this person may open it (a resident reaches one only to agree to its price); else 404."""
    found = orders.for_resident(request.who) if verb == "agree" else orders.for_person(request.who)
    order = found.prefetch_related("hand_overs", "bookings", "photos").filter(pk=pk).first()
    if order is None:
        raise Http404
    return order


@require_safe
@login_required
def page(request: PersonRequest, pk: int) -> HttpResponse:
    """The order as its worker, or whoever may see it, needs it."""
    return _page(request, find(request, pk))


@posted_from("order")
@login_required
def act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to the order; a refusal draws the page again with all that was typed."""
    if verb not in VERBS:
        raise Http404
    order = find(request, pk, verb)
    spec = VERBS[verb]
    by = request.who.person if verb == "agree" else request.who.staff_in(order.company_id)
    assert by is not None, "the query found the order through this employment"
    checks.check_is_order_party(verb, order, by)
    form = spec.form(request.POST, request.FILES, order=order, now=request.now, prefix=spec.prefix or verb)
    if not form.is_valid():
        return _refused(request, order, verb, form, gettext("没有看清是哪个报价，请再点一次同意。"), 422)
    try:
        _do(request, order, by, form, spec.first, "-first")
        _do(request, order, by, form, spec.does)
    except NotAllowed:
        raise
    except Refused as refused:
        with suppress(Refused):
            _do(request, order, by, form, spec.refused, "-refused")
            form.files_kept = spec.refused is not None and bool(form.files)
        if verb != "agree":
            form.add_error(None, refused.sentence)
        return _refused(request, order, verb, form, refused.sentence, refused.status)
    messages.success(request, spec.said)
    return _onward(request, order, verb)


def _refused(
    request: PersonRequest, order: WorkOrder, verb: str, form: forms.OrderForm, sentence: str, status: int
) -> HttpResponse:
    if verb == "agree":  # the resident has no page of an order: the sentence goes with them to their ticket
        messages.error(request, sentence)
        return redirect("ticket", pk=order.ticket_id)
    return _page(request, find(request, order.pk, verb), wrong=(verb, form), status=status)


def _onward(request: PersonRequest, order: WorkOrder, verb: str) -> HttpResponse:
    if verb == "agree":
        return redirect("ticket", pk=order.ticket_id)
    if verb in ("refuse", "refuse_hand_over", "finish", "give_up"):
        return redirect("today")
    if verb == "take_over":
        fresh = order.ticket.orders.filter(worker__person=request.who.person, ended_at__isnull=True).first()
        return redirect("order", pk=fresh.pk if fresh else order.pk)
    return redirect("order", pk=order.pk)


def _do(
    request: PersonRequest, order: WorkOrder, by: Any, form: forms.OrderForm, does: Does | None, part: str = ""
) -> None:
    if does is not None:
        _once(request, form, part, order, lambda: does(order, by, request.now, form.cleaned_data))


def _once(request: PersonRequest, form: forms.OrderForm, part: str, order: WorkOrder, do: Callable[[], object]) -> None:
    def done() -> WorkOrder:
        do()
        return order

    once(
        form.key_for(part),
        owner=f"person:{request.user.pk}:order:{form.prefix}",  # a key of another form is another deed
        at=request.now,
        do=done,
        again=lambda first: done_already(order, first),
    )


@posted_from("order")
@login_required
def call(request: PersonRequest, pk: int) -> HttpResponse:
    """The number of the one who asked, on the order's page; each showing is a line they can read."""
    order = find(request, pk)
    staff = request.who.staff_in(order.company_id)
    assert staff is not None, "the query found the order through this employment"
    return _page(request, order, number=calling.show_number(order, by=staff, now=request.now))


def _page(
    request: PersonRequest,
    order: WorkOrder,
    *,
    wrong: tuple[str, forms.OrderForm] | None = None,
    number: str = "",
    status: int = 200,
) -> HttpResponse:
    staff = request.who.staff_in(order.company_id)
    allowed = checks.order_verbs(order, staff) if staff else set()
    if wrong:  # the order moved on meanwhile: the sentence and what was typed are shown all the same
        allowed.add(wrong[0])
    buttons = [_button(verb, order, request.now, wrong) for verb in VERBS if verb in allowed]
    ticket = order.ticket
    rings = staff is not None and may_ring(order, staff)
    seen = staff is not None and rings and tickets.number_seen(ticket, staff, request.now)
    unagreed = why_not_begun(order) if "quote" in allowed else ""
    quote = (
        next((one for one in buttons if one["verb"] == "quote"), None) if unagreed and not order.quoted_fen else None
    )
    return render(
        request,
        "service/order.html",
        {
            "order": order,
            "ticket": ticket,
            "staff": staff,
            "complaint": unfixed.said_of([ticket]).get(ticket.pk),
            "next": next((one for one in buttons if one["verb"] == offering.next_of(allowed)), None),
            "finish": _work(buttons, wrong),
            "photo_needed": "after" in checks.demanded(ticket),
            "lacking": checks.still_to_do(order, shown=orders.stages_shown(order)),
            "wait": tickets.wait_of(ticket),
            "limit": rows.limits_of([ticket.pk]).get(ticket.pk, ""),
            "price_note": ticket.item.price_note.replace(*OF_THEM) if ticket.item else "",
            "unagreed": unagreed,
            "quote": quote,
            "others": [one for one in buttons if one["verb"] in offering.beside(allowed) and one is not quote],
            "photos": ticket.photos.all(),
            "bookings": order.bookings.all(),
            "mine": bool(staff and order.worker_id == staff.pk),
            "may_ring": rings,
            "why_seen": _why_seen(order, staff, rings) if staff else "",
            "may_call": bool(staff) and may_call_about(ticket, staff),
            "number": number or (ticket.asker_number if seen else ""),
            "asked_by": unanswered(order),
        },
        status=status,
    )


def _why_seen(order: WorkOrder, staff: Staff, rings: bool) -> str:
    """Why this one may be shown the number of who asked; "" where they may not."""
    if rings:
        return grounds.said([check_may_ring(order, staff)])
    return grounds.said([check_may_call_about(order.ticket, staff)]) if may_call_about(order.ticket, staff) else ""


def _work(buttons: list[dict[str, Any]], wrong: tuple[str, forms.OrderForm] | None) -> dict[str, Any] | None:
    """The one form of the work, whichever of its two buttons was pressed."""
    found = {one["verb"]: one for one in buttons if one["verb"] in offering.WORK}
    return found.get(wrong[0] if wrong and wrong[0] in found else "finish")


def _button(verb: str, order: WorkOrder, now: datetime, wrong: tuple[str, forms.OrderForm] | None) -> dict[str, Any]:
    is_wrong = wrong is not None and wrong[0] == verb
    prefix = VERBS[verb].prefix or verb
    form = wrong[1] if wrong and is_wrong else VERBS[verb].form(order=order, now=now, prefix=prefix)
    return {"verb": verb, "spec": VERBS[verb], "form": form, "open": is_wrong}

"""A company's ways out: set up, tried, switched."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.ledger.posting import KeyedForm, submit
from xiwei.notices import queries, rules
from xiwei.notices.actions import channels as actions
from xiwei.notices.forms import ChannelForm
from xiwei.notices.models import Channel, ChannelKind, Delivery
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.shared.refusals import NotAllowed, Refused


@dataclass
class Card:
    """One kind of channel as its card shows it."""

    kind: ChannelKind
    channel: Channel | None
    hint: str
    health: queries.ChannelHealth
    trial: Delivery | None
    form: ChannelForm
    key: KeyedForm


@login_required
@require_safe
def channels(request: PersonRequest) -> HttpResponse:
    """All kinds, set up or not; `?part=email` is the fate of that kind's last trial, for live.js."""
    staff = _keeper(request)
    cards = _cards(request, staff)
    if request.headers.get("X-Live"):
        card = next((card for card in cards if card.kind == request.GET.get("part")), None)
        if card is None:
            raise Http404
        return render(request, "notices/channels.html#trial", {"card": card})
    return _page(request, staff, cards, status=200)


@login_required
@require_POST
def channel_set(request: PersonRequest, kind: str) -> HttpResponse:
    """Keep its address, sealed, and switch it on."""
    staff = _keeper(request)
    form = ChannelForm(request.POST, kind=kind, kept=kind in queries.channels(staff.company_id))

    def do(_: dict[str, Any]) -> Channel:
        return actions.set_up(staff.company_id, kind, address=form.sealed_whole(), by=staff, now=request.now)

    if channel := submit(request, form, do=do, again=_channel):
        messages.success(request, gettext("{channel}已启用。试发一条，看能不能收到。").format(channel=channel.name))
        return _back(staff)
    return _page(request, staff, _cards(request, staff, sent=form, sent_kind=kind), status=form.status)


@login_required
@require_POST
def channel_switch(request: PersonRequest, kind: str) -> HttpResponse:
    """On or off; sent twice it is the same."""
    staff, on = _keeper(request), request.POST.get("on") == "1"

    def do(_: dict[str, Any]) -> Channel:
        return actions.switch(_channel_of(staff, kind), on=on, by=staff, now=request.now)

    return _done(
        request,
        staff,
        do,
        gettext("{channel}{what}。").format(
            channel=ChannelKind(kind).label, what=gettext("已启用") if on else gettext("已停用，等着用它送的消息不再送")
        ),
    )


@login_required
@require_POST
def channel_try(request: PersonRequest, kind: str) -> HttpResponse:
    """A test to the one who asks."""
    staff = _keeper(request)

    def do(data: dict[str, Any]) -> Delivery:
        return actions.try_out(_channel_of(staff, kind), key=data["key"], by=staff, now=request.now)

    return _done(request, staff, do, gettext("已经发出，结果几秒后显示在下面。"))


def _done(request: PersonRequest, staff: Staff, do: Callable[[dict[str, Any]], Any], words: str) -> HttpResponse:
    """A button pressed: done, or its refusal said at the head of the page."""
    form = KeyedForm(request.POST)
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refused:
            return _page(request, staff, _cards(request, staff), status=refused.status, refused=refused.sentence)
        messages.success(request, words)
    return _back(staff)


def _keeper(request: PersonRequest) -> Staff:
    """The employment under which this person sets up channels: of the company asked for, else of the first."""
    keepers = [one for one in request.who.staff if rules.may_manage_channels(one, company_id=one.company_id)]
    if not keepers:
        raise NotAllowed(gettext("消息渠道由公司经理设置，您的岗位没有这项权限。"))
    asked = request.POST.get("company") or request.GET.get("company") or str(keepers[0].company_id)
    found = next((one for one in keepers if str(one.company_id) == asked), None)
    if found is None:
        raise Http404
    return found


def _cards(request: PersonRequest, staff: Staff, *, sent: ChannelForm | None = None, sent_kind: str = "") -> list[Card]:
    found = queries.channels(staff.company_id)
    health = queries.health(staff.company_id, request.now)
    trials = queries.trials(staff.company_id, request.now)
    return [
        Card(
            kind=kind,
            channel=found.get(kind),
            hint=rules.masked(found[kind].address) if kind in found else "",
            health=health[kind],
            trial=trials.get(kind),
            form=sent if sent and sent_kind == kind else ChannelForm(kind=kind, kept=kind in found),
            key=KeyedForm(),
        )
        for kind in ChannelKind
    ]


def _page(request: PersonRequest, staff: Staff, cards: list[Card], *, status: int, refused: str = "") -> HttpResponse:
    context = {"cards": cards, "company": staff.company, "refused": refused, "person": request.user}
    return render(request, "notices/channels.html", context, status=status)


def _channel(pk: int) -> Channel:
    return Channel.objects.get(pk=pk)


def _channel_of(staff: Staff, kind: str) -> Channel:
    found = queries.channels(staff.company_id).get(kind)
    if found is None:
        raise Http404
    return found


def _back(staff: Staff) -> HttpResponse:
    return redirect(f"{reverse('channels')}?company={staff.company_id}")

"""A neighbour's own part in a matter they follow: a word more, or no more of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from xiwei.ledger.actions import once
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Person
from xiwei.service.actions import following
from xiwei.service.forms.verbs import FollowerForm
from xiwei.service.models import Ticket
from xiwei.service.queries import tickets
from xiwei.service.views.often import pictures_of
from xiwei.service.views.ticket import with_refused_word
from xiwei.shared.refusals import NotAllowed, Refused
from xiwei.shared.web import posted_from


def _mine(request: PersonRequest, pk: int) -> tuple[Ticket, Person]:
    person = request.who.person
    ticket = tickets.for_person(request.who).filter(pk=pk, followers__person=person).first()
    if ticket is None or person is None:
        raise Http404
    return ticket, person


@posted_from("ticket")
@login_required
def word(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell more of it; what cannot be kept is said on the page, beside what was typed."""
    ticket, person = _mine(request, pk)
    form = FollowerForm(request.POST, pictures_of(request, ticket), ticket=ticket, now=request.now)
    if not form.is_valid():
        return with_refused_word(request, pk, form, 422)
    data: dict[str, Any] = form.cleaned_data

    def do() -> Ticket:
        more = {"words": data["words"], "pictures": data["pictures"]}
        return following.add_word(ticket, by=person, now=request.now, **more)

    try:
        once(data["key"], owner=f"person:{person.pk}:word:{pk}", at=request.now, do=do, again=lambda again: ticket)
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return with_refused_word(request, pk, form, refused.status)
    messages.success(request, gettext("已转告负责的人"))
    return redirect("ticket", pk=pk)


@posted_from("ticket")
@login_required
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """Hear no more of it; what was said of it stays."""
    ticket, person = _mine(request, pk)
    following.let_go(ticket, by=person, now=request.now)
    messages.success(request, gettext("不再关注了，以后不会再为这件事通知您。"))
    return redirect("home")

"""Speak HTTP: who lives in a room, registered by hand; a household's people change, and it moves out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate.models import Room
from xiwei.estate.queries import documents
from xiwei.ledger.posting import once, submit
from xiwei.people.actions import homes as actions
from xiwei.people.actions import looks
from xiwei.people.forms.homes import RegisterForm, RelationForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff, Tenure
from xiwei.people.queries import homes as queries
from xiwei.people.queries import transfers
from xiwei.people.rules.transfers import may_transfer
from xiwei.shared.web import or_404


@login_required
def room_people(request: PersonRequest, pk: int) -> HttpResponse:
    """One room: who lives here and as what, who lived here before; and one more to register."""
    room = or_404(queries.room_to_keep, request.who, pk)
    first = "family" if queries.living_in(room) else "owner"
    form = RegisterForm(request.POST or None, initial={"relation": first})
    if request.method == "POST":
        made = submit(request, form, do=lambda data: _register(request, room, data), again=_tenure)
        if made:
            messages.success(
                request,
                gettext("{person}已登记为{room}的{relation}。").format(
                    person=made.person.name, room=room.label, relation=made.get_relation_display()
                ),
            )
            return redirect("room_people", room.pk)
    return _page(request, room, form)


def _register(request: PersonRequest, room: Room, data: dict[str, Any]) -> Tenure:
    said = {name: data[name] for name in ("name", "phone", "relation", "since")}
    return actions.register(room, **said, by=_by(request, room.company_id), now=request.now)


def _page(request: PersonRequest, room: Room, form: RegisterForm) -> HttpResponse:
    homes = queries.living_in(room)
    by = _by(request, room.company_id)
    whys = [looks.look_at(home, what="住户登记", by=by, now=request.now) for home in homes]
    request.project_id = room.project_id
    papers = {"papers": documents.of_room(request.who, room, timezone.localdate(request.now))}
    context = papers | {
        "room": room,
        "homes": homes,
        "renting": [home for home in homes if transfers.rents(home)],
        "may_transfer": may_transfer(by, company_id=room.company_id, project_id=room.project_id),
        "before": queries.lived_in(room),
        "form": form,
        "change": RelationForm(),
        "why_seen": next(iter(whys), ""),
    }
    return render(request, "people/room_people.html", context, status=form.status)


def _by(request: PersonRequest, company_id: int) -> Staff:
    staff = request.who.staff_in(company_id)
    assert staff is not None, "the query found a colleague"
    return staff


def _tenure(pk: int) -> Tenure:
    return Tenure.objects.select_related("person").get(pk=pk)


@login_required
@require_POST
def tenure_change(request: PersonRequest, pk: int) -> HttpResponse:
    """What someone is to the household is corrected."""
    tenure = or_404(queries.tenure_to_keep, request.who, pk)
    form, by = RelationForm(request.POST), _by(request, tenure.company_id)
    changed = submit(
        request,
        form,
        do=lambda data: actions.change_tenure(tenure, relation=data["relation"], by=by, now=request.now),
        again=_tenure,
    )
    if changed:
        messages.success(
            request,
            gettext("{person}现在登记为{relation}。").format(
                person=changed.person.name, relation=changed.get_relation_display()
            ),
        )
    else:
        messages.error(request, gettext("没有改：请在业主、家庭成员、租客等里选一种关系。"))
    return redirect("room_people", tenure.household.room_id)


@login_required
@require_POST
def tenure_contact(request: PersonRequest, pk: int) -> HttpResponse:
    """Whom to call first."""
    tenure = or_404(queries.tenure_to_keep, request.who, pk)
    by = _by(request, tenure.company_id)
    once(request, do=lambda: actions.make_contact(tenure, by=by, now=request.now), again=_tenure)
    messages.success(request, gettext("这一户的事，以后先联系{person}。").format(person=tenure.person.name))
    return redirect("room_people", tenure.household.room_id)


@login_required
@require_POST
def tenure_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Someone leaves the household."""
    tenure = or_404(queries.tenure_to_keep, request.who, pk)
    by = _by(request, tenure.company_id)
    once(request, do=lambda: actions.end_tenure(tenure, by=by, now=request.now), again=_tenure)
    messages.success(
        request, gettext("{person}已迁出，不再看到这一户的内容；以前的记录都在。").format(person=tenure.person.name)
    )
    return redirect("room_people", tenure.household.room_id)

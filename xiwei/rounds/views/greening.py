"""绿化: the gardener's week, what grows where, one planting with its care, pictures and pests."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.estate.models import Place, Project
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import done_already, fresh_key, once, submit
from xiwei.ledger.queries import timeline
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.rounds.actions import greening as actions
from xiwei.rounds.forms.greening import PhotoForm, PlantingForm, SightingForm, WhyForm
from xiwei.rounds.models import Planting, Sighting, WorkState
from xiwei.rounds.plants import CARE
from xiwei.rounds.queries import plants as queries
from xiwei.rounds.rules import greening as rules
from xiwei.service.queries.work import serving_as
from xiwei.shared.web import or_404, posted_from


def keeper(request: PersonRequest, company_id: int) -> Staff:
    """Who acts: oneself as staff of the company whose record a query has just given."""
    found = request.who.staff_in(company_id)
    assert found is not None, "the query gives strangers nothing"
    return found


@require_safe
@login_required
def week(request: PersonRequest) -> HttpResponse:
    """What is due within a week in one's projects, by day; sprayings announced; pests not yet dealt with."""
    staff = serving_as(request.who) or next(iter(request.who.staff), None)
    projects = queries.projects_of(staff) if staff else []
    if staff is None or not projects:
        return redirect("home")
    today = timezone.localdate(request.now)
    chores = queries.week_of(projects, today)
    page = {
        "projects": projects,
        "today": today,
        "due": [one for one in chores if one.day == today],
        "later": [one for one in chores if one.day > today],
        "works": queries.works(projects, since=request.now).exclude(state=WorkState.CALLED_OFF),
        "sightings": queries.open_sightings(projects),
        "care": CARE,
        "key": fresh_key(),
    }
    return render(request, "rounds/plant_week.html", page)


@login_required
def care(request: PersonRequest, pk: int) -> HttpResponse:
    """做了: one care of some plantings of a place, noted once."""
    if request.method != "POST":
        return redirect("greening")
    place = or_404(_place, request, pk)
    ids = [int(one) for one in request.POST.getlist("planting") if one.isascii() and one.isdigit()][:200]
    standing = [one for one in queries.standing([place.project]) if one.pk in ids]
    what = request.POST.get("what", "")[:10]
    once(
        request,
        do=lambda: actions.care(
            place, what=what, plantings=standing, by=keeper(request, place.company_id), now=request.now
        ),
        again=lambda first: done_already(place, first),
    )
    messages.success(request, gettext("{place}，{care}，记下了").format(place=place.name, care=CARE[what]))
    return redirect("planting", ids[0]) if request.POST.get("back") == "planting" and ids else redirect("greening")


def _place(request: PersonRequest, pk: int) -> Place:
    place = Place.objects.select_related("project__company", "building").get(pk=pk)
    if request.who.staff_in(place.company_id) is None:
        raise Place.DoesNotExist
    rules.check_may_tend(keeper(request, place.company_id), place.project)
    return place


@login_required
def plantings(request: PersonRequest, pk: int) -> HttpResponse:
    """What grows on the estate, by place; toxic plants near children first; a POST writes a planting down."""
    project = or_404(queries.project_for, request.who, pk)
    staff = keeper(request, project.company_id)
    form = PlantingForm(request.POST or None, project=project)
    if request.method == "POST":
        rules.check_may_plant(staff, project)
        made = submit(
            request, form,
            do=lambda data: actions.plant(
                project, place=data["place"], code=data["plant"], count=data["count"], area=data["area"],
                planted_on=data["planted_on"], note=data["note"], by=staff, now=request.now,
            ),
            again=lambda first: Planting.objects.get(pk=first),
        )  # fmt: skip
        if made:
            messages.success(request, gettext("{plant}登记好了").format(plant=made))
            return redirect("plantings", project.pk)
    return render(request, "rounds/plantings.html", _estate(request, project, form), status=form.status)


def _estate(request: PersonRequest, project: Project, form: PlantingForm) -> dict[str, Any]:
    staff = keeper(request, project.company_id)
    rows = list(queries.standing([project]))
    near = queries.with_playground(project)
    places: dict[Place, list[Planting]] = {}
    for one in rows:
        places.setdefault(one.place, []).append(one)
    return {
        "project": project,
        "places": places.items(),
        "count": len(rows),
        "kinds": len({one.plant for one in rows}),
        "dangers": rules.dangers(rows, project_kind=project.kind, with_playground=near),
        "works": queries.works([project], since=request.now).exclude(state=WorkState.CALLED_OFF),
        "sightings": queries.open_sightings([project]),
        "form": form,
        "may_plant": rules.may_plant(staff, project),
        "may_tend": rules.may_tend(staff, project),
    }


@login_required
def planting(request: PersonRequest, pk: int) -> HttpResponse:
    """One planting: its care, its pictures, its pests, what was done."""
    one = or_404(queries.planting_for, request.who, pk)
    return _drawn(request, one)


def _drawn(request: PersonRequest, one: Planting, **forms: Any) -> HttpResponse:
    staff, today = keeper(request, one.company_id), timezone.localdate(request.now)
    status = max([form.status for form in forms.values()], default=200)
    page = {
        "planting": one,
        "plant": one.known,
        "project": one.project,
        "tasks": queries.tasks_of([one], today)[one.pk] if one.ended_at is None else [],
        "today": today,
        "care": CARE,
        "photos": one.photos.filter(sighting__isnull=True)[:6],
        "sightings": queries.sightings_of(one),
        "lines": timeline(subject=one, seen_by=Seen.STAFF, limit=20),
        "may_plant": rules.may_plant(staff, one.project) and one.ended_at is None,
        "may_tend": rules.may_tend(staff, one.project) and one.ended_at is None,
        "key": fresh_key(),
        "photo_form": PhotoForm(),
        "sighting_form": SightingForm(planting=one),
        "why_form": WhyForm(),
        **forms,
    }
    return render(request, "rounds/planting.html", page, status=status)


@posted_from("planting")
@login_required
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """移除."""
    one, form = or_404(queries.planting_for, request.who, pk), WhyForm(request.POST)
    staff = keeper(request, one.company_id)
    rules.check_may_plant(staff, one.project)
    done = submit(request, form, do=lambda data: actions.end(one, why=data["why"], by=staff, now=request.now),
                  again=lambda first: done_already(one, first))  # fmt: skip
    if not done:
        return _drawn(request, one, why_form=form)
    messages.success(request, gettext("{plant}已移除").format(plant=one))
    return redirect("plantings", one.project_id)


@posted_from("planting")
@login_required
def photograph(request: PersonRequest, pk: int) -> HttpResponse:
    """A picture of it as it stands."""
    one, form = or_404(queries.planting_for, request.who, pk), PhotoForm(request.POST, request.FILES)
    staff = keeper(request, one.company_id)
    rules.check_may_tend(staff, one.project)
    done = submit(request, form, again=lambda first: done_already(one, first),
                  do=lambda data: actions.photograph(one, taken=data["photos"], by=staff, now=request.now))  # fmt: skip
    if not done:
        return _drawn(request, one, photo_form=form)
    messages.success(request, gettext("照片存好了"))
    return redirect("planting", one.pk)


@posted_from("planting")
@login_required
def sight(request: PersonRequest, pk: int) -> HttpResponse:
    """A pest was seen here: on to its remedy."""
    one = or_404(queries.planting_for, request.who, pk)
    staff = keeper(request, one.company_id)
    rules.check_may_tend(staff, one.project)
    form = SightingForm(request.POST, request.FILES, planting=one)
    made = submit(
        request, form, again=lambda first: Sighting.objects.get(pk=first),
        do=lambda data: actions.sight(
            one, pest=data["pest"], note=data["note"], taken=data["photos"], by=staff, now=request.now
        ),
    )  # fmt: skip
    if not made:
        return _drawn(request, one, sighting_form=form)
    messages.success(request, gettext("记下了，下面是处理办法"))
    return redirect("sighting", made.pk)

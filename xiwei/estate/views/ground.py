"""Buildings of a project, and the units and rooms of a building."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate import actions, queries, rules
from xiwei.estate.forms.ground import BuildingForm, RoomsForm, UnitForm
from xiwei.estate.models import Building, Unit
from xiwei.estate.views.asked import Asked, keeper
from xiwei.estate.views.panel import panel
from xiwei.ledger.posting import submit
from xiwei.shared.web import or_404


@login_required
def ground(request: Asked, pk: int) -> HttpResponse:
    """The project's buildings, and a form for one more."""
    project = or_404(queries.project_for, request.who, pk)
    staff = keeper(request, project.company_id)
    form = BuildingForm(request.POST or None)
    if request.method == "POST":
        building = submit(
            request,
            form,
            do=lambda data: actions.add_building(
                project, name=data["name"], plan=form.plan(), by=staff, now=request.now
            ),
            again=_building,
        )
        if building:
            messages.success(
                request,
                gettext("{building}已登记，生成房屋 {count} 间。").format(
                    building=building.name, count=form.plan().count
                ),
            )
            return redirect("ground", project.pk)
    return render(
        request,
        "estate/ground.html",
        {
            "project": project,
            "buildings": queries.buildings(project),
            "form": form,
            "may_manage": rules.may_manage(staff, project),
        },
        status=form.status,
    )


@login_required
def building(request: Asked, pk: int) -> HttpResponse:
    """One building, drawn by unit and floor, with forms for more."""
    found = or_404(queries.building_for, request.who, pk)
    return _page(request, found, UnitForm(auto_id="unit_%s"), RoomsForm(building=found, auto_id="rooms_%s"))


@login_required
@require_POST
def unit_add(request: Asked, pk: int) -> HttpResponse:
    """One more unit."""
    found = or_404(queries.building_for, request.who, pk)
    form = UnitForm(request.POST, auto_id="unit_%s")
    staff = keeper(request, found.company_id)
    unit = submit(
        request,
        form,
        do=lambda data: actions.add_unit(found, name=data["name"], by=staff, now=request.now),
        again=lambda again: Unit.objects.get(pk=again),
    )
    if unit:
        messages.success(request, gettext("{found}{unit}已登记。").format(found=found.name, unit=unit.name))
        return redirect("building", found.pk)
    return _page(request, found, form, RoomsForm(building=found, auto_id="rooms_%s"), status=form.status)


@login_required
@require_POST
def rooms_add(request: Asked, pk: int) -> HttpResponse:
    """Rooms by their numbers, all or none."""
    found = or_404(queries.building_for, request.who, pk)
    form = RoomsForm(request.POST, building=found, auto_id="rooms_%s")
    if submit(request, form, do=lambda data: _add_rooms(request, found, data), again=_building):
        messages.success(
            request,
            gettext("{found}新登记房屋 {count} 间。").format(found=found.name, count=len(form.cleaned_data["numbers"])),
        )
        return redirect("building", found.pk)
    return _page(request, found, UnitForm(auto_id="unit_%s"), form, status=form.status)


def _add_rooms(request: Asked, found: Building, data: dict) -> Building:
    kept = {name: data[name] for name in ("numbers", "unit", "floor", "kind")}
    actions.add_rooms(found, **kept, by=keeper(request, found.company_id), now=request.now)
    return found


def _building(pk: int) -> Building:
    return Building.objects.get(pk=pk)


def _page(
    request: Asked, found: Building, unit_form: UnitForm, rooms_form: RoomsForm, status: int = 200
) -> HttpResponse:
    staff = keeper(request, found.company_id)
    request.project_id = found.project_id
    return render(
        request,
        "estate/building.html",
        {
            "building": found,
            "project": found.project,
            "units": queries.rooms_by_floor(found),
            "unit_form": unit_form,
            "rooms_form": rooms_form,
            "may_manage": rules.may_manage(staff, found.project),
            **panel(request, "building", found),
        },
        status=status,
    )

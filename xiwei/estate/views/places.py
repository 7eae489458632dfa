"""Places: the list, one with its code, new ones, and the sheets to print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate import actions, prints, queries, rules
from xiwei.estate.forms.ground import CommonPlacesForm, PlaceForm, PlacesFilter, ReasonForm
from xiwei.estate.models import Place, Project
from xiwei.estate.views.asked import Asked, keeper
from xiwei.estate.views.panel import panel
from xiwei.ledger import queries as ledger_queries
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import submit
from xiwei.shared.web import or_404

A_PAGE = 50
PER_SHEET = (6, 8)


@login_required
def places(request: Asked, pk: int) -> HttpResponse:
    """The project's places, narrowed by name, kind and building."""
    project = or_404(queries.project_for, request.who, pk)
    narrow = PlacesFilter(request.GET)
    found = queries.places(project, **narrow.asked())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "estate/places.html",
        {
            "project": project,
            "page": page,
            "filter": narrow,
            "query": query.urlencode(),
            "buildings": queries.buildings(project),
            "may_manage": rules.may_manage(keeper(request, project.company_id), project),
        },
    )


@login_required
def places_new(request: Asked, pk: int) -> HttpResponse:
    """The first day's ticks, and one place by hand."""
    project = or_404(queries.project_for, request.who, pk)
    rules.check_may_manage(keeper(request, project.company_id), project)
    return _new_page(request, project, _common(), PlaceForm(project=project, auto_id="one_%s"))


@login_required
@require_POST
def places_common(request: Asked, pk: int) -> HttpResponse:
    """What is ticked, for every unit, building and the project."""
    project = or_404(queries.project_for, request.who, pk)
    form = _common(request)
    count = project.places.count()
    if submit(request, form, do=lambda _: _add_common(request, project, form), again=_project):
        messages.success(
            request,
            gettext("新登记地点 {what} 处，墙码已生成，可以打印了。").format(what=project.places.count() - count),
        )
        return redirect("places", project.pk)
    return _new_page(request, project, form, PlaceForm(project=project, auto_id="one_%s"), form.status)


@login_required
@require_POST
def place_add(request: Asked, pk: int) -> HttpResponse:
    """One place."""
    project = or_404(queries.project_for, request.who, pk)
    form = PlaceForm(request.POST, project=project, auto_id="one_%s")
    staff = keeper(request, project.company_id)
    place = submit(
        request,
        form,
        do=lambda data: actions.add_place(
            project,
            kind=data["kind"],
            name=data["name"],
            building=data["building"],
            by=staff,
            now=request.now,
        ),
        again=_place,
    )
    if place:
        messages.success(
            request,
            gettext("“{place}”已登记，墙码 {spaced}。").format(place=place.name, spaced=prints.spaced(place.code)),
        )
        return redirect("place_card", place.pk)
    return _new_page(request, project, _common(), form, form.status)


def _common(request: Asked | None = None) -> CommonPlacesForm:
    return CommonPlacesForm(request.POST if request else None, auto_id="all_%s")


def _add_common(request: Asked, project: Project, form: CommonPlacesForm) -> Project:
    staff = keeper(request, project.company_id)
    actions.add_common_places(project, ticks=form.ticks(), by=staff, now=request.now)
    return project


def _project(pk: int) -> Project:
    return Project.objects.get(pk=pk)


def _place(pk: int) -> Place:
    return Place.objects.get(pk=pk)


def _new_page(
    request: Asked, project: Project, common: CommonPlacesForm, form: PlaceForm, status: int = 200
) -> HttpResponse:
    context = {"project": project, "common": common, "form": form}
    return render(request, "estate/places_new.html", context, status=status)


@login_required
def place_card(request: Asked, pk: int) -> HttpResponse:
    """One place for those who keep it: its code, its record, a new code, its end."""
    return _card_page(request, or_404(queries.place_for, request.who, pk), _reason("code"), _reason("end"))


@login_required
@require_POST
def place_recode(request: Asked, pk: int) -> HttpResponse:
    """A new code; the old one stops at once."""
    place = or_404(queries.place_for, request.who, pk)
    form = _reason("code", request)
    staff = keeper(request, place.company_id)
    changed = submit(
        request,
        form,
        do=lambda data: actions.recode_place(place, reason=data["reason"], by=staff, now=request.now),
        again=_place,
    )
    if changed:
        messages.success(
            request,
            gettext("新墙码 {spaced} 已启用，旧码作废。请重新打印张贴。").format(spaced=prints.spaced(changed.code)),
        )
        return redirect("place_card", place.pk)
    return _card_page(request, place, form, _reason("end"), form.status)


@login_required
@require_POST
def place_retire(request: Asked, pk: int) -> HttpResponse:
    """The place goes out of use."""
    place = or_404(queries.place_for, request.who, pk)
    form = _reason("end", request)
    staff = keeper(request, place.company_id)
    retired = submit(
        request,
        form,
        do=lambda data: actions.retire_place(place, reason=data["reason"], by=staff, now=request.now),
        again=_place,
    )
    if retired:
        messages.success(request, gettext("“{place}”已停用，墙码作废，记录都还在。").format(place=place.name))
        return redirect("places", place.project_id)
    return _card_page(request, place, _reason("code"), form, form.status)


def _reason(prefix: str, request: Asked | None = None) -> ReasonForm:
    return ReasonForm(request.POST if request else None, auto_id=f"{prefix}_%s")


def _card_page(
    request: Asked, place: Place, code_form: ReasonForm, end_form: ReasonForm, status: int = 200
) -> HttpResponse:
    staff = keeper(request, place.company_id)
    request.project_id = place.project_id
    return render(
        request,
        "estate/place_card.html",
        {
            "place": place,
            "project": place.project,
            "spaced": prints.spaced(place.code),
            "address": prints.address(place.code),
            "picture": prints.picture(place.code),
            "code_form": code_form,
            "end_form": end_form,
            "may_manage": rules.may_manage(staff, place.project),
            **panel(request, "place", place),
            "lines": ledger_queries.timeline(place_id=place.pk, seen_by=Seen.STAFF, limit=30),
        },
        status=status,
    )


@login_required
def codes_print(request: Asked, pk: int) -> HttpResponse:
    """The sheets as a PDF: the same narrowing as the list, or ?place=1&place=2; ?per_page=8 for smaller cards."""
    project = or_404(queries.project_for, request.who, pk)
    ids = [int(one) for one in request.GET.getlist("place") if one.isdecimal() and len(one) < 19]
    narrow = PlacesFilter(request.GET).asked() | {"retired": False, "ids": ids}
    asked = request.GET.get("per_page", "")
    sheet = actions.print_codes(
        project,
        list(queries.places(project, **narrow)),
        per_page=int(asked) if asked in map(str, PER_SHEET) else PER_SHEET[0],
        by=keeper(request, project.company_id),
        now=request.now,
    )
    response = HttpResponse(sheet, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{project.code}-codes.pdf"'
    return response

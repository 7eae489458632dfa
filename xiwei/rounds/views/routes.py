"""路线: the routes of a project, one drawn or changed, and what the next seven days make of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.ledger.posting import done_already, submit
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.rounds.actions import routes as actions
from xiwei.rounds.forms.routes import ALL, SOME, EndForm, RouteForm
from xiwei.rounds.models import Route
from xiwei.rounds.queries import routes as queries
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules.fitting import Spot
from xiwei.rounds.rules.routes import LINES
from xiwei.rounds.views.planning import project_of
from xiwei.shared.web import or_404
from xiwei.standards.queries.standards import grade_of
from xiwei.standards.rules.standards import GRADES

FIELDS = ("name", "codes", "worker", "starts")


@require_safe
@login_required
def routes(request: PersonRequest, pk: int) -> HttpResponse:
    """All routes by line, and what no route leads to."""
    project, staff = project_of(request, pk)
    page = {
        "project": project,
        "routes": queries.listed(project, timezone.localdate(request.now)),
        "may_plan": permissions.may_plan(staff, project),
    }
    return render(request, "rounds/routes.html", page)


@login_required
def route_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Draw a route: its line first, for what can be on it depends on that."""
    project, staff = project_of(request, pk)
    permissions.check_may_plan(staff, project)
    line = request.POST.get("line") or request.GET.get("line", "")
    line = line if line in dict(LINES) else "cleaning"
    today = timezone.localdate(request.now)
    kept = Route(company_id=project.company_id, project=project, line=line, begins_on=today)
    form = _form(request, kept, [], initial={"begins_on": today + timedelta(days=1)})
    if request.method == "POST" and request.POST.get("do") != "preview":

        def do(data: dict[str, Any]) -> Route:
            return actions.draw_route(
                project, line=line, spots=data["spots"], begins_on=data["begins_on"], by=staff, now=request.now,
                **{name: data[name] for name in FIELDS},
            )  # fmt: skip

        if drawn := submit(request, form, do=do, again=lambda first: Route.objects.get(pk=first)):
            messages.success(request, gettext("“{name}”画好了，已排的日子也跟着改了。").format(name=drawn.name))
            return redirect("route", drawn.pk)
    return _page(request, kept, form, today=today, may_plan=True)


@login_required
def route(request: PersonRequest, pk: int) -> HttpResponse:
    """One route: read by who sees rounds, changed by who plans them."""
    kept = or_404(queries.route_for, request.who, pk)
    request.project_id = kept.project_id
    staff = request.who.staff_in(kept.company_id)
    assert staff is not None, "the query found a route of one's company"
    led, today = queries.spots_of_route(kept), timezone.localdate(request.now)
    form = _form(request, kept, led, initial=_initial(kept), drawn=True)
    may_plan = permissions.may_plan(staff, kept.project)
    if request.method == "POST":
        permissions.check_may_plan(staff, kept.project)
        if request.POST.get("do") != "preview" and _changed(request, kept, form, staff):
            return redirect("route", pk)
    return _page(request, kept, form, today=today, may_plan=may_plan, led=led)


def _changed(request: PersonRequest, kept: Route, form: RouteForm, staff: Staff) -> bool:
    def do(data: dict[str, Any]) -> Route:
        changed = {name: data[name] for name in FIELDS}
        return actions.change_route(kept, spots=data["spots"], by=staff, now=request.now, **changed)

    if not submit(request, form, do=do, again=lambda first: done_already(kept, first)):
        return False
    messages.success(request, gettext("改好了。还没开始的都按新的来，走过的不变。"))
    return True


def _initial(kept: Route) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in FIELDS} | {"follows": SOME if kept.codes else ALL}


def _form(request: PersonRequest, kept: Route, led: Sequence[Spot], **more: Any) -> RouteForm:
    every = queries.offered(kept.project, led)
    wanted = queries.wanted(kept.project, kept.line, every, timezone.localdate(request.now))
    walkers = queries.walkers(kept.project, kept.line)
    return RouteForm(request.POST or None, spots=every, walkers=walkers, wanted=wanted, led=led, **more)


def _page(
    request: PersonRequest, kept: Route, form: RouteForm, *, today: date, may_plan: bool, led: Sequence[Spot] = (),
) -> HttpResponse:  # fmt: skip
    previewed = request.method == "POST" and request.POST.get("do") == "preview"
    if previewed and not form.is_valid():
        form.status = 422
    shown, over = (form.route(kept), form.cleaned_data["spots"]) if previewed and form.is_valid() else (kept, led)
    drafts = queries.preview(shown, over, today) if over else []
    page = {
        "project": kept.project,
        "route": kept,
        "lines": LINES,
        "form": form,
        "led": led,
        "may_plan": may_plan and kept.ends_on is None,
        "end_form": EndForm(initial={"last": today}, auto_id="end_%s"),
        "previewed": previewed,
        "days": queries.by_day(drafts),
        "rounds": len(drafts),
        "minutes": sum(draft.minutes for draft in drafts),
        "grade": GRADES[grade_of(kept.project, today)],
        "followed": [one for one in form.wanted if not kept.codes or one.standard.code in kept.codes],
    }
    return render(request, "rounds/route.html", page, status=form.status)


@login_required
def route_end(request: PersonRequest, pk: int) -> HttpResponse:
    """The route's last day; it stays to be read."""
    kept = or_404(queries.route_for, request.who, pk)
    request.project_id = kept.project_id
    staff = request.who.staff_in(kept.company_id)
    assert staff is not None, "the query found a route of one's company"
    permissions.check_may_plan(staff, kept.project)
    form = EndForm(request.POST or None, auto_id="end_%s")
    if request.method == "POST":
        done = submit(
            request,
            form,
            do=lambda data: actions.end_route(
                kept, last=data["last"], reason=data["reason"], by=staff, now=request.now
            ),
            again=lambda first: done_already(kept, first),
        )
        if done:
            messages.success(request, gettext("“{name}”走到 {day} 为止。").format(
                name=kept.name, day=form.cleaned_data["last"]))  # fmt: skip
            return redirect("routes", kept.project_id)
    page = {"route": kept, "project": kept.project, "form": form}
    return render(request, "rounds/route_end.html", page, status=form.status)

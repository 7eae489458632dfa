"""The time promises as they are kept: by company, by project, with the hours and holidays they are counted on."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate.models import Company, Project
from xiwei.ledger.posting import submit
from xiwei.shared.web import or_404
from xiwei.standards import actions, queries, rules, saying
from xiwei.standards.forms import DropForm, HoursForm, PromiseForm
from xiwei.standards.models import ClockKind, TimePromise, Urgency
from xiwei.standards.queries import menu as menus
from xiwei.standards.queries import timing
from xiwei.standards.views.asked import Asked, keeper
from xiwei.standards.views.keeping import company_of


@login_required
def promises_admin(request: Asked) -> HttpResponse:
    """The table of urgency and clock, of the company or of one project; the working hours; the holidays."""
    company = company_of(request)
    project = _project(request, company)
    year = timezone.localdate(request.now).year
    hours = queries.hours(project.pk) if project else []
    page = {
        "company": company,
        "companies": menus.companies_kept(request.who),
        "projects": timing.projects_kept(request.who, company),
        "project": project,
        "clocks": ClockKind.choices,
        "rows": _table(company, project, hours),
        "hours": saying.said_hours(hours),
        "feasts": [(each, found) for each in (year, year + 1) if (found := timing.feasts(each))],
        "missing": year + 1 if not timing.feasts(year + 1) else None,
        "may_manage": rules.may_manage(keeper(request, company.pk), company_id=company.pk),
    }
    return render(request, "standards/promises_admin.html", page)


def _project(request: Asked, company: Company) -> Project | None:
    """The project asked for; its pages' bars then know it."""
    asked = request.GET.get("project", "")
    if not asked:
        return None
    found = or_404(timing.project_kept, request.who, company, asked)
    request.project_id = found.pk
    return found


def _table(company: Company, project: Project | None, hours: list[rules.Span]) -> list[tuple[str, list[dict]]]:
    """A row of cells for each urgency: the length in words, whether it is the project's own, where it is changed."""
    held = queries.promises(company_id=company.pk, project_id=project.pk if project else None)
    workday = saying.workday_of(hours)
    rows = []
    for urgency, label in Urgency.choices:
        cells = [_cell(held.get((urgency, clock)), urgency, clock, project, workday) for clock in ClockKind.values]
        rows.append((str(label), cells))
    return rows


def _cell(row: TimePromise | None, urgency: str, clock: str, project: Project | None, workday: int) -> dict[str, Any]:
    if row is None:
        return {"clock": ClockKind(clock).label, "said": "", "agreed": urgency == Urgency.PLANNED}
    return {
        "clock": ClockKind(clock).label,
        "said": saying.said_length(row.minutes, round_the_clock=row.round_the_clock, workday=workday),
        "round_the_clock": row.round_the_clock,
        "own": row.project_id is not None,
        "source": row.source,
        "href": _address("promise", row.company_id, project, urgency, clock),
    }


def _address(name: str, company_id: int, project: Project | None, *args: Any) -> str:
    asked = {"company": company_id} | ({"project": project.pk} if project else {})
    return f"{reverse(name, args=args)}?{urlencode(asked)}"


@login_required
def promise(request: Asked, urgency: str, clock: str) -> HttpResponse:
    """One length: changed for the company or for one project, with the lengths it had before."""
    company = company_of(request)
    project = _project(request, company)
    row = queries.promises(company_id=company.pk, project_id=project.pk if project else None).get((urgency, clock))
    if row is None:
        raise Http404
    staff = keeper(request, company.pk)
    rules.check_may_manage(staff, company_id=company.pk)
    workday = saying.workday_of(queries.hours(project.pk)) if project else saying.WORKDAY_MINUTES
    day = 1440 if row.round_the_clock else workday
    form = PromiseForm(
        request.POST or None,
        round_the_clock=row.round_the_clock,
        workday=workday,
        initial=PromiseForm.drawn(row.minutes, day=day),
    )
    if request.method == "POST":
        fresh = submit(
            request,
            form,
            do=lambda data: actions.set_promise(
                company,
                project=project,
                urgency=urgency,
                clock=clock,
                minutes=form.minutes,
                by=staff,
                now=request.now,
                reason=data["reason"],
            ),
            again=_row,
        )
        if fresh:
            said = saying.said_length(fresh.minutes, round_the_clock=fresh.round_the_clock, workday=workday)
            messages.success(
                request,
                gettext("从现在起，{urgency}{clock}承诺 {said}。").format(
                    urgency=row.get_urgency_display(), clock=row.get_clock_display(), said=said
                ),
            )
            return redirect(_address("promises_admin", company.pk, project))
    return _promise_page(request, row, project, form, DropForm(auto_id="drop_%s"), form.status)


@login_required
@require_POST
def promise_drop(request: Asked, pk: int) -> HttpResponse:
    """A project gives up its own length."""
    row = or_404(timing.promise_kept, request.who, pk)
    form = DropForm(request.POST, auto_id="drop_%s")
    staff = keeper(request, row.company_id)
    rules.check_may_manage(staff, company_id=row.company_id)
    base = submit(
        request,
        form,
        do=lambda data: actions.drop_promise(row, by=staff, now=request.now, reason=data["reason"]),
        again=_row,
    )
    if base:
        messages.success(
            request,
            gettext("{urgency}{clock}已回到公司的时限。").format(
                urgency=row.get_urgency_display(), clock=row.get_clock_display()
            ),
        )
        return redirect(_address("promises_admin", row.company_id, row.project))
    workday = saying.workday_of(queries.hours(row.project_id)) if row.project_id else saying.WORKDAY_MINUTES
    drawn = PromiseForm.drawn(row.minutes, day=1440 if row.round_the_clock else workday)
    change = PromiseForm(round_the_clock=row.round_the_clock, workday=workday, initial=drawn)
    return _promise_page(request, row, row.project, change, form, form.status)


def _promise_page(
    request: Asked, row: TimePromise, project: Project | None, form: PromiseForm, drop: DropForm, status: int
) -> HttpResponse:
    page = {
        "row": row,
        "project": project,
        "company": row.company,
        "form": form,
        "drop": drop,
        "before": [
            (one, saying.said_length(one.minutes, round_the_clock=one.round_the_clock))
            for one in timing.promises_before(row.company_id, project, row.urgency, row.clock)
        ],
        "own": project is not None and row.project_id == project.pk,
        "back": _address("promises_admin", row.company_id, project),
        "action": _address("promise", row.company_id, project, row.urgency, row.clock),
    }
    return render(request, "standards/promise.html", page, status=status)


@login_required
def hours(request: Asked, pk: int) -> HttpResponse:
    """A project's working week."""
    project = or_404(timing.project_to_keep, request.who, pk)
    staff = keeper(request, project.company_id)
    rules.check_may_manage(staff, company_id=project.company_id)
    request.project_id = project.pk
    form = HoursForm(request.POST or None, hours=queries.hours(project.pk))
    if request.method == "POST" and submit(
        request,
        form,
        do=lambda _: actions.set_hours(project, hours=form.hours, by=staff, now=request.now),
        again=lambda _: project,
    ):
        messages.success(
            request, gettext("{project}的工作时间已改。已经开始计时的报事仍按原来的时限。").format(project=project.name)
        )
        return redirect(_address("promises_admin", project.company_id, project))
    back = _address("promises_admin", project.company_id, project)
    return render(request, "standards/hours.html", {"project": project, "form": form, "back": back}, status=form.status)


def _row(pk: int) -> TimePromise:
    return TimePromise.objects.get(pk=pk)

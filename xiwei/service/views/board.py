"""驾驶舱, the worklist, the company's page: what those who answer for an estate open on."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.estate.models import Project
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Line
from xiwei.people.queries import wishes
from xiwei.people.rules import Permission
from xiwei.service.models import TicketState
from xiwei.service.queries import adrift, boards, lists, signoffs, work
from xiwei.shared import live
from xiwei.shared.paging import LongPaginator
from xiwei.shared.refusals import NotAllowed
from xiwei.standards.models import Urgency


def chosen(request: PersonRequest, permission: Permission) -> tuple[Project, list[Project]]:
    """The project asked for among those this person may see, and all of those; raises NotAllowed where there is none."""
    projects = boards.projects_of(request.who, permission)
    if not projects:
        raise NotAllowed(gettext("您的岗位不看这一页。需要的话，请联系小区主任或公司经理。"))
    asked = request.GET.get("project", "")
    return next((one for one in projects if str(one.pk) == asked), projects[0]), projects


@require_safe
@login_required
def board(request: PersonRequest) -> HttpResponse:
    """Promises at risk by the hour, escalations, declines to answer, unhappy households."""
    project, projects = chosen(request, Permission.BOARD_SEE)
    staff = request.who.staff_in(project.company_id)
    standing, by_line = boards.figures(project, request.now)
    hours = boards.hours_of(by_line, request.now)
    three = boards.three_lists(project, request.now)
    return live.drawn(
        request,
        "service/board.html",
        {
            "project": project,
            "projects": projects,
            "standing": standing,
            "hours": tuple(hours),
            "most": max((hour.due for hour in hours), default=0) or 1,
            "escalations": three.escalations,
            "nearest": three.nearest,
            "unsigned": signoffs.waiting_for(request.who, project, request.now),
            "adrift": adrift.in_project(project),
            "declines": boards.declines(project),
            "wishes": wishes.waiting(staff, [project.pk]) if staff else [],
            "unhappy": three.unhappy,
            "lines": tuple(boards.in_hand(by_line)),
            "loads": tuple(boards.load_of_staff(project, request.now)[:12]),
        },
    )


@require_safe
@login_required
def tickets(request: PersonRequest) -> HttpResponse:
    """The worklist: filtered by state, line, urgency and words; each filter is in the address."""
    if not request.who.reach(Permission.TICKET_SEE) and work.serving_as(request.who) is None:
        raise NotAllowed(gettext("这里是工作人员的工单列表。您报过的事都在“我的报事”里。"))
    asked = lists.Asked.of(request.GET)
    found = lists.Listing(request.who, asked, request.now)
    page = LongPaginator(found, lists.size_of(request.GET)).get_page(request.GET.get("page"))
    return render(
        request,
        "service/tickets.html",
        {
            "page": page,
            "rows": page.object_list,
            "asked": asked,
            "query": urlencode({key: str(value) for key, value in request.GET.items() if key != "page"}),
            "states": [
                ("open", gettext("在办")),
                ("late", gettext("已超时")),
                ("once_late", gettext("曾超时")),
                *TicketState.choices,
                ("all", gettext("全部")),
            ],
            "lines": [one for one in Line.choices if one[0] != Line.MANAGEMENT],
            "urgencies": Urgency.choices,
            "projects": boards.projects_of(request.who, Permission.TICKET_SEE),
        },
    )


@require_safe
@login_required
def company(request: PersonRequest) -> HttpResponse:
    """全局: the company's projects side by side."""
    sides = boards.side_by_side(request.who, request.now)
    if not sides and request.who.reach(Permission.COMPANY_SEE):
        return redirect("projects")  # the first day: nothing to compare yet, and the list says how to begin
    if not sides:
        raise NotAllowed(gettext("这一页由公司经理看。"))
    months = boards.months([side.project.pk for side in sides], request.now)
    late = sum(month["late"] for month in months)
    context: dict[str, Any] = {
        "sides": sides,
        "months": months,
        "escalated": boards.escalated([side.project for side in sides]),
        "months_says": gettext("十二个月共 {sum} 件，其中 {late} 件超过时限。").format(
            sum=sum(month["asked"] for month in months), late=late
        ),
        "company": sides[0].project.company,
    }
    return render(request, "service/company.html", context)

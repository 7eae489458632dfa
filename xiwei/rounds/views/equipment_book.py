"""The book of one piece of equipment: what it is, its papers, how it was looked after, its breakdowns."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.estate import prints
from xiwei.estate.queries import documents
from xiwei.ledger import queries as ledger_queries
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import done_already, submit
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.people.rules import Permission
from xiwei.rounds.actions import equipment as actions
from xiwei.rounds.forms.equipment import BreakdownForm, ReasonForm
from xiwei.rounds.models import Breakdown, Equipment
from xiwei.rounds.queries import equipment as queries
from xiwei.rounds.rules import equipment as rules
from xiwei.service.queries import tickets
from xiwei.shared.web import or_404


def staff_of(request: PersonRequest, company_id: int) -> Staff:
    """Oneself as staff of the company whose record a query has just given."""
    found = request.who.staff_in(company_id)
    assert found is not None, "the query gives strangers nothing"
    return found


@require_safe
@login_required
def book(request: PersonRequest, pk: int) -> HttpResponse:
    """One piece."""
    return draw(request, or_404(queries.equipment_for, request.who, pk), {})


def draw(request: PersonRequest, one: Equipment, forms: dict[str, ReasonForm], status: int = 200) -> HttpResponse:
    """The book; `forms` are those that were refused, by their verbs."""
    staff = staff_of(request, one.company_id)
    may_keep = rules.may_keep(staff, one.project)
    request.project_id = one.project_id
    row, parts = queries.with_parts(one, request.now)
    page = {
        "one": one,
        "project": one.project,
        "row": row,
        "parts": parts,
        "history": queries.history(one),
        "breakdowns": queries.breakdowns(one),
        "figures": queries.figures(one),
        "lines": ledger_queries.timeline(subject=one, seen_by=Seen.STAFF, limit=20),
        "spaced": prints.spaced(one.code),
        "picture": prints.picture(one.code),
        "may_keep": may_keep,
        "may_tend": rules.may_tend(staff, one.project) and one.state != "scrapped",
        "moves": _moves(one, forms) if may_keep else [],
        "papers": documents.of_subject(request.who, "equipment", one.pk, timezone.localdate(request.now)),
        "may_keep_papers": request.who.may(
            Permission.ARCHIVE_KEEP, company_id=one.company_id, project_id=one.project_id
        ),
    }
    return render(request, "rounds/equipment_book.html", page, status=status)


def _moves(one: Equipment, forms: dict[str, ReasonForm]) -> list[dict[str, Any]]:
    return [
        {"move": move, "form": forms.get(move.verb) or ReasonForm(auto_id=f"{move.verb}_%s")}
        for move in rules.MOVES
        if one.state in move.before
    ]


@login_required
def breakdown_new(request: PersonRequest, pk: int) -> HttpResponse:
    """It failed: from when, what was seen; and if it runs again, what was done. ?ticket=7 where one was told of it."""
    one = or_404(queries.equipment_for, request.who, pk)
    staff = staff_of(request, one.company_id)
    rules.check_may_tend(staff, one.project)
    rules.check_stands(one)
    form = BreakdownForm(
        request.POST or None, who=request.who, one=one, now=request.now,
        initial={"ticket": request.GET.get("ticket", "")},
    )  # fmt: skip
    if request.method == "POST":
        made = submit(
            request, form, again=lambda first: Breakdown.objects.get(pk=first),
            do=lambda _: actions.break_down(one, by=staff, now=request.now, **form.said()),
        )  # fmt: skip
        if made:
            messages.success(request, gettext("故障记下了。"))
            return redirect("equipment_book", pk)
    page = {"one": one, "project": one.project, "form": form}
    return render(request, "rounds/equipment_breakdown.html", page, status=form.status)


@login_required
def breakdown(request: PersonRequest, pk: int) -> HttpResponse:
    """One breakdown: say when it ran again and what was done, or put it right."""
    found = or_404(queries.breakdown_for, request.who, pk)
    one = found.equipment
    staff = staff_of(request, one.company_id)
    rules.check_may_tend(staff, one.project)
    form = BreakdownForm(request.POST or None, who=request.who, one=one, now=request.now, kept=found)
    if request.method == "POST":
        done = submit(
            request, form, again=lambda first: done_already(found, first),
            do=lambda _: actions.complete_breakdown(found, by=staff, now=request.now, **form.said()),
        )  # fmt: skip
        if done:
            messages.success(request, gettext("记下了。"))
            return redirect("equipment_book", one.pk)
    page = {"one": one, "project": one.project, "form": form, "breakdown": found}
    return render(request, "rounds/equipment_breakdown.html", page, status=form.status)


@require_safe
@login_required
def of_ticket(request: PersonRequest, pk: int) -> HttpResponse:
    """From a ticket to the equipment at its place: write down that it failed; of several, one chooses."""
    ticket = tickets.for_person(request.who).filter(pk=pk).select_related("project", "place").first()
    staff = request.who.staff_in(ticket.company_id) if ticket else None
    if ticket is None or staff is None:
        raise Http404
    rules.check_may_tend(staff, ticket.project)
    found = queries.at_place(ticket.place_id) if ticket.place_id else []
    if len(found) == 1:
        response = redirect("breakdown_new", found[0].pk)
        response.headers["Location"] += f"?ticket={pk}"
        return response
    return render(request, "rounds/equipment_of_ticket.html", {"ticket": ticket, "pieces": found})

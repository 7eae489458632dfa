"""Speak HTTP: the households of a project, and a resident's number behind a button."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xiwei.people.actions import looks
from xiwei.people.forms.staff import CallForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.queries import homes as queries
from xiwei.people.rules import Permission
from xiwei.people.rules.homes import CALL_REASONS, may_keep_homes
from xiwei.shared.refusals import Refused
from xiwei.shared.web import or_404

A_PAGE = 50


@login_required
def households(request: PersonRequest, pk: int) -> HttpResponse:
    """The project's homes by building and words; names are masked, the whole stands where reading it is noted."""
    project = or_404(queries.project_for_homes, request.who, pk)
    building, words = request.GET.get("building", ""), request.GET.get("q", "")[:60]
    chosen = int(building) if building.isdecimal() and len(building) < 19 else None
    found = queries.households(project, building_id=chosen, words=words)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    where = {"company_id": project.company_id, "project_id": project.pk}
    return render(
        request,
        "people/households.html",
        {
            "project": project,
            "page": page,
            "homes": page,
            "buildings": queries.buildings(project),
            "building": building,
            "words": words,
            "query": query.urlencode(),
            "lacking": None if page or query else queries.lacking_homes(project),
            "may_keep": may_keep_homes(request.who.staff_in(project.company_id), **where),
            "may_import": request.who.may(Permission.PEOPLE_IMPORT, **where),
        },
    )


@login_required
@require_POST
def call(request: PersonRequest, pk: int) -> HttpResponse:
    """A resident's number, once a reason is given; the resident can read who asked for it and why."""
    person, by = or_404(queries.person_for_call, request.who, pk)
    form = CallForm(request.POST)
    phone, why = "", queries.why_called(person, by)
    if form.is_valid():
        try:
            phone = looks.show_phone(person, reason=form.cleaned_data["reason"], by=by, now=request.now)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            form.status = refused.status
    else:
        form.status = 422
    page = "people/call.html#number" if request.headers.get("HX-Request") and phone else "people/call.html"
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    context = {"person": person, "phone": phone, "form": form, "reasons": CALL_REASONS, "back": back, "why_seen": why}
    return render(request, page, context, status=form.status)

"""The archive: its list, what is missing, a new document, and what a resident's home has in it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xiwei.estate.actions import documents as actions
from xiwei.estate.forms.documents import ArchiveFilter, PutForm, kind_choices
from xiwei.estate.models import Document, Project
from xiwei.estate.papers import formats, kinds, nouns, promised
from xiwei.estate.queries import batches, needs, subjects
from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.estate.views import staging
from xiwei.estate.views.asked import Asked, keeper
from xiwei.ledger.posting import submit
from xiwei.shared.web import or_404

A_PAGE = 40
WAYS = 4  # projects whose ways stand above the list
STATES = [
    ("expiring", _("快到期、已过期")),
    ("out", _("原件借出")),
    ("held", _("已冻结")),
    ("overripe", _("保管期满")),
    ("unread", _("文字没读出来")),
    ("gone", _("已销毁")),
]


@require_safe
@login_required
def archive(request: Asked) -> HttpResponse:
    """Every document this person may see, narrowed by words, kind, what it belongs to, and how it stands."""
    rules.check_sees_any(request.who.reach(power) for power in rules.LEVELS.values())
    narrow, today = ArchiveFilter(request.GET), timezone.localdate(request.now)
    asked = narrow.asked()
    page = Paginator(queries.found(request.who, asked, today), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    shown = page.object_list = list(page.object_list)
    inside = queries.snippets(shown, asked.words)
    for one in shown:
        one.inside = inside.get(one.pk, "")
    places = subjects.keepable(request.who, rules.KEEP)
    context = {
        "page": page,
        "asked": asked,
        "query": query.urlencode(),
        "narrowed": any(request.GET.get(name) for name in ("q", "kind", "noun", "state", "project")),
        "kinds": kind_choices(_levels(request)),
        "kind": request.GET.get("kind", ""),
        "groups": [(f"g:{code}", one.title) for code, one in kinds.groups().items()],
        "nouns": nouns.all_nouns(),
        "states": STATES,
        "today": today,
        "soon": today + queries.SOON,
        "projects": (projects := [one for one in places if one.noun == "project"]),
        "lacks": _lacks(request, projects[:WAYS], today),
    }
    return render(request, "estate/archive.html", context)


def _lacks(request: Asked, projects: list[nouns.Subject], today: date) -> list[tuple[nouns.Subject, int]]:
    """Of each project whose ways are shown, how much it lacks, as its own page counts them."""
    rows = Project.objects.in_bulk([one.pk for one in projects])
    return [(one, len(needs.standing(rows[one.pk], request.who, today).lacks)) for one in projects]


def _levels(request: Asked) -> set[str]:
    return {level for level, power in rules.LEVELS.items() if request.who.reach(power)}


@require_safe
@login_required
def archive_missing(request: Asked, pk: int) -> HttpResponse:
    """缺什么: what must be there and is not or has expired, first and together where it is alike; what is there, folded."""
    project = or_404(batches.project_for, request.who, pk)
    found = needs.standing(project, request.who, timezone.localdate(request.now))
    by = request.who.staff_in(project.company_id)
    context = {
        "project": project,
        "to_come": promised.open_in(project, by) if by else [],
        "count": len(found.lacks),
        "have": found.have,
        "whole": len(found.needs),
        "papers": found.papers,
        "gaps": found.gaps(),
        "complete": found.complete(),
    }
    return render(request, "estate/archive_missing.html", context)


@login_required
def archive_new(request: Asked) -> HttpResponse:
    """One document by hand; ?project=, ?kind= and ?of=building:3 say what is known of it."""
    places = subjects.keepable(request.who, rules.KEEP)
    rules.check_sees_any([places])
    sent = staging.sent(request) if request.method == "POST" else None
    form = PutForm(request.POST or None, sent or None, places=places, initial=_known(request))
    if request.method == "POST":
        put = staging.repeat(request, form, _document)
        put = put or submit(request, form, do=lambda data: _put(request, form), again=_document)
        if put:
            messages.success(request, _stored(put))
            return redirect("document", put.pk)
        known = form.cleaned_data if form.is_bound else {}  # nothing at all was sent
        subject = known.get("subject") or places[0]
        staging.keep(request, form, subject.where.company_id)
    return render(
        request, "estate/archive_new.html", {"form": form, "many": _first_project(request)}, status=form.status
    )


def _stored(put: Document) -> str:
    """That it is in; and that its words will be found, where it is a file whose words are read."""
    if queries.version(put, put.latest).content.format in formats.WITH_TEXT:
        return gettext("“{name}”已存入。里面的文字稍后就能查到。").format(name=put.name)
    return gettext("“{name}”已存入。这类文件里的字查不到，请按名称、编号和备注找。").format(name=put.name)


def _put(request: Asked, form: PutForm) -> Document:
    data = form.cleaned_data
    staff = keeper(request, data["subject"].where.company_id)
    return actions.put(
        data["subject"], kind=data["kind"], said=form.described(), file=data["file"], by=staff, now=request.now
    )


def _document(pk: int) -> Document:
    return Document.objects.get(pk=pk)


def _known(request: Asked) -> dict[str, Any]:
    """What the way here knew already."""
    noun, _colon, pk = request.GET.get("of", "").partition(":")
    subject = nouns.subject(noun, int(pk)) if pk.isdecimal() and len(pk) < 19 else None
    kind = kinds.kinds().get(request.GET.get("kind", ""))
    known: dict[str, Any] = {"kind": kind.code if kind else ""}
    if subject:
        project = subject.where.project_id
        known |= {"within": f"project:{project}" if project else f"company:{subject.pk}"}
        known |= {"of": "" if noun in ("project", "company") else subject.label}
    if project_asked := request.GET.get("project", ""):
        known["within"] = f"project:{project_asked}"
    return known


def _first_project(request: Asked) -> Project | None:
    asked = request.GET.get("project", "")
    places = [one for one in subjects.keepable(request.who, rules.KEEP) if one.noun == "project"]
    found = next((one for one in places if str(one.pk) == asked), places[0] if places else None)
    return Project.objects.get(pk=found.pk) if found else None


@require_safe
@login_required
def my_documents(request: Asked) -> HttpResponse:
    """What the estate keeps of my home, as far as it is shown to me."""
    found = queries.of_homes(getattr(request.who, "household_ids", set()))
    return render(request, "estate/my_documents.html", {"documents": found})

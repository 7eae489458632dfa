"""One document: its page, its files, and what is done to it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.actions import documents as actions
from xiwei.estate.actions import lending, retention
from xiwei.estate.forms.documents import BorrowForm, NoteForm, VersionForm, WhyForm
from xiwei.estate.models import Document, Loan, Version
from xiwei.estate.papers import files, nouns
from xiwei.estate.papers.compare import compared
from xiwei.estate.papers.marks import marks
from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules import retention as stages
from xiwei.estate.views import staging
from xiwei.estate.views.asked import Asked, keeper
from xiwei.ledger import queries as ledger_queries
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import KeyedForm, submit
from xiwei.shared.web import or_404

LOAN = timedelta(days=7)
FORMS: dict[str, type[KeyedForm]] = {
    "version": VersionForm, "note": NoteForm, "borrow": BorrowForm, "hold": WhyForm, "release": WhyForm,
    "propose": WhyForm, "destroy": KeyedForm, "withdraw": KeyedForm,
}  # fmt: skip


@require_safe
@login_required
def document(request: Asked, pk: int) -> HttpResponse:
    """One document: looked at, its versions, who has the original, what was done; and what may be done now."""
    return _page(request, _seen(request, pk))


def _seen(request: Asked, pk: int) -> Document:
    """The document, and where it is a resident's and a colleague looks, the line that says so."""
    found = or_404(queries.for_person, request.who, pk)
    if found.sort.level == "residents" and not queries.is_theirs(request.who, found):
        actions.look_at(found, by=keeper(request, found.company_id), now=request.now)
    return found


def _page(
    request: Asked, found: Document, wrong: dict[str, KeyedForm] | None = None, status: int = 200
) -> HttpResponse:
    if queries.is_theirs(request.who, found) and request.who.staff_in(found.company_id) is None:
        context = {
            "document": found,
            "versions": queries.versions(found)[:1],
            "theirs": True,
            "preview": queries.preview(found),
        }
        return render(request, "estate/document.html", context)
    staff, today = keeper(request, found.company_id), timezone.localdate(request.now)
    request.project_id = found.project_id
    out = queries.loan_out(found)
    noun = nouns.noun(found.of_noun)
    context = {
        "document": found,
        "versions": queries.versions(found),
        "preview": queries.preview(found),
        "out": out,
        "loans": queries.loans(found),
        "of_page": noun.page if noun else "",
        "today": today,
        "soon": today + queries.SOON,
        "overripe": found.is_overripe(today),
        "may_change": rules.can_change(staff, found),
        "may_borrow": rules.can_borrow(staff, found, out),
        "may_return": rules.can_return(staff, found, out),
        "may_hold": rules.can_hold(staff, found),
        "may_release": rules.can_release(staff, found),
        **_way_out(staff, found, out, request.now),
        "lines": ledger_queries.timeline(subject=found, seen_by=Seen.STAFF, limit=40),
        "forms": {name: _drawn(name, found, request) for name in FORMS} | (wrong or {}),
        "wrong": next(iter(wrong or {}), ""),
        "back": KeyedForm(),
    }
    return render(request, "estate/document.html", context, status=status)


def _way_out(staff: Any, found: Document, out: Loan | None, now: datetime) -> dict[str, Any]:
    """How far it is on its way out, for whoever may destroy at all."""
    if not rules.may_destroy(staff, found):
        return {}
    return {
        "may_ever": found.destroyed_at is None,
        "in_the_way": stages.in_the_way(found, out, now),
        "may_propose": stages.can_propose(staff, found, out, now),
        "may_destroy": stages.can_destroy(staff, found, out, now),
        "may_withdraw": stages.can_withdraw(staff, found),
    }


def _drawn(name: str, found: Document, request: Asked) -> KeyedForm:
    initial: dict[str, Any] = {}
    if name == "version":
        return VersionForm(auto_id=f"{name}_%s", of=found)
    if name == "note":
        initial = {field: getattr(found, field) for field in actions.DESCRIBED}
    if name == "borrow":
        initial = {"due_on": timezone.localdate(request.now) + LOAN}
    return FORMS[name](auto_id=f"{name}_%s", initial=initial)


def _did(request: Asked, pk: int, name: str, do: Callable[..., Any], says: str) -> HttpResponse:
    """Submit one of the page's forms; refused, the page comes back with it open."""
    found = or_404(queries.for_person, request.who, pk)
    staff = keeper(request, found.company_id) if request.who.staff_in(found.company_id) else None
    if staff is None:
        raise Http404
    rules.check_may_keep(staff, found)
    more: Any = {"of": found} if name == "version" else {}
    form = FORMS[name](request.POST, staging.sent(request), auto_id=f"{name}_%s", **more)
    done = staging.repeat(request, form, lambda _: found)
    done = done or submit(request, form, do=lambda data: _again(do(found, form, staff), found), again=lambda _: found)
    if done is None:
        staging.keep(request, form, found.company_id)
        return _page(request, found, {name: form}, form.status)
    messages.success(request, says)
    return redirect("document", pk)


def _again(_: Any, found: Document) -> Document:
    """The key of every deed leads to the document it was done to."""
    return found


@login_required
@require_POST
def document_version(request: Asked, pk: int) -> HttpResponse:
    """A newer file; the older ones stay."""

    def do(found: Document, form: Any, staff: Any) -> Version:
        data = form.cleaned_data
        said = form.described(found)
        return actions.new_version(found, file=data["file"], why=data["why"], said=said, by=staff, now=request.now)

    return _did(request, pk, "version", do, gettext("新的一版已存入，旧的都还在。"))


@login_required
@require_POST
def document_note(request: Asked, pk: int) -> HttpResponse:
    """What is said of it is put right."""

    def do(found: Document, form: Any, staff: Any) -> Document:
        why = form.cleaned_data["why"]
        return actions.note(found, said=form.described(), why=why, by=staff, now=request.now)

    return _did(request, pk, "note", do, gettext("登记已更正，改了什么都有记录。"))


@login_required
@require_POST
def document_borrow(request: Asked, pk: int) -> HttpResponse:
    """The original goes out."""

    def do(found: Document, form: KeyedForm, staff: Any) -> Any:
        data = form.cleaned_data
        said = {name: data[name] for name in ("borrower", "purpose", "due_on")}
        return lending.borrow(found, **said, by=staff, now=request.now)

    return _did(request, pk, "borrow", do, gettext("借出已登记，到期没还会提醒您。"))


@login_required
@require_POST
def document_return(request: Asked, pk: int) -> HttpResponse:
    """The original is back."""
    found = or_404(queries.for_person, request.who, pk)
    if request.who.staff_in(found.company_id) is None:
        raise Http404
    lending.give_back(found, by=keeper(request, found.company_id), now=request.now)
    messages.success(request, gettext("原件已归还。"))
    return redirect("document", pk)


@login_required
@require_POST
def document_hold(request: Asked, pk: int) -> HttpResponse:
    """冻结."""

    def do(found: Document, form: KeyedForm, staff: Any) -> Document:
        return retention.hold(found, why=form.cleaned_data["why"], by=staff, now=request.now)

    return _did(request, pk, "hold", do, gettext("已冻结：解除之前，谁也不能改动或销毁。"))


@login_required
@require_POST
def document_release(request: Asked, pk: int) -> HttpResponse:
    """The hold ends."""

    def do(found: Document, form: KeyedForm, staff: Any) -> Document:
        return retention.release(found, why=form.cleaned_data["why"], by=staff, now=request.now)

    return _did(request, pk, "release", do, gettext("已解除冻结。"))


@login_required
@require_POST
def document_propose(request: Asked, pk: int) -> HttpResponse:
    """One says it can go; another has to say so too."""

    def do(found: Document, form: KeyedForm, staff: Any) -> Document:
        return retention.propose(found, why=form.cleaned_data["why"], by=staff, now=request.now)

    return _did(request, pk, "propose", do, gettext("已提出销毁。文件还在，要由另一位有权限的同事确认。"))


@login_required
@require_POST
def document_withdraw(request: Asked, pk: int) -> HttpResponse:
    """It stays after all."""

    def do(found: Document, form: KeyedForm, staff: Any) -> Document:
        return retention.withdraw(found, by=staff, now=request.now)

    return _did(request, pk, "withdraw", do, gettext("已撤回，这份文件照旧保管。"))


@login_required
@require_POST
def document_destroy(request: Asked, pk: int) -> HttpResponse:
    """The second person confirms: its bytes go; the line stays."""

    def do(found: Document, form: KeyedForm, staff: Any) -> Document:
        return retention.destroy(found, by=staff, now=request.now)

    return _did(request, pk, "destroy", do, gettext("已销毁，文件没有了，只留这一行记录。"))


@require_safe
@login_required
def document_compare(request: Asked, pk: int) -> HttpResponse:
    """Two versions side by side: ?a=1&b=2; their pages, their words, what was said of each."""
    found = _seen(request, pk)
    older, newer = _version(found, request.GET.get("a", "")), _version(found, request.GET.get("b", ""))
    page = int(asked) if (asked := request.GET.get("page", "")).isdecimal() and len(asked) < 4 else 1
    context = {
        "document": found,
        "older": older,
        "newer": newer,
        "sides": [older, newer],
        "page": page,
        "most": max(older.content.pages, newer.content.pages),
        "compared": compared(older, newer),
        "marks": marks(older.content, newer.content, page),
    }
    return render(request, "estate/document_compare.html", context)


def _version(found: Document, number: str) -> Version:
    asked = int(number) if number.isdecimal() and len(number) < 9 else found.latest
    try:
        return queries.version(found, asked)
    except Version.DoesNotExist as absent:
        raise Http404 from absent


@require_safe
@login_required
def document_file(request: Asked, pk: int, number: int) -> HttpResponseBase:
    """The file as it was sent, always to be saved and never shown: what a stranger wrote runs nowhere on our pages."""
    found = _seen(request, pk)
    version = _version(found, str(number))
    response = _served(version.content.path, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, version.filename) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@login_required
def document_page(request: Asked, pk: int, number: int, page: int) -> HttpResponseBase:
    """A page as we drew it: the only thing of a file that is shown in place."""
    version = _version(_seen(request, pk), str(number))
    if not 1 <= page <= version.content.pages:
        raise Http404
    response = _served(files.page_path(version.content.path, page), "image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _served(path: str, content_type: str) -> FileResponse:
    try:
        response = FileResponse(files.open_kept(path), content_type=content_type)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response["X-Content-Type-Options"] = "nosniff"
    return response

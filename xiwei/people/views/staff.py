"""Speak HTTP: colleagues, their posts, certificates and leaving."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.ledger import queries as ledger_queries
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import KeyedForm, once, submit
from xiwei.people.actions import staff as actions
from xiwei.people.forms.staff import CredentialForm, HireForm, LeavingForm, PostForm, StaffFilter
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Credential, Post, Staff
from xiwei.people.queries import rosters as roster_queries
from xiwei.people.queries import staff as queries
from xiwei.people.rules import Permission
from xiwei.people.rules import staff as rules
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.web import or_404

A_PAGE = 50


def _check_manages(request: PersonRequest) -> None:
    if not request.who.reach(Permission.PEOPLE_MANAGE):
        raise NotAllowed(gettext("人员由小区主任和公司经理管理，您的岗位没有这项权限。"))


@login_required
def staff(request: PersonRequest) -> HttpResponse:
    """The colleagues one manages, by name, project and line."""
    _check_manages(request)
    narrow = StaffFilter(request.GET)
    page = Paginator(queries.staff_for(request.who, **narrow.asked()), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    today = timezone.localdate(request.now)
    return render(
        request,
        "people/staff.html",
        {
            "page": page,
            "colleagues": [(one, queries.worst(queries.held(one.credentials.all(), today=today))) for one in page],
            "filter": narrow,
            "query": query.urlencode(),
            "projects": queries.projects_to_post_in(request.who),
        },
    )


@login_required
def staff_new(request: PersonRequest) -> HttpResponse:
    """Take someone on with a first post."""
    _check_manages(request)
    form = HireForm(request.POST or None, companies=_companies(request), **_choices(request))
    if request.method == "POST":
        hired = submit(request, form, do=lambda data: _hire(request, data), again=_staff)
        if hired:
            messages.success(
                request,
                gettext(
                    "{hired}已登记入职。本人用登记的手机号收验证码登录；这个号已有账号的，要本人接受邀请才生效。"
                ).format(hired=hired.name),
            )
            return redirect("staff_member", hired.pk)
    return render(
        request, "people/staff_new.html", {"form": form, "companies": _companies(request)}, status=form.status
    )


def _hire(request: PersonRequest, data: dict[str, Any]) -> Staff:
    names = ("phone", "name", "role", "line", "project", "title", "number", "joined_on")
    company = data["project"].company if data["project"] else data["company"]
    by = request.who.staff_in(company.pk)
    assert by is not None, "the form offers only companies whose people one manages"
    return actions.hire(company, **{name: data[name] for name in names}, by=by, now=request.now)


def _companies(request: PersonRequest) -> Any:
    return queries.companies_to_hire_in(request.who)


def _choices(request: PersonRequest) -> dict[str, Any]:
    ids = [company_id for company_id, _ in request.who.reach(Permission.PEOPLE_MANAGE)]
    return {
        "roles": queries.roles_to_give(request.who, ids),
        "projects": queries.projects_to_post_in(request.who),
    }


def _staff(pk: int) -> Staff:
    return Staff.objects.get(pk=pk)


@login_required
def staff_member(request: PersonRequest, pk: int) -> HttpResponse:
    """One colleague: posts, certificates, shifts, leave, and the story."""
    return _page(request, or_404(queries.staff_member, request.who, pk))


def _by(request: PersonRequest, company_id: int) -> Staff:
    staff = request.who.staff_in(company_id)
    assert staff is not None, "the query found a colleague"
    return staff


@login_required
@require_POST
def post_add(request: PersonRequest, pk: int) -> HttpResponse:
    """One more post."""
    colleague = or_404(queries.staff_member, request.who, pk)
    form = PostForm(request.POST, auto_id="post_%s", **_choices(request))
    by = _by(request, colleague.company_id)
    rules.check_may_manage_staff(by, colleague)
    given = submit(
        request,
        form,
        do=lambda data: actions.give_post(
            colleague, role=data["role"], line=data["line"], project=data["project"], by=by, now=request.now
        ),
        again=lambda found: Post.objects.get(pk=found),
    )
    if given:
        messages.success(
            request, gettext("{colleague}已任{role}，权限立即生效。").format(colleague=colleague.name, role=given.role)
        )
        return redirect("staff_member", colleague.pk)
    return _page(request, colleague, post_form=form, status=form.status)


@login_required
@require_POST
def post_end(request: PersonRequest, pk: int) -> HttpResponse:
    """A post ends."""
    post = or_404(queries.post_for, request.who, pk)
    by = _by(request, post.company_id)
    once(
        request,
        do=lambda: actions.end_post(post, by=by, now=request.now),
        again=lambda found: Post.objects.get(pk=found),
    )
    messages.success(request, gettext("{staff}不再任{role}，权限已停。").format(staff=post.staff.name, role=post.role))
    return redirect("staff_member", post.staff_id)


@login_required
@require_POST
def staff_leaving(request: PersonRequest, pk: int) -> HttpResponse:
    """An employment ends."""
    colleague = or_404(queries.staff_member, request.who, pk)
    form = LeavingForm(request.POST, auto_id="leaving_%s")
    by = _by(request, colleague.company_id)
    rules.check_may_dismiss(by, colleague)
    left = submit(
        request,
        form,
        do=lambda data: actions.dismiss(colleague, reason=data["reason"], by=by, now=request.now),
        again=_staff,
    )
    if left:
        messages.success(request, gettext("{left}已办离职，账号不能再看公司的任何内容。").format(left=left.name))
        return redirect("staff")
    return _page(request, colleague, leaving_form=form, status=form.status)


@login_required
@require_POST
def credential_add(request: PersonRequest, pk: int) -> HttpResponse:
    """A certificate is registered, or renewed."""
    colleague = or_404(queries.staff_member, request.who, pk)
    form = CredentialForm(request.POST, auto_id="credential_%s")
    by = _by(request, colleague.company_id)
    rules.check_may_manage_staff(by, colleague)
    held = submit(
        request,
        form,
        do=lambda data: actions.hold_credential(
            colleague,
            **{name: data[name] for name in ("kind", "number", "issued_on", "expires_on")},
            by=by,
            now=request.now,
        ),
        again=lambda found: Credential.objects.get(pk=found),
    )
    if held:
        messages.success(request, gettext("{colleague}的证书已登记。").format(colleague=colleague.name))
        return redirect("staff_member", colleague.pk)
    return _page(request, colleague, credential_form=form, status=form.status)


def _page(request: PersonRequest, colleague: Staff, *, status: int = 200, **forms: Any) -> HttpResponse:
    by = request.who.staff_in(colleague.company_id)
    manages = rules.may_manage_staff(by, colleague) and colleague.left_on is None
    if manages:
        forms.setdefault("post_form", PostForm(auto_id="post_%s", **_choices(request)))
        forms.setdefault("credential_form", CredentialForm(auto_id="credential_%s"))
        forms.setdefault("leaving_form", LeavingForm(auto_id="leaving_%s"))
    return render(
        request,
        "people/staff_member.html",
        {
            "colleague": colleague,
            "own": by == colleague,
            "manages": manages,
            "posts": [(post, manages and rules.may_end_post(by, post)) for post in queries.posts_of(colleague)],
            "held": queries.held(colleague.credentials.all(), today=timezone.localdate(request.now)),
            "shifts": roster_queries.shifts_ahead(colleague, now=request.now),
            "leaves": roster_queries.leaves_of(colleague),
            "lines": ledger_queries.timeline(subject=colleague, seen_by=Seen.STAFF, limit=30),
            "new_key": KeyedForm(),
            **forms,
        },
        status=status,
    )

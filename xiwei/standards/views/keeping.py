"""The menu as it is kept: the list, one item with its history, a new one, the end of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from xiwei.estate.models import Company
from xiwei.ledger.posting import submit
from xiwei.shared.tongue import Said
from xiwei.shared.web import or_404
from xiwei.standards import actions, rules
from xiwei.standards.forms import ItemForm, NewItemForm, RetireForm, drawn
from xiwei.standards.models import MenuItem, ServiceLine
from xiwei.standards.queries import menu as menus
from xiwei.standards.views.asked import Asked, keeper

A_PAGE = 50
# Fields of an item's form by what they tell, so that a page of twenty can be read.
PARTS = [
    (_("是什么事"), ["name", "line", "done_by", "kind", "setting", "urgency", "danger"]),
    (_("做什么、收多少"), ["covers", "excludes", "price_fen", "price_unit", "price_note", "duration_minutes"]),
    (_("怎么做"), ["steps", "evidence", "reading", "certificate"]),
    (_("怎么找到它"), ["words", "goes_with", "source"]),
]


def company_of(request: Asked) -> Company:
    """The company whose menu is kept here, of those one may see."""
    return or_404(menus.company_for, request.who, request.GET.get("company", ""))


@login_required
def menu_admin(request: Asked) -> HttpResponse:
    """Today's menu with versions, narrowed by line and words; or what was retired."""
    company = company_of(request)
    line, words = request.GET.get("line", ""), request.GET.get("q", "").strip()[:60]
    retired = bool(request.GET.get("retired"))
    found = menus.kept_items(company, line=line, words=words, retired=retired)
    query = request.GET.copy()
    query.pop("page", None)
    page = {
        "company": company,
        "companies": menus.companies_kept(request.who),
        "lines": ServiceLine.choices,
        "line": line,
        "q": words,
        "retired": retired,
        "query": query.urlencode(),
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "may_manage": rules.may_manage(keeper(request, company.pk), company_id=company.pk),
    }
    return render(request, "standards/menu_admin.html", page)


@login_required
def menu_new(request: Asked) -> HttpResponse:
    """A service the menu had not."""
    company = company_of(request)
    staff = keeper(request, company.pk)
    rules.check_may_manage(staff, company_id=company.pk)
    form = NewItemForm(request.POST or None, initial={"price_unit": "次", "duration_minutes": 60, "setting": "home"})
    if request.method == "POST":
        item = submit(
            request,
            form,
            do=lambda data: actions.add_item(
                company, code=data["code"], by=staff, now=request.now, reason=data["reason"], **form.fields_of()
            ),
            again=_item,
        )
        if item:
            messages.success(request, gettext("“{item}”已列入服务清单，住户现在就能看到。").format(item=item.name))
            return redirect("menu_revise", item.pk)
    page = {"company": company, "form": form, "parts": _parts(form)}
    return render(request, "standards/menu_new.html", page, status=form.status)


@login_required
def menu_revise(request: Asked, pk: int) -> HttpResponse:
    """One item: its form, and all its versions with what each changed."""
    item = or_404(menus.kept_item_for, request.who, pk)
    form = ItemForm(request.POST or None, initial=drawn(item))
    if request.method == "POST":
        rules.check_may_manage(keeper(request, item.company_id), company_id=item.company_id)
        fresh = submit(
            request,
            form,
            do=lambda data: actions.revise_item(
                item, by=keeper(request, item.company_id), now=request.now, reason=data["reason"], **form.fields_of()
            ),
            again=_item,
        )
        if fresh:
            messages.success(
                request,
                gettext("“{fresh}”已改为第 {version} 版。此前受理的报事仍按原来的版本办。").format(
                    fresh=fresh.name, version=fresh.version
                ),
            )
            return redirect("menu_revise", fresh.pk)
    return _item_page(request, item, form, RetireForm(auto_id="end_%s"), form.status)


@login_required
@require_POST
def menu_retire(request: Asked, pk: int) -> HttpResponse:
    """The end of a service."""
    item = or_404(menus.kept_item_for, request.who, pk)
    form = RetireForm(request.POST, auto_id="end_%s")
    staff = keeper(request, item.company_id)
    rules.check_may_manage(staff, company_id=item.company_id)
    gone = submit(
        request,
        form,
        do=lambda data: actions.retire_item(item, by=staff, now=request.now, reason=data["reason"]),
        again=_item,
    )
    if gone:
        messages.success(request, gettext("“{gone}”已停办。此前受理的报事照旧办完。").format(gone=gone.name))
        return redirect("menu_revise", gone.pk)
    return _item_page(request, item, ItemForm(initial=drawn(item)), form, form.status)


def _item_page(request: Asked, item: MenuItem, form: ItemForm, end: RetireForm, status: int) -> HttpResponse:
    page = {
        "item": item,
        "company": item.company,
        "form": form,
        "parts": _parts(form),
        "end": end,
        "history": menus.history(item),
        "latest": menus.item_of(item.company_id, item.code),
        "may_manage": rules.may_manage(keeper(request, item.company_id), company_id=item.company_id),
    }
    return render(request, "standards/menu_revise.html", page, status=status)


def _parts(form: ItemForm) -> list[tuple[Said, list]]:
    return [(title, [form[name] for name in names]) for title, names in PARTS]


def _item(pk: int) -> MenuItem:
    return MenuItem.objects.get(pk=pk)

"""The menu out and in as a sheet: what it would change is shown first, and written only when all of it can be."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from xiwei.estate.models import Company
from xiwei.ledger.posting import submit
from xiwei.shared.refusals import BadInput, NotNow, Refused
from xiwei.standards import actions, rules, sheet
from xiwei.standards.forms import CommitForm, SheetForm
from xiwei.standards.queries import menu as menus
from xiwei.standards.views.asked import Asked, keeper
from xiwei.standards.views.keeping import company_of

SALT = "standards.menu_sheet"
GOOD_FOR = 60 * 60  # seconds from the look to the writing
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AGED = _("预览已经过了一小时，清单可能有人改过。什么也没有写入，请重新上传一次。")
FOREIGN = _("这份预览不是这家公司的，或者被改动过。什么也没有写入，请重新上传。")


@login_required
def menu_sheet(request: Asked) -> FileResponse:
    """Today's menu as it stands: the copy to keep, and the template to change."""
    company = company_of(request)
    book = BytesIO()
    sheet.write(book, menus.kept_items(company))
    book.seek(0)
    name = gettext("{company}服务清单{day:%Y%m%d}.xlsx").format(
        company=company.short_name or company.name, day=timezone.localdate(request.now)
    )
    return FileResponse(book, as_attachment=True, filename=name, content_type=SHEET)


@login_required
def menu_import(request: Asked) -> HttpResponse:
    """A sheet is sent; what it would change is shown, row by row, with what is wrong."""
    company = company_of(request)
    rules.check_may_manage(keeper(request, company.pk), company_id=company.pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"company": company, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                page["plan"] = _plan(company, form)
                page["commit"] = CommitForm(initial={"plan": _sealed(company, page["plan"])})
                status = 200
            except Refused as refused:
                form.add_error("sheet", refused.sentence)
    return render(request, "standards/menu_import.html", page, status=status)


def _plan(company: Company, form: SheetForm) -> sheet.Plan:
    sent = form.cleaned_data["sheet"]
    return sheet.plan(sent.read(), sent.name, {item.code: item for item in menus.items(company.pk)})


def _sealed(company: Company, made: sheet.Plan) -> str:
    """The changes as the page carries them to the second step: signed, so that what is written is what was shown."""
    rows = [[change.code, change.version, change.fields] for change in made.changes]
    return signing.dumps({"company": company.pk, "rows": rows}, salt=SALT, compress=True)


def _opened(company: Company, sealed: str) -> list[rules.Change]:
    try:
        kept = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired as error:
        raise NotNow(AGED) from error
    except signing.BadSignature as error:
        raise BadInput(FOREIGN) from error
    if kept["company"] != company.pk:
        raise BadInput(FOREIGN)
    return [rules.Change(code, version, fields) for code, version, fields in kept["rows"]]


@login_required
@require_POST
def menu_import_commit(request: Asked) -> HttpResponse:
    """What was shown is written, all of it or nothing."""
    company = company_of(request)
    staff = keeper(request, company.pk)
    rules.check_may_manage(staff, company_id=company.pk)
    form = CommitForm(request.POST)

    def do(data: dict[str, Any]) -> Company:
        changes = _opened(company, data["plan"])
        return actions.revise_many(company, changes, by=staff, now=request.now, reason=data["reason"])

    if submit(request, form, do=do, again=lambda _: company):
        messages.success(request, gettext("服务清单已按表更新。此前受理的报事仍按原来的版本办。"))
        return redirect(f"{reverse('menu_admin')}?company={company.pk}")
    return render(
        request,
        "standards/menu_import.html",
        {"company": company, "form": SheetForm(), "commit": form},
        status=form.status,
    )

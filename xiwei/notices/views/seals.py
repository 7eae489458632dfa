"""台账封存: the roots of what one has to do with, to be kept by anyone, and who keeps a company's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Seal
from xiwei.ledger.posting import submit
from xiwei.ledger.seals import publishing
from xiwei.notices import queries, rules
from xiwei.notices.actions import keeping
from xiwei.notices.forms import KeeperForm
from xiwei.notices.models import Keeper
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff


def _keeps(request: PersonRequest) -> Staff | None:
    """The employment by which this person chooses who keeps the roots."""
    served = request.who.staff
    return next((one for one in served if rules.may_manage_channels(one, company_id=one.company_id)), None)


@login_required
@require_safe
@never_cache
def seals(request: PersonRequest) -> HttpResponse:
    """The last seal of each chain one has to do with: to note down, to take along, to have sent to somebody outside."""
    return _page(request, KeeperForm())


def _page(request: PersonRequest, form: KeeperForm) -> HttpResponse:
    staff = _keeps(request)
    context = {
        "rows": _named(publishing.last_seals(queries.chains_of(request.who))),
        "keepers": queries.keepers(staff.company_id) if staff else [],
        "form": form,
        "keeps": staff is not None,
    }
    return render(request, "notices/seals.html", context, status=form.status)


def _named(found: list[Seal]) -> list[tuple[str, Seal]]:
    projects = dict(Project.objects.filter(pk__in=[one.chain.project_id for one in found]).values_list("pk", "name"))
    companies = dict(Company.objects.filter(pk__in=[one.company_id for one in found]).values_list("pk", "short_name"))
    return [
        (
            projects.get(one.chain.project_id)
            or gettext("{company}（项目以外）").format(company=companies[one.company_id]),
            one,
        )
        for one in found
    ]


@login_required
@require_safe
@never_cache
def roots(request: PersonRequest) -> HttpResponse:
    """The same as a file, which `verify_ledger --against` and a pack's verify.py read."""
    text = "".join(map(publishing.line, publishing.last_seals(queries.chains_of(request.who))))
    day = f"{timezone.localtime(request.now):%Y%m%d}"
    return HttpResponse(
        text,
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="roots-{day}.jsonl"'},
    )


@login_required
@require_POST
def keeper_new(request: PersonRequest) -> HttpResponse:
    """Somebody outside is to keep the roots."""
    staff = _keeps(request)
    if staff is None:
        raise Http404
    form = KeeperForm(request.POST)
    made = submit(
        request,
        form,
        do=lambda data: keeping.name(
            staff.company_id, called=data["name"], way=data["way"], address=data["address"], by=staff, now=request.now
        ),
        again=lambda pk: Keeper.objects.get(pk=pk),
    )
    if not made:
        return _page(request, form)
    messages.success(request, gettext("几分钟内会把封存的根送给{name}，以后每天送一次。").format(name=made.name))
    return redirect("seals")


@login_required
@require_POST
def keeper_end(request: PersonRequest, pk: int) -> HttpResponse:
    """They need not keep them any more."""
    staff, keeper = _keeps(request), Keeper.objects.filter(pk=pk).first()
    if staff is None or keeper is None or keeper.company_id != staff.company_id:
        raise Http404
    keeping.let_go(keeper, by=staff, now=request.now)
    messages.success(request, gettext("以后不再送给{name}。").format(name=keeper.name))
    return redirect("seals")

"""打药和机械修剪: from a pest that was seen to its remedy, the announcement, the sheet for the board, done or called off."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.ledger.models import Seen
from xiwei.ledger.posting import done_already, fresh_key, once, submit
from xiwei.ledger.queries import timeline
from xiwei.people.middleware import PersonRequest
from xiwei.rounds.actions import greening as actions
from xiwei.rounds.forms.greening import CuttingForm, HowForm, SprayForm, WhyForm
from xiwei.rounds.models import GreenWork, Sighting
from xiwei.rounds.queries import plants as queries
from xiwei.rounds.rules import greening as rules
from xiwei.rounds.rules import spraying
from xiwei.rounds.views.greening import keeper
from xiwei.shared.web import or_404, posted_from


@login_required
def sighting(request: PersonRequest, pk: int) -> HttpResponse:
    """What was seen, its remedy, and the form of a spraying."""
    return _seen(request, or_404(queries.sighting_for, request.who, pk))


def _seen(request: PersonRequest, one: Sighting, **forms: Any) -> HttpResponse:
    staff, project = keeper(request, one.planting.company_id), one.planting.project
    pest = one.planting.known.pest(one.pest) if one.planting.known else None
    workers = queries.gardeners(project)
    spray = forms.pop("spray_form", None) or SprayForm(initial=_first_wish(request, pest))
    spray.offer(workers)
    status = max([form.status for form in [spray, *forms.values()]])
    page = {
        "sighting": one,
        "planting": one.planting,
        "project": project,
        "pest": pest,
        "photos": one.photos.all(),
        "range": spraying.dilutions(pest) if pest and pest.pesticide else None,
        "works": one.works.select_related("worker", "place"),
        "lines": timeline(subject=one, seen_by=Seen.STAFF, limit=20),
        "may_plant": rules.may_plant(staff, project) and one.settled_at is None,
        "may_tend": rules.may_tend(staff, project) and one.settled_at is None,
        "workers": workers,
        "spray_form": spray,
        "how_form": HowForm(),
        **forms,
    }
    return render(request, "rounds/plant_sighting.html", page, status=status)


def _first_wish(request: PersonRequest, pest: Any) -> dict[str, Any]:
    """The remedy's dilution, and the first working hour that leaves time enough for the notice."""
    if pest is None or not pest.pesticide:
        return {}
    day = timezone.localtime(request.now + timedelta(hours=pest.beforehand_hours + 14)).replace(minute=0, second=0)
    return {"dilution": pest.dilution, "starts_at": day.replace(hour=9, tzinfo=None), "minutes": 60, "litres": 10}


@posted_from("sighting")
@login_required
def spray(request: PersonRequest, pk: int) -> HttpResponse:
    """Announce a spraying for it."""
    one = or_404(queries.sighting_for, request.who, pk)
    staff = keeper(request, one.planting.company_id)
    rules.check_may_plant(staff, one.planting.project)
    form = SprayForm(request.POST)
    form.offer(queries.gardeners(one.planting.project))
    made = submit(
        request, form, again=lambda first: GreenWork.objects.get(pk=first),
        do=lambda data: actions.announce(one.planting.place, form.wish(one), by=staff, now=request.now),
    )  # fmt: skip
    return _announced(request, made) if made else _seen(request, one, spray_form=form)


def _announced(request: PersonRequest, made: GreenWork) -> HttpResponse:
    messages.success(request, gettext("安排好了，公告已经发给住户"))
    return redirect("green_work", made.pk)


@posted_from("sighting")
@login_required
def settle(request: PersonRequest, pk: int) -> HttpResponse:
    """Dealt with without spraying."""
    one, form = or_404(queries.sighting_for, request.who, pk), HowForm(request.POST)
    staff = keeper(request, one.planting.company_id)
    rules.check_may_tend(staff, one.planting.project)
    done = submit(request, form, do=lambda data: actions.settle(one, how=data["how"], by=staff, now=request.now),
                  again=lambda first: done_already(one, first))  # fmt: skip
    if not done:
        return _seen(request, one, how_form=form)
    messages.success(request, gettext("记下了"))
    return redirect("planting", one.planting_id)


@login_required
def cutting_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Announce a cutting by machine at a place of the project."""
    project = or_404(queries.project_for, request.who, pk)
    staff = keeper(request, project.company_id)
    rules.check_may_plant(staff, project)
    tomorrow = timezone.localtime(request.now + timedelta(days=1)).replace(hour=9, minute=0, second=0, tzinfo=None)
    form = CuttingForm(request.POST or None, project=project, initial={"starts_at": tomorrow})
    form.offer(queries.gardeners(project))
    if request.method == "POST":
        made = submit(
            request, form, again=lambda first: GreenWork.objects.get(pk=first),
            do=lambda data: actions.announce(data["place"], form.wish(), by=staff, now=request.now),
        )  # fmt: skip
        if made:
            return _announced(request, made)
    return render(request, "rounds/plant_cutting.html", {"project": project, "form": form}, status=form.status)


@login_required
def work(request: PersonRequest, pk: int) -> HttpResponse:
    """One spraying or cutting: what, when, what to mind; done or called off here."""
    return _work(request, or_404(queries.work_for, request.who, pk))


def _work(request: PersonRequest, one: GreenWork, form: WhyForm | None = None) -> HttpResponse:
    staff = keeper(request, one.company_id)
    page = {
        "work": one,
        "project": one.project,
        "open": one.state == "planned",
        "begun": request.now >= one.starts_at,
        "unsafe": one.is_unsafe(request.now),
        "lines": timeline(subject=one, seen_by=Seen.STAFF, limit=20),
        "may_plant": rules.may_plant(staff, one.project),
        "may_tend": rules.may_tend(staff, one.project),
        "why_form": form or WhyForm(),
        "key": fresh_key(),
    }
    return render(request, "rounds/plant_work.html", page, status=form.status if form else 200)


@posted_from("green_work")
@login_required
def done(request: PersonRequest, pk: int) -> HttpResponse:
    """做完了: the safe interval runs."""
    one = or_404(queries.work_for, request.who, pk)
    staff = keeper(request, one.company_id)
    once(
        request, do=lambda: actions.finish(one, by=staff, now=request.now), again=lambda first: done_already(one, first)
    )
    messages.success(request, gettext("记下了，安全间隔从现在算起"))
    return redirect("green_work", one.pk)


@posted_from("green_work")
@login_required
def call_off(request: PersonRequest, pk: int) -> HttpResponse:
    """It will not be done; those who were told are told why."""
    one, form = or_404(queries.work_for, request.who, pk), WhyForm(request.POST)
    staff = keeper(request, one.company_id)
    rules.check_may_plant(staff, one.project)
    off = submit(request, form, do=lambda data: actions.call_off(one, why=data["why"], by=staff, now=request.now),
                 again=lambda first: done_already(one, first))  # fmt: skip
    if not off:
        return _work(request, one, form)
    messages.success(request, gettext("已取消，也告诉了住户"))
    return redirect("green_work", one.pk)


@require_safe
@login_required
def notice(request: PersonRequest, pk: int) -> HttpResponse:
    """The sheet for the board, A4."""
    one = or_404(queries.work_for, request.who, pk)
    return render(request, "rounds/plant_notice.html", {"work": one, "project": one.project})

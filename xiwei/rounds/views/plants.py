"""植物: the plant ledger for anyone, and the flowering calendar of an estate for those who live and work there."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xiwei.estate.models import Place
from xiwei.estate.queries import place_by_code
from xiwei.people.guesses import by_code
from xiwei.people.middleware import PersonRequest
from xiwei.rounds import plants as ledger
from xiwei.rounds.models import Planting
from xiwei.rounds.queries import plants as queries
from xiwei.rounds.rules import flowering as picture
from xiwei.shared import pictures, scope
from xiwei.shared.web import or_404

A_PAGE = 30
MONTHS = range(1, 13)


@require_safe
def plants(request: PersonRequest) -> HttpResponse:
    """The ledger, narrowed by words, colour, month in flower and toxicity; with a wall's code, what grows there."""
    at = by_code(request, place_by_code, request.GET.get("at", "")[:20])
    asked = _asked(request)
    query = request.GET.copy()
    query.pop("page", None)
    rows = ledger.found(**asked, codes=_at(request, at) if at else None)
    page = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "at": at,
        "narrowed": any(asked.values()),
        "query": query.urlencode(),
        "colours": ledger.COLOURS.items(),
        "forms": ledger.FORMS.items(),
        "toxicity": ledger.TOXICITY.items(),
        "months": MONTHS,
        "month_now": timezone.localdate(request.now).month,
    }
    return render(request, "rounds/plants.html", page)


def _asked(request: PersonRequest) -> dict[str, Any]:
    month = request.GET.get("month", "")
    return {
        "words": request.GET.get("q", "").strip()[:60],
        "colour": request.GET.get("colour", "")[:10],
        "month": int(month) if month in map(str, MONTHS) else 0,
        "toxicity": request.GET.get("toxicity", "")[:10],
        "form": request.GET.get("form", "")[:12],
    }


def _at(request: PersonRequest, place: Place) -> set[str]:
    with scope.within({place.company_id} | request.who.companies):
        return queries.codes_at(place)


@require_safe
def plant(request: PersonRequest, code: str) -> HttpResponse:
    """All that is known of a plant, in plain words."""
    one = ledger.plant(code)
    if one is None:
        raise Http404
    return render(request, "rounds/plant.html", {"plant": one, "bars": picture.bars(one), "now_day": _today(request)})


def _today(request: PersonRequest) -> int:
    return picture.day_of(timezone.localdate(request.now))


@require_safe
@login_required
def flowering_mine(request: PersonRequest) -> HttpResponse:
    """To the calendar of where one lives, else of where one works."""
    homes = [one.household.project_id for one in request.who.tenures]
    posts = [post for staff in request.who.staff for post in staff.posts.all() if post.until is None]
    work = [post.project_id for post in posts if post.project_id]
    found = next(iter([*homes, *work]), None)
    return redirect("flowering", found) if found else redirect("plants")


@require_safe
@login_required
def flowering(request: PersonRequest, pk: int) -> HttpResponse:
    """What is in flower now, and the whole year as a picture."""
    project = or_404(queries.estate_for, request.who, pk)
    month = timezone.localdate(request.now).month
    grown: dict[str, list[Planting]] = {}
    for planting in queries.standing([project]):
        grown.setdefault(planting.plant, []).append(planting)
    known = [one for code in grown if (one := ledger.plant(code))]
    rows = [_row(one, grown[one.code], month) for one in picture.in_order(known, month) if one.bloom]
    page = {
        "project": project,
        "rows": rows,
        "open": [row for row in rows if row["open"]],
        "leaves": len(known) - len(rows),
        "colours": [(key, name) for key, name in ledger.COLOURS.items() if any(key in row["shown"] for row in rows)],
        "now_day": _today(request),
        "month": month,
        "months": MONTHS,
        "begins": picture.BEGINS[1:-1],
        "today": timezone.localdate(request.now),
    }
    return render(request, "rounds/plant_flowering.html", page)


def _row(one: ledger.Plant, plantings: list[Planting], month: int) -> dict[str, Any]:
    bars = picture.bars(one)
    photo = next((photo for planting in plantings for photo in planting.own_photos), None)  # type: ignore[attr-defined]
    return {
        "plant": one,
        "places": list(dict.fromkeys(planting.place.name for planting in plantings)),
        "bars": bars,
        "shown": {bar.colour for bar in bars},
        "open": month in one.bloom,
        "photo": photo,
    }


@require_safe
@login_required
def photo(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A picture of a planting, or of what ails one; a stranger's is 404."""
    found = or_404(queries.photo_for, request.who, pk)
    try:
        kept = pictures.open_kept(found.photo.path, small=request.GET.get("size") == "small")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(kept, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response

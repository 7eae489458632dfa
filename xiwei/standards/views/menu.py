"""The menu as residents and staff read it: by line, by words, one item with its promise."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from xiwei.shared import tongue
from xiwei.shared.tongue import Said
from xiwei.shared.web import or_404
from xiwei.standards import catalogue, queries, saying
from xiwei.standards.models import MenuItem, ServiceLine, Setting
from xiwei.standards.queries import menu as menus
from xiwei.standards.queries.menu import Menu
from xiwei.standards.views.asked import Asked

MOST_TYPED = 60
LINES = [(menus.URGENT, _("急事")), *ServiceLine.choices]
GROUPS = {Setting.HOME: _("家里的事"), Setting.EITHER: _("家里、楼里都办"), Setting.PUBLIC: _("楼里和小区的事")}


@login_required
def menu(request: Asked) -> HttpResponse:
    """The front with its six lines; one line; or what was looked for."""
    choice, here = _here(request)
    words = request.GET.get("q", "").strip()[:MOST_TYPED]
    line = request.GET.get("line", "")
    if here is None:
        return render(request, "standards/menu_nowhere.html")
    promised = _promised(here)
    page = {"menus": choice, "here": here, "lines": LINES, "line": line, "q": words, "promised": promised}
    if words:
        page["found"] = menus.found(here.company_id, words)
        page["report"] = _report(here, words=words)
        return render(request, "standards/menu_found.html", page)
    if line in dict(LINES):
        page["title"] = dict(LINES)[line]
        page["groups"] = _by_setting(menus.on_line(here.company_id, line))
        return render(request, "standards/menu_line.html", page)
    page["tiles"] = _tiles(here)
    return render(request, "standards/menu.html", page)


@login_required
def menu_item(request: Asked, code: str) -> HttpResponse:
    """One item: what it covers, its promise and price, how it is done, what goes well with it."""
    choice, here = _here(request)
    if here is None:
        raise Http404
    version = request.GET.get("version", "")
    item = or_404(menus.item_of, here.company_id, code, int(version) if version.isdecimal() else None)
    page = {
        "menus": choice,
        "here": here,
        "item": item,
        "latest": item if item.until is None else menus.item_of(here.company_id, code),
        "line_name": item.get_line_display(),
        "promise": _promised(here)[item.urgency],
        "certificate": catalogue.certificates().get(item.certificate, {}).get("name", ""),
        "proof": saying.said_evidence(item.evidence, item.reading),
        "duration": saying.said_length(item.duration_minutes, round_the_clock=True),
        "danger": catalogue.danger_now(item.danger, here.project.duty_phone if here.project else ""),
        "beside": menus.beside(item),
        "report": _report(here, item=item) if item.until is None else "",
    }
    return render(request, "standards/menu_item.html", page)


def _here(request: Asked) -> tuple[list[Menu], Menu | None]:
    """The menus this person may read, and the one they chose; the bars around the page then know the estate."""
    choice = menus.menus_for(request.who)
    here = menus.chosen(choice, request.GET.get("in", ""))
    return choice, here


def _promised(here: Menu) -> dict[str, saying.Promised]:
    """What is promised in words, by urgency."""
    rows = queries.promises(company_id=here.company_id, project_id=here.project_id)
    hours = queries.hours(here.project_id) if here.project_id else []
    return saying.said_promises(rows, hours)


def _by_setting(found: list[MenuItem]) -> list[tuple[Said, list[MenuItem]]]:
    order = list(GROUPS)
    ranked = sorted(found, key=lambda item: order.index(Setting(item.setting)))
    return [(GROUPS[Setting(key)], list(group)) for key, group in groupby(ranked, key=lambda item: item.setting)]


def _tiles(here: Menu) -> list[tuple[str, str, int, list[str]]]:
    """Each line with how many items it has and the names of its first few."""
    rows = menus.items(here.company_id).values_list("line", "code", "name")
    ranked = sorted(rows, key=lambda row: catalogue.place_of(row[1]))
    tiles = []
    for line, label in ServiceLine.choices:
        names = [tongue.named(name) for of, _, name in ranked if of == line]
        tiles.append((line, str(label), len(names), names[:3]))
    return tiles


def _report(here: Menu, *, item: MenuItem | None = None, words: str = "") -> str:
    """Where to report it; "" for whoever does not live here, or where nothing takes reports."""
    if here.project is None:
        return ""
    try:
        address = reverse("report")
    except NoReverseMatch:
        return ""
    said = {"item": item.code, "words": item.words[0] if item.words else item.name} if item else {"words": words}
    return f"{address}?{urlencode(said)}"
